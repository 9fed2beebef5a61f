"""Find the ids that begin with a prefix, for people who type ids."""

from typing import Literal

from sqlalchemy import Column, select
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.store.schema import alerts, joined, rejections

ItemKind = Literal["alert", "rejection"]

_COLUMNS: dict[ItemKind, tuple[Column[str], ...]] = {
    "alert": (alerts.c.id, joined.c.alert),
    "rejection": (rejections.c.id,),
}
"""Where the ids of a kind are stored; an alert that was joined into another keeps its id."""


async def ids_with_prefix(
    engine: AsyncEngine, kind: ItemKind, prefix: str, *, limit: int
) -> list[str]:
    """Return the ids of a kind that begin with a prefix, sorted, at most ``limit``."""
    ids: set[str] = set()
    async with engine.connect() as connection:
        for column in _COLUMNS[kind]:
            query = select(column).where(column.startswith(prefix, autoescape=True))
            rows = await connection.execute(query.order_by(column).limit(limit))
            ids.update(rows.scalars())
    return sorted(ids)[:limit]
