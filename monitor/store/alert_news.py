"""What is newer than a page: the newest row of the alerts, and how many of a list follow a row."""

from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.store.alert_clauses import AlertSelection, clauses_of
from monitor.store.schema import alerts


class AlertNews:
    """Reads the numbers of alerts' rows; a number is never used again."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def newest(self) -> int:
        """Return the number of the newest row, 0 without alerts."""
        async with self._engine.connect() as connection:
            newest = (await connection.execute(select(func.max(alerts.c.seq)))).scalar()
        return int(newest or 0)

    async def count_after(self, selection: AlertSelection, seq: int) -> int:
        """Return how many alerts of a selection are newer than a row."""
        clauses = [*clauses_of(selection), alerts.c.seq > seq]
        query = select(func.count()).select_from(alerts).where(and_(True, *clauses))
        async with self._engine.connect() as connection:
            return int((await connection.execute(query)).scalar_one())
