"""Raise alerts for operators about feeds in trouble (`monitor.alerts.feed_troubles`).

Any number of processes may run the watch: the id of an alert depends on the trouble alone, so that
each trouble is stored once.
"""

import math
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from monitor.alerts.feed_troubles import SHORTEST_ABSENCE, find_troubles, trouble_alert, trouble_id
from monitor.services.clock import ClockWatch
from monitor.store import Archive, Queries
from monitor.watchlist import WatchlistIndex

CHECK_INTERVAL_S = 60.0
"""Seconds between checks: troubles are defined in hours."""

COVERAGE = timedelta(days=30)
"""Period in which an actor counts as covered by a feed: weekly feeds have four issues in it."""

MAX_ACTORS = 10
"""Covered actors that an alert names; more would not fit in one line of a chat."""


class FeedWatch:
    """Checks the health of every feed and stores an alert for each trouble."""

    def __init__(
        self, queries: Queries, archive: Archive, index: Callable[[], WatchlistIndex]
    ) -> None:
        self._queries, self._archive, self._index = queries, archive, index
        self._reported: set[str] = set()
        self._clock = ClockWatch()
        self._paused_until = -math.inf

    async def run_once(self) -> None:
        """Check every feed now, unless the wall clock was set recently.

        After the clock was set forward, every feed seems to have published nothing for that long.
        """
        if self._clock.jumped():
            self._paused_until = time.monotonic() + SHORTEST_ABSENCE.total_seconds()
        if time.monotonic() >= self._paused_until:
            await self.check(datetime.now(UTC))

    async def check(self, now: datetime) -> int:
        """Store an alert for each trouble without one; return the number of stored alerts."""
        alerts = []
        index = self._index()
        for trouble in find_troubles(await self._queries.feeds(), now):
            if trouble_id(trouble) in self._reported:
                continue
            names = await self._covered_actors(trouble.state.id, index, now)
            alerts.append(trouble_alert(trouble, names, index.watchlist.hash, now))
        stored = await self._archive.store(alerts)
        self._reported.update(alert.id for alert in alerts)
        return stored

    async def _covered_actors(
        self, feed: str, index: WatchlistIndex, now: datetime
    ) -> tuple[str, ...]:
        """Return the names of the actors that occurred most often in a feed."""
        ids = await self._queries.actors_of_feed(feed, since=now - COVERAGE, limit=MAX_ACTORS)
        actors = [(id_, index.find_actor(id_)) for id_ in ids]
        return tuple(actor.name if actor else id_ for id_, actor in actors)
