"""Keep the alerts on feeds in trouble up to date (`monitor.alerts.feed_troubles`).

1. Each trouble has one alert, which is updated when its cause changes and resolved when it ends.
2. Feeds that are no longer configured leave the store, so that lists and metrics omit them.

Any number of processes may run the watch: the id of an alert depends on the trouble alone.
"""

import math
import time
from collections.abc import Callable, Collection
from datetime import UTC, datetime, timedelta

from monitor.alerts.feed_troubles import (
    RULES,
    SHORTEST_ABSENCE,
    find_troubles,
    resolved_alerts,
    trouble_alert,
    unreported_troubles,
)
from monitor.deliveries import AlertFilter
from monitor.services.clock import ClockWatch
from monitor.store import Store
from monitor.watchlist import WatchlistIndex

CHECK_INTERVAL_S = 60.0
"""Seconds between checks: troubles are defined in hours."""

COVERAGE = timedelta(days=30)
"""Period in which an actor counts as covered by a feed: weekly feeds have four issues in it."""

MAX_ACTORS = 10
"""Covered actors that an alert names; more would not fit in one line of a chat."""


MAX_ALERTS = 1_000
"""Newest alerts on feeds that are compared with the troubles of now: years of a thousand feeds."""


class FeedWatch:
    """Checks the health of every feed and stores what follows for their alerts."""

    def __init__(
        self,
        store: Store,
        index: Callable[[], WatchlistIndex],
        configured_feeds: Callable[[], Collection[str]] | None = None,
    ) -> None:
        """Watch a store; ``configured_feeds`` returns the ids of the feeds in force, if known."""
        self._store, self._index = store, index
        self._configured_feeds = configured_feeds
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
        """Raise, update and resolve alerts; return the number of new events."""
        if self._configured_feeds is not None:
            await self._store.feeds.keep(self._configured_feeds())
        states = await self._store.feeds.all()
        wanted = AlertFilter(rules=tuple(RULES))
        alerts = (await self._store.alerts.find(wanted, limit=MAX_ALERTS)).items
        index, changed = self._index(), resolved_alerts(alerts, states, now)
        by_id = {alert.id: alert for alert in alerts}
        for trouble in unreported_troubles(find_troubles(states, now), by_id):
            names = await self._covered_actors(trouble.state.id, index, now)
            changed.append(trouble_alert(trouble, names, index.watchlist.hash, now))
        return await self._store.archive.store(changed)

    async def _covered_actors(
        self, feed: str, index: WatchlistIndex, now: datetime
    ) -> tuple[str, ...]:
        """Return the names of the actors that occurred most often in a feed."""
        ids = await self._store.statements.actors_of_feed(
            feed, since=now - COVERAGE, limit=MAX_ACTORS
        )
        actors = [(id_, index.find_actor(id_)) for id_ in ids]
        return tuple(actor.name if actor else id_ for id_, actor in actors)
