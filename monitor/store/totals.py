"""Totals: how many records of each kind are stored."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.store.rejections import PENDING
from monitor.store.schema import alerts, articles, rejections, statements


async def read_totals(engine: AsyncEngine) -> dict[str, int]:
    """Return the numbers of ``articles``, ``statements``, ``alerts`` and ``rejected`` messages."""
    pending = select(func.count()).select_from(rejections).where(rejections.c.status == PENDING)
    queries = {
        "articles": select(func.count()).select_from(articles),
        "statements": select(func.count()).select_from(statements),
        "alerts": select(func.count()).select_from(alerts),
        "rejected": pending,
    }
    async with engine.connect() as connection:
        return {
            name: int((await connection.execute(query)).scalar_one())
            for name, query in queries.items()
        }
