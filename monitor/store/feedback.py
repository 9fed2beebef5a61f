"""Feedback on wrong alerts: one row per alert and fault; a repeat replaces the note only."""

import time

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.alerts.noise import Fault, Marked, Noise, find_noise
from monitor.records import Alert
from monitor.store.database import upsert_into
from monitor.store.reactions import add_reaction
from monitor.store.rows import readable, readable_or_none
from monitor.store.schema import alerts, feedback


class Feedback:
    """Writes feedback and reads the noise that it shows."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def mark(self, alert: str, fault: Fault, note: str = "", who: str = "") -> bool:
        """Mark an alert as wrong; return whether the alert exists."""
        values = {"note": note, "at": time.time(), "who": who}
        async with self._engine.begin() as connection:
            exists = await connection.execute(select(alerts.c.id).where(alerts.c.id == alert))
            if exists.first() is None:
                return False
            row = upsert_into(connection)(feedback).values(alert=alert, fault=fault, **values)
            await connection.execute(
                row.on_conflict_do_update(index_elements=["alert", "fault"], set_=values)
            )
            await add_reaction(connection, alert)
        return True

    async def unmark(self, alert: str, fault: Fault) -> bool:
        """Take a mark back; return whether there was one."""
        own = (feedback.c.alert == alert) & (feedback.c.fault == fault)
        async with self._engine.begin() as connection:
            removed = await connection.execute(delete(feedback).where(own))
            if removed.rowcount:
                await add_reaction(connection, alert)
        return bool(removed.rowcount)

    async def noise(self) -> list[Noise]:
        """Return the rules with alerts marked as wrong, with proposals."""
        marks = select(feedback.c.fault, alerts.c.record).join(
            alerts, alerts.c.id == feedback.c.alert
        )
        async with self._engine.connect() as connection:
            rows = (await connection.execute(marks)).all()
            decoded = ((readable_or_none(row.record, Alert), row.fault) for row in rows)
            marked = [Marked(alert, fault) for alert, fault in decoded if alert is not None]
            rules = {mark.alert.rule for mark in marked}
            raised = select(alerts.c.record).where(alerts.c.rule.in_(rules))
            return find_noise(readable((await connection.execute(raised)).scalars(), Alert), marked)
