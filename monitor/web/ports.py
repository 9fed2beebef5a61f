"""What the web needs from outside of its layer; `monitor.bootstrap` passes it in."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Protocol

from monitor.config import Configuration
from monitor.records import Heartbeat, Rejection
from monitor.records.change import Change
from monitor.watchlist import WatchlistIndex


class ConfigurationInForce(Protocol):
    """The configuration in force."""

    @property
    def index(self) -> WatchlistIndex:
        """The watchlist in force. Read at every request that needs it."""
        ...

    def check(self, changes: Sequence[Change]) -> Configuration:
        """Return the configuration as it would be with these changes.

        Called before a change is stored. Raises `ConfigurationError` with every mistake.
        """
        ...


class RunForever(Protocol):
    """Runs background work that must not end: logs, counts and reports its errors, backs off."""

    async def __call__(
        self,
        work: Callable[[], Awaitable[object]],
        *,
        name: str,
        every: float = 1.0,
        unavailable: tuple[type[BaseException], ...] = (),
    ) -> None:
        """Repeat ``work`` until cancelled, ``every`` seconds after each pass that returns.

        ``unavailable`` lists the error classes that mean that a dependency does not answer.
        """
        ...


class DiscoveredFeed(Protocol):
    """A feed of a site."""

    @property
    def url(self) -> str:
        """Its address."""
        ...

    @property
    def title(self) -> str:
        """Its title."""
        ...

    @property
    def entries(self) -> int:
        """Number of its entries."""
        ...


class Discover(Protocol):
    """Finds the feeds of a site."""

    async def __call__(self, url: str) -> Sequence[DiscoveredFeed]:
        """Return the feeds of a page and its site. Raises `FetchError` for the page itself."""
        ...


class SendAgain(Protocol):
    """Sends a dead letter to the topic that it came from."""

    async def __call__(self, rejection: Rejection) -> None:
        """Send it again. Raises `InvalidInput` for one that cannot be sent again."""
        ...


class PostJson(Protocol):
    """Posts to a service on the internet."""

    async def __call__(self, address: str, body: Mapping[str, Any]) -> None:
        """Post once; a failure is logged."""
        ...


class Place(Protocol):
    """A partition on which a consumer group makes no progress."""

    @property
    def group(self) -> str:
        """The consumer group."""
        ...

    @property
    def topic(self) -> str:
        """The topic."""
        ...

    @property
    def partition(self) -> int:
        """The number of the partition."""
        ...


class Lag(Protocol):
    """The lag of every group at one moment."""

    def by_topic(self) -> Mapping[tuple[str, str], int]:
        """Return the lag in messages by group and topic."""
        ...


class LagOfGroups(Protocol):
    """The lag as last read from the broker. Read at each request for health or metrics."""

    @property
    def lag(self) -> Lag | None:
        """The lag, or None before the first reading."""
        ...

    @property
    def error(self) -> str | None:
        """Why the broker cannot be read, or None."""
        ...

    def stuck(self) -> Sequence[Place]:
        """Return the partitions on which a group makes no progress."""
        ...


class Heartbeats(Protocol):
    """The heartbeats of the other processes. Read at each request for health or metrics."""

    def problems(self) -> Sequence[str]:
        """Return one sentence for each problem of a process."""
        ...

    def current(self) -> Sequence[Heartbeat]:
        """Return the newest heartbeat of each process."""
        ...
