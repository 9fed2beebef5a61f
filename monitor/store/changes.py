"""Changes of the watchlist: written by the web application, read by every process that works with the watchlist."""

import json
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, Row, create_engine, event, func, insert, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError, ProgrammingError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.pool import NullPool

from monitor.config.changes import Change, ItemKind
from monitor.store.database import StoreError, tune_sqlite
from monitor.store.tables import changes


class Changes:
    """Writes changes, and tells what was changed."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def add(self, kind: ItemKind, id_: str, body: dict[str, Any] | None, who: str) -> int:
        """Store a change; return its version."""
        row = {"kind": kind, "id": id_, "who": who, "at": time.time()}
        told = json.dumps(body, ensure_ascii=False) if body is not None else None
        async with self._engine.begin() as connection:
            stored = await connection.execute(insert(changes).values(**row, body=told).returning(changes.c.version))
            return int(stored.scalar_one())

    async def all(self) -> tuple[Change, ...]:
        """Return every change, in the order in which they were made."""
        async with self._engine.connect() as connection:
            return tuple(map(_change, await connection.execute(select(changes).order_by(changes.c.version))))


class DatabaseReader:
    """Reads from a thread that has no event loop. Where there is no database yet, there is nothing."""

    def __init__(self, url: str) -> None:
        parsed = make_url(url)
        self._file = Path(parsed.database) if parsed.get_backend_name() == "sqlite" and parsed.database else None
        self._engine: Engine = create_engine(
            parsed.set(drivername=parsed.drivername.removesuffix("+aiosqlite")), poolclass=NullPool
        )
        if self._file is not None:
            event.listen(self._engine, "connect", tune_sqlite)

    def read(self, query: Any) -> Sequence[Row[Any]]:
        """Return the rows of a query. Raises `StoreError`."""
        if self._file is not None and not self._file.exists():
            return ()
        try:
            with self._engine.connect() as connection:
                return connection.execute(query).all()
        except (OperationalError, ProgrammingError) as error:
            if "no such table" in str(error) or "does not exist" in str(error):
                return ()  # the database was not brought up to date yet
            raise StoreError(f"the database cannot be read: {error}") from error
        except (SQLAlchemyError, OSError) as error:
            raise StoreError(f"the database cannot be read: {error}") from error


class ChangeReader(DatabaseReader):
    """Reads changes."""

    def version(self) -> int:
        """Return the version of the newest change, 0 without any. Raises `StoreError`."""
        rows = self.read(select(func.coalesce(func.max(changes.c.version), 0)))
        return int(rows[0][0]) if rows else 0

    def all(self) -> tuple[Change, ...]:
        """Return every change, in the order in which they were made. Raises `StoreError`."""
        return tuple(map(_change, self.read(select(changes).order_by(changes.c.version))))


def _change(row: Row[Any]) -> Change:
    body = json.loads(row.body) if row.body is not None else None
    return Change(
        version=row.version, kind=row.kind, id=row.id, body=body, who=row.who, at=datetime.fromtimestamp(row.at, UTC)
    )
