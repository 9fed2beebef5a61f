"""Pruning: remove what is older than its retention, in small batches, and give space back.

1. Each batch is a transaction of its own, with a pause after it, so that people's writes and the
   archiver are served between two of them.
2. Nothing that is still needed is removed, however old: pending deliveries and their events, events
   that a subscription has not considered, the newest event, alerts about a trouble that lasts,
   unsettled dead letters.
3. Everything about a removed item goes with it: statements and sketches of an article;
   acknowledgements, feedback and joined ids of an alert; attempts of a delivery. Copies of an alert
   go with the last of its events. Keys of stories and events are removed by the archiver.
4. An article whose text is removed keeps its title and its statements, and has the flag
   `TEXT_REMOVED`. Replays omit it.
5. SQLite returns free pages to the file system (`reclaim_space`); PostgreSQL uses them again.

On PostgreSQL one process at a time removes a batch.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, fields
from datetime import timedelta
from typing import Any

import msgspec
from sqlalchemy import (
    CursorResult,
    Select,
    Table,
    delete,
    exists,
    func,
    insert,
    select,
    tuple_,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from monitor.config.retention import SHORTEST, Retention, SizeLimits
from monitor.records import Alert, Article
from monitor.records.article import TEXT_REMOVED
from monitor.records.ids import fold_words
from monitor.records.operator_alert import OPERATOR_KINDS
from monitor.records.wire import encode
from monitor.store.poll_history import HOUR_S
from monitor.store.rejections import PENDING
from monitor.store.rows import readable_or_none
from monitor.store.schema import (
    acknowledgements,
    alerts,
    articles,
    attempts,
    audit,
    copies,
    deliveries,
    events,
    feedback,
    joined,
    poll_history,
    rejections,
    sketches,
    statements,
    subscriptions,
)
from monitor.store.search.tables import search_queue
from monitor.store.sizes import Sizes

PRUNE_LOCK = 715_003
"""PostgreSQL advisory lock of the process that removes a batch; no other lock has this number."""
BATCH = 200
"""Rows of a batch: an article has some ten statements, so a transaction ends within 0.1 s."""
MOST_HOURS = 4
"""Hours of polls of a batch: with 10,000 feeds 40,000 narrow rows, removed within 0.1 s."""
PAUSE_S = 0.12
"""Pause after a batch: a waiting writer of SQLite tries every 0.1 s."""
FREE_PAGES = 1_000
"""Pages of SQLite that are returned at a time: 4 MB, written within 0.1 s."""
_INCREMENTAL = 2
"""Value of ``PRAGMA auto_vacuum`` for a database that returns pages on request."""

LATE_S = 2 * 86_400.0
"""Texts this much older than the last pass removed are looked at again: they were stored late."""

Key = tuple[float, str]
"""Time and id of the last row that a batch has looked at."""


@dataclass(frozen=True, slots=True)
class _Batch:
    """The outcome of a batch: rows removed or emptied, and where the next one begins."""

    removed: int
    after: Key | None
    """None: this was the last batch."""


START: Key = (float("-inf"), "")
NO_LIMITS = SizeLimits()

RemoveBatch = Callable[[AsyncConnection, float, Key], Awaitable[_Batch]]
"""Removes one batch of what is older than a time, after a key."""


class Pruner:
    """Removes what is older than its retention."""

    def __init__(
        self,
        engine: AsyncEngine,
        retention: Retention,
        *,
        pause_s: float = PAUSE_S,
        on_batch: Callable[[int], object] = int,
        limits: SizeLimits = NO_LIMITS,
    ) -> None:
        """``on_batch`` is called after each batch with the number of its rows."""
        self._limits = limits
        self._engine, self._retention = engine, retention
        self._pause_s, self._on_batch = pause_s, on_batch
        self._texts_after = START
        """Where the next pass over texts begins: removed texts leave their rows behind."""

    async def prune(self, now: float) -> dict[str, int]:
        """Remove what is older than its retention; return the number of rows by kind."""
        removed, sizes = {}, Sizes()
        for kind in (field.name for field in fields(self._retention)):
            before = await self._before(kind, now, sizes)
            if before is not None:
                after = self._texts_after if kind == "texts" else START
                removed[kind] = await self._remove_all(STEPS[kind], before, after)
                if kind == "texts":
                    self._texts_after = (before - LATE_S, "")
        return removed

    async def _before(self, kind: str, now: float, sizes: Sizes) -> float | None:
        """Return the time before which a kind is removed, by age or size; None to keep all."""
        keep: timedelta | None = getattr(self._retention, kind)
        times = [] if keep is None else [now - keep.total_seconds()]
        most_bytes: int | None = getattr(self._limits, kind, None)
        if most_bytes is not None:
            async with self._engine.connect() as connection:
                over = await sizes.time_over_limit(connection, kind, most_bytes)
            if over is not None:  # what is younger than the shortest age is still needed
                times.append(min(over, now - SHORTEST.total_seconds()))
        return max(times, default=None)

    async def _remove_all(self, remove: RemoveBatch, before: float, after: Key) -> int:
        removed = 0
        while True:
            async with self._engine.begin() as connection:
                if connection.dialect.name == "postgresql":
                    lock = f"SELECT pg_advisory_xact_lock({PRUNE_LOCK})"
                    await connection.exec_driver_sql(lock)
                batch = await remove(connection, before, after)
            removed += batch.removed
            self._on_batch(batch.removed)
            if batch.after is None:
                return removed
            after = batch.after
            await asyncio.sleep(self._pause_s)


async def reclaim_space(engine: AsyncEngine, *, pause_s: float = PAUSE_S) -> int:
    """Return free pages of SQLite to the file system; return the number of bytes.

    Databases of version 0.1 return nothing until `compact` was run once.
    """
    if engine.dialect.name != "sqlite":
        return 0
    before = await database_bytes(engine)
    free = await _pragma(engine, "freelist_count")
    if await _pragma(engine, "auto_vacuum") != _INCREMENTAL:
        return 0
    while free > 0:
        async with engine.begin() as connection:
            await connection.exec_driver_sql(f"PRAGMA incremental_vacuum({FREE_PAGES})")
        left = await _pragma(engine, "freelist_count")
        if left >= free:
            break  # another connection reads an old snapshot; the next pass goes on
        free = left
        await asyncio.sleep(pause_s)
    return before - await database_bytes(engine)


async def compact(engine: AsyncEngine) -> None:
    """Write the whole database again, without free pages; it then returns pages by itself.

    SQLite needs as much free disk as the database has, and other writers wait. PostgreSQL keeps
    its tables in use.
    """
    async with engine.connect() as opened:
        connection = await opened.execution_options(isolation_level="AUTOCOMMIT")
        if engine.dialect.name == "sqlite":
            await connection.exec_driver_sql("PRAGMA auto_vacuum=INCREMENTAL")
            await connection.exec_driver_sql("VACUUM")
            await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            await connection.exec_driver_sql("VACUUM ANALYZE")


async def database_bytes(engine: AsyncEngine) -> int:
    """Return the size of the database in bytes."""
    if engine.dialect.name == "sqlite":
        return await _pragma(engine, "page_count") * await _pragma(engine, "page_size")
    async with engine.connect() as connection:
        size = await connection.exec_driver_sql("SELECT pg_database_size(current_database())")
        return int(size.scalar_one())


async def _pragma(engine: AsyncEngine, name: str) -> int:
    async with engine.connect() as connection:
        return int((await connection.exec_driver_sql(f"PRAGMA {name}")).scalar_one())


# -- one function for each kind --------------------------------------------------------------------


async def _remove_articles(connection: AsyncConnection, before: float, _: Key) -> _Batch:
    query = select(articles.c.id).where(articles.c.seen_at < before)
    ids = await _first(connection, query.order_by(articles.c.seen_at))
    await connection.execute(delete(statements).where(statements.c.article.in_(ids)))
    await connection.execute(delete(sketches).where(sketches.c.article.in_(ids)))
    return await _removed(connection, delete(articles).where(articles.c.id.in_(ids)), ids)


async def _remove_statements(connection: AsyncConnection, before: float, _: Key) -> _Batch:
    query = select(statements.c.seq, statements.c.article).where(statements.c.seen_at < before)
    rows = (await connection.execute(query.order_by(statements.c.seen_at).limit(BATCH))).all()
    if not rows:
        return _Batch(0, None)
    seqs = [row.seq for row in rows]
    await connection.execute(delete(statements).where(statements.c.seq.in_(seqs)))
    ids = {row.article for row in rows}
    queued = [{"article": id_} for id_ in ids]
    await connection.execute(insert(search_queue), queued)  # the index forgets them
    return _Batch(len(rows), START if len(rows) == BATCH else None)


async def _remove_texts(connection: AsyncConnection, before: float, after: Key) -> _Batch:
    rows = await _page(connection, articles, articles.c.seen_at, before, after)
    emptied = 0
    for row in rows:
        article = readable_or_none(row.record, Article)
        if article is None or TEXT_REMOVED in article.flags:
            continue
        bare = msgspec.structs.replace(
            article, text=article.title, flags=(*article.flags, TEXT_REMOVED)
        )
        values = {"record": encode(bare), "search": fold_words(bare.text), "hashes": None}
        own = (articles.c.id == row.id) & (articles.c.revision == row.revision)
        await connection.execute(update(articles).where(own).values(**values))
        emptied += 1
    return _Batch(emptied, _next(rows, "seen_at"))


async def _remove_alerts(connection: AsyncConnection, before: float, after: Key) -> _Batch:
    rows = await _page(connection, alerts, alerts.c.raised_at, before, after)
    read = ((row.id, readable_or_none(row.record, Alert)) for row in rows)
    ids = [id_ for id_, alert in read if alert is None or not _lasts(alert)]
    if ids:
        for table in (acknowledgements, feedback):
            await connection.execute(delete(table).where(table.c.alert.in_(ids)))
        await connection.execute(delete(joined).where(joined.c.into.in_(ids)))
        await connection.execute(delete(alerts).where(alerts.c.id.in_(ids)))
        await _remove_unused_copies(connection, ids)
    return _Batch(len(ids), _next(rows, "raised_at"))


def _lasts(alert: Alert) -> bool:
    return alert.kind in OPERATOR_KINDS and alert.resolved_at is None


async def _remove_events(connection: AsyncConnection, before: float, _: Key) -> _Batch:
    newest = select(func.max(events.c.seq)).scalar_subquery()
    considered = select(func.coalesce(func.min(subscriptions.c.cursor), newest)).scalar_subquery()
    pending = exists().where(deliveries.c.event == events.c.seq, deliveries.c.outcome == "waiting")
    query = select(events.c.seq).where(
        events.c.at < before, events.c.seq < newest, events.c.seq <= considered, ~pending
    )
    ids = await _first(connection, query.order_by(events.c.seq))
    grown = select(events.c.alert).where(events.c.seq.in_(ids), events.c.copies > 1).distinct()
    of_alerts = list((await connection.execute(grown)).scalars())
    removed = await _removed(connection, delete(events).where(events.c.seq.in_(ids)), ids)
    await _remove_unused_copies(connection, of_alerts)
    return removed


async def _remove_unused_copies(connection: AsyncConnection, ids: list[str]) -> None:
    """Remove the copies of some alerts that neither an alert nor an event refers to."""
    used = exists().where(alerts.c.id == copies.c.alert) | exists().where(
        events.c.alert == copies.c.alert
    )
    await connection.execute(delete(copies).where(copies.c.alert.in_(ids), ~used))


async def _remove_deliveries(connection: AsyncConnection, before: float, _: Key) -> _Batch:
    query = select(deliveries.c.seq).where(
        deliveries.c.at < before, deliveries.c.outcome != "waiting"
    )
    ids = await _first(connection, query.order_by(deliveries.c.seq))
    await connection.execute(delete(attempts).where(attempts.c.delivery.in_(ids)))
    return await _removed(connection, delete(deliveries).where(deliveries.c.seq.in_(ids)), ids)


async def _remove_audit(connection: AsyncConnection, before: float, _: Key) -> _Batch:
    query = select(audit.c.seq).where(audit.c.at < before)
    ids = await _first(connection, query.order_by(audit.c.seq))
    return await _removed(connection, delete(audit).where(audit.c.seq.in_(ids)), ids)


async def _remove_rejections(connection: AsyncConnection, before: float, _: Key) -> _Batch:
    query = select(rejections.c.id).where(rejections.c.at < before, rejections.c.status != PENDING)
    ids = await _first(connection, query.order_by(rejections.c.at))
    return await _removed(connection, delete(rejections).where(rejections.c.id.in_(ids)), ids)


async def _remove_polls(connection: AsyncConnection, before: float, _: Key) -> _Batch:
    query = select(poll_history.c.hour).where(poll_history.c.hour < int(before) // HOUR_S)
    hours = await _first(connection, query.distinct().order_by(poll_history.c.hour))
    past = delete(poll_history).where(poll_history.c.hour.in_(hours[:MOST_HOURS]))
    if not hours:
        return _Batch(0, None)
    result: CursorResult[Any] = await connection.execute(past)
    return _Batch(result.rowcount, START if len(hours) > MOST_HOURS else None)


STEPS: dict[str, RemoveBatch] = {
    "articles": _remove_articles,
    "texts": _remove_texts,
    "statements": _remove_statements,
    "alerts": _remove_alerts,
    "events": _remove_events,
    "deliveries": _remove_deliveries,
    "audit": _remove_audit,
    "rejections": _remove_rejections,
    "polls": _remove_polls,
}
"""How each kind of `Retention` is removed."""


async def _first(connection: AsyncConnection, query: Select[Any]) -> list[Any]:
    return list((await connection.execute(query.limit(BATCH))).scalars())


async def _removed(connection: AsyncConnection, removal: Any, ids: list[Any]) -> _Batch:
    """Remove the rows that a query has found; there may be more if it has found a full batch."""
    if not ids:
        return _Batch(0, None)
    result: CursorResult[Any] = await connection.execute(removal)
    return _Batch(result.rowcount, START if len(ids) == BATCH else None)


async def _page(
    connection: AsyncConnection, table: Table, time_column: Any, before: float, after: Key
) -> list[Any]:
    """Return the rows of a table that are older than ``before``, in order, after a key."""
    query = select(table).where(time_column < before)
    if after != START:
        query = query.where(tuple_(time_column, table.c.id) > after)
    ordered = query.order_by(time_column, table.c.id).limit(BATCH)
    return list((await connection.execute(ordered)).all())


def _next(rows: list[Any], time_name: str) -> Key | None:
    if len(rows) < BATCH:
        return None
    return getattr(rows[-1], time_name), rows[-1].id
