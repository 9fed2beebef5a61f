"""The shape of the YAML files, as pydantic models; every mistake of a file is reported at once."""

import re
from datetime import time, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, field_validator

from monitor.records import Act, Severity
from monitor.watchlist.query import parse_query
from monitor.watchlist.values import ActorKind, QuietHours, Scope

_DURATION = re.compile(r"(\d+)\s*(s|m|h|d)")
_HOURS = re.compile(r"(\d\d:\d\d)\s*-\s*(\d\d:\d\d)(?:\s+(\S+))?")
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def parse_duration(value: Any) -> Any:
    """Read ``90s``, ``5m``, ``2h``, ``1d`` or a number of seconds; anything else is left for pydantic to refuse."""
    if isinstance(value, timedelta):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return timedelta(seconds=value)
    if isinstance(value, str) and (match := _DURATION.fullmatch(value.strip())):
        return timedelta(seconds=int(match[1]) * _UNITS[match[2]])
    raise ValueError(f"{value!r} is no duration; write 90s, 5m, 2h or 1d")


def check_http_url(value: str) -> str:
    """Return an absolute ``http(s)`` URL as it is. Raises ValueError."""
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"{value!r} is no http(s) URL")
    return value


Duration = Annotated[timedelta, BeforeValidator(parse_duration)]
Identifier = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]*$", max_length=100)]
Text = Annotated[str, Field(min_length=1, max_length=500)]


class Model(BaseModel):
    """Base of everything that people write: unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class FeedDefaults(Model):
    """What holds for every feed that does not say otherwise."""

    interval: Duration = timedelta(minutes=5)
    max_interval: Duration = timedelta(hours=1)
    """Longest wait between polls of a feed that brings nothing new and has no interval of its own."""


class FeedModel(Model):
    """One feed to poll."""

    url: str
    name: Text | None = None
    publisher: Identifier | None = None
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}$")] | None = None
    full_text: bool | Literal["auto"] = "auto"
    interval: Duration | None = None
    verify_tls: bool = True
    """False polls it though its certificate is wrong; its health then says so."""
    tags: tuple[str, ...] = ()

    _check_url = field_validator("url")(check_http_url)


class FeedsFile(Model):
    """``feeds.yaml``."""

    defaults: FeedDefaults = FeedDefaults()
    feeds: tuple[FeedModel, ...] = ()


class ActorModel(Model):
    """One actor."""

    id: Identifier
    name: Text
    kind: ActorKind
    aliases: tuple[Text, ...] = ()
    aliases_off: tuple[Text, ...] = ()
    descriptions: tuple[Text, ...] = ()
    never: tuple[Text, ...] = ()
    part_of: tuple[Identifier, ...] = ()
    tags: tuple[Identifier, ...] = ()
    wikidata: Annotated[str, Field(pattern=r"^Q\d+$")] | None = None
    romanise: bool = True


class ThemeModel(Model):
    """One theme."""

    id: Identifier
    name: Text
    query: str = ""
    queries: dict[str, str] = {}
    examples: tuple[Text, ...] = ()
    min_likeness: Annotated[float, Field(ge=0.2, le=1)] = 0.45
    """How like an example a statement must be; see docs/explanation/watchlist.md for what the numbers mean."""

    @field_validator("query")
    @classmethod
    def _check_query(cls, value: str) -> str:
        if value:
            parse_query(value)
        return value

    @field_validator("queries")
    @classmethod
    def _check_queries(cls, value: dict[str, str]) -> dict[str, str]:
        for language, query in value.items():
            try:
                parse_query(query)
            except ValueError as error:
                raise ValueError(f"{language}: {error}") from error
        return value


class ThemesClause(Model):
    """Which themes a rule wants: one of ``any``, and every one of ``all``, met ``within`` the statement. A bare list is ``any``."""

    any: tuple[Identifier, ...] = ()
    all: tuple[Identifier, ...] = ()
    within: Scope = "statement"


def _as_clause(value: Any) -> Any:
    return {"any": value} if isinstance(value, list | tuple) else value


def parse_quiet_hours(value: Any) -> Any:
    """Read ``22:00-06:00 Europe/Berlin`` (without a zone: UTC); anything else is left for pydantic to refuse."""
    if not isinstance(value, str) or (match := _HOURS.fullmatch(value.strip())) is None:
        raise ValueError(f"{value!r} are no hours; write 22:00-06:00 or 22:00-06:00 Europe/Berlin")
    try:
        zone = ZoneInfo(match[3] or "UTC")
        begin, end = time.fromisoformat(match[1]), time.fromisoformat(match[2])
    except (ValueError, ZoneInfoNotFoundError) as error:
        raise ValueError(f"{value!r}: {error}; zones are named like Europe/Berlin") from error
    return QuietHours(begin, end, zone.key)


def _current_kind(kind: Any) -> Any:
    """Return the current name of a kind of pattern."""
    return "absence" if kind == "silence" else kind


class PatternModel(Model):
    """A kind of rule beyond the single statement: ``{kind: first, days: 30}``, ``{kind: reversal}``, ``{kind: burst, at_least: 5}``,
    ``{kind: absence, hours: 48}``; ``by: rule`` looks at everybody together."""

    kind: Annotated[
        Literal["first", "reversal", "burst", "absence"], BeforeValidator(_current_kind)
    ]
    """``silence`` is an accepted older name of ``absence``."""
    by: Literal["actor", "rule"] = "actor"
    """``rule``: whoever speaks; a burst or an absence of the rule's theme or acts."""
    days: Annotated[int, Field(ge=1, le=3650)] = 30
    at_least: Annotated[int, Field(ge=2, le=100_000)] = 5
    hours: Annotated[int, Field(ge=1, le=1_000)] = 48


