"""Acknowledgements: who has taken responsibility for an alert; its updates do not notify."""

from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from monitor.store.database import upsert_into
from monitor.store.reactions import add_reaction
from monitor.store.schema import acknowledgements, alerts


class Acknowledgement(msgspec.Struct, frozen=True, kw_only=True):
    """One person's responsibility for one alert."""

    alert: str
    who: str
    note: str
    at: datetime


class Acknowledgements:
    """Writes and reads acknowledgements."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def put(self, alert: str, who: str, note: str = "") -> bool:
        """Acknowledge an alert, in place of an earlier one; return whether the alert exists."""
        values = {"who": who, "note": note, "at": datetime.now(UTC).timestamp()}
        async with self._engine.begin() as connection:
            exists = await connection.execute(select(alerts.c.id).where(alerts.c.id == alert))
            if exists.first() is None:
                return False
            row = upsert_into(connection)(acknowledgements).values(alert=alert, **values)
            await connection.execute(
                row.on_conflict_do_update(index_elements=["alert"], set_=values)
            )
            await add_reaction(connection, alert)
        return True

    async def remove(self, alert: str) -> bool:
        """Take an acknowledgement back; return whether there was one."""
        own = acknowledgements.c.alert == alert
        async with self._engine.begin() as connection:
            removed = await connection.execute(delete(acknowledgements).where(own))
            if removed.rowcount:
                await add_reaction(connection, alert)
        return bool(removed.rowcount)

    async def of(self, alert_ids: Sequence[str]) -> dict[str, Acknowledgement]:
        """Return the acknowledgements of some alerts, by alert id."""
        query = select(acknowledgements).where(acknowledgements.c.alert.in_(alert_ids))
        async with self._engine.connect() as connection:
            rows = (await connection.execute(query)).all()
        return {
            row.alert: Acknowledgement(
                alert=row.alert, who=row.who, note=row.note, at=datetime.fromtimestamp(row.at, UTC)
            )
            for row in rows
        }


async def is_acknowledged(connection: AsyncConnection, alert: str) -> bool:
    """Return whether an alert is acknowledged."""
    query = select(acknowledgements.c.alert).where(acknowledgements.c.alert == alert)
    return (await connection.execute(query)).first() is not None
