"""Settings of the machine, in one model.

    MONITOR_* variables  over  monitor.yaml in the configuration folder  over  defaults

A key of ``monitor.yaml`` and its variable have the same name: ``http`` and ``MONITOR_HTTP``.
`monitor.config.read_settings` reads both.
"""

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from monitor.channels import MailServer
from monitor.config.addresses import (
    check_servers,
    database_url,
    listen_address,
    network,
    server_address,
    split_host_port,
)
from monitor.config.retention import Keep, Retention, Size, SizeLimits
from monitor.config.setting_types import Pipeline, RoleMapping, Texts, TopicPrefix, split_list
from monitor.records.fields import (
    Checked,
    Duration,
    FilePath,
    HttpUrl,
    NumberRange,
    Prepared,
    Text,
    quoted,
)

PREFIX = "MONITOR_"
COMPOSE_VARIABLES = ("MONITOR_IMAGE", "MONITOR_PORT", "MONITOR_MEMORY")
"""Variables of docker-compose.yml, which a shell that read ``.env`` has too.

The program ignores them.
"""
LOOPBACK_HOSTS = ("127.0.0.1", "localhost", "::1")


def _without_slash(url: str) -> str:
    return url.rstrip("/")


def _absolute(path: Path) -> Path:
    return path.expanduser().resolve()


def _default_database(settings: dict[str, Any]) -> str:
    return f"sqlite:///{settings['data'] / 'monitor.db'}"


def _https_or_loopback(url: str) -> str:
    """Return an address whose answers are protected on their way. Raises ValueError."""
    parts = urlsplit(url)
    if parts.scheme != "https" and parts.hostname not in LOOPBACK_HOSTS:
        raise ValueError(f"{quoted(url)} is not encrypted; use https://")
    return url


Network = Annotated[str, Checked(network)]


