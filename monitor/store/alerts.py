"""Alerts: one per event, found by filter, in pages; written by `monitor.store.alert_batch`.

An alert that was united into another is found under either id.
"""

from collections.abc import Collection

from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from monitor.deliveries.filter import AlertFilter
from monitor.records import Alert
from monitor.store.alert_clauses import AlertSelection, clauses_of
from monitor.store.rows import Page, page_of, readable_or_none
from monitor.store.schema import alerts, joined

PAGE = 1_000
"""Alerts per query where all are read: some megabytes."""


class Alerts:
    """Reads alerts."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def find(
        self,
        wanted: AlertFilter | AlertSelection,
        *,
        limit: int,
        before: int | None = None,
    ) -> Page[Alert]:
        """Return a page of alerts, newest first."""
        if isinstance(wanted, AlertFilter):
            wanted = AlertSelection(wanted)
        clauses = clauses_of(wanted)
        if before is not None:
            clauses.append(alerts.c.seq < before)
        query = (
            select(alerts.c.seq, alerts.c.record)
            .where(and_(True, *clauses))
            .order_by(alerts.c.seq.desc())
            .limit(limit + 1)
        )
        async with self._engine.connect() as connection:
            rows = (await connection.execute(query)).all()
        decoded = ((row.seq, readable_or_none(row.record, Alert)) for row in rows)
        return page_of([(seq, alert) for seq, alert in decoded if alert is not None], limit)

    async def every(self, wanted: AlertFilter) -> list[Alert]:
        """Return all alerts that a filter selects, newest first, read in pages."""
        alerts_read: list[Alert] = []
        cursor: int | None = None
        while True:
            page = await self.find(wanted, limit=PAGE, before=cursor)
            alerts_read.extend(page.items)
            if page.next is None:
                return alerts_read
            cursor = page.next

    async def get(self, id_: str) -> Alert | None:
        """Return an alert, or None; for one that was united into another, that other."""
        async with self._engine.connect() as connection:
            return await _read_alert(connection, await _united_id(connection, id_))

    async def of(self, ids: Collection[str]) -> dict[str, Alert]:
        """Return by id the alerts that have one of some ids; united ones are not followed."""
        chosen = sorted(ids)
        read: dict[str, Alert] = {}
        async with self._engine.connect() as connection:
            for start in range(0, len(chosen), PAGE):
                part = alerts.c.id.in_(chosen[start : start + PAGE])
                rows = await connection.execute(select(alerts.c.id, alerts.c.record).where(part))
                decoded = ((row.id, readable_or_none(row.record, Alert)) for row in rows)
                read |= {id_: alert for id_, alert in decoded if alert is not None}
        return read

    async def united_ids(self) -> dict[str, str]:
        """Return by id the alerts that were united into another, and which."""
        async with self._engine.connect() as connection:
            return {row.alert: row.into for row in await connection.execute(select(joined))}


async def _united_id(connection: AsyncConnection, id_: str) -> str:
    query = select(joined.c.into).where(joined.c.alert == id_)
    return str((await connection.execute(query)).scalar() or id_)


async def _read_alert(connection: AsyncConnection, id_: str) -> Alert | None:
    query = select(alerts.c.record).where(alerts.c.id == id_)
    return readable_or_none((await connection.execute(query)).scalar(), Alert)
