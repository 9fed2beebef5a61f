"""Brokers with encryption and sign-in, and clusters of three, for tests."""

import asyncio
from pathlib import Path

import trustme
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from monitor.kafka.broker.process import EmbeddedBroker, free_port
from monitor.kafka.connection import KafkaConnection

USER, PASSWORD = "monitor", "correct horse; battery staple"
SCRAM = ("SCRAM-SHA-256", "SCRAM-SHA-512")
PROTOCOLS = ("SSL", "SASL_PLAINTEXT", "SASL_SSL")
_MODULE = "org.apache.kafka.common.security"
_LOGINS = {
    "PLAIN": f'{_MODULE}.plain.PlainLoginModule required user_{USER}="{PASSWORD}";',
    "SCRAM-SHA-256": f"{_MODULE}.scram.ScramLoginModule required;",
    "SCRAM-SHA-512": f"{_MODULE}.scram.ScramLoginModule required;",
    "OAUTHBEARER": (
        f"{_MODULE}.oauthbearer.OAuthBearerLoginModule required"
        ' unsecuredLoginStringClaim_sub="broker";'
    ),
}
MECHANISMS = tuple(_LOGINS)


class Certificates:
    """An authority, the certificate of a broker on 127.0.0.1, and that of a client, as files."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        authority = trustme.CA(key_type=trustme.KeyType.RSA)
        self.authority = folder / "ca.pem"
        authority.cert_pem.write_to_path(str(self.authority))
        self.broker = self._write(authority.issue_cert("127.0.0.1"), folder / "broker.pem")
        self.client = self._write(authority.issue_cert("client@example.org"), folder / "me.pem")

    @staticmethod
    def _write(certificate: trustme.LeafCert, file: Path) -> Path:
        """Write the private key, as the PKCS 8 that Kafka reads, and the certificates."""
        key = load_pem_private_key(certificate.private_key_pem.bytes(), password=None)
        text = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        chain = b"".join(part.bytes() for part in certificate.cert_chain_pems)
        file.write_bytes(text + chain)
        return file


class SecureBroker(EmbeddedBroker):
    """A broker with a listener for each protocol; what it needs itself stays in the clear."""

    def __init__(self, folder: Path, jars: tuple[Path, ...], files: Certificates) -> None:
        super().__init__(folder, jars)
        self._files = files
        self._ports = {protocol: free_port() for protocol in PROTOCOLS}

    def servers(self, protocol: str) -> str:
        """Return the address of the listener of a protocol."""
        return f"127.0.0.1:{self._ports[protocol]}"

    def _write_properties(self) -> Path:
        properties = super()._write_properties()
        plain = f"PLAINTEXT://127.0.0.1:{self._port}"
        listeners = [f"C_{name}://127.0.0.1:{port}" for name, port in self._ports.items()]
        text = properties.read_text("utf-8").replace(plain, ",".join([plain, *listeners]))
        properties.write_text(text + "\n".join([*self._secure_lines(), ""]), encoding="utf-8")
        return properties

    def _secure_lines(self) -> list[str]:
        """Return the broker's settings; it accepts unsigned OAuth tokens."""
        protocols = [f"C_{name}:{name}" for name in PROTOCOLS]
        protocols += ["PLAINTEXT:PLAINTEXT", "CONTROLLER:PLAINTEXT"]
        lines = [
            f"listener.security.protocol.map={','.join(protocols)}",
            "ssl.keystore.type=PEM",
            f"ssl.keystore.location={self._files.broker}",
            "ssl.truststore.type=PEM",
            f"ssl.truststore.location={self._files.authority}",
            "listener.name.c_ssl.ssl.client.auth=required",
            f"sasl.enabled.mechanisms={','.join(MECHANISMS)}",
        ]
        for name in PROTOCOLS[1:]:
            lines += [
                f"listener.name.c_{name.lower()}.{mechanism.lower()}.sasl.jaas.config={login}"
                for mechanism, login in _LOGINS.items()
            ]
        return lines

    def _format_options(self) -> tuple[str, ...]:
        """Return the options that store the user's password for SCRAM."""
        options: list[str] = []
        for mechanism in SCRAM:
            options += ["--add-scram", f"{mechanism}=[name={USER},password={PASSWORD}]"]
        return tuple(options)


class ClusterBroker(EmbeddedBroker):
    """One of several brokers that keep copies of each other's partitions."""

    def __init__(self, folder: Path, jars: tuple[Path, ...], node: int) -> None:
        super().__init__(folder, jars)
        self.node = node
        self.voters = ""

    @property
    def voter(self) -> str:
        """This broker in the list of those that elect the controller."""
        return f"{self.node}@127.0.0.1:{self._controller}"

    def _write_properties(self) -> Path:
        properties = super()._write_properties()
        lines = [line for line in properties.read_text("utf-8").splitlines() if not _is_own(line)]
        lines += [
            f"node.id={self.node}",
            f"controller.quorum.voters={self.voters}",
            "offsets.topic.replication.factor=3",
            "offsets.topic.num.partitions=2",
        ]
        properties.write_text("\n".join([*lines, ""]), encoding="utf-8")
        return properties


_REPLACED = ("node.id=", "controller.quorum.voters=", "offsets.topic.")


def _is_own(line: str) -> bool:
    """Return whether a broker of a cluster sets this line itself."""
    return line.startswith(_REPLACED)


class Cluster:
    """Three brokers on loopback."""

    def __init__(self, folder: Path, jars: tuple[Path, ...]) -> None:
        self.brokers = [ClusterBroker(folder / str(node), jars, node) for node in (1, 2, 3)]
        voters = ",".join(broker.voter for broker in self.brokers)
        for broker in self.brokers:
            broker.voters = voters

    @property
    def connection(self) -> KafkaConnection:
        """Every broker; new topics have three copies, of which two must be written."""
        servers = ",".join(broker.bootstrap for broker in self.brokers)
        return KafkaConnection(servers, replication=3, min_insync=2)

    async def start(self) -> None:
        """Start every broker; none answers alone."""
        await asyncio.gather(*(broker.start() for broker in self.brokers))

    async def stop(self) -> None:
        """Stop every broker."""
        await asyncio.gather(*(broker.stop() for broker in self.brokers))
