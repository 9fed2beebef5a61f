"""Engines and migrations."""

from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import make_url
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

from monitor.records.errors import DatabaseUnavailable

BUSY_MS = 15_000
"""How long SQLite waits for another process's write."""

MIGRATION_LOCK = 715_001
"""PostgreSQL advisory lock under which one process migrates while the others wait."""


AWAY = (
    OperationalError,
    InterfaceError,
    InternalError,
    ProgrammingError,
    PoolTimeoutError,
    OSError,
)
"""Trouble of the database and not of what is written: it is away, its disk is full, it is not migrated yet. It is waited for."""


def open_engine(url: str) -> AsyncEngine:
    """Return an engine for a database URL; nothing is connected yet. Raises `DatabaseUnavailable` for a URL that is none."""
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise DatabaseUnavailable(f"MONITOR_DATABASE is no database URL: {error}") from error
    if parsed.get_backend_name() == "sqlite":
        if parsed.database:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_async_engine(url)
        event.listen(engine.sync_engine, "connect", tune_sqlite)
        return engine
    # A server whose databases are SQL_ASCII gives bytes for text unless it is told what we speak.
    return create_async_engine(
        url, pool_size=5, pool_pre_ping=True, connect_args={"client_encoding": "utf8"}
    )


def tune_sqlite(connection: Any, _record: Any) -> None:
    """Set up a connection to SQLite."""
    cursor = connection.cursor()
    # WAL lets the web service read while the archive writes; NORMAL survives kill -9, and Kafka has what a power cut takes.
    for pragma in (
        f"busy_timeout={BUSY_MS}",
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "cache_size=-8000",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


async def upgrade_database(engine: AsyncEngine) -> None:
    """Bring the schema to the newest version; safe to call from many processes. Raises `DatabaseUnavailable`."""
    try:
        async with engine.begin() as connection:
            if engine.dialect.name == "postgresql":
                await connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")
            else:  # left to itself, the driver begins a transaction only at the first write of rows, and each statement on tables stands alone
                await connection.exec_driver_sql("BEGIN IMMEDIATE")
            await connection.run_sync(_upgrade)
    except (SQLAlchemyError, OSError) as error:
        raise DatabaseUnavailable(
            f"the database {engine.url.render_as_string()} cannot be prepared: {error}"
        ) from error


def _upgrade(connection: Any) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


async def lock_events(connection: AsyncConnection) -> None:
    """Let one writer at a time number events, so that their order of commit is their order of number."""
    if connection.dialect.name == "postgresql":
        await connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK + 1})")
