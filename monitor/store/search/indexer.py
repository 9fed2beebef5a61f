"""Keeps the index up to date: works through the queue of articles in batches.

1. One process at a time indexes. Reading and folding happen outside of the transaction that
   writes, so that the archiver waits for moments only.
2. An article's rows are replaced; those of one that is gone are removed. The queue entry goes in
   the same transaction, so a killed process repeats at most one batch.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, bindparam, delete, func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from monitor.records import Article, Statement
from monitor.store.rows import readable
from monitor.store.schema import articles, statements
from monitor.store.search import fts5, tsvector
from monitor.store.search.entries import Entry, entries_of
from monitor.store.search.tables import KINDS, ROWS, WORDS, Kind, search_queue

BATCH = 200
"""Articles of one transaction: about 1,000 statements and 0.3 s of folding and writing."""
SEARCH_LOCK = 715_004
"""PostgreSQL advisory lock of the process that indexes; no other lock has this number."""

_STATEMENT = msgspec.json.Decoder(Statement)


class Indexer:
    """Writes the index."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._is_postgres = engine.dialect.name == "postgresql"

    async def pending(self) -> int:
        """Return the number of queue entries."""
        query = select(func.count()).select_from(search_queue)
        async with self._engine.connect() as connection:
            return int((await connection.execute(query)).scalar_one())

    async def run_once(self) -> int:
        """Index until the queue is empty; return the number of entries that are done."""
        done = 0
        while some := await self.index_some():
            done += some
        return done

    async def index_some(self, limit: int = BATCH) -> int:
        """Index up to ``limit`` articles; return the number of queue entries that are done.

        Return 0 while another process indexes.
        """
        queued = select(search_queue).order_by(search_queue.c.seq).limit(limit)
        async with self._engine.connect() as connection:
            rows = (await connection.execute(queued)).all()
            if not rows:
                return 0
            ids = list(dict.fromkeys(row.article for row in rows))
            entries = await _read_entries(connection, ids)
        async with self._engine.begin() as connection:
            if not await self._may_write(connection):
                return 0
            for kind in KINDS:
                await self._replace(connection, kind, ids, entries[kind])
            done = [row.seq for row in rows]
            await connection.execute(delete(search_queue).where(search_queue.c.seq.in_(done)))
        return len(rows)

    async def _may_write(self, connection: AsyncConnection) -> bool:
        if not self._is_postgres:
            return True
        lock = f"SELECT pg_try_advisory_xact_lock({SEARCH_LOCK})"
        return bool((await connection.exec_driver_sql(lock)).scalar())

    async def _replace(
        self, connection: AsyncConnection, kind: Kind, ids: list[str], entries: Sequence[Entry]
    ) -> None:
        table = ROWS[kind]
        old: ColumnElement[bool] = table.c.article.in_(ids)
        if kind == "statements":
            # SQLite gives the numbers of removed rows to new ones.
            old |= table.c.seq.in_([entry.columns["seq"] for entry in entries])
        else:
            await _resolve_collisions(connection, ids, entries)
        if not self._is_postgres:
            seqs = (await connection.execute(select(table.c.seq).where(old))).scalars().all()
            await _delete_words(connection, kind, seqs)
        await connection.execute(delete(table).where(old))
        if not entries:
            return
        if self._is_postgres:
            await connection.execute(_insert_with_words(kind), [_tsvector_row(e) for e in entries])
            return
        await connection.execute(insert(table), [entry.columns for entry in entries])
        await connection.execute(insert(WORDS[kind]), [_fts5_row(entry) for entry in entries])


async def _read_entries(connection: AsyncConnection, ids: list[str]) -> dict[Kind, list[Entry]]:
    """Return the entries of the articles that are still stored."""
    bodies = await connection.execute(select(articles.c.record).where(articles.c.id.in_(ids)))
    texts = readable(bodies.scalars(), Article)
    query = (
        select(statements.c.seq, statements.c.article, statements.c.record)
        .where(statements.c.article.in_(ids))
        .order_by(statements.c.seq)
    )
    by_article: dict[str, list[tuple[int, Statement]]] = defaultdict(list)
    for row in await connection.execute(query):
        by_article[row.article].append((row.seq, _STATEMENT.decode(row.record)))
    entries: dict[Kind, list[Entry]] = {"statements": [], "articles": []}
    for article in texts:
        own, parts = entries_of(article, by_article[article.id])
        entries["articles"].append(own)
        entries["statements"] += parts
    return entries


async def _resolve_collisions(
    connection: AsyncConnection, ids: list[str], entries: Sequence[Entry]
) -> None:
    """Give the next free number to each article whose number belongs to another one."""
    table = ROWS["articles"]
    wanted = [entry.columns["seq"] for entry in entries]
    others = select(table.c.seq).where(table.c.seq.in_(wanted), table.c.article.not_in(ids))
    taken = set((await connection.execute(others)).scalars())
    for entry in entries:
        while entry.columns["seq"] in taken:
            entry.columns["seq"] += 1
        taken.add(entry.columns["seq"])


async def _delete_words(connection: AsyncConnection, kind: Kind, seqs: Sequence[int]) -> None:
    if seqs:
        own = WORDS[kind].c.rowid == bindparam("own_rowid")
        await connection.execute(
            delete(WORDS[kind]).where(own), [{"own_rowid": seq} for seq in seqs]
        )


def _insert_with_words(kind: Kind) -> Any:
    table = ROWS[kind]
    names = [column.name for column in table.c]
    columns, values = ", ".join(names), ", ".join(f":{name}" for name in names)
    return text(
        f"INSERT INTO {table.name} ({columns}, words)"  # noqa: S608  # names of our schema
        f" VALUES ({values}, CAST(:words AS tsvector))"
    )


def _fts5_row(entry: Entry) -> dict[str, Any]:
    return {"rowid": entry.columns["seq"], "words": fts5.row(entry.words, entry.others)}


def _tsvector_row(entry: Entry) -> dict[str, Any]:
    return {**entry.columns, "words": tsvector.row(entry.words, entry.others)}
