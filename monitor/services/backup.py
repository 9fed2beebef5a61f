"""A backup: one ZIP file with every row of the database and the files of the configuration.

    manifest.json        format, version, time, schema, sequences, rows of each table
    tables/NAME.jsonl    the columns, then a row a line (`monitor.store.export`)
    config/…             the files of the configuration folder

1. It is written beside its place, readable by its owner alone, and renamed when it is complete: a
   backup that was interrupted leaves none.
2. Secrets in files of their own are omitted and named: the token, passwords, keys, signing secrets
   of subscriptions in the file. Those of subscriptions made through the API are rows.
3. A restore checks everything before it changes anything. It overwrites what exists on request
   only; the database is replaced in one transaction, a file of SQLite by renaming.
"""

import contextlib
import os
import zipfile
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

import msgspec
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine

import monitor
from monitor.channels import secret_files as channel_files
from monitor.config import Settings, load_configuration
from monitor.config.private_files import FILE_MODE
from monitor.records.errors import CommandFailed, ConfigurationError, InvalidInput
from monitor.store import open_engine, upgrade_database
from monitor.store.export import (
    Rows,
    Snapshot,
    begin_snapshot,
    count_rows,
    has_other_clients,
    import_tables,
)

FORMAT = 1
"""Number of the format; a restore refuses later ones."""
MANIFEST, TABLES, CONFIG = "manifest.json", "tables/", "config/"
COMPRESSION = 3
"""Level of deflate: twice as fast as the default, for a tenth more bytes."""
LONGEST_MANIFEST = 1_000_000
"""Bytes; a manifest has about 2 kB."""
LONGEST_FILE = 500_000_000
"""Bytes of a file of the configuration; a million actors are 200 MB."""

OnRows = Callable[[int], object]
"""Called with the number of rows of each batch."""


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a backup contains."""

    format: int
    version: str
    created_at: datetime
    dialect: str
    revision: str
    sequences: dict[str, int]
    rows: dict[str, int]
    config: tuple[str, ...]
    """Files of the configuration, relative to its folder."""
    left_out: tuple[str, ...]
    """Files of secrets, which are to be kept elsewhere."""

    @property
    def snapshot(self) -> Snapshot:
        """The moment of the database."""
        return Snapshot(self.revision, self.sequences, self.rows)


# -- write -----------------------------------------------------------------------------------------


async def write_backup(
    target: Path, engine: AsyncEngine, settings: Settings, on_rows: OnRows = int
) -> Manifest:
    """Write a backup, and return what it contains. Raises OSError and the database's errors."""
    secrets = secret_files(settings)
    with _replace(target) as file, _zip_into(file) as backup:
        async with engine.connect() as connection:
            exporter = await begin_snapshot(connection)
            async for table in exporter.tables():
                with backup.open(f"{TABLES}{table.name}.jsonl", "w", force_zip64=True) as entry:
                    entry.write(msgspec.json.encode(table.columns) + b"\n")
                    async for lines in table.lines:
                        entry.write(b"\n".join([*lines, b""]))
                        on_rows(len(lines))
        omitted = {*secrets, target.resolve()}
        names = tuple(_write_config(backup, settings.config, omitted))
        manifest = _manifest(exporter.snapshot, engine, names, secrets)
        backup.writestr(MANIFEST, msgspec.json.format(msgspec.json.encode(manifest)))
    return manifest


def _manifest(
    snapshot: Snapshot, engine: AsyncEngine, config: tuple[str, ...], secrets: set[Path]
) -> Manifest:
    return Manifest(
        format=FORMAT,
        version=monitor.__version__,
        created_at=datetime.now(UTC),
        dialect=engine.dialect.name,
        revision=snapshot.revision,
        sequences=dict(snapshot.sequences),
        rows=dict(snapshot.rows),
        config=config,
        left_out=tuple(sorted(str(file) for file in secrets if file.is_file())),
    )


@contextlib.contextmanager
def _replace(file: Path) -> Iterator[Any]:
    """Open a new file that only its owner may read; it takes the place of ``file`` when complete.

    After an error ``file`` is as it was.
    """
    partial = file.with_name(f".{file.name}.partial")
    partial.unlink(missing_ok=True)
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC
    try:
        with os.fdopen(os.open(partial, flags, FILE_MODE), "wb") as opened:
            yield opened
            opened.flush()
            os.fsync(opened.fileno())
        partial.replace(file)
    finally:
        partial.unlink(missing_ok=True)


def _zip_into(file: Any) -> zipfile.ZipFile:
    return zipfile.ZipFile(
        file, "w", compression=zipfile.ZIP_DEFLATED, compresslevel=COMPRESSION, allowZip64=True
    )


def _write_config(backup: zipfile.ZipFile, folder: Path, omitted: set[Path]) -> Iterator[str]:
    for file in sorted(folder.rglob("*")):
        name = file.relative_to(folder)
        is_hidden = any(part.startswith(".") for part in name.parts)
        if file.is_file() and not is_hidden and file.resolve() not in omitted:
            backup.write(file, f"{CONFIG}{name.as_posix()}")
            yield name.as_posix()


def secret_files(settings: Settings) -> set[Path]:
    """Return the files of secrets that settings and subscriptions name."""
    files = {settings.data / "token", *settings.files.values()}
    with contextlib.suppress(ConfigurationError):  # then none of its subscriptions is in force
        for subscription in load_configuration(settings.config).subscriptions:
            named = channel_files(subscription.channel).values()
            files.update(settings.config / name for name in named)
    return {file.resolve() for file in files}


# -- read ------------------------------------------------------------------------------------------


