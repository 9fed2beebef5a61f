"""Reads the index: the newest rows that meet a search, and facets of them, in either database.

1. Rows come newest first: FTS5 keeps them in this order. PostgreSQL scans the newest rows first,
   which suffices for frequent words, and uses its inverted index for rare ones.
2. Facets count the newest `FACET_ROWS` rows that meet the search, all of them where there are no
   more; `Counted.is_complete` says which.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from monitor.store.alert_facets import Facets, FacetValue, most_frequent
from monitor.store.rows import in_time
from monitor.store.schema import unpacked
from monitor.store.search import fts5, tsvector
from monitor.store.search.expression import Expression, days_between, every
from monitor.store.search.tables import ROWS, WORDS, Kind

FACET_ROWS = 5_000
"""Rows that facets count: a share is then known within 1.4 points (95 %)."""
NEWEST_ROWS = 20_000
"""Rows that PostgreSQL scans first: about 30 ms."""
IS_MET = text("words @@ CAST(:words AS tsquery)")
"""PostgreSQL's clause that a row meets a query."""
FACET_FIELDS = ("speaker", "about", "publisher", "language", "theme", "act")
_PACKED = {"about": "about", "theme": "themes", "act": "acts"}


@dataclass(frozen=True, slots=True)
class IndexQuery:
    """What is searched: an expression and a period; None and no period hold for every row."""

    expression: Expression | None = None
    since: datetime | None = None
    until: datetime | None = None

    @property
    def whole(self) -> Expression | None:
        """The expression with the days of the period, which the index finds at once."""
        parts = [self.expression] if self.expression is not None else []
        if self.since is not None or self.until is not None:
            since = self.since.date() if self.since else None
            until = self.until.date() + timedelta(days=1) if self.until else None
            parts.append(days_between(since, until))
        return every(parts) if parts else None


@dataclass(frozen=True, slots=True)
class Counted:
    """Facets and the number of rows they count; ``is_complete`` if those are all."""

    rows: int
    is_complete: bool
    facets: Facets


class SearchIndex:
    """Reads the index."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._is_postgres = engine.dialect.name == "postgresql"

    async def find(
        self, kind: Kind, query: IndexQuery, *, limit: int, before: int | None = None
    ) -> list[int]:
        """Return the numbers of the newest rows that meet a query, before a number."""
        async with self._engine.connect() as connection:
            return [row.seq for row in await self._rows(connection, kind, query, (limit, before))]

    async def rows(self, kind: Kind, query: IndexQuery, *, limit: int) -> Sequence[Any]:
        """Return the newest rows of the index that meet a query, with their columns."""
        async with self._engine.connect() as connection:
            return await self._rows(connection, kind, query, (limit, None))

    async def oldest(self, kind: Kind, query: IndexQuery) -> int | None:
        """Return the number of the oldest row that meets a query, or None."""
        table = ROWS[kind]
        chosen = select(table.c.seq).where(*in_time(table.c.seen_at, query.since, query.until))
        meeting = self._meeting(kind, chosen, query.whole)
        if self._is_postgres and query.whole is not None:
            # The planner would scan all rows forwards for a rare word.
            hits = meeting.cte("hits").prefix_with("MATERIALIZED", dialect="postgresql")
            meeting, column = select(hits.c.seq), hits.c.seq
        else:
            column = table.c.seq
        async with self._engine.connect() as connection:
            seq = (await connection.execute(meeting.order_by(column).limit(1))).scalar()
        return int(seq) if seq is not None else None

    def _meeting(self, kind: Kind, chosen: Select[Any], whole: Expression | None) -> Select[Any]:
        """Return a query of the rows with the clause that they meet an expression."""
        if whole is None:
            return chosen
        if self._is_postgres:
            return chosen.where(IS_MET.bindparams(words=tsvector.render(whole)))
        words = WORDS[kind]
        meets = text(f"{words.name} MATCH :words").bindparams(words=fts5.render(whole))
        return chosen.join(words, words.c.rowid == ROWS[kind].c.seq).where(meets)

    async def count(self, kind: Kind, query: IndexQuery) -> Counted:
        """Return the facets of the newest rows that meet a query."""
        async with self._engine.connect() as connection:
            rows = await self._rows(connection, kind, query, (FACET_ROWS + 1, None))
        counted = rows[:FACET_ROWS]
        return Counted(len(counted), len(rows) <= FACET_ROWS, _facets_of(kind, counted))

    async def _rows(
        self,
        connection: AsyncConnection,
        kind: Kind,
        query: IndexQuery,
        page: tuple[int, int | None],
    ) -> Sequence[Any]:
        """Return the newest rows; ``page`` is the limit, and the number before which they are."""
        table, (limit, before) = ROWS[kind], page
        chosen = select(table).where(*in_time(table.c.seen_at, query.since, query.until))
        whole = query.whole
        if whole is None:
            return await _newest(connection, _before(chosen, table.c.seq, before), table, limit)
        if not self._is_postgres:
            words = WORDS[kind]
            joined = self._meeting(kind, chosen, whole)
            page_query = _before(joined, words.c.rowid, before).order_by(words.c.rowid.desc())
            return list(await connection.execute(page_query.limit(limit)))
        return await _postgres_rows(connection, (kind, chosen, tsvector.render(whole)), page)


async def _postgres_rows(
    connection: AsyncConnection, wanted: tuple[Kind, Select[Any], str], page: tuple[int, int | None]
) -> Sequence[Any]:
    (kind, chosen, query), (limit, before) = wanted, page
    table = ROWS[kind]
    chosen = _before(chosen.where(IS_MET.bindparams(words=query)), table.c.seq, before)
    newest = _before(select(table.c.seq).order_by(table.c.seq.desc()), table.c.seq, before)
    first = (await connection.execute(newest.offset(NEWEST_ROWS).limit(1))).scalar()
    recent = chosen if first is None else chosen.where(table.c.seq > first)
    rows = await _newest(connection, recent, table, limit)
    if first is None or len(rows) == limit:
        return rows
    # The planner would scan all rows backwards for two frequent words that never meet.
    hits = chosen.cte("hits").prefix_with("MATERIALIZED", dialect="postgresql")
    page_query = select(hits).order_by(hits.c.seq.desc()).limit(limit)
    return list(await connection.execute(page_query))


async def _newest(
    connection: AsyncConnection, chosen: Select[Any], table: Any, limit: int
) -> Sequence[Any]:
    return list(await connection.execute(chosen.order_by(table.c.seq.desc()).limit(limit)))


def _before(chosen: Select[Any], column: Any, before: int | None) -> Select[Any]:
    return chosen.where(column < before) if before is not None else chosen


def _facets_of(kind: Kind, rows: Sequence[Any]) -> Facets:
    counters: Mapping[str, Counter[str]] = {name: Counter() for name in FACET_FIELDS}
    for row in rows:
        counters["publisher"][row.publisher] += 1
        counters["language"][row.language] += 1
        counters["speaker"].update(_speakers_of(kind, row))
        for name, column in _PACKED.items():
            counters[name].update(unpacked(getattr(row, column)))
    facets: dict[str, tuple[FacetValue, ...]] = {}
    for name, counter in counters.items():
        facets[name] = most_frequent(counter)
    return facets


def _speakers_of(kind: Kind, row: Any) -> list[str]:
    if kind == "articles":
        return unpacked(row.speaker)
    speaker = row.actor or row.speaker
    return [speaker] if speaker else []
