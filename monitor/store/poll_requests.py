"""Requests of people to poll a feed at once: written by the web service, read by the poller."""

import time

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.store.database import upsert_into
from monitor.store.reader import DatabaseReader
from monitor.store.schema import poll_requests

VALID_S = 600.0
"""Seconds for which a request counts: a poller that starts later polls the feed anyway."""


class PollRequests:
    """Writes requests."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def add(self, feed: str) -> None:
        """Request that a feed is polled at once."""
        now = time.time()
        async with self._engine.begin() as connection:
            row = upsert_into(connection)(poll_requests).values(feed=feed, at=now)
            await connection.execute(
                row.on_conflict_do_update(index_elements=["feed"], set_={"at": now})
            )


class PollRequestReader(DatabaseReader):
    """Reads requests from a thread without an event loop."""

    def all(self) -> dict[str, float]:
        """Return the time of each recent request by feed. Raises `DatabaseUnavailable`."""
        recent = poll_requests.c.at > time.time() - VALID_S
        return {row.feed: row.at for row in self.read(select(poll_requests).where(recent))}
