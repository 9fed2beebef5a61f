"""Events: each revision of each alert once, in the order in which the live stream shows them.

An event's record has the copies that its revision added; `whole_alerts` adds those of the revisions
before, so that a reader gets every revision whole.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from monitor.records import Alert, Copy
from monitor.store.rows import is_among, readable_or_none
from monitor.store.schema import copies, events

_COPY = msgspec.json.Decoder(Copy)


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
            select(events.c.seq, events.c.record, events.c.copies, events.c.at)
            .where(events.c.seq > seq)
            .order_by(events.c.seq)
            .limit(limit)
        )
        async with self._engine.connect() as connection:
            rows = (await connection.execute(query)).all()
            alerts = await whole_alerts(
                connection, [(row.seq, row.record, row.copies) for row in rows]
            )
        return tuple(
            StoredEvent(row.seq, alerts[row.seq], row.at) for row in rows if row.seq in alerts
        )

    async def bounds(self) -> tuple[int, int]:
        """Return the numbers of the first and the last event; ``(0, 0)`` without any."""
        query = select(func.min(events.c.seq), func.max(events.c.seq))
        async with self._engine.connect() as connection:
            first, last = (await connection.execute(query)).one()
        return int(first or 0), int(last or 0)


EventRow = tuple[int, bytes, int | None]
"""An event's number, record and number of copies."""


async def whole_alerts(connection: AsyncConnection, rows: Sequence[EventRow]) -> dict[int, Alert]:
    """Return the alerts of events by the event's number, each with all copies of its revision.

    Events that cannot be decoded are omitted.
    """
    decoded = ((seq, readable_or_none(record, Alert), count) for seq, record, count in rows)
    alerts = {seq: (alert, count) for seq, alert, count in decoded if alert is not None}
    partial = {
        seq: alert
        for seq, (alert, count) in alerts.items()
        if count is not None and count != len(alert.copies)
    }
    if not partial:
        return {seq: alert for seq, (alert, _) in alerts.items()}
    by_alert = await _read_copies(connection, {alert.id for alert in partial.values()})
    return {
        seq: _with_copies(alert, seq, by_alert[alert.id]) if seq in partial else alert
        for seq, (alert, _) in alerts.items()
    }


async def _read_copies(
    connection: AsyncConnection, ids: set[str]
) -> dict[str, list[tuple[int, Copy]]]:
    """Return the copies of some alerts, each with the event that added it."""
    query = select(copies.c.alert, copies.c.event, copies.c.record)
    of_alerts = query.where(is_among(connection, copies.c.alert, ids))
    by_alert: dict[str, list[tuple[int, Copy]]] = defaultdict(list)
    for id_, event, record in (await connection.execute(of_alerts)).all():
        by_alert[id_].append((event, _COPY.decode(record)))
    return by_alert


def _with_copies(alert: Alert, seq: int, stored: Sequence[tuple[int, Copy]]) -> Alert:
    """Return an alert with the copies that it has in an event, in the order of `unite`."""
    own = {copy.article: copy for event, copy in stored if event <= seq}
    own.update((copy.article, copy) for copy in alert.copies)
    ordered = sorted(own.values(), key=lambda copy: (copy.seen_at, copy.article))
    return msgspec.structs.replace(alert, copies=tuple(ordered))
