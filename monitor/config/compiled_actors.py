"""Compiled actors in a file, which all processes of a machine map.

1. The file is named after the digest of the lists that it was compiled from.
2. The first process that needs it compiles it under a file lock; the others wait for the lock.
3. It is replaced as a whole: a process sees all of it or none of it. A broken one, and one with
   other tables than this version has, is compiled again.
4. The newest `FILES_KEPT` files remain; a process that has mapped a deleted one can read on.
"""

import fcntl
import functools
import mmap
import os
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from monitor.watchlist.compiled import CompiledActors, compile_actors
from monitor.watchlist.hash_tables import Sections, UnreadableTables, pack, unpack
from monitor.watchlist.values import Actor

FORMAT = "6"
"""Part of the file's name; changes with the variants of names and with the content of a table."""
FILES_KEPT = 3
"""The file in use, the one before it, and one of a change that is being checked."""


def load_compiled(folder: Path, digest: str, read: Callable[[], Iterable[Actor]]) -> CompiledActors:
    """Return the compiled actors of a digest; compile those that ``read`` returns if necessary.

    Raises OSError, and what ``read`` raises.
    """
    file = _file_of(folder, digest)
    folder.mkdir(parents=True, exist_ok=True)
    sections = _map_if_valid(file)
    if sections is None:
        with (folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            sections = _map_if_valid(file)  # another process may have compiled it by now
            if sections is None:
                _write_file(file, compile_actors(tuple(read())))
                _delete_old_files(folder)
                sections = _map_file(file)
    return CompiledActors(sections)


def map_compiled(folder: Path, digest: str) -> CompiledActors | None:
    """Return the compiled actors of a digest, None where there are none. Raises OSError."""
    sections = _map_if_valid(_file_of(folder, digest))
    return None if sections is None else CompiledActors(sections)


def _file_of(folder: Path, digest: str) -> Path:
    return folder / f"{digest}-{FORMAT}.tables"


def _delete_old_files(folder: Path) -> None:
    files = sorted(folder.glob("*.tables"), key=lambda file: file.stat().st_mtime_ns)
    for file in files[:-FILES_KEPT]:
        file.unlink(missing_ok=True)


def _write_file(file: Path, sections: Sections) -> None:
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(handle, "wb") as out:
            out.writelines(pack(sections))
        Path(name).replace(file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _map_file(file: Path) -> Sections:
    """Map a file of tables. Raises `UnreadableTables` for another one, OSError without one."""
    with file.open("rb") as source:
        try:
            mapped = mmap.mmap(source.fileno(), 0, access=mmap.ACCESS_READ)
        except ValueError as error:  # an empty file
            raise UnreadableTables(f"{file}: {error}") from error
    return unpack(memoryview(mapped))


@functools.cache
def _table_names() -> frozenset[str]:
    """Return the names of the arrays that this version writes."""
    return frozenset(compile_actors(()))


def _map_if_valid(file: Path) -> Sections | None:
    try:
        sections = _map_file(file)
    except (FileNotFoundError, UnreadableTables):
        return None
    return sections if sections.keys() == _table_names() else None
