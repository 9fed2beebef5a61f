"""What happened to one alert: its state, revisions, deliveries and the requests that changed it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from monitor.alerts.noise import Fault
from monitor.records import Alert
from monitor.store.alert_clauses import STATE, State
from monitor.store.deliveries import read_attempts
from monitor.store.events import whole_alerts
from monitor.store.rows import escape_like
from monitor.store.schema import alerts, audit, deliveries, events, feedback

MOST_ROWS = 500
"""Rows of one log of one alert: an alert with 100 copies and five subscriptions."""


class FaultMark(msgspec.Struct, frozen=True, kw_only=True):
    """A person's mark that an alert is wrong."""

    alert: str
    fault: Fault
    note: str
    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class AlertRevision:
    """One revision of an alert and when it was stored."""

    alert: Alert
    at: datetime


class AlertHistory:
    """Reads what happened to alerts."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def states(self, ids: Sequence[str]) -> dict[str, State]:
        """Return the state of each of some alerts."""
        query = select(alerts.c.id, STATE.label("state")).where(alerts.c.id.in_(ids))
        async with self._engine.connect() as connection:
            return {row.id: row.state for row in await connection.execute(query)}

    async def faults(self, ids: Sequence[str]) -> dict[str, list[FaultMark]]:
        """Return the marks of some alerts, oldest first."""
        query = select(feedback).where(feedback.c.alert.in_(ids)).order_by(feedback.c.at)
        marks: dict[str, list[FaultMark]] = {id_: [] for id_ in ids}
        async with self._engine.connect() as connection:
            for row in await connection.execute(query):
                marks[row.alert].append(_mark_of(row))
        return marks

    async def revisions(self, id_: str) -> list[AlertRevision]:
        """Return the stored revisions of an alert, oldest first."""
        query = (
            select(events.c.seq, events.c.record, events.c.copies, events.c.at)
            .where(events.c.alert == id_)
            .order_by(events.c.revision)
            .limit(MOST_ROWS)
        )
        async with self._engine.connect() as connection:
            rows = (await connection.execute(query)).all()
            whole = await whole_alerts(
                connection, [(row.seq, row.record, row.copies) for row in rows]
            )
        return [AlertRevision(whole[row.seq], _time(row.at)) for row in rows if row.seq in whole]

    async def deliveries(self, id_: str) -> list[dict[str, Any]]:
        """Return the deliveries of an alert, each with its ``tries`` in order, newest first."""
        query = (
            select(deliveries)
            .where(deliveries.c.alert == id_)
            .order_by(deliveries.c.seq.desc())
            .limit(MOST_ROWS)
        )
        async with self._engine.connect() as connection:
            rows = (await connection.execute(query)).mappings().all()
            tries = await read_attempts(connection, [row["seq"] for row in rows])
        return [{**row, "tries": tries[row["seq"]]} for row in rows]

    async def audit(self, id_: str) -> list[dict[str, Any]]:
        """Return the requests that changed an alert, newest first: ``who did status at``."""
        async with self._engine.connect() as connection:
            return await _read_audit(connection, (f"/api/v1/alerts/{id_}/", f"/alerts/{id_}/"))


async def _read_audit(connection: AsyncConnection, paths: Sequence[str]) -> list[dict[str, Any]]:
    requests = [
        audit.c.did.like(f"{method} {escape_like(path)}%", escape="\\")
        for method in ("POST", "PUT", "DELETE")
        for path in paths
    ]
    query = select(audit).where(or_(*requests)).order_by(audit.c.seq.desc()).limit(MOST_ROWS)
    rows = (await connection.execute(query)).mappings().all()
    return [{**row, "at": _time(row["at"])} for row in rows]


def _mark_of(row: Any) -> FaultMark:
    return FaultMark(alert=row.alert, fault=row.fault, note=row.note, who=row.who, at=_time(row.at))


def _time(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
