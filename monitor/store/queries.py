"""Read what was stored: alerts and statements by filter, in pages from the newest; events in order; feeds; rejections.

A cursor is the number of the last row of a page, so pages stay true while new rows come in.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

import msgspec
from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.deliveries.filter import AlertFilter
from monitor.records import SEVERITIES, Alert, Article, FeedState, Rejection, Statement
from monitor.records.ids import fold_words
from monitor.records.wire import Unreadable, decode
from monitor.store.schema import (
    alerts,
    articles,
    events,
    feeds,
    joined,
    rejections,
    statements,
    unpacked,
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some items, newest first, and the cursor of the next page, None on the last."""

    items: tuple[T, ...]
    next: int | None


@dataclass(frozen=True, slots=True)
class StoredStatement:
    """A statement and the article that carries it."""

    statement: Statement
    article: Article
    seq: int


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """One revision of an alert as the live stream tells it; ``seq`` is the event's id."""

    seq: int
    alert: Alert
    at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementFilter:
    """Which statements are wanted; empty clauses hold for all."""

    speakers: tuple[str, ...] = ()
    """Actor ids or words of a speaker's name."""
    themes: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Counted:
    """How many statements an actor made: in all, by day (UTC, ISO date), by theme and by act."""

    total: int
    by_day: dict[str, int]
    by_theme: dict[str, int]
    by_act: dict[str, int]


