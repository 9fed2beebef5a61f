"""Every row of a database out of it and into another one, whichever kind the two are.

    database --begin_snapshot--> lines of JSON by table --import_tables--> another database

1. Rows are read in one snapshot, while others write: the rows of a backup belong together.
2. A line is a row, a list of values in the order of the table's columns; bytes are in base64.
   Numbers of rows and of sequences are kept, so that cursors and streams go on where they were.
3. The index of the search is not exported: the import queues every article for it.
4. The import builds the schema that the rows had, and then upgrades it, as an old database is
   upgraded where it is.
"""

import asyncio
import base64
import contextlib
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
from alembic import command
from sqlalchemy import Connection, LargeBinary, MetaData, Table, func, inspect, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from monitor.records.errors import InvalidInput, UnknownSchema
from monitor.store.database import begin_to_write
from monitor.store.schema import SEQUENCE, metadata
from monitor.store.search.tables import ROWS, search_queue
from monitor.store.upgrade import migrations_of, read_schema

BATCH = 500
"""Rows that are read or written at a time: articles and statements have some 5 kB each."""
DERIVED = frozenset({search_queue.name, *(table.name for table in ROWS.values())})
"""Tables that are made from the others."""
BASE = "base"
"""Alembic's name of a database without tables."""


@dataclass(frozen=True, slots=True)
class ExportedTable:
    """One table of an export, as it is read."""

    name: str
    columns: tuple[str, ...]
    lines: AsyncIterator[list[bytes]]
    """Batches of rows, a line each."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One moment of a database: its schema and sequences, beside the tables."""

    revision: str
    sequences: Mapping[str, int]
    """The last number that each numbered table has given away."""
    rows: Mapping[str, int]
    """The number of rows by table."""


class Exporter:
    """Reads a database in one snapshot; `begin_snapshot` creates it."""

    def __init__(self, connection: AsyncConnection, snapshot: Snapshot) -> None:
        self._connection, self.snapshot = connection, snapshot

    async def tables(self) -> AsyncIterator[ExportedTable]:
        """Yield each table; its lines are read before the next one."""
        for table in exported_tables():
            columns = tuple(str(column.name) for column in table.columns)
            yield ExportedTable(str(table.name), columns, self._lines(table))

    async def _lines(self, table: Table) -> AsyncIterator[list[bytes]]:
        query = select(table).order_by(*table.primary_key.columns)
        options = {"yield_per": BATCH}
        result = await self._connection.stream(query, execution_options=options)
        async for rows in result.partitions():
            yield [msgspec.json.encode(list(row)) for row in rows]


def exported_tables() -> list[Table]:
    """Return the tables that are exported, in the order of the schema."""
    return [table for table in metadata.tables.values() if table.name not in DERIVED]


async def begin_snapshot(connection: AsyncConnection) -> Exporter:
    """Begin a snapshot on a new connection. Raises `UnknownSchema` for a schema of another version.

    A database is migrated before it is exported.
    """
    if connection.dialect.name == "postgresql":
        await connection.execution_options(isolation_level="REPEATABLE READ")
        await connection.exec_driver_sql("SET TRANSACTION READ ONLY")
    else:
        await connection.exec_driver_sql("BEGIN")
    schema = await connection.run_sync(read_schema)
    if schema.present != schema.newest:
        raise UnknownSchema(f"the schema {schema.present} is not that of this version")
    rows = {}
    for table in exported_tables():
        counted = await connection.execute(select(func.count()).select_from(table))
        rows[str(table.name)] = int(counted.scalar_one())
    sequences = await connection.run_sync(_read_sequences)
    return Exporter(connection, Snapshot(schema.newest, sequences, rows))


def _numbered_tables() -> Iterator[tuple[str, str]]:
    """Yield each table with a column that the database numbers, and the column."""
    for table in exported_tables():
        for column in table.primary_key.columns:
            if column.type is SEQUENCE and column.autoincrement is True:
                yield str(table.name), str(column.name)


def _read_sequences(connection: Connection) -> dict[str, int]:
    if connection.dialect.name != "postgresql":
        rows = connection.execute(text("SELECT name, seq FROM sqlite_sequence")).all()
        return {name: seq for name, seq in rows if name not in DERIVED}
    numbers = {}
    for table, column in _numbered_tables():
        query = f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {table}_{column}_seq"  # noqa: S608  # of the schema
        numbers[table] = int(connection.execute(text(query)).scalar_one())
    return numbers


# -- into another database -------------------------------------------------------------------------

Rows = Iterable[tuple[str, tuple[str, ...], Iterator[bytes]]]
"""Each table with its columns and its lines."""


async def count_rows(engine: AsyncEngine) -> int:
    """Return the number of rows of a database; 0 where it has no tables."""
    async with engine.connect() as connection:
        return await connection.run_sync(_count_rows)


def _count_rows(connection: Connection) -> int:
    present = set(inspect(connection).get_table_names())
    counted = (
        connection.execute(select(func.count()).select_from(table)).scalar_one()
        for table in exported_tables()
        if table.name in present
    )
    return sum(counted)


