"""Migrations: any number of processes may begin at once, and older ones may go on beside them.

1. A migration adds tables, nullable columns and columns with a default, in one short transaction
   (expand). What no version reads any more is removed by a later release (contract).
2. On PostgreSQL the indexes of `monitor.store.schema` are built one by one while others write
   (``CREATE INDEX CONCURRENTLY``). SQLite builds them in the migration, 1 s for a million rows.
3. One process migrates at a time; the others look every `LOCK_EVERY_S` whether it is done. They do
   not wait inside a query: an index would wait for that one to end.
"""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, inspect
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.schema import CreateIndex, DropIndex

from monitor.records.errors import DatabaseUnavailable, UnknownSchema
from monitor.store.database import shown_url
from monitor.store.schema import metadata

MIGRATION_LOCK = 715_001
"""PostgreSQL advisory lock of the process that migrates; no other lock has this number."""
LOCK_EVERY_S = 0.2
"""Seconds between attempts to lock: a start takes longer anyway."""


class _UnknownRevision(Exception):
    """The schema of the database has a revision without a migration."""


async def upgrade_database(engine: AsyncEngine) -> None:
    """Migrate the schema to the newest version.

    Raises `DatabaseUnavailable`.
    """
    try:
        if engine.dialect.name == "postgresql":
            await _upgrade_postgresql(engine)
        else:
            async with engine.begin() as connection:
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


@dataclass(frozen=True, slots=True)
class Schema:
    """The schema of a database beside that of this version, as revisions of migrations."""

    present: str | None
    """None: the database is empty."""
    newest: str
    is_known: bool
    """Whether this version has a migration to the present schema."""


def read_schema(connection: Connection) -> Schema:
    """Return the schema of a database; nothing is changed."""
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory.from_config(migrations_of(connection))
    revisions = {script.revision for script in scripts.walk_revisions()}
    present = MigrationContext.configure(connection).get_current_revision()
    newest = scripts.get_current_head()
    assert newest is not None, "the program has migrations"
    return Schema(present, newest, present is None or present in revisions)


def migrations_of(connection: Connection) -> Any:
    """Return Alembic's configuration for the migrations of this program over a connection."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


async def _upgrade_postgresql(engine: AsyncEngine) -> None:
    async with engine.connect() as locking:
        await locking.execution_options(isolation_level="AUTOCOMMIT")
        await _lock(locking)
        try:
            async with engine.begin() as connection:
                await connection.run_sync(_migrate)
            await _build_indexes(locking)
        finally:
            await locking.exec_driver_sql(f"SELECT pg_advisory_unlock({MIGRATION_LOCK})")


async def _lock(connection: AsyncConnection) -> None:
    """Lock migrations for a session."""
    lock = f"SELECT pg_try_advisory_lock({MIGRATION_LOCK})"
    while not (await connection.exec_driver_sql(lock)).scalar_one():  # noqa: ASYNC110  # SQL
        await asyncio.sleep(LOCK_EVERY_S)


async def _build_indexes(connection: AsyncConnection) -> None:
    """Build the indexes of the schema that the database lacks, or has half built."""
    present = await connection.run_sync(_names_of_indexes)
    half_built = set(
        (
            await connection.exec_driver_sql(
                "SELECT relname FROM pg_class JOIN pg_index ON indexrelid = oid"
                " WHERE NOT indisvalid"
            )
        ).scalars()
    )
    for table in metadata.sorted_tables:
        for index in sorted(table.indexes, key=lambda index: str(index.name)):
            if index.name in half_built:
                await connection.execute(DropIndex(index, if_exists=True))
            if index.name not in present or index.name in half_built:
                index.dialect_options["postgresql"]["concurrently"] = True
                await connection.execute(CreateIndex(index, if_not_exists=True))


def _names_of_indexes(connection: Connection) -> set[str]:
    inspector = inspect(connection)
    indexes = (
        index for table in metadata.sorted_tables for index in inspector.get_indexes(table.name)
    )
    return {str(index["name"]) for index in indexes}


def _migrate(connection: Connection) -> None:
    from alembic import command

    schema = read_schema(connection)
    if not schema.is_known:
        raise _UnknownRevision(schema.present)
    command.upgrade(migrations_of(connection), "head")
