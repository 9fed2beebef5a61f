"""Articles: read by id, by words, and by story."""

from collections.abc import Collection, Sequence

from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.records import Article
from monitor.store.rows import meets_search, readable, readable_or_none
from monitor.store.schema import articles


class Articles:
    """Reads articles."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def get(self, id_: str) -> Article | None:
        """Return an article, or None."""
        query = select(articles.c.record).where(articles.c.id == id_)
        async with self._engine.connect() as connection:
            return readable_or_none((await connection.execute(query)).scalar(), Article)

    async def texts(self, ids: Collection[str]) -> dict[str, str]:
        """Return the texts of some articles by id; unknown ids are omitted."""
        if not ids:
            return {}
        query = select(articles.c.record).where(articles.c.id.in_(list(ids)))
        async with self._engine.connect() as connection:
            stored = readable((await connection.execute(query)).scalars(), Article)
        return {article.id: article.text for article in stored}

    async def some(self, ids: Sequence[str]) -> tuple[Article, ...]:
        """Return those of some articles that are stored."""
        query = select(articles.c.record).where(articles.c.id.in_(ids))
        async with self._engine.connect() as connection:
            return tuple(readable((await connection.execute(query)).scalars(), Article))

    async def find(self, words: str, *, limit: int) -> tuple[Article, ...]:
        """Return the newest articles that meet a search; the newest of all for an empty one."""
        query = (
            select(articles.c.record)
            .where(and_(True, *meets_search(articles.c.search, words)))
            .order_by(articles.c.seen_at.desc(), articles.c.id)
            .limit(limit)
        )
        async with self._engine.connect() as connection:
            return tuple(readable((await connection.execute(query)).scalars(), Article))

    async def copies_of(self, id_: str) -> tuple[str, tuple[Article, ...]]:
        """Return the story of an article, and every article of that story, oldest first.

        A story has the id of its first article. An unknown article is a story without articles.
        """
        story_of = select(articles.c.story).where(articles.c.id == id_)
        async with self._engine.connect() as connection:
            story = (await connection.execute(story_of)).scalar() or id_
            query = (
                select(articles.c.record)
                .where(articles.c.story == story)
                .order_by(articles.c.seen_at, articles.c.id)
            )
            copies = readable((await connection.execute(query)).scalars(), Article)
        return story, tuple(copies)
