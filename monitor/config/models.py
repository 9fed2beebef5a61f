"""The shape of the YAML files: the values that each file holds.

The values themselves are the frozen dataclasses of `monitor.watchlist`, `monitor.feeds` and
`monitor.deliveries`; the destinations of subscriptions come from the registry of
`monitor.channels`.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Literal, Union

from pydantic import BaseModel, ConfigDict, Field

from monitor.channels import REGISTRY
from monitor.channels.channel import FileSettings, RequestSettings
from monitor.deliveries import AlertFilter
from monitor.deliveries.grouping import Grouping
from monitor.feeds.values import Feed
from monitor.records.fields import Identifier, Interval, MailAddress, UserInput
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
    first_poll: Literal["quiet", "notify"] = "quiet"
    """Whether the entries of a feed's first poll notify anyone."""
    news_age: Interval = timedelta(days=2)
    """Age up to which an entry is news; older ones are stored without notifying anyone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedsFile(UserInput):
    """``feeds.yaml``."""

    defaults: FeedDefaults = FeedDefaults()
    """Defaults of all feeds."""
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


if TYPE_CHECKING:
    ChannelInFile = FileSettings
    ChannelInRequest = RequestSettings
else:
    ChannelInFile = Annotated[
        Union[tuple(destination.file_settings for destination in REGISTRY.values())],  # noqa: UP007
        Field(discriminator="type"),
    ]
    ChannelInRequest = Annotated[
        Union[tuple(destination.request_settings for destination in REGISTRY.values())],  # noqa: UP007
        Field(discriminator="type"),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing(UserInput):
    """When the alerts of a subscription are sent."""

    group: Grouping | None = None
    """How alerts are gathered into messages; by default as the channel does."""
    quiet_hours: Quiet | None = None
    """Hours in which nothing is sent; pending alerts follow when they end."""
    contact: MailAddress | None = None
    """Mail address that is notified when the subscription is switched off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionInFile(Timing):
    """Which alerts are sent where."""

    id: Identifier
    """Id of the subscription."""
    filter: AlertFilter = field(default_factory=AlertFilter)
    """Alerts to send; by default all."""
    channel: ChannelInFile
    """Destination, and the channel that leads there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionInRequest(Timing):
    """Which alerts are sent where, as a client of the API writes it."""

    id: Identifier | None = None
    """Id of the subscription; by default one is created."""
    filter: AlertFilter = field(default_factory=AlertFilter)
    """Alerts to send; by default all."""
    channel: ChannelInRequest
    """Destination, and the channel that leads there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionsFile(UserInput):
    """``subscriptions.yaml``."""

    subscriptions: tuple[SubscriptionInFile, ...] = ()
    """Subscriptions, beside those made through the API."""
