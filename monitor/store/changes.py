"""Changes of the watchlist: written by the web service, read by every process that uses it."""

import json
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, func, insert, select

from monitor.records.change import Change, ChangeKind
from monitor.store.reader import DatabaseReader
from monitor.store.schema import changes

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

_IN_ORDER = select(changes).order_by(changes.c.version)


class Changes:
    """Writes and reads changes."""

    def __init__(self, engine: "AsyncEngine") -> None:
        self._engine = engine

    async def add(self, kind: ChangeKind, id_: str, body: dict[str, Any] | None, who: str) -> int:
        """Store a change and return its version; a ``body`` of None removes the item."""
        row = {
            "kind": kind,
            "id": id_,
            "body": json.dumps(body, ensure_ascii=False) if body is not None else None,
            "who": who,
            "at": time.time(),
        }
        added = insert(changes).values(row).returning(changes.c.version)
        async with self._engine.begin() as connection:
            return int((await connection.execute(added)).scalar_one())

    async def add_all(self, new: Sequence[Change]) -> None:
        """Store changes in their order, all or none; their versions are numbered here."""
        rows = [
            {
                "kind": change.kind,
                "id": change.id,
                "body": json.dumps(change.body, ensure_ascii=False) if change.body else None,
                "who": change.who,
                "at": change.at.timestamp(),
            }
            for change in new
        ]
        async with self._engine.begin() as connection:
            for row in rows:
                await connection.execute(insert(changes).values(row))

    async def all(self) -> tuple[Change, ...]:
        """Return every change, oldest first."""
        async with self._engine.connect() as connection:
            return tuple(_change_of(row) for row in await connection.execute(_IN_ORDER))


class ChangeReader(DatabaseReader):
    """Reads changes from a thread without an event loop."""

    def version(self) -> int:
        """Return the version of the newest change, 0 without any. Raises `DatabaseUnavailable`."""
        rows = self.read(select(func.coalesce(func.max(changes.c.version), 0)))
        return int(rows[0][0]) if rows else 0

    def all(self) -> tuple[Change, ...]:
        """Return every change, oldest first. Raises `DatabaseUnavailable`."""
        return tuple(_change_of(row) for row in self.read(_IN_ORDER))


def _change_of(row: Row[Any]) -> Change:
    return Change(
        version=row.version,
        kind=row.kind,
        id=row.id,
        body=json.loads(row.body) if row.body is not None else None,
        who=row.who,
        at=datetime.fromtimestamp(row.at, UTC),
    )
