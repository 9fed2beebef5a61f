"""Engines, migrations, and which errors mean that the database is unavailable."""

import contextlib
import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, ExceptionContext, make_url
from sqlalchemy.exc import (
    ArgumentError,
    InterfaceError,
    InternalError,
    OperationalError,
    ProgrammingError,
    SQLAlchemyError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from monitor.config.private_files import create_private_file, create_private_folder
from monitor.records.errors import DatabaseUnavailable, UnknownSchema

BUSY_MS = 15_000
"""How long SQLite waits for the write of another process; a batch of the archiver takes 1 s."""

WAL_BYTES = 64_000_000
"""Size to which the write-ahead log is cut after a large write; it grows to 4 MB by itself."""

MIGRATION_LOCK = 715_001
"""PostgreSQL advisory lock of the process that migrates; no other lock has this number."""
EVENT_LOCK = 715_002
"""PostgreSQL advisory lock of the process that numbers events."""

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


def open_engine(url: str) -> AsyncEngine:
    """Return an engine for a database URL; nothing is connected yet.

    Raises `DatabaseUnavailable` where the URL is not valid.
    """
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
    # A server whose databases are SQL_ASCII returns bytes for text unless the client names UTF-8.
    return create_async_engine(
        url, pool_size=5, pool_pre_ping=True, connect_args={"client_encoding": "utf8"}
    )


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


def upsert_into(connection: AsyncConnection) -> Any:
    """Return the dialect's ``insert``, which has ``on_conflict_do_update``."""
    return (postgresql if connection.dialect.name == "postgresql" else sqlite).insert


def shown_url(url: URL) -> str:
    """Return the URL of a database as users write it, without its password."""
    return url.set(drivername=url.get_backend_name()).render_as_string()


async def upgrade_database(engine: AsyncEngine) -> None:
    """Migrate the schema to the newest version; any number of processes may do so at once.

    Raises `DatabaseUnavailable`.
    """
    try:
        async with engine.begin() as connection:
            if engine.dialect.name == "postgresql":
                await connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")
            else:
                # By default the driver begins a transaction only at the first write of rows, and
                # each change of the schema would be a transaction of its own.
                await connection.exec_driver_sql("BEGIN IMMEDIATE")
            await connection.run_sync(_migrate)
    except _UnknownRevision as error:
        raise UnknownSchema(
            f"the database {shown_url(engine.url)} has a schema that this version does not know"
            f" ({error}); install the newer version that wrote it, or restore a backup"
        ) from error
    except (SQLAlchemyError, OSError) as error:
        raise DatabaseUnavailable(
            f"the database {shown_url(engine.url)} cannot be prepared: {error}"
        ) from error


async def lock_events(connection: AsyncConnection) -> None:
    """Let one transaction at a time number events, so that they are committed in their order.

    SQLite has one writer at a time anyway.
    """
    if connection.dialect.name == "postgresql":
        await connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({EVENT_LOCK})")


class _UnknownRevision(Exception):
    """The schema of the database has a revision without a migration."""


def _migrate(connection: Any) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    migrations = ScriptDirectory.from_config(config).walk_revisions()
    revisions = {script.revision for script in migrations}
    present = MigrationContext.configure(connection).get_current_revision()
    if present is not None and present not in revisions:
        raise _UnknownRevision(present)
    command.upgrade(config, "head")