class Settings(BaseModel):
    """Addresses, folders and limits of this machine."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, str_strip_whitespace=True, validate_default=True
    )

    config: Path = Path("config")
    """Configuration folder; the option ``--config`` wins over the variable."""
    kafka: Annotated[str, Checked(check_servers)] | None = None
    """Kafka servers, ``host:port`` with commas between.

    By default an embedded broker is started.
    """
    kafka_ca_file: FilePath | None = None
    """PEM file of the authority that signed the brokers' certificates; by default those of the
    system.
    """
    kafka_certificate_file: FilePath | None = None
    """PEM file with the certificate of this client, for brokers that ask for one."""
    kafka_key_file: FilePath | None = None
    """PEM file with the private key of that certificate."""
    kafka_mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "OAUTHBEARER"] = (
        "SCRAM-SHA-512"
    )
    """How the client signs in, where the protocol begins with ``SASL``."""
    kafka_user: Text | None = None
    """User, or the id of the client at the token endpoint."""
    kafka_password_file: FilePath | None = None
    """File with the password of the user, or with the secret of the client."""
    kafka_token_url: Annotated[HttpUrl, Checked(_without_slash)] | None = None
    """Token endpoint of ``OAUTHBEARER``, which is asked by the client credentials grant."""
    kafka_scope: Text | None = None
    """Scope of the requested tokens."""
    kafka_protocol: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = "PLAINTEXT"
    """Encryption and sign-in of every connection to Kafka, by Kafka's name."""
    kafka_replication: Annotated[int, NumberRange(1, 32)] | None = None
    """Copies of each partition of a topic that is created; by default the broker decides."""
    kafka_min_insync: Annotated[int, NumberRange(1, 32)] | None = None
    """Copies that have a record before it counts as stored; by default the broker decides.

    With 3 copies and 2 in sync, one broker may fail and nothing is lost.
    """
    kafka_topic_prefix: TopicPrefix = ""
    """Text before the name of every topic and consumer group, such as ``newsroom.``, for a cluster
    that others use as well; fixed once the topics exist.
    """
    kafka_keep_days: Annotated[int, NumberRange(7, 3650)] | None = None
    """Days for which topics keep articles, readings and matches; by default topics are created with
    7, and those that exist stay as they are.
    """
    kafka_keep_alerts_days: Annotated[int, NumberRange(7, 3650)] | None = None
    """Days for which topics keep alerts and dead letters; by default created with 30."""
    kafka_max_partition: Size = None
    """Most disk for each partition of these topics, ``2GB`` or ``unlimited``; the oldest messages
    go first, unprocessed ones too.
    """
    data: Annotated[FilePath, Checked(_absolute)] = Path("data")
    """Folder of everything that the program writes, relative to the working directory."""
    database: Annotated[str, Checked(database_url)] = Field(default_factory=_default_database)
    """Database, ``postgresql://user:password@host:5432/name`` or ``sqlite:///FILE``; by default a
    file in the data folder.
    """
    http: Annotated[str, Checked(listen_address)] = "127.0.0.1:8080"
    """``host:port`` of the web service.

    8080 is the customary port beside 80, and loopback is private.
    """
    metrics: Annotated[str, Checked(listen_address)] | None = None
    """``host:port`` at which each process shows its metrics, ``/healthz`` and ``/readyz``.

    By default only the web service does, at its own address. Without a token: no address but the
    operator's network should reach it. Under ``monitor up`` this is the port of ``deliver``;
    ``process``, ``poll`` and ``serve`` have the three that follow.
    """
    traces: HttpUrl | None = None
    """Collector of traces by OTLP over HTTP, such as ``http://collector:4318``.

    Needs the extra ``tracing``. The ``OTEL_*`` variables of OpenTelemetry's SDK count as well,
    such as ``OTEL_TRACES_SAMPLER``.
    """
    log_format: Literal["logfmt", "json"] = "logfmt"
    """One line for each event: ``key=value`` pairs, or a JSON object."""
    oidc_issuer: Annotated[HttpUrl, Checked(_https_or_loopback)] | None = None
    """Issuer of an identity provider (OpenID Connect), by which people sign in beside tokens.

    Needs ``public_url``, ``oidc_client_id``, ``oidc_roles`` and the extra ``oidc``.
    """
    oidc_client_id: Text | None = None
    """Id of this monitor at the provider."""
    oidc_client_secret_file: FilePath | None = None
    """File with the secret of that client; by default it is a public one."""
    oidc_scope: Text = "openid email profile"
    """Scope of a sign-in; some providers give groups only for one more, such as ``groups``."""
    oidc_groups_claim: Text = "groups"
    """Claim of the ID token, or of the userinfo endpoint, that has the groups of a person."""
    oidc_roles: Annotated[tuple[RoleMapping, ...], Prepared(split_list)] = ()
    """Role of each group, ``newsroom-it=admin,newsroom=editor,*=reader``: ``*`` is everyone.

    Who is in none of them is refused.
    """
    oidc_session: Duration = timedelta(hours=8)
    """How long a sign-in lasts: a working day."""
    oidc_ca_file: FilePath | None = None
    """PEM file of the authority that signed the provider's certificate."""
    token_file: FilePath | None = None
    """File with the token of the administrator; by default one is created in the data folder."""
    cache: Annotated[FilePath, Checked(_absolute)] = Path("~/.cache/news-monitor")
    """Folder of downloads, such as the embedded broker; ``XDG_CACHE_HOME`` moves the default."""
    partitions: Annotated[int, NumberRange(1, 256)] = 4
    """Partitions of every topic, fixed once the topics exist: the most processes that share the
    work. Four use the cores of a small machine; each partition costs the broker memory.
    """
    allow_hosts: Texts = ()
    """Hosts on private or loopback addresses that may be polled and posted to."""
    proxy: HttpUrl | None = None
    """Proxy of every request to the outside but those to ``allow_hosts``, such as
    ``http://user:password@proxy.example:3128``.

    Proxies of the environment (``HTTPS_PROXY``) are not used.
    """
    smtp_server: Annotated[str, Checked(server_address)] | None = None
    """``host:port`` of the mail server."""
    smtp_from: Text | None = None
    """Sender of mails, such as ``News monitor <monitor@example.org>``."""
    smtp_user: Text | None = None
    """User at the mail server."""
    smtp_password_file: FilePath | None = None
    """File with the password at the mail server."""
    smtp_tls: Literal["none", "starttls", "tls"] = "starttls"
    """Encryption of the connection to the mail server."""
    proxy_hosts: Texts = ()
    """Hosts that serve feeds of many sites; there a 429 for one feed does not pause the others."""
    public_url: Annotated[HttpUrl, Checked(_without_slash)] | None = None
    """Address of this monitor from outside, ``https://monitor.example.org``; hubs push to it."""
    trusted_proxies: Annotated[tuple[Network, ...], Prepared(split_list)] = ("127.0.0.1", "::1")
    """Addresses or networks (``172.16.0.0/12``) of the proxies before the web service.

    What they say of the client and its protocol counts; what other clients say of it does not.
    """
    contact: Text = "https://example.org/news-monitor"
    """Address in the user agent of every poll, for the publishers of the feeds."""
    parsers: Annotated[tuple[Pipeline, ...], Prepared(split_list)] = ()
    """Your own spaCy pipelines, ``en=en_core_web_sm``.

    The statement engine uses their sentences and subjects.
    """
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    """Least level of the logged events."""
    article_text: Literal["full", "statements"] = "full"
    """What the pages show of an article: its whole text, or the paragraphs with a statement."""
    licence_note: Text | None = None
    """Note under every article, such as the terms under which its text may be kept."""
    keep_texts: Keep = None
    """How long the texts of articles are kept, ``365d`` or ``forever``.

    Afterwards title, address, time and statements remain.
    """
    keep_articles: Keep = None
    """How long articles are kept, with their statements."""
    keep_statements: Keep = None
    """How long statements are kept; their articles remain."""
    keep_alerts: Keep = None
    """How long alerts are kept, with their events and deliveries.

    Alerts about a feed or a subscription that is still in trouble remain.
    """
    keep_events: Keep = timedelta(days=90)
    """How long revisions of alerts are kept.

    A live stream resumes from them; a subscription sends them again.
    """
    keep_deliveries: Keep = timedelta(days=90)
    """How long settled deliveries are kept, with their attempts."""
    keep_audit: Keep = timedelta(days=730)
    """How long the audit log is kept."""
    keep_rejections: Keep = timedelta(days=90)
    """How long dead letters are kept after they were retried or dropped."""
    keep_polls: Keep = timedelta(days=30)
    """How long the history of polls is kept: a row of some 60 bytes a feed and hour."""

    max_texts: Size = None
    """Most disk for the texts of articles, ``20GB`` or ``unlimited``; the oldest go first.

    For every ``max_…``: nothing goes before it is a week old.
    """
    max_articles: Size = None
    """Most disk for articles with their statements."""
    max_statements: Size = None
    """Most disk for statements."""
    max_alerts: Size = None
    """Most disk for alerts."""
    max_events: Size = None
    """Most disk for revisions of alerts."""
    max_deliveries: Size = None
    """Most disk for settled deliveries with their attempts."""
    max_audit: Size = None
    """Most disk for the audit log."""
    max_rejections: Size = None
    """Most disk for dead letters that were retried or dropped."""
    max_polls: Size = None
    """Most disk for the history of polls."""

    @field_validator("kafka_protocol")
    @classmethod
    def _check_kafka(cls, protocol: str, info: ValidationInfo) -> str:
        """Return the protocol if everything that it needs is set. Raises ValueError."""
        needed = ["kafka"] if protocol != "PLAINTEXT" else []
        if protocol.startswith("SASL"):
            needed += ["kafka_user", "kafka_password_file"]
            if info.data.get("kafka_mechanism") == "OAUTHBEARER":
                needed.append("kafka_token_url")
        missing = [name for name in needed if name in info.data and not info.data[name]]
        if missing:
            raise ValueError(f"{protocol} needs {' and '.join(missing)}; set it as well")
        return protocol

    @field_validator("oidc_roles")
    @classmethod
    def _check_oidc(cls, roles: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        """Return the roles if everything that a sign-in needs is set. Raises ValueError."""
        if info.data.get("oidc_issuer") is None:
            return roles
        if not info.data.get("oidc_client_id"):
            raise ValueError("oidc_issuer needs oidc_client_id; set it as well")
        if not roles:
            raise ValueError("oidc_issuer needs oidc_roles; without them everyone is refused")
        return roles

    @field_validator("kafka_min_insync")
    @classmethod
    def _check_insync(cls, count: int | None, info: ValidationInfo) -> int | None:
        """Return the number if so many copies exist. Raises ValueError."""
        copies = info.data.get("kafka_replication")
        if count is not None and copies is not None and count > copies:
            raise ValueError(f"{count} of {copies} copies cannot be in sync; use at most {copies}")
        return count

    @property
    def http_host(self) -> str:
        """The host of the web service."""
        return split_host_port(self.http)[0]

    @property
    def http_port(self) -> int:
        """The port of the web service."""
        return split_host_port(self.http)[1]

    @property
    def mail_server(self) -> MailServer | None:
        """The mail server; None where the server or the sender is not set."""
        if not self.smtp_server or not self.smtp_from:
            return None
        host, port = split_host_port(self.smtp_server)
        return MailServer(
            host=host,
            port=port,
            sender=self.smtp_from,
            user=self.smtp_user,
            password_file=self.smtp_password_file,
            tls=self.smtp_tls,
        )

    @property
    def retention(self) -> Retention:
        """How long each kind of stored item is kept."""
        return Retention(
            texts=self.keep_texts,
            articles=self.keep_articles,
            statements=self.keep_statements,
            alerts=self.keep_alerts,
            events=self.keep_events,
            deliveries=self.keep_deliveries,
            audit=self.keep_audit,
            rejections=self.keep_rejections,
            polls=self.keep_polls,
        ).effective

    @property
    def size_limits(self) -> SizeLimits:
        """How much of each kind of stored item is kept."""
        return SizeLimits(
            texts=self.max_texts,
            articles=self.max_articles,
            statements=self.max_statements,
            alerts=self.max_alerts,
            events=self.max_events,
            deliveries=self.max_deliveries,
            audit=self.max_audit,
            rejections=self.max_rejections,
            polls=self.max_polls,
        )

    @property
    def files(self) -> dict[str, Path]:
        """The files that settings name (secrets and certificates), by the setting's name."""
        names = [name for name in type(self).model_fields if name.endswith("_file")]
        return {name: Path(file) for name in names if (file := getattr(self, name))}

    @property
    def compiled(self) -> Path:
        """The folder of the compiled actors, which the processes of the machine share."""
        return self.data / "watchlist"

    @property
    def compiled_if_run(self) -> Path | None:
        """The same where the system has run before; a command creates no data folder."""
        return self.compiled if self.data.is_dir() else None

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine reaches the web service."""
        return self.http_host in LOOPBACK_HOSTS


VARIABLES = tuple(f"{PREFIX}{name.upper()}" for name in Settings.model_fields)
"""Every variable that the program reads; a test compares docker-compose.yml with them."""
