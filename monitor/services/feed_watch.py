"""Looks at the health of every feed, and stores an alert for operators where one is in trouble (`monitor.alerts.feed_troubles`)."""

import asyncio
import math
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError

from monitor.alerts.feed_troubles import SHORTEST_SILENCE, find_troubles, trouble_alert, trouble_id
from monitor.services.clock import ClockWatch
from monitor.store import Archive, Queries
from monitor.watchlist import WatchlistIndex

LOOK_EVERY = 60.0
COVERED = timedelta(days=30)
"""How far back it is looked for whom a feed used to cover."""
MOST_NAMES = 10

log = structlog.get_logger("feeds")


class FeedWatch:
    """Watches feeds until cancelled; as many as like may watch, each trouble is stored once."""

    def __init__(
        self, queries: Queries, archive: Archive, index: Callable[[], WatchlistIndex]
    ) -> None:
        self._queries, self._archive, self._index = queries, archive, index
        self._told: set[str] = set()
        self._clock = ClockWatch()
        self._calm_until = -math.inf

    async def run(self) -> None:
        """Look now and then; while the database is away, wait for it."""
        while True:
            try:
                if (
                    self._clock.jumped()
                ):  # feeds seem to have been silent for as long as the clock was set
                    self._calm_until = time.monotonic() + SHORTEST_SILENCE.total_seconds()
                if time.monotonic() >= self._calm_until:
                    await self.look(datetime.now(UTC))
            except (SQLAlchemyError, OSError) as error:
                log.error("store.unavailable", error=str(error)[:300])
            await asyncio.sleep(LOOK_EVERY)

    async def look(self, now: datetime) -> int:
        """Store an alert for each trouble that was not told yet; return how many."""
        alerts = []
        index = self._index()
        for trouble in find_troubles(await self._queries.feeds(), now):
            if trouble_id(trouble) in self._told:
                continue
            actors = await self._queries.actors_of_feed(
                trouble.state.id, since=now - COVERED, limit=MOST_NAMES
            )
            names = [actor.name if (actor := index.find_actor(id_)) else id_ for id_ in actors]
            alerts.append(trouble_alert(trouble, tuple(names), index.watchlist.hash, now))
        made = await self._archive.store(alerts)
        self._told.update(alert.id for alert in alerts)
        return made
