"""Engines, and which errors mean that the database is unavailable."""

import contextlib
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, ExceptionContext, make_url
from sqlalchemy.exc import (
    ArgumentError,
    InterfaceError,
    InternalError,
    OperationalError,
    ProgrammingError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from monitor.config.private_files import create_private_file, create_private_folder
from monitor.records.errors import DatabaseUnavailable

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

BUSY_MS = 15_000
"""How long SQLite waits for the write of another process; a batch of the archiver takes 1 s."""

WAL_BYTES = 64_000_000
"""Size to which the write-ahead log is cut after a large write; it grows to 4 MB by itself."""

EVENT_LOCK = 715_002
"""PostgreSQL advisory lock of the process that numbers events; no other has this number."""

_POSTGRESQL: dict[str, str | int] = {
    # A server whose databases are SQL_ASCII returns bytes for text unless the client names UTF-8.
    "client_encoding": "utf8",
    # A lost host sends no error: without these a query would wait for hours, for good if its
    # connection is not used again. Both find out within a minute.
    "connect_timeout": 15,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 60_000,
}
"""Parameters of libpq; those in the database's URL take precedence. Seconds, the last one ms."""

UNAVAILABLE = (
    OperationalError,
    InterfaceError,
    InternalError,
    ProgrammingError,
    PoolTimeoutError,
    OSError,
)
"""Errors of the database, not of the data: it is down, full or not migrated. Callers retry.

Other errors of SQLAlchemy, such as `DataError`, mean that a record cannot be stored."""


def is_busy(error: BaseException) -> bool:
    """Return whether SQLite waited in vain for another write: a retry soon succeeds."""
    return isinstance(error, OperationalError) and "is locked" in str(error.orig)


def open_engine(url: str) -> "AsyncEngine":
    """Return an engine for a database URL; nothing is connected yet.

    Raises `DatabaseUnavailable` where the URL is not valid.
    """
    from sqlalchemy.ext.asyncio import create_async_engine

    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise DatabaseUnavailable(f"MONITOR_DATABASE is not a database URL: {error}") from error
    if parsed.get_backend_name() == "sqlite":
        if parsed.database:
            create_private_folder(Path(parsed.database).parent)
        engine = create_async_engine(url)
        event.listen(engine.sync_engine, "do_connect", _create_file)
        event.listen(engine.sync_engine, "connect", tune_sqlite)
        event.listen(engine.sync_engine, "handle_error", _retry_broken_file)
        return engine
    arguments = postgresql_arguments(parsed)
    return create_async_engine(url, pool_size=5, pool_pre_ping=True, connect_args=arguments)


def postgresql_arguments(url: URL) -> dict[str, str | int]:
    """Return the parameters of connections to PostgreSQL that its URL does not give."""
    return {name: value for name, value in _POSTGRESQL.items() if name not in url.query}


def _create_file(_dialect: Any, _record: Any, arguments: list[Any], _options: Any) -> None:
    """Create the file before SQLite does, which would let every user read it."""
    file = Path(str(arguments[0]))
    with contextlib.suppress(OSError):  # SQLite's own error says more
        if file.is_absolute():
            create_private_file(file)


def _retry_broken_file(context: ExceptionContext) -> None:
    """Take a broken file for an unavailable database: the records are not at fault."""
    if type(context.original_exception) is sqlite3.DatabaseError:
        raise OperationalError(
            context.statement, context.parameters, context.original_exception
        ) from context.original_exception


def tune_sqlite(connection: Any, _record: Any) -> None:
    """Set up a connection to SQLite.

    WAL lets the web service read while the archiver writes. NORMAL survives a killed process, and
    Kafka still has what a power cut loses.
    """
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_MS}")
    cursor.execute("PRAGMA page_count")
    if cursor.fetchone() == (0,):
        # Only a new file can return free pages (`monitor.store.prune`); on others this would write.
        cursor.execute("PRAGMA auto_vacuum=INCREMENTAL")
    for pragma in (
        "journal_mode=WAL",
        f"journal_size_limit={WAL_BYTES}",
        "synchronous=NORMAL",
        "cache_size=-8000",  # 8 MB
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def upsert_into(connection: "AsyncConnection") -> Any:
    """Return the dialect's ``insert``, which has ``on_conflict_do_update``."""
    return (postgresql if connection.dialect.name == "postgresql" else sqlite).insert


def shown_url(url: URL) -> str:
    """Return the URL of a database as users write it, without its password."""
    return url.set(drivername=url.get_backend_name()).render_as_string()


async def begin_to_write(connection: "AsyncConnection") -> None:
    """Begin a transaction that reads before it writes, as its first statement.

    By default the driver of SQLite begins at the first write, and what was read before may have
    changed by then.
    """
    if connection.dialect.name == "sqlite":
        await connection.exec_driver_sql("BEGIN IMMEDIATE")


async def lock_events(connection: "AsyncConnection") -> None:
    """Let one transaction at a time number events, so that they are committed in their order.

    SQLite has one writer at a time anyway.
    """
    if connection.dialect.name == "postgresql":
        await connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({EVENT_LOCK})")


async def read_last_event(connection: "AsyncConnection") -> int:
    """Return the number of the last event that was ever numbered; the caller holds the lock."""
    if connection.dialect.name == "postgresql":
        query = "SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM events_seq_seq"
    else:
        query = "SELECT seq FROM sqlite_sequence WHERE name = 'events'"
    return int((await connection.exec_driver_sql(query)).scalar() or 0)


async def write_last_event(connection: "AsyncConnection", number: int) -> None:
    """Let later events be numbered after this one; SQLite sees to it by itself."""
    if connection.dialect.name == "postgresql":
        await connection.exec_driver_sql(f"SELECT setval('events_seq_seq', {number})")
