"""How the clients of Kafka connect: servers, encryption, sign-in, replication.

    KafkaConnection   one frozen value that every client of a process is opened with
    .options()        the arguments of an aiokafka client
    connection_of     the value that the settings describe

Certificates and secrets: `credentials.py`.
"""

from dataclasses import dataclass
from typing import Any

from monitor.config import Settings
from monitor.kafka.credentials import Sasl, Tls
from monitor.kafka.topic_retention import AS_IT_IS, TopicRetention

OAUTHBEARER = "OAUTHBEARER"


@dataclass(frozen=True, slots=True)
class KafkaConnection:
    """Where the brokers are and how a client gets in."""

    servers: str
    """Addresses as ``host:port``, separated by commas."""
    tls: Tls | None = None
    """None: the connections are not encrypted."""
    sasl: Sasl | None = None
    """None: clients do not sign in."""
    replication: int | None = None
    """Copies of each partition of a new topic; None: the broker's default."""
    min_insync: int | None = None
    """Copies that must be written before a record counts as stored; None: the broker's default."""
    prefix: str = ""
    """Before the name of every topic and group, for clusters that others use as well."""
    retention: TopicRetention = AS_IT_IS
    """How long and how much topics keep, where it is set."""

    def wire_name(self, name: str) -> str:
        """Return the name that a topic or group has on the cluster."""
        return f"{self.prefix}{name}"

    def own_name(self, wire_name: str) -> str:
        """Return the name of a topic or group in this program."""
        return wire_name.removeprefix(self.prefix)

    @property
    def server_list(self) -> list[str]:
        """The addresses one by one."""
        return [server.strip() for server in self.servers.split(",") if server.strip()]

    @property
    def protocol(self) -> str:
        """Kafka's name of the protocol: PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL."""
        transport = "SSL" if self.tls else "PLAINTEXT"
        return f"SASL_{transport}" if self.sasl else transport

    def options(self) -> dict[str, Any]:
        """Return the arguments of an aiokafka client. Raises `InvalidInput` for unusable files."""
        options: dict[str, Any] = {
            "bootstrap_servers": self.server_list,
            "security_protocol": self.protocol,
        }
        if self.tls:
            options["ssl_context"] = self.tls.context()
        if self.sasl:
            options["sasl_mechanism"] = self.sasl.mechanism
            if self.sasl.mechanism == OAUTHBEARER:
                from monitor.kafka.oauth import TokenProvider  # loads the HTTP client

                options["sasl_oauth_token_provider"] = TokenProvider(self.sasl)
            else:
                options["sasl_plain_username"] = self.sasl.user
                options["sasl_plain_password"] = self.sasl.secret()
        return options


def connection_of(settings: Settings) -> KafkaConnection:
    """Return the connection that the settings describe."""
    assert settings.kafka is not None, "the caller has checked that Kafka is set"
    tls = None
    if settings.kafka_protocol.endswith("SSL"):
        tls = Tls(
            ca=settings.kafka_ca_file,
            certificate=settings.kafka_certificate_file,
            key=settings.kafka_key_file,
        )
    sasl = None
    if settings.kafka_protocol.startswith("SASL"):
        assert settings.kafka_user is not None, "the settings require it"
        assert settings.kafka_password_file is not None, "the settings require it"
        sasl = Sasl(
            mechanism=settings.kafka_mechanism,
            user=settings.kafka_user,
            secret_file=settings.kafka_password_file,
            token_url=settings.kafka_token_url,
            scope=settings.kafka_scope,
        )
    return KafkaConnection(
        settings.kafka,
        tls,
        sasl,
        replication=settings.kafka_replication,
        min_insync=settings.kafka_min_insync,
        prefix=settings.kafka_topic_prefix,
        retention=TopicRetention(
            settings.kafka_keep_days,
            settings.kafka_keep_alerts_days,
            settings.kafka_max_partition,
        ),
    )
