"""Pending work in the database, its age, and the space that the database takes.

A delivery is overdue if nothing but the deliverer keeps it: deliveries of subscriptions that are
switched off, held back or in their quiet hours do not count, and grouped ones only after the
longest time that they may wait for others.
"""

import math
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from monitor.alerts.suppress import is_held
from monitor.deliveries import Subscription
from monitor.deliveries.ceiling import interval_of, is_grouped
from monitor.store.schema import articles, deliveries, subscriptions
from monitor.store.search.tables import search_queue


@dataclass(frozen=True, slots=True)
class Queues:
    """Work that waits in the database; ages in seconds."""

    pending_deliveries: int
    """Deliveries that are waiting, due or not."""
    overdue_s: float
    """Time for which the oldest overdue delivery has been due; 0 where none is."""
    unindexed: int
    """Articles whose rows in the search index are out of date."""
    newest_article_at: float | None
    """Epoch seconds at which the newest article was fetched; None without any."""
    database_bytes: int
    """Space of the database, without PostgreSQL's log of writes."""


async def read_queues(engine: AsyncEngine, now: float) -> Queues:
    """Return the pending work at the epoch second ``now``."""
    waiting = deliveries.c.outcome == "waiting"
    pending = select(func.count()).select_from(deliveries).where(waiting)
    async with engine.connect() as connection:
        count = await connection.scalar(pending)
        due_since = await overdue_since(connection, now)
        unindexed = await connection.scalar(select(func.count()).select_from(search_queue))
        newest = await connection.scalar(select(func.max(articles.c.seen_at)))
        size = await _size(connection, engine)
    return Queues(
        pending_deliveries=count or 0,
        overdue_s=max(0.0, now - due_since),
        unindexed=unindexed or 0,
        newest_article_at=newest,
        database_bytes=size,
    )


async def overdue_since(connection: AsyncConnection, now: float) -> float:
    """Return the epoch second since which the oldest delivery is overdue; infinity without one."""
    first = func.min(deliveries.c.next_at)
    query = (
        select(subscriptions.c.record, first)
        .join(deliveries, deliveries.c.subscription == subscriptions.c.id)
        .where(
            deliveries.c.next_at <= now,
            subscriptions.c.paused == "",
            subscriptions.c.held_until <= now,
        )
        .group_by(subscriptions.c.id, subscriptions.c.record)
    )
    at, earliest = datetime.fromtimestamp(now, UTC), math.inf
    for record, due_at in await connection.execute(query):
        subscription = msgspec.json.decode(record, type=Subscription)
        if not is_held(subscription.quiet_hours, at):
            earliest = min(earliest, due_at + _longest_wait(subscription))
    return earliest


def _longest_wait(subscription: Subscription) -> float:
    """Return the seconds for which a due delivery may wait for others of its group."""
    if not is_grouped(subscription):
        return 0.0
    return subscription.group_wait_s + interval_of(subscription)


async def _size(connection: AsyncConnection, engine: AsyncEngine) -> int:
    if engine.dialect.name == "postgresql":
        query = text("SELECT pg_database_size(current_database())")
        return int(await connection.scalar(query) or 0)
    file = Path(engine.url.database or "")
    parts = (file, file.with_name(f"{file.name}-wal"))
    return sum(part.stat().st_size for part in parts if part.is_file())
