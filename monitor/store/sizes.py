"""How much disk each kind of stored item needs, by time.

1. The size of a kind is the bytes of its records times what a byte of them needs on the disk:
   columns, indexes and the index of the search beside them, measured on SQLite
   (`docs/how-to/limit-storage.md`). What the file of the database has beside that is reused.
2. A table is read once in a pass, by `Sizes`: two kinds may need it. What a pass removes meanwhile
   is older than the times that it looks for, so that it changes none of them.
3. A limit is a time: in the hour in which the newest rows exceed it, rows count as evenly spread.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Table, cast, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.store.schema import (
    alerts,
    articles,
    attempts,
    audit,
    deliveries,
    events,
    poll_history,
    rejections,
    statements,
)

HOUR_S = 3600
"""Seconds of the steps in which sizes are counted: a year has 8,760 of them."""
NARROW_ROW = 250
"""Bytes of a row without a record, with its indexes."""
POLL_ROW = 80
"""Bytes of an hour of a feed: six numbers and an id of 20 characters, which are their own index."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A table of a kind."""

    table: Table
    time: ColumnElement[float]
    disk_per_byte: float = 0.0
    """Bytes on the disk for a byte of the record; 0 for a table without records."""
    row_bytes: int = NARROW_ROW
    """Bytes of a row of a table without records."""


PARTS: dict[str, tuple[_Part, ...]] = {
    "texts": (_Part(articles, articles.c.seen_at, 4.0),),
    "articles": (
        _Part(articles, articles.c.seen_at, 4.0),
        _Part(statements, statements.c.seen_at, 2.5),
    ),
    "statements": (_Part(statements, statements.c.seen_at, 2.5),),
    "alerts": (_Part(alerts, alerts.c.raised_at, 2.0),),
    "events": (_Part(events, events.c.at, 1.2),),
    "deliveries": (_Part(deliveries, deliveries.c.at), _Part(attempts, attempts.c.at)),
    "audit": (_Part(audit, audit.c.at),),
    "rejections": (_Part(rejections, rejections.c.at, 1.2),),
    "polls": (_Part(poll_history, poll_history.c.hour * HOUR_S, row_bytes=POLL_ROW),),
}
"""Kinds of `monitor.config.retention.SizeLimits`, with the bytes that they need on the disk."""


class Sizes:
    """The sizes of one pass; a table is read when the first kind needs it."""

    def __init__(self) -> None:
        self._by_hour: dict[tuple[str, bool], dict[int, float]] = {}

    async def time_over_limit(
        self, connection: AsyncConnection, kind: str, most_bytes: int
    ) -> float | None:
        """Return the time before which a kind exceeds a size; None if it does not exceed it."""
        parts = [await self._of(connection, part, kind) for part in PARTS[kind]]
        left = float(most_bytes)
        for hour in sorted({hour for part in parts for hour in part}, reverse=True):
            size = sum(part.get(hour, 0.0) for part in parts)
            if size > left:
                return (hour + 1 - left / size) * HOUR_S
            left -= size
        return None

    async def _of(self, connection: AsyncConnection, part: _Part, kind: str) -> dict[int, float]:
        """Return the bytes of a part of a kind by hour."""
        with_texts = kind == "texts"
        key = (part.table.name, with_texts)
        if key not in self._by_hour:
            query = _by_hour(part, connection.dialect.name)
            if with_texts:
                query = query.where(articles.c.hashes.is_not(None))  # the others were removed
            rows = (await connection.execute(query)).all()
            self._by_hour[key] = {int(hour): float(size) for hour, size in rows}
        return self._by_hour[key]


def _by_hour(part: _Part, dialect: str) -> Any:
    hours = part.time / HOUR_S
    hour: ColumnElement[Any] = cast(hours, BigInteger)
    if dialect == "postgresql":
        hour = func.floor(hours)  # a cast rounds there
    size: ColumnElement[Any] = func.count() * part.row_bytes
    if part.disk_per_byte:
        size = func.sum(func.length(part.table.c.record)) * part.disk_per_byte
    return select(hour.label("hour"), size.label("size")).group_by("hour")