async def has_other_clients(engine: AsyncEngine) -> bool:
    """Return whether another connection to a database is open, of this process or another."""
    if engine.dialect.name != "postgresql":
        file = engine.url.database
        return bool(file) and await asyncio.to_thread(_is_open_elsewhere, str(file))
    query = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
    )
    async with engine.connect() as connection:
        return bool((await connection.exec_driver_sql(query)).scalar_one())


def _is_open_elsewhere(file: str) -> bool:
    """Return whether a file of SQLite is open: then no connection gets an exclusive lock on it."""
    if not Path(file).exists():
        return False
    with contextlib.closing(sqlite3.connect(file, timeout=0)) as connection:
        try:
            connection.execute("PRAGMA locking_mode=EXCLUSIVE")
            connection.execute("BEGIN EXCLUSIVE")
            connection.rollback()
        except sqlite3.OperationalError as error:
            return "locked" in str(error)
        except sqlite3.DatabaseError:
            return False  # a broken file, which is replaced
    return False


async def import_tables(
    engine: AsyncEngine, snapshot: Snapshot, rows: Rows, on_rows: Callable[[int], object] = int
) -> None:
    """Put the rows of an export in the place of everything that a database has.

    One transaction: if it fails, the database is as it was. ``on_rows`` is called with the number
    of rows of each batch. Raises `InvalidInput` for lines that are not rows, `UnknownSchema`.
    """
    async with engine.begin() as connection:
        await begin_to_write(connection)
        await connection.run_sync(_rebuild, snapshot.revision)
        for name, columns, lines in rows:
            await connection.run_sync(_fill, name, columns, lines, on_rows)
        await connection.run_sync(_write_sequences, snapshot.sequences)
        await connection.run_sync(_check_counts, snapshot.rows)


def _rebuild(connection: Connection, revision: str) -> None:
    """Remove every table, and build those of a revision."""
    schema = read_schema(connection)
    if not schema.is_known:
        raise UnknownSchema(f"the database has the schema {schema.present} of a newer version")
    if schema.present is not None:
        command.downgrade(migrations_of(connection), BASE)
    command.upgrade(migrations_of(connection), revision)


def _fill(
    connection: Connection,
    name: str,
    columns: tuple[str, ...],
    lines: Iterator[bytes],
    on_rows: Callable[[int], object],
) -> None:
    table = Table(name, MetaData(), autoload_with=connection)
    unknown = set(columns) - set(table.columns.keys())
    if unknown:
        raise InvalidInput(f"the table {name} has no columns {', '.join(sorted(unknown))}")
    binary = [isinstance(table.columns[column].type, LargeBinary) for column in columns]
    batch: list[dict[str, Any]] = []
    for line in lines:
        values = _values(name, line, binary)
        batch.append(dict(zip(columns, values, strict=True)))
        if len(batch) == BATCH:
            connection.execute(table.insert(), batch)
            on_rows(len(batch))
            batch = []
    if batch:
        connection.execute(table.insert(), batch)
        on_rows(len(batch))


def _values(table: str, line: bytes, binary: list[bool]) -> list[Any]:
    """Return the values of a line. Raises `InvalidInput`."""
    try:
        values = msgspec.json.decode(line, type=list[Any])
        if len(values) != len(binary):
            raise ValueError(f"{len(values)} values for {len(binary)} columns")
        return [_value(*pair) for pair in zip(values, binary, strict=True)]
    except ValueError as error:
        raise InvalidInput(f"a row of the table {table} cannot be read: {error}") from error


def _value(value: Any, is_binary: bool) -> Any:
    if is_binary and value is not None:
        return base64.b64decode(value, validate=True)
    return value


def _write_sequences(connection: Connection, sequences: Mapping[str, int]) -> None:
    """Let later rows be numbered after every one that was ever given away."""
    present = set(inspect(connection).get_table_names())  # an older schema lacks some
    for table, column in _numbered_tables():
        if table not in present:
            continue
        newest = f"SELECT coalesce(max({column}), 0) FROM {table}"  # noqa: S608  # of the schema
        last = max(sequences.get(table, 0), connection.execute(text(newest)).scalar_one())
        if not last:
            continue
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"SELECT setval('{table}_{column}_seq', {last})"))
        elif _is_counted(table):
            connection.execute(
                text("DELETE FROM sqlite_sequence WHERE name = :name"), {"name": table}
            )
            new = text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :seq)")
            connection.execute(new, {"name": table, "seq": last})


def _is_counted(table: str) -> bool:
    """Return whether SQLite remembers the numbers of a table after its rows are removed."""
    return bool(metadata.tables[table].dialect_options["sqlite"]["autoincrement"])


def _check_counts(connection: Connection, rows: Mapping[str, int]) -> None:
    """Check that nothing is missing. Raises `InvalidInput`."""
    for name, expected in rows.items():
        query = text(f"SELECT count(*) FROM {name}")  # noqa: S608  # a table that was just filled
        count = connection.execute(query).scalar_one()
        if count != expected:
            raise InvalidInput(f"the table {name} has {count} rows instead of {expected}")