class Queries:
    """Reads from the store."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def find_alerts(
        self, wanted: AlertFilter, *, limit: int, before: int | None = None
    ) -> Page[Alert]:
        """Return a page of alerts, newest first."""
        clauses = [
            *_alert_clauses(wanted),
            *([alerts.c.seq < before] if before is not None else []),
        ]
        query = (
            select(alerts.c.seq, alerts.c.record)
            .where(and_(True, *clauses))
            .order_by(alerts.c.seq.desc())
            .limit(limit + 1)
        )
        async with self._engine.connect() as connection:
            rows = (await connection.execute(query)).all()
        found = [
            (seq, alert)
            for seq, record in rows
            if not isinstance(alert := decode(record, Alert), Unreadable)
        ]
        return Page(
            tuple(alert for _, alert in found[:limit]),
            found[limit - 1][0] if len(found) > limit else None,
        )

    async def alert(self, id_: str) -> Alert | None:
        """Return one alert, or None; of one that was joined into another, that."""
        async with self._engine.connect() as connection:
            into = (
                await connection.execute(select(joined.c.into).where(joined.c.alert == id_))
            ).scalar()
            record = (
                await connection.execute(
                    select(alerts.c.record).where(alerts.c.id == (into or id_))
                )
            ).scalar()
        alert = decode(record, Alert) if record is not None else None
        return None if isinstance(alert, Unreadable) else alert

    async def article(self, id_: str) -> Article | None:
        """Return one article, or None."""
        async with self._engine.connect() as connection:
            record = (
                await connection.execute(select(articles.c.record).where(articles.c.id == id_))
            ).scalar()
        article = decode(record, Article) if record is not None else None
        return None if isinstance(article, Unreadable) else article

    async def copies(self, id_: str) -> tuple[str, tuple[Article, ...]]:
        """Return the story that an article tells, and every article that tells it, the oldest first."""
        async with self._engine.connect() as connection:
            story = (
                await connection.execute(select(articles.c.story).where(articles.c.id == id_))
            ).scalar() or id_
            query = (
                select(articles.c.record)
                .where(articles.c.story == story)
                .order_by(articles.c.seen_at, articles.c.id)
            )
            records = (await connection.execute(query)).scalars().all()
        return story, tuple(
            found for each in records if not isinstance(found := decode(each, Article), Unreadable)
        )

    async def find_articles(self, words: str, *, limit: int) -> tuple[Article, ...]:
        """Return the newest articles that hold every word, or simply the newest."""
        query = select(articles.c.record).where(and_(True, *_holds_words(articles.c.search, words)))
        async with self._engine.connect() as connection:
            newest = query.order_by(articles.c.seen_at.desc(), articles.c.id).limit(limit)
            records = (await connection.execute(newest)).scalars().all()
        return tuple(
            found
            for record in records
            if not isinstance(found := decode(record, Article), Unreadable)
        )

    async def actors_of_feed(self, feed: str, *, since: datetime, limit: int) -> list[str]:
        """Return the actors of whom a feed carried statements, the most frequent first."""
        said = func.count().label("said")
        query = (
            select(statements.c.actor, said)
            .join(articles, articles.c.id == statements.c.article)
            .where(
                articles.c.feed == feed,
                statements.c.actor.is_not(None),
                statements.c.seen_at >= since.timestamp(),
            )
            .group_by(statements.c.actor)
            .order_by(said.desc(), statements.c.actor)
            .limit(limit)
        )
        async with self._engine.connect() as connection:
            return [actor for actor, _ in await connection.execute(query)]

    async def joined(self) -> dict[str, str]:
        """Return by id the alerts that tell the same event as another, and which."""
        async with self._engine.connect() as connection:
            return {row.alert: row.into for row in (await connection.execute(select(joined))).all()}

    async def find_statements(
        self, wanted: StatementFilter, *, limit: int, before: int | None = None
    ) -> Page[StoredStatement]:
        """Return a page of statements with their articles, newest first."""
        clauses = [
            *_statement_clauses(wanted),
            *([statements.c.seq < before] if before is not None else []),
        ]
        query = (
            select(statements.c.seq, statements.c.record, articles.c.record)
            .join(articles, articles.c.id == statements.c.article)
            .where(and_(True, *clauses))
            .order_by(statements.c.seq.desc())
            .limit(limit + 1)
        )
        async with self._engine.connect() as connection:
            rows = (await connection.execute(query)).all()
        found = [
            StoredStatement(msgspec.json.decode(record, type=Statement), article, seq)
            for seq, record, article_record in rows
            if not isinstance(article := decode(article_record, Article), Unreadable)
        ]
        return Page(tuple(found[:limit]), found[limit - 1].seq if len(found) > limit else None)

    async def count_statements(
        self, actor: str, *, since: datetime | None = None, until: datetime | None = None
    ) -> Counted:
        """Count what an actor said over time, by theme and by act."""
        query = select(statements.c.seen_at, statements.c.themes, statements.c.acts).where(
            statements.c.actor == actor, *_between(statements.c.seen_at, since, until)
        )
        async with self._engine.connect() as connection:
            rows = (await connection.execute(query.order_by(statements.c.seen_at))).all()
        return Counted(
            len(rows),
            dict(
                Counter(
                    datetime.fromtimestamp(seen_at, UTC).date().isoformat()
                    for seen_at, _, _ in rows
                )
            ),
            dict(Counter(theme for _, themes, _ in rows for theme in unpacked(themes))),
            dict(Counter(act for _, _, acts in rows for act in unpacked(acts))),
        )

    async def events_after(self, seq: int, *, limit: int) -> tuple[StoredEvent, ...]:
        """Return events after a number, in order."""
        query = (
            select(events.c.seq, events.c.record, events.c.at)
            .where(events.c.seq > seq)
            .order_by(events.c.seq)
            .limit(limit)
        )
        async with self._engine.connect() as connection:
            rows = (await connection.execute(query)).all()
        return tuple(
            StoredEvent(number, alert, at)
            for number, record, at in rows
            if not isinstance(alert := decode(record, Alert), Unreadable)
        )

    async def event_bounds(self) -> tuple[int, int]:
        """Return the numbers of the first and the last event; ``(0, 0)`` where there are none."""
        async with self._engine.connect() as connection:
            first, last = (
                await connection.execute(select(func.min(events.c.seq), func.max(events.c.seq)))
            ).one()
        return int(first or 0), int(last or 0)

    async def feeds(self) -> tuple[FeedState, ...]:
        """Return the state of every feed, by name."""
        async with self._engine.connect() as connection:
            records = (await connection.execute(select(feeds.c.record))).scalars().all()
        states = [
            state
            for record in records
            if not isinstance(state := decode(record, FeedState), Unreadable)
        ]
        return tuple(sorted(states, key=lambda state: state.name.casefold()))

    async def rejections(
        self, *, limit: int = 200, status: str | None = "parked"
    ) -> tuple[Rejection, ...]:
        """Return what is parked, newest first."""
        query = select(rejections.c.record).order_by(rejections.c.at.desc()).limit(limit)
        if status is not None:
            query = query.where(rejections.c.status == status)
        async with self._engine.connect() as connection:
            records = (await connection.execute(query)).scalars().all()
        return tuple(
            found
            for record in records
            if not isinstance(found := decode(record, Rejection), Unreadable)
        )

    async def rejection(self, id_: str) -> Rejection | None:
        """Return something parked, or None."""
        async with self._engine.connect() as connection:
            query = select(rejections.c.record).where(
                rejections.c.id == id_, rejections.c.status == "parked"
            )
            record = (await connection.execute(query)).scalar()
        found = decode(record, Rejection) if record is not None else None
        return None if isinstance(found, Unreadable) else found

    async def counts(self) -> dict[str, int]:
        """Return how many articles, statements, alerts and parked rejections there are."""
        async with self._engine.connect() as connection:
            counted = {}
            for name, table in (
                ("articles", articles),
                ("statements", statements),
                ("alerts", alerts),
            ):
                counted[name] = int(
                    (await connection.execute(select(func.count()).select_from(table))).scalar_one()
                )
            parked = (
                select(func.count()).select_from(rejections).where(rejections.c.status == "parked")
            )
            counted["rejected"] = int((await connection.execute(parked)).scalar_one())
        return counted


def _alert_clauses(wanted: AlertFilter) -> list[ColumnElement[bool]]:
    clauses: list[ColumnElement[bool]] = []
    if wanted.rules:
        clauses.append(alerts.c.rule.in_(wanted.rules))
    if wanted.actors:
        clauses.append(alerts.c.actor.in_(wanted.actors))
    clauses += _holds_one(alerts.c.themes, wanted.themes) + _holds_one(alerts.c.acts, wanted.acts)
    if wanted.min_severity != "low":
        clauses.append(alerts.c.severity >= SEVERITIES.index(wanted.min_severity))
    clauses += _between(alerts.c.raised_at, wanted.since, wanted.until) + _holds_words(
        alerts.c.search, wanted.words
    )
    return clauses


def _statement_clauses(wanted: StatementFilter) -> list[ColumnElement[bool]]:
    clauses: list[ColumnElement[bool]] = []
    if wanted.speakers:
        names = [
            statements.c.search.like(f"%{_escaped(fold_words(name))}%", escape="\\")
            for name in wanted.speakers
        ]
        is_named = and_(statements.c.speaker != "", or_(*names))
        clauses.append(or_(statements.c.actor.in_(wanted.speakers), is_named))
    for column, names_ in (
        (statements.c.themes, wanted.themes),
        (statements.c.acts, wanted.acts),
        (statements.c.about, wanted.about),
    ):
        clauses += _holds_one(column, names_)
    clauses += _between(statements.c.seen_at, wanted.since, wanted.until) + _holds_words(
        statements.c.search, wanted.words
    )
    return clauses


def _holds_one(column: Any, names: Iterable[str]) -> list[ColumnElement[bool]]:
    choices = [column.like(f"%|{_escaped(name)}|%", escape="\\") for name in names]
    return [or_(*choices)] if choices else []


def _between(
    column: Any, since: datetime | None, until: datetime | None
) -> list[ColumnElement[bool]]:
    clauses = []
    if since is not None:
        clauses.append(column >= since.timestamp())
    if until is not None:
        clauses.append(column < until.timestamp())
    return clauses


def _holds_words(column: Any, words: str) -> list[ColumnElement[bool]]:
    return [column.like(f"%{_escaped(word)}%", escape="\\") for word in fold_words(words).split()]


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
