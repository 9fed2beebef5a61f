"""How much disk each kind of stored item needs, by time.

1. The size of a kind is the bytes of its records times what a byte of them needs on the disk:
   columns, indexes and the index of the search beside them, measured on SQLite
   (`docs/how-to/limit-storage.md`). What the file of the database has beside that is reused.
2. A limit is a time: in the hour in which the newest rows exceed it, rows count as evenly spread.
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
    rejections,
    statements,
)

HOUR_S = 3600
"""Seconds of the steps in which sizes are counted: a year has 8,760 of them."""
NARROW_ROW = 250
"""Bytes of a row without a record, with its indexes."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A table of a kind."""

    table: Table
    time: ColumnElement[float]
    disk_per_byte: float = 0.0
    """Bytes on the disk for a byte of the record; 0 for a table without records."""


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
}
"""Kinds of `monitor.config.retention.SizeLimits`, with the bytes that they need on the disk."""


async def time_over_limit(connection: AsyncConnection, kind: str, most_bytes: int) -> float | None:
    """Return the time before which a kind exceeds a size; None if it does not exceed it."""
    by_hour: dict[int, float] = {}
    for part in PARTS[kind]:
        query = _by_hour(part, connection.dialect.name)
        if kind == "texts":
            query = query.where(articles.c.hashes.is_not(None))  # the others were removed
        for hour, size in (await connection.execute(query)).all():
            by_hour[int(hour)] = by_hour.get(int(hour), 0.0) + float(size)
    left = float(most_bytes)
    for hour in sorted(by_hour, reverse=True):
        if by_hour[hour] > left:
            return (hour + 1 - left / by_hour[hour]) * HOUR_S
        left -= by_hour[hour]
    return None


def _by_hour(part: _Part, dialect: str) -> Any:
    hours = part.time / HOUR_S
    hour: ColumnElement[Any] = cast(hours, BigInteger)
    if dialect == "postgresql":
        hour = func.floor(hours)  # a cast rounds there
    size: ColumnElement[Any] = func.count() * NARROW_ROW
    if part.disk_per_byte:
        size = func.sum(func.length(part.table.c.record)) * part.disk_per_byte
    return select(hour.label("hour"), size.label("size")).group_by("hour")
