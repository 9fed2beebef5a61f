"""WebSub subscriptions: requested by the deliverer, verified and notified through the web service,
read by the poller."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, insert, select, update

from monitor.store.reader import DatabaseReader
from monitor.store.schema import pushes

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine


@dataclass(frozen=True, slots=True)
class Push:
    """One subscription at a hub; times are in epoch seconds, 0 for never."""

    feed: str
    hub: str
    topic: str
    secret: str
    asked_at: float
    """When the hub was last requested to subscribe."""
    expires_at: float
    """End of the lease."""
    pushed_at: float
    """When the hub last sent news."""


class Pushes:
    """Writes and reads WebSub subscriptions."""

    def __init__(self, engine: "AsyncEngine") -> None:
        self._engine = engine

    async def all(self) -> dict[str, Push]:
        """Return every subscription by its feed."""
        async with self._engine.connect() as connection:
            return {row.feed: _push_of(row) for row in await connection.execute(select(pushes))}

    async def get(self, feed: str) -> Push | None:
        """Return the subscription of a feed, or None."""
        async with self._engine.connect() as connection:
            row = (await connection.execute(select(pushes).where(pushes.c.feed == feed))).first()
        return _push_of(row) if row is not None else None

    async def ask(self, push: Push) -> None:
        """Store a request to a hub; a lease of the same hub and topic stays in force meanwhile."""
        own = pushes.c.feed == push.feed
        async with self._engine.begin() as connection:
            stored = (await connection.execute(select(pushes).where(own))).first()
            if stored is None:
                await connection.execute(insert(pushes).values(_row_of(push)))
                return
            is_same = (stored.hub, stored.topic) == (push.hub, push.topic)
            values = {"asked_at": push.asked_at} if is_same else _row_of(push)
            await connection.execute(update(pushes).where(own).values(values))

    async def note(self, feed: str, **times: float) -> None:
        """Set ``expires_at`` of a verified subscription, or ``pushed_at`` of news."""
        async with self._engine.begin() as connection:
            await connection.execute(update(pushes).where(pushes.c.feed == feed).values(times))


class PushReader(DatabaseReader):
    """Reads WebSub subscriptions from a thread without an event loop."""

    def all(self) -> dict[str, Push]:
        """Return every subscription by its feed. Raises `DatabaseUnavailable`."""
        return {row.feed: _push_of(row) for row in self.read(select(pushes))}


def _push_of(row: Row[Any]) -> Push:
    return Push(**{name: getattr(row, name) for name in Push.__slots__})


def _row_of(push: Push) -> dict[str, Any]:
    return {name: getattr(push, name) for name in Push.__slots__}