class RuleModel(Model):
    """One rule."""

    id: Identifier
    name: Text
    speakers: tuple[str, ...] = ()
    speakers_not: tuple[str, ...] = ()
    """Whose statements are left out, though ``speakers`` lets them in."""
    include_parts: bool = False
    about: tuple[str, ...] = ()
    themes: Annotated[ThemesClause, BeforeValidator(_as_clause)] = ThemesClause()
    acts: tuple[Act, ...] = ()
    polarity: Literal["any", "asserted", "denied"] = "any"
    min_confidence: Annotated[float, Field(ge=0, le=1)] = 0.5
    severity: Severity = "medium"
    quiet_hours: Annotated[QuietHours | None, BeforeValidator(parse_quiet_hours)] = None
    """When its alerts are kept without being sent: ``22:00-06:00 Europe/Berlin``."""
    pattern: PatternModel | None = None
    """Alerts on what its matches come to over time, not on each."""
    inhibits: tuple[Identifier, ...] = ()
    """Rules whose alerts are kept without being sent where the same statement meets this one."""
    cool_down: Duration = timedelta(0)
    """How long after an alert others on the same actor are kept without being sent: ``1h``."""


class WatchlistFile(Model):
    """``watchlist.yaml``."""

    actors: tuple[ActorModel, ...] = ()
    themes: tuple[ThemeModel, ...] = ()
    rules: tuple[RuleModel, ...] = ()


class FilterModel(Model):
    """Which alerts a subscription wants; empty means all."""

    rules: tuple[Identifier, ...] = ()
    actors: tuple[Identifier, ...] = ()
    themes: tuple[Identifier, ...] = ()
    min_severity: Severity = "low"


class WebhookChannel(Model):
    """Alerts posted to a URL, signed by Standard Webhooks."""

    type: Literal["webhook"]
    url: str
    secret_file: Path
    """Secrets, one a line, ``whsec_…``; several while one replaces another. Read by the deliverer alone."""

    _check_url = field_validator("url")(check_http_url)


_MAIL = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;]+")


def _check_mail(value: str) -> str:
    if _MAIL.fullmatch(value) is None:
        raise ValueError(f"{value!r} is no mail address; write one, as desk@example.org")
    return value


