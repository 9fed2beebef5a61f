"""What the web needs from outside of its layer; `monitor.bootstrap` passes it in."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from monitor.config import Change, Configuration
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
