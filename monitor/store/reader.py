"""Synchronous reading: from a thread without an event loop, or from a process of a pool."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, Row, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError, ProgrammingError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from monitor.records.errors import DatabaseUnavailable
from monitor.store.database import postgresql_arguments, tune_sqlite


def open_reader(url: str, **pool: Any) -> Engine:
    """Return a synchronous engine for a database URL; ``pool`` are options of `create_engine`."""
    parsed = make_url(url)
    driver = parsed.drivername.removesuffix("+aiosqlite")
    arguments = {} if driver == "sqlite" else postgresql_arguments(parsed)
    engine = create_engine(parsed.set(drivername=driver), connect_args=arguments, **pool)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", tune_sqlite)
    return engine


class DatabaseReader:
    """Reads from a thread without an event loop; a database that is not created yet is empty."""

    def __init__(self, url: str) -> None:
        self._engine = open_reader(url, poolclass=NullPool)
        file = self._engine.url.database if self._engine.dialect.name == "sqlite" else None
        self._file = Path(file) if file else None

    def read(self, query: Any) -> Sequence[Row[Any]]:
        """Return the rows of a query. Raises `DatabaseUnavailable`."""
        if self._file is not None and not self._file.exists():
            return ()
        try:
            with self._engine.connect() as connection:
                return connection.execute(query).all()
        except (SQLAlchemyError, OSError) as error:
            if _is_unmigrated(error):
                return ()
            raise DatabaseUnavailable(f"the database cannot be read: {error}") from error


def _is_unmigrated(error: Exception) -> bool:
    """Return whether a table is missing because no process has migrated the database yet."""
    if not isinstance(error, OperationalError | ProgrammingError):
        return False
    return "no such table" in str(error) or "does not exist" in str(error)
