"""Subscriptions at hubs: asked for by the deliverer, verified and pinged through the web application, read by the poller."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.store.reader import DatabaseReader
from monitor.store.schema import pushes


@dataclass(frozen=True, slots=True)
class Push:
    """One subscription; times are seconds since the epoch, 0 for never."""

    feed: str
    hub: str
    topic: str
    secret: str
    asked_at: float
    expires_at: float
    pushed_at: float


class Pushes:
    """Writes and reads subscriptions at hubs."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def all(self) -> dict[str, Push]:
        """Return every subscription by its feed."""
        async with self._engine.connect() as connection:
            return {row.feed: _push(row) for row in await connection.execute(select(pushes))}

    async def get(self, feed: str) -> Push | None:
        """Return the subscription of a feed, or None."""
        return (await self.all()).get(feed)

    async def ask(self, push: Push) -> None:
        """Note that a hub is being asked; what was verified of the same hub and topic stays in force meanwhile."""
        async with self._engine.begin() as connection:
            known = (
                await connection.execute(select(pushes).where(pushes.c.feed == push.feed))
            ).first()
            if known is None:
                await connection.execute(insert(pushes).values(_row(push)))
                return
            is_same = (known.hub, known.topic) == (push.hub, push.topic)
            kept = {"asked_at": push.asked_at} if is_same else _row(push)
            await connection.execute(update(pushes).where(pushes.c.feed == push.feed).values(kept))

    async def note(self, feed: str, **changed: float) -> None:
        """Note ``expires_at`` of a verified subscription, or ``pushed_at`` of news."""
        async with self._engine.begin() as connection:
            await connection.execute(update(pushes).where(pushes.c.feed == feed).values(changed))


class PushReader(DatabaseReader):
    """Reads subscriptions from a thread that has no event loop."""

    def all(self) -> dict[str, Push]:
        """Return every subscription by its feed. Raises `DatabaseUnavailable`."""
        rows: Sequence[Row[Any]] = self.read(select(pushes))
        return {row.feed: _push(row) for row in rows}


def _push(row: Row[Any]) -> Push:
    return Push(
        row.feed, row.hub, row.topic, row.secret, row.asked_at, row.expires_at, row.pushed_at
    )


def _row(push: Push) -> dict[str, Any]:
    return {name: getattr(push, name) for name in Push.__slots__}
