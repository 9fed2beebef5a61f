"""Events: each revision of each alert once, in the order in which the live stream shows them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from monitor.records import Alert
from monitor.records.wire import encode
from monitor.store.rows import readable_or_none
from monitor.store.schema import events


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """One revision of an alert; ``seq`` is the event's id in the live stream."""

    seq: int
    alert: Alert
    at: float
    """When it was stored, in epoch seconds."""


class Events:
    """Reads events."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def after(self, seq: int, *, limit: int) -> tuple[StoredEvent, ...]:
        """Return events after a number, in order."""
        query = (
            select(events.c.seq, events.c.record, events.c.at)
            .where(events.c.seq > seq)
            .order_by(events.c.seq)
            .limit(limit)
        )
        async with self._engine.connect() as connection:
            rows = (await connection.execute(query)).all()
        alerts = ((row, readable_or_none(row.record, Alert)) for row in rows)
        return tuple(StoredEvent(row.seq, alert, row.at) for row, alert in alerts if alert)

    async def bounds(self) -> tuple[int, int]:
        """Return the numbers of the first and the last event; ``(0, 0)`` without any."""
        query = select(func.min(events.c.seq), func.max(events.c.seq))
        async with self._engine.connect() as connection:
            first, last = (await connection.execute(query)).one()
        return int(first or 0), int(last or 0)


async def append_event(connection: AsyncConnection, alert: Alert, now: datetime) -> int:
    """Append the event of an alert's revision; return its number."""
    row = {
        "alert": alert.id,
        "revision": alert.revision,
        "at": now.timestamp(),
        "record": encode(alert),
    }
    appended = await connection.execute(insert(events).values(row).returning(events.c.seq))
    return int(appended.scalar_one())
