"""What people say of alerts: kept by alert and fault, so that saying it twice changes nothing but the note."""

import time
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.alerts.noise import Fault, Marked, Noise, find_noise
from monitor.records import Alert
from monitor.records.wire import Unreadable, decode
from monitor.store.schema import alerts, feedback


class Feedback:
    """Reads and writes what people say of alerts."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._upsert: Any = (postgresql if engine.dialect.name == "postgresql" else sqlite).insert

    async def mark(self, alert: str, fault: Fault, note: str = "") -> bool:
        """Note that an alert was wrong; return whether there is such an alert."""
        row = {"alert": alert, "fault": fault, "note": note, "at": time.time()}
        async with self._engine.begin() as connection:
            if (
                await connection.execute(select(alerts.c.id).where(alerts.c.id == alert))
            ).first() is None:
                return False
            told = self._upsert(feedback).values(row)
            again = told.on_conflict_do_update(
                index_elements=["alert", "fault"], set_={"note": note, "at": row["at"]}
            )
            await connection.execute(again)
        return True

    async def noise(self) -> list[Noise]:
        """Return what is wrong with the alerts of each rule, and what to do."""
        query = select(feedback.c.fault, alerts.c.record).join(
            alerts, alerts.c.id == feedback.c.alert
        )
        async with self._engine.connect() as connection:
            said = (await connection.execute(query)).all()
            marked = [
                Marked(alert, fault)
                for fault, record in said
                if not isinstance(alert := decode(record, Alert), Unreadable)
            ]
            rules = {each.alert.rule for each in marked}
            rows = (
                await connection.execute(select(alerts.c.record).where(alerts.c.rule.in_(rules)))
            ).scalars()
            raised = [
                alert
                for record in rows
                if not isinstance(alert := decode(record, Alert), Unreadable)
            ]
        return find_noise(raised, marked)
