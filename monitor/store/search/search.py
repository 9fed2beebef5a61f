"""Search: the index and the records behind it."""

import contextlib
from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.records import Article, Statement
from monitor.store.rows import Page, readable_or_none
from monitor.store.schema import articles, statements
from monitor.store.search.index import Counted, IndexQuery, SearchIndex
from monitor.store.search.indexer import Indexer
from monitor.store.search.tables import Kind, indexed_articles, search_queue
from monitor.store.statements import StoredStatement

FRESH = 100
"""Articles that a search indexes itself before it reads, about 0.1 s of work; a longer queue is
left to the indexer."""


class Search:
    """Finds statements and articles, newest first."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._index = SearchIndex(engine)
        self._indexer = Indexer(engine)

    async def statements(
        self, query: IndexQuery, *, limit: int, before: int | None = None
    ) -> Page[StoredStatement]:
        """Return a page of the statements that meet a query."""
        await self.catch_up()
        seqs = await self._index.find("statements", query, limit=limit + 1, before=before)
        items = await self._read_statements(seqs[:limit])
        return Page(tuple(items), _cursor(seqs, limit))

    async def articles(
        self, query: IndexQuery, *, limit: int, before: int | None = None
    ) -> Page[Article]:
        """Return a page of the articles that meet a query."""
        await self.catch_up()
        seqs = await self._index.find("articles", query, limit=limit + 1, before=before)
        items = await self._read_articles(seqs[:limit])
        return Page(tuple(items), _cursor(seqs, limit))

    async def count(self, kind: Kind, query: IndexQuery) -> Counted:
        """Return the facets of a query."""
        await self.catch_up()
        return await self._index.count(kind, query)

    async def rows(self, kind: Kind, query: IndexQuery, *, limit: int) -> Sequence[Any]:
        """Return the narrow rows of the index that meet a query, newest first."""
        await self.catch_up()
        return await self._index.rows(kind, query, limit=limit)

    async def first_statement(self, query: IndexQuery) -> StoredStatement | None:
        """Return the statement that met a query first, or None."""
        seq = await self._index.oldest("statements", query)
        items = await self._read_statements([seq]) if seq is not None else []
        return items[0] if items else None

    async def pending(self) -> int:
        """Return the number of articles that the index does not have yet."""
        return await self._indexer.pending()

    async def catch_up(self) -> None:
        """Index what was stored a moment ago, unless it is much or another process writes."""
        queue = select(func.count()).select_from(
            select(search_queue.c.seq).limit(FRESH + 1).subquery()
        )
        async with self._engine.connect() as connection:
            pending = int((await connection.execute(queue)).scalar_one())
        if 0 < pending <= FRESH:
            with contextlib.suppress(OperationalError):
                await self._indexer.index_some(FRESH)

    async def _read_statements(self, seqs: Sequence[int]) -> list[StoredStatement]:
        query = (
            select(statements.c.seq, statements.c.record, articles.c.record.label("article"))
            .join(articles, articles.c.id == statements.c.article)
            .where(statements.c.seq.in_(seqs))
            .order_by(statements.c.seq.desc())
        )
        async with self._engine.connect() as connection:
            rows = (await connection.execute(query)).all()
        items = []
        for row in rows:
            article = readable_or_none(row.article, Article)
            if article is not None:
                statement = msgspec.json.decode(row.record, type=Statement)
                items.append(StoredStatement(statement, article, row.seq))
        return items

    async def _read_articles(self, seqs: Sequence[int]) -> list[Article]:
        query = (
            select(articles.c.record)
            .join(indexed_articles, indexed_articles.c.article == articles.c.id)
            .where(indexed_articles.c.seq.in_(seqs))
            .order_by(indexed_articles.c.seq.desc())
        )
        async with self._engine.connect() as connection:
            bodies = (await connection.execute(query)).scalars().all()
        decoded = (readable_or_none(body, Article) for body in bodies)
        return [article for article in decoded if article is not None]


def _cursor(seqs: Sequence[int], limit: int) -> int | None:
    """Return the cursor of the next page; one row more than ``limit`` was read."""
    return seqs[limit - 1] if len(seqs) > limit else None
