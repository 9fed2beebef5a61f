"""The archive writes the records of all topics, a batch in one transaction.

1. Everything is an upsert by id, so a batch that was written but not committed in Kafka can be
   written again. What each record changes is specified in the module of its noun.
2. A batch costs one query for each kind of row that it reads and one for each that it writes, not
   one for each record.
3. Readings are stored before alerts, which may need their articles (`monitor.alerts.translations`).
4. Every `TIDY_EVERY_S` it removes some keys of the past, by which nothing is found any more.
"""

import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from monitor.alerts.translations import numbers_of
from monitor.records import Alert, FeedState, Reading, Record, Rejection
from monitor.store.alert_batch import Numbers, store_alerts
from monitor.store.alert_rows import Writing
from monitor.store.database import begin_to_write, lock_events
from monitor.store.event_index import empty_past_periods
from monitor.store.feeds import store_feed_states
from monitor.store.readings import store_readings
from monitor.store.rejections import store_rejection
from monitor.store.stories import empty_past_stories
from monitor.store.unkeyed import add_missing_keys

TIDY_EVERY_S = 60.0
"""Seconds between removals; at most 2,000 rows of a table each, more than a busy minute adds."""
MOST_ARTICLES = 1_000
"""Articles whose numbers are remembered: alerts come within seconds of their reading; 1 MB."""


class Archive:
    """Writes records."""

    def __init__(
        self, engine: AsyncEngine, *, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._engine, self._monotonic = engine, monotonic
        self._numbers: Numbers = {}
        self._tidied_at = -TIDY_EVERY_S

    async def store(self, records: Sequence[Record], *, is_archived_again: bool = False) -> int:
        """Store readings, alerts, feed states and rejections; return the number of new events.

        ``is_archived_again`` fills a lost database: its alerts notify no one.
        """
        readings = [record for record in records if isinstance(record, Reading)]
        states = [record for record in records if isinstance(record, FeedState)]
        alerts = [record for record in records if isinstance(record, Alert)]
        self._note_numbers(readings)
        async with self._engine.begin() as connection:
            await begin_to_write(connection)
            await store_readings(connection, readings)
            for record in records:
                if isinstance(record, Rejection):
                    await store_rejection(connection, record)
            await store_feed_states(connection, states)
            events = 0
            if alerts:
                writing = Writing(connection, datetime.now(UTC), is_archived_again)
                await lock_events(connection)
                await add_missing_keys(connection, writing.now)
                events = await store_alerts(writing, alerts, self._numbers)
            await self._tidy(connection, readings, alerts)
        return events

    async def _tidy(
        self, connection: AsyncConnection, readings: Sequence[Reading], alerts: Sequence[Alert]
    ) -> None:
        """Remove past keys, by the time of the records: an archiver may be days late."""
        if self._monotonic() - self._tidied_at < TIDY_EVERY_S or not (readings and alerts):
            return
        self._tidied_at = self._monotonic()
        await empty_past_periods(connection, min(alert.raised_at for alert in alerts))
        await empty_past_stories(connection, min(each.article.seen_at for each in readings))

    def _note_numbers(self, readings: Sequence[Reading]) -> None:
        """Remember the numbers of the newest articles."""
        for reading in readings:
            self._numbers.pop(reading.article.id, None)
            self._numbers[reading.article.id] = numbers_of(reading.article.text)
        for id_ in list(self._numbers)[:-MOST_ARTICLES]:
            del self._numbers[id_]
