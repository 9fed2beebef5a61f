"""Statements: found by filter, in pages; counted by actor; the actors that a feed covers."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec
from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.records import Article, Statement
from monitor.store.alert_clauses import said_by_one_of
from monitor.store.rows import (
    Page,
    contains_name,
    in_time,
    meets_search,
    page_of,
    readable_or_none,
    unpacked,
)
from monitor.store.schema import articles, statements


@dataclass(frozen=True, slots=True)
class StoredStatement:
    """A statement and the article that carries it."""

    statement: Statement
    article: Article
    seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementFilter:
    """Which statements are wanted: those that pass every clause; an empty clause holds for all."""

    speakers: tuple[str, ...] = ()
    """Actor ids or names, one of which is the speaker: every word of a name occurs in the
    speaker's."""
    themes: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Counted:
    """Numbers of an actor's statements: all, by day (UTC, ISO date), by theme and by act."""

    total: int
    by_day: dict[str, int]
    by_theme: dict[str, int]
    by_act: dict[str, int]


class Statements:
    """Reads statements."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def find(
        self, wanted: StatementFilter, *, limit: int, before: int | None = None
    ) -> Page[StoredStatement]:
        """Return a page of statements with their articles, newest first."""
        clauses = _clauses(wanted)
        if before is not None:
            clauses.append(statements.c.seq < before)
        query = (
            select(statements.c.seq, statements.c.record, articles.c.record)
            .join(articles, articles.c.id == statements.c.article)
            .where(and_(True, *clauses))
            .order_by(statements.c.seq.desc())
            .limit(limit + 1)
        )
        async with self._engine.connect() as connection:
            rows = (await connection.execute(query)).all()
        stored = []
        for seq, record, article_record in rows:
            article = readable_or_none(article_record, Article)
            if article is not None:
                statement = msgspec.json.decode(record, type=Statement)
                stored.append((seq, StoredStatement(statement, article, seq)))
        return page_of(stored, limit)

    async def of_article(self, id_: str) -> tuple[Statement, ...]:
        """Return the statements of an article in the order of its text."""
        query = (
            select(statements.c.record)
            .where(statements.c.article == id_)
            .order_by(statements.c.seq)
        )
        async with self._engine.connect() as connection:
            bodies = (await connection.execute(query)).scalars().all()
        decoded = (msgspec.json.decode(body, type=Statement) for body in bodies)
        return tuple(sorted(decoded, key=lambda each: each.content[0].start))

    async def count(
        self, actor: str, *, since: datetime | None = None, until: datetime | None = None
    ) -> Counted:
        """Return the numbers of an actor's statements by day, theme and act."""
        query = (
            select(statements.c.seen_at, statements.c.themes, statements.c.acts)
            .where(statements.c.actor == actor, *in_time(statements.c.seen_at, since, until))
            .order_by(statements.c.seen_at)
        )
        async with self._engine.connect() as connection:
            rows = (await connection.execute(query)).all()
        days = (datetime.fromtimestamp(row.seen_at, UTC).date() for row in rows)
        return Counted(
            total=len(rows),
            by_day=dict(Counter(day.isoformat() for day in days)),
            by_theme=dict(Counter(theme for row in rows for theme in unpacked(row.themes))),
            by_act=dict(Counter(act for row in rows for act in unpacked(row.acts))),
        )

    async def of_articles(self, ids: Sequence[str]) -> dict[str, list[Statement]]:
        """Return the statements of each of some articles, in the order of its text."""
        query = (
            select(statements.c.article, statements.c.record)
            .where(statements.c.article.in_(ids))
            .order_by(statements.c.seq)
        )
        by_article: dict[str, list[Statement]] = {id_: [] for id_ in ids}
        async with self._engine.connect() as connection:
            for row in await connection.execute(query):
                by_article[row.article].append(msgspec.json.decode(row.record, type=Statement))
        return by_article

    async def actors_of_feed(self, feed: str, *, since: datetime, limit: int) -> list[str]:
        """Return the actors of the statements that a feed carried, most frequent first."""
        count = func.count().label("count")
        query = (
            select(statements.c.actor, count)
            .join(articles, articles.c.id == statements.c.article)
            .where(
                articles.c.feed == feed,
                statements.c.actor.is_not(None),
                statements.c.seen_at >= since.timestamp(),
            )
            .group_by(statements.c.actor)
            .order_by(count.desc(), statements.c.actor)
            .limit(limit)
        )
        async with self._engine.connect() as connection:
            return [row.actor for row in await connection.execute(query)]

    async def coverage_of(
        self, feeds: Collection[str], *, since: datetime
    ) -> dict[str, dict[str, int]]:
        """Return how many statements of each actor each of some feeds carried since a time."""
        query = (
            select(articles.c.feed, statements.c.actor, func.count().label("total"))
            .join(statements, articles.c.id == statements.c.article)
            .where(
                articles.c.feed.in_(feeds),
                articles.c.seen_at >= since.timestamp(),
                statements.c.actor.is_not(None),
            )
            .group_by(articles.c.feed, statements.c.actor)
        )
        by_feed: dict[str, dict[str, int]] = {}
        async with self._engine.connect() as connection:
            for row in await connection.execute(query):
                by_feed.setdefault(row.feed, {})[row.actor] = row.total
        return by_feed

    async def said_by(self, actors: Collection[str], *, since: datetime) -> dict[str, int]:
        """Return how many statements of each of some actors all feeds carried since a time."""
        query = (
            select(statements.c.actor, func.count().label("total"))
            .where(statements.c.actor.in_(actors), statements.c.seen_at >= since.timestamp())
            .group_by(statements.c.actor)
        )
        async with self._engine.connect() as connection:
            rows = (await connection.execute(query)).all()
        return {row.actor: row.total for row in rows}


def _clauses(wanted: StatementFilter) -> list[ColumnElement[bool]]:
    clauses: list[ColumnElement[bool]] = []
    if wanted.speakers:
        said_by = statements.c.said_by
        clauses.append(said_by_one_of(statements.c.actor, said_by, wanted.speakers))
    clauses += contains_name(statements.c.themes, wanted.themes)
    clauses += contains_name(statements.c.acts, wanted.acts)
    clauses += contains_name(statements.c.about, wanted.about)
    clauses += in_time(statements.c.seen_at, wanted.since, wanted.until)
    clauses += meets_search(statements.c.search, wanted.words)
    return clauses
