"""The archive writes the records of all topics, a batch in one transaction.

Everything is an upsert by id, so a batch that was written but not committed in Kafka can be written
again. What each record changes is specified in the module of its noun.
"""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from monitor.records import Alert, FeedState, Reading, Record, Rejection
from monitor.store.alerts import store_alert
from monitor.store.database import lock_events
from monitor.store.feeds import store_feed_state
from monitor.store.readings import store_readings
from monitor.store.rejections import store_rejection


class Archive:
    """Writes records."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def store(self, records: Sequence[Record], *, is_archived_again: bool = False) -> int:
        """Store readings, alerts, feed states and rejections; return the number of new events.

        ``is_archived_again`` fills a lost database: its alerts notify no one.
        """
        readings = [record for record in records if isinstance(record, Reading)]
        states = {record.id: record for record in records if isinstance(record, FeedState)}
        async with self._engine.begin() as connection:
            await store_readings(connection, readings)
            for record in records:
                if isinstance(record, Rejection):
                    await store_rejection(connection, record)
            for state in states.values():
                await store_feed_state(connection, state)
            alerts = [record for record in records if isinstance(record, Alert)]
            return await _store_alerts(connection, alerts, is_archived_again=is_archived_again)


async def _store_alerts(
    connection: AsyncConnection, alerts: Sequence[Alert], *, is_archived_again: bool
) -> int:
    """Store alerts after the readings of their batch, which translations need."""
    if not alerts:
        return 0
    await lock_events(connection)
    now = datetime.now(UTC)
    events = 0
    for alert in alerts:
        events += await store_alert(connection, alert, now, is_archived_again=is_archived_again)
    return events
