"""Totals: how many records of each kind are stored, and articles of the last day by language."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.store.rejections import PENDING
from monitor.store.schema import alerts, articles, rejections, statements

DAY_S = 86_400
"""Seconds before the newest article that are counted by language: the index by time finds them, so
that the count does not grow with the store."""


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


async def read_languages(engine: AsyncEngine) -> dict[str, int]:
    """Return the number of articles of the last day with articles, by language."""
    newest = select(func.max(articles.c.seen_at)).scalar_subquery()
    query = (
        select(articles.c.language, func.count())
        .where(articles.c.seen_at >= newest - DAY_S)
        .group_by(articles.c.language)
    )
    async with engine.connect() as connection:
        return {str(language): int(count) for language, count in await connection.execute(query)}
