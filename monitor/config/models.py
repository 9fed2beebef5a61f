"""The shape of the YAML files: the values that each file holds.

The values themselves are the frozen dataclasses of `monitor.watchlist`, `monitor.feeds` and
`monitor.deliveries`.
"""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from monitor.deliveries import AlertFilter
from monitor.feeds.values import Feed
from monitor.records.fields import (
    Duration,
    HttpUrl,
    Identifier,
    Interval,
    MailAddress,
    UserInput,
)
from monitor.watchlist.values import Actor, Quiet, Rule, Theme


class Model(BaseModel):
    """Base of the bodies of requests to the API: unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedDefaults(UserInput):
    """Settings of every feed that has none of its own."""

    interval: Interval = timedelta(minutes=5)
    """Time between two polls; five minutes is what publishers of news tolerate without a 429."""
    max_interval: Interval = timedelta(hours=1)
    """Longest time between polls of a feed without news and without an interval of its own.

    An hour's delay of rare news is acceptable.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedsFile(UserInput):
    """``feeds.yaml``."""

    defaults: FeedDefaults = FeedDefaults()
    """Settings of every feed that has none of its own."""
    feeds: tuple[Feed, ...] = ()
    """Feeds to poll."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchlistFile(UserInput):
    """``watchlist.yaml``."""

    actors: tuple[Actor, ...] = ()
    """Actors to watch, beside the imported ones."""
    themes: tuple[Theme, ...] = ()
    """Themes that rules refer to."""
    rules: tuple[Rule, ...] = ()
    """Rules that raise alerts."""


class WebhookChannel(Model):
    """Alerts posted to a URL, signed by Standard Webhooks."""

    type: Literal["webhook"]
    url: HttpUrl
    secret_file: Path
    """Secrets, one a line, ``whsec_…``; several while one replaces another.

    Read by the deliverer alone.
    """


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
    quiet_hours: Quiet | None = None
    """When nothing is sent: ``22:00-06:00 Europe/Berlin``; what waits goes when they end."""
    contact: MailAddress | None = None
    """Who is told, by mail, when the subscription is switched off."""


class SubscriptionModel(TimingModel):
    """Who gets which alerts, and how."""

    id: Identifier
    filter: AlertFilter = AlertFilter()
    channel: Annotated[
        WebhookChannel | EmailChannel | ChatChannel | KafkaChannel, Field(discriminator="type")
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionsFile(UserInput):
    """``subscriptions.yaml``."""

    subscriptions: tuple[SubscriptionModel, ...] = ()
    """Subscriptions, beside those made through the API."""
