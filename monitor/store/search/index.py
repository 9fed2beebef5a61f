"""Reads the index: the newest rows that meet a search, and facets of them, in either database.

1. Rows come newest first: FTS5 keeps them in this order. PostgreSQL scans the newest rows first,
   which suffices for frequent words. Where too few meet the query, their share says how many
   newer rows are needed: its inverted index reads those, and all rows for rare words.
2. Facets count the newest `FACET_ROWS` rows that meet the search, all of them where there are no
   more; `Counted.is_complete` says which.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import CTE, Select, Text, func, literal, select, text, union_all
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from monitor.store.alert_facets import Facets, most_frequent
from monitor.store.rows import in_time, unpacked
from monitor.store.search import fts5, tsvector
from monitor.store.search.expression import Expression, days_between, every
from monitor.store.search.tables import ROWS, WORDS, Kind

FACET_ROWS = 5_000
"""Rows that facets count: a share is then known within 1.4 points (95 %)."""
NEWEST_ROWS = 20_000
"""Rows that PostgreSQL scans first: about 30 ms."""
SPARE_SHARE = 1.5
"""Part of the estimated rows that is read: a share of 50 hits is known within 28 % (95 %)."""
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

    def __init__(self, engine: AsyncEngine, *, newest_rows: int = NEWEST_ROWS) -> None:
        """``newest_rows`` is the number of rows that PostgreSQL scans first."""
        self._engine, self._newest_rows = engine, newest_rows
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
        limit = FACET_ROWS + 1  # one more shows whether there are more
        async with self._engine.connect() as connection:
            attempts = await self._attempts(connection, kind, query, (limit, None))
            rows = 0
            while rows < limit and (attempt := attempts.next_after(rows)) is not None:
                groups = (await connection.execute(_groups_of(kind, attempt))).all()
                rows = sum(group.number for group in groups if group.field == "language")
        return Counted(rows, rows < limit, _facets_of(groups))

    async def _rows(
        self,
        connection: AsyncConnection,
        kind: Kind,
        query: IndexQuery,
        page: tuple[int, int | None],
    ) -> Sequence[Any]:
        """Return the newest rows; ``page`` is the limit, and the number before which they are."""
        attempts = await self._attempts(connection, kind, query, page)
        rows: Sequence[Any] = []
        while len(rows) < page[0] and (attempt := attempts.next_after(len(rows))) is not None:
            rows = (await connection.execute(attempt)).all()
        return rows

    async def _attempts(
        self,
        connection: AsyncConnection,
        kind: Kind,
        query: IndexQuery,
        page: tuple[int, int | None],
    ) -> "_Attempts":
        """Return the queries of the newest rows.

        ``page`` is the limit, and the number before which the rows are.
        """
        table, (limit, before) = ROWS[kind], page
        chosen = select(table).where(*in_time(table.c.seen_at, query.since, query.until))
        whole = query.whole
        if whole is not None and not self._is_postgres:
            rowid = WORDS[kind].c.rowid
            joined = _before(self._meeting(kind, chosen, whole), rowid, before)
            return _Attempts([joined.order_by(rowid.desc()).limit(limit)])
        chosen = _before(self._meeting(kind, chosen, whole), table.c.seq, before)
        newest = chosen.order_by(table.c.seq.desc()).limit(limit)
        if whole is None:
            return _Attempts([newest])
        numbers = _before(select(table.c.seq).order_by(table.c.seq.desc()), table.c.seq, before)
        first = (await connection.execute(numbers.offset(self._newest_rows).limit(1))).scalar()
        if first is None:
            return _Attempts([newest])
        recent = chosen.where(table.c.seq > first).order_by(table.c.seq.desc()).limit(limit)
        newest_rows = first, self._newest_rows
        return _Attempts([recent], partial(_wider, chosen, table.c.seq, newest_rows, limit))


@dataclass(slots=True)
class _Attempts:
    """Queries of the newest rows: each one is right if it is full, the last one always."""

    queries: list[Select[Any]]
    wider: Callable[[int], list[Select[Any]]] | None = None
    """Returns the queries after ``queries``, from the number of rows that the last of these had."""

    def next_after(self, rows: int) -> Select[Any] | None:
        """Return the next query after one that had ``rows`` rows; None after the last."""
        if not self.queries and self.wider is not None:
            self.queries, self.wider = self.wider(rows), None
        return self.queries.pop(0) if self.queries else None


def _wider(
    chosen: Select[Any], seq: Any, newest: tuple[int, int], limit: int, rows: int
) -> list[Select[Any]]:
    """Return queries of as many rows as are needed by the share of hits in the newest, and of all.

    ``newest`` is the number before the newest rows, and how many these are; ``rows`` are hits.
    """
    first, scanned = newest
    queries = [_by_index(chosen, limit)]
    if rows:
        needed = int(SPARE_SHARE * scanned * limit / rows)
        begin = first - (needed - scanned)
        if begin > 0:
            queries.insert(0, _by_index(chosen.where(seq > begin), limit))
    return queries


def _by_index(chosen: Select[Any], limit: int) -> Select[Any]:
    # The planner would scan rows backwards for two frequent words that never meet.
    hits = chosen.cte("hits").prefix_with("MATERIALIZED", dialect="postgresql")
    return select(hits).order_by(hits.c.seq.desc()).limit(limit)


def _groups_of(kind: Kind, rows: Select[Any]) -> Any:
    """Return the query that counts rows by each of their columns: ``field``, ``value``, ``number``.

    The database groups them; reading every row would cost ten times as much.
    """
    newest = rows.cte("newest")
    columns: dict[str, Any] = {
        "publisher": newest.c.publisher,
        "language": newest.c.language,
        "speaker": newest.c.speaker,
        **{name: newest.c[column] for name, column in _PACKED.items()},
    }
    if kind == "statements":
        columns["speaker"] = func.coalesce(newest.c.actor, newest.c.speaker)
    return union_all(*(_count_by(newest, name, column) for name, column in columns.items()))


def _count_by(newest: CTE, name: str, column: Any) -> Select[Any]:
    field = literal(name, type_=Text).label("field")
    value = column.label("value")
    return select(field, value, func.count().label("number")).select_from(newest).group_by(value)


def _before(chosen: Select[Any], column: Any, before: int | None) -> Select[Any]:
    return chosen.where(column < before) if before is not None else chosen


def _facets_of(groups: Sequence[Any]) -> Facets:
    counters: Mapping[str, Counter[str]] = {name: Counter() for name in FACET_FIELDS}
    for group in groups:
        for value in _values_of(group.field, group.value):
            counters[group.field][value] += group.number
    return {name: most_frequent(counter) for name, counter in counters.items()}


def _values_of(field: str, value: str) -> list[str]:
    """Return the values of one column: those of lists, and of the actors in an article."""
    if field in _PACKED or value.startswith("|"):
        return unpacked(value)
    return [value] if value else []
