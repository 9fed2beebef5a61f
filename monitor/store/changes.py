"""Changes of the watchlist: written by the web application, read by every process that works with the watchlist."""

import json
import time
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, func, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.config.changes import Change, ItemKind
from monitor.store.reader import DatabaseReader
from monitor.store.schema import changes


class Changes:
    """Writes changes, and tells what was changed."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def add(self, kind: ItemKind, id_: str, body: dict[str, Any] | None, who: str) -> int:
        """Store a change; return its version."""
        row = {"kind": kind, "id": id_, "who": who, "at": time.time()}
        told = json.dumps(body, ensure_ascii=False) if body is not None else None
        async with self._engine.begin() as connection:
            stored = await connection.execute(
                insert(changes).values(**row, body=told).returning(changes.c.version)
            )
            return int(stored.scalar_one())

    async def all(self) -> tuple[Change, ...]:
        """Return every change, in the order in which they were made."""
        async with self._engine.connect() as connection:
            return tuple(
                map(_change, await connection.execute(select(changes).order_by(changes.c.version)))
            )


class ChangeReader(DatabaseReader):
    """Reads changes."""

    def version(self) -> int:
        """Return the version of the newest change, 0 without any. Raises `DatabaseUnavailable`."""
        rows = self.read(select(func.coalesce(func.max(changes.c.version), 0)))
        return int(rows[0][0]) if rows else 0

    def all(self) -> tuple[Change, ...]:
        """Return every change, in the order in which they were made. Raises `DatabaseUnavailable`."""
        return tuple(map(_change, self.read(select(changes).order_by(changes.c.version))))


def _change(row: Row[Any]) -> Change:
    body = json.loads(row.body) if row.body is not None else None
    return Change(
        version=row.version,
        kind=row.kind,
        id=row.id,
        body=body,
        who=row.who,
        at=datetime.fromtimestamp(row.at, UTC),
    )
