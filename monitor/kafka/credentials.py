"""Credentials of a client of Kafka: certificates, and a user with a secret.

Secrets are read from their files at each connection, so that a rotated one is in force at the next.
"""

import ssl
from dataclasses import dataclass
from pathlib import Path

from aiokafka.helpers import create_ssl_context

from monitor.channels.secret_text import read_secret
from monitor.records.errors import InvalidInput


@dataclass(frozen=True, slots=True, kw_only=True)
class Tls:
    """Certificates, as paths of PEM files."""

    ca: Path | None = None
    """Of the authority that signed the brokers' certificates; None: those of the system."""
    certificate: Path | None = None
    """Of this client, for brokers that ask for one."""
    key: Path | None = None
    """The private key of the certificate; None where the certificate's file contains it."""

    def context(self) -> ssl.SSLContext:
        """Return a context that checks the broker's certificate and host name.

        Raises `InvalidInput` where a file cannot be read or is not a PEM file.
        """
        cafile = str(self.ca) if self.ca else None
        certificate = str(self.certificate) if self.certificate else None
        key = str(self.key) if self.key else None
        try:
            context: ssl.SSLContext = create_ssl_context(
                cafile=cafile, certfile=certificate, keyfile=key
            )
        except (OSError, ssl.SSLError) as error:
            files = ", ".join(filter(None, (cafile, certificate, key))) or "the system's store"
            raise InvalidInput(
                f"the certificates for Kafka cannot be used ({files}): {error}; correct"
                " MONITOR_KAFKA_CA_FILE, MONITOR_KAFKA_CERTIFICATE_FILE, MONITOR_KAFKA_KEY_FILE"
            ) from error
        return context


@dataclass(frozen=True, slots=True, kw_only=True)
class Sasl:
    """The user that signs in, with the mechanism and the file of the secret."""

    mechanism: str
    """PLAIN, SCRAM-SHA-256, SCRAM-SHA-512 or OAUTHBEARER."""
    user: str
    """The user, or the client's id at the token endpoint."""
    secret_file: Path
    """File with the password, or with the client's secret."""
    token_url: str | None = None
    """The token endpoint of OAUTHBEARER."""
    scope: str | None = None
    """The scope of the requested tokens."""

    def secret(self) -> str:
        """Return the password. Raises `UnreadableSecret`."""
        return read_secret(self.secret_file)