class Backup:
    """A backup that is read; `close` it afterwards."""

    def __init__(self, file: Path) -> None:
        """Open a backup and read its manifest. Raises `InvalidInput`."""
        self._file = file
        try:
            self._zip = zipfile.ZipFile(file)
            if self._zip.getinfo(MANIFEST).file_size > LONGEST_MANIFEST:
                raise InvalidInput(f"{file}: its manifest is too long")
            body = self._zip.read(MANIFEST)
        except (zipfile.BadZipFile, KeyError, OSError) as error:
            raise InvalidInput(f"{file} is not a backup of the monitor: {error}") from error
        self.manifest = self._read_manifest(body)

    def _read_manifest(self, body: bytes) -> Manifest:
        try:
            number = msgspec.json.decode(body, type=dict[str, Any]).get("format")
            if number != FORMAT:
                message = f"{self._file} has format {number}; this version reads {FORMAT}"
                raise InvalidInput(f"{message}: install the version that wrote it")
            return msgspec.json.decode(body, type=Manifest)
        except msgspec.MsgspecError as error:
            raise InvalidInput(f"{self._file}: its manifest cannot be read: {error}") from error

    def close(self) -> None:
        """Close the file."""
        self._zip.close()

    def check(self) -> None:
        """Read everything once. Raises `InvalidInput` where something is missing or damaged."""
        try:
            damaged = self._zip.testzip()
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError) as error:
            raise InvalidInput(f"{self._file} is damaged: {error}") from error
        if damaged:
            raise InvalidInput(f"{self._file} is damaged: {damaged} cannot be read")
        wanted = {f"{CONFIG}{name}" for name in self.manifest.config}
        wanted |= {f"{TABLES}{name}.jsonl" for name in self.manifest.rows}
        if missing := wanted - set(self._zip.namelist()):
            raise InvalidInput(f"{self._file} is damaged: {', '.join(sorted(missing))} is missing")

    def tables(self) -> Rows:
        """Yield the tables with their lines. Raises `InvalidInput`."""
        for name in self.manifest.rows:
            with self._zip.open(f"{TABLES}{name}.jsonl") as entry:
                try:
                    columns = msgspec.json.decode(entry.readline(), type=tuple[str, ...])
                except msgspec.MsgspecError as error:
                    raise InvalidInput(f"{self._file}: {name} has no columns") from error
                yield name, columns, iter(entry)

    def config(self) -> Iterator[tuple[PurePosixPath, bytes]]:
        """Yield each file of the configuration. Raises `InvalidInput` for one outside of it."""
        for name in self.manifest.config:
            path = PurePosixPath(name)
            if path.is_absolute() or ".." in path.parts:
                raise InvalidInput(f"{self._file}: {name} is outside of the configuration folder")
            if self._zip.getinfo(f"{CONFIG}{name}").file_size > LONGEST_FILE:
                raise InvalidInput(f"{self._file}: {name} is too long")
            yield path, self._zip.read(f"{CONFIG}{name}")


def restore_config(backup: Backup, folder: Path, *, replace: bool) -> int:
    """Write the files of the configuration; return their number.

    Raises `CommandFailed` where a file with other contents exists, unless ``replace``; OSError.
    """
    files = {folder / path: body for path, body in backup.config()}
    other = [file for file, body in files.items() if file.exists() and file.read_bytes() != body]
    if other and not replace:
        names = ", ".join(str(file) for file in sorted(other)[:5])
        raise CommandFailed(
            f"{len(other)} files of the configuration differ from the backup ({names}); "
            "use --replace to overwrite them, or --only database"
        )
    for file, body in files.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        with _replace(file) as opened:
            opened.write(body)
    return len(files)


async def restore_database(
    backup: Backup, settings: Settings, *, replace: bool, on_rows: OnRows = int
) -> None:
    """Put the rows of a backup in the place of the database.

    Raises `CommandFailed` where the database is not empty, unless ``replace``, or in use.
    """
    engine = open_engine(settings.database)
    try:
        await _require_free(engine, replace=replace)
    finally:
        await engine.dispose()
    file = make_url(settings.database).database
    if engine.dialect.name == "sqlite" and file:
        await _restore_file(backup, Path(file), on_rows)
        return
    await _fill(backup, engine, on_rows)


async def _require_free(engine: AsyncEngine, *, replace: bool) -> None:
    """Check that a database may be replaced. Raises `CommandFailed`."""
    if await has_other_clients(engine):
        raise CommandFailed(
            "other processes have the database open; stop every process of the monitor but Kafka"
        )
    rows = await count_rows(engine)
    if rows and not replace:
        raise CommandFailed(f"the database has {rows:,} rows; use --replace to remove them")


async def _restore_file(backup: Backup, file: Path, on_rows: OnRows) -> None:
    """Build a database beside the present one, and rename it."""
    new = file.with_name(f"{file.name}.restoring")
    names = ("", "-wal", "-shm", "-journal")
    try:
        _remove(new, names)
        await _fill(backup, open_engine(f"sqlite+aiosqlite:///{new}"), on_rows)
        _remove(file, names[1:])
        new.replace(file)
    finally:
        _remove(new, names)


def _remove(file: Path, suffixes: tuple[str, ...]) -> None:
    for suffix in suffixes:
        file.with_name(f"{file.name}{suffix}").unlink(missing_ok=True)


async def _fill(backup: Backup, engine: AsyncEngine, on_rows: OnRows) -> None:
    try:
        await import_tables(engine, backup.manifest.snapshot, backup.tables(), on_rows)
        await upgrade_database(engine)
    finally:
        await engine.dispose()
