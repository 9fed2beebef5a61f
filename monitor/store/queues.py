"""Pending work in the database, its age, and the space that the database takes."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from monitor.store.schema import articles, deliveries
from monitor.store.search.tables import search_queue


@dataclass(frozen=True, slots=True)
class Queues:
    """Work that waits in the database; ages in seconds."""

    pending_deliveries: int
    """Deliveries that are waiting, due or not."""
    overdue_s: float
    """Time for which the delivery that was due first is due; 0 where none is."""
    unindexed: int
    """Articles whose rows in the search index are out of date."""
    newest_article_at: float | None
    """Epoch seconds at which the newest article was fetched; None without any."""
    database_bytes: int
    """Space of the database, without PostgreSQL's log of writes."""


async def read_queues(engine: AsyncEngine, now: float) -> Queues:
    """Return the pending work at the epoch second ``now``."""
    waiting = deliveries.c.outcome == "waiting"
    pending = select(func.count(), func.min(deliveries.c.next_at)).where(waiting)
    async with engine.connect() as connection:
        count, first_due_at = (await connection.execute(pending)).one()
        unindexed = await connection.scalar(select(func.count()).select_from(search_queue))
        newest = await connection.scalar(select(func.max(articles.c.seen_at)))
        size = await _size(connection, engine)
    return Queues(
        pending_deliveries=count,
        overdue_s=0.0 if first_due_at is None else max(0.0, now - first_due_at),
        unindexed=unindexed or 0,
        newest_article_at=newest,
        database_bytes=size,
    )


async def _size(connection: AsyncConnection, engine: AsyncEngine) -> int:
    if engine.dialect.name == "postgresql":
        query = text("SELECT pg_database_size(current_database())")
        return int(await connection.scalar(query) or 0)
    file = Path(engine.url.database or "")
    parts = (file, file.with_name(f"{file.name}-wal"))
    return sum(part.stat().st_size for part in parts if part.is_file())