MailAddress = Annotated[str, Field(max_length=320), AfterValidator(_check_mail)]


class EmailChannel(Model):
    """Alerts by mail, at once, or gathered for so long."""

    type: Literal["email"]
    to: MailAddress
    digest: Duration | None = None


class ChatChannel(Model):
    """Alerts to Slack, Teams, Telegram, Discord and others, by an Apprise address."""

    type: Literal["chat"]
    address_file: Path
    """Holds the address, which is a secret: slack://…, tgram://…"""


class KafkaChannel(Model):
    """Alert events to a topic of the subscriber's own, which must exist."""

    type: Literal["kafka"]
    topic: Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,200}$")]


GroupKey = Literal["rule", "actor", "severity"]
SHORTEST_REPEAT = timedelta(minutes=1)


def _check_repeat(value: timedelta) -> timedelta:
    if value < SHORTEST_REPEAT:
        raise ValueError(f"at least {SHORTEST_REPEAT.seconds} s, or people are told without end")
    return value


class GroupModel(Model):
    """How alerts are gathered into messages, as in Alertmanager."""

    by: tuple[GroupKey, ...] = ()
    wait: Duration = timedelta(seconds=30)
    interval: Duration = timedelta(minutes=5)
    repeat: Annotated[Duration, AfterValidator(_check_repeat)] | None = None
    """After how long an alert that nobody has acknowledged is sent again, for two days at most."""


class TimingModel(Model):
    """When a subscription's alerts go, and who is told when they do not."""

    group: GroupModel | None = None
    quiet_hours: Annotated[QuietHours | None, BeforeValidator(parse_quiet_hours)] = None
    """When nothing is sent: ``22:00-06:00 Europe/Berlin``; what waits goes when they end."""
    contact: MailAddress | None = None
    """Who is told, by mail, when the subscription is switched off."""


class SubscriptionModel(TimingModel):
    """Who gets which alerts, and how."""

    id: Identifier
    filter: FilterModel = FilterModel()
    channel: Annotated[
        WebhookChannel | EmailChannel | ChatChannel | KafkaChannel, Field(discriminator="type")
    ]


class SubscriptionsFile(Model):
    """``subscriptions.yaml``."""

    subscriptions: tuple[SubscriptionModel, ...] = ()


class SettingsFile(Model):
    """``monitor.yaml``: the machine's settings; ``MONITOR_*`` variables of the same names win."""

    kafka: str | None = None
    database: str | None = None
    data: Path = Path("data")
    http: Annotated[str, Field(pattern=r"^.+:\d{1,5}$")] = "127.0.0.1:8080"
    token_file: Path | None = None
    cache: Path | None = None
    partitions: Annotated[int, Field(ge=1, le=256)] = 4
    allow_hosts: tuple[str, ...] = ()
    """Hosts on private or loopback addresses that may be polled."""
    smtp_server: Annotated[str, Field(pattern=r"^.+:\d{1,5}$")] | None = None
    """host:port of the mail server."""
    smtp_from: str | None = None
    smtp_user: str | None = None
    smtp_password_file: Path | None = None
    smtp_tls: Literal["none", "starttls", "tls"] = "starttls"
    proxy_hosts: tuple[str, ...] = ()
    """Hosts that serve feeds of many sites, such as a feed proxy: one feed's 429 does not pause the others there."""
    public_url: Annotated[str, Field(pattern=r"^https?://.+[^/]$")] | None = None
    """Where this monitor is reached from outside, https://monitor.example.org; hubs push to it."""
    contact: str = "https://example.org/news-monitor"
    """Named in the user agent, for the people whose feeds we read."""
    parsers: tuple[Annotated[str, Field(pattern=r"^[a-z]{2,3}=.+$")], ...] = ()
    """Your own spaCy pipelines, ``en=en_core_web_sm``, whose sentences and subjects the statement engine then uses."""
    log_level: Literal["debug", "info", "warning", "error"] = "info"
