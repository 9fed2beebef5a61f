"""Batches of a source that is a sequence of files.

1. The position is the number of the file, and that of the items read in it.
2. Progress is in bytes of the files as they lie on the disk, compressed or not.
"""

import asyncio
import gzip
import itertools
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Generic, TypeVar

from monitor.records import Article
from monitor.records.errors import InvalidInput
from monitor.services.backfill.items import ITEMS_PER_BATCH, Batch, Position, Skipped

Item = TypeVar("Item")

GZIP_ERRORS = (EOFError, zlib.error, gzip.BadGzipFile)
"""Errors of a gzip stream that was cut off or damaged."""


@dataclass(frozen=True, slots=True)
class FileFormat(Generic[Item]):
    """How the files of a source are read."""

    unit: str
    """Name of an item, in the position: ``row``."""
    read: Callable[[Path, BinaryIO], Iterator[Item]]
    """Yields the items of an open file."""
    article_of: Callable[[Item], Awaitable[Article | Skipped]]


def paths_of(files: tuple[Path, ...]) -> str:
    """Return the paths, a line each, as the key of a source."""
    return "\n".join(str(file.resolve()) for file in files)


def size_of(files: tuple[Path, ...]) -> int:
    """Return the bytes of all files. Raises OSError."""
    return sum(file.stat().st_size for file in files)


def damaged(file: Path, reason: object) -> InvalidInput:
    """Return the error of a file that was cut off or damaged."""
    return InvalidInput(
        f"{file} is cut off or damaged ({reason}); replace it by a whole copy and run again"
    )


async def file_batches(
    files: tuple[Path, ...], after: Position | None, format_: FileFormat[Item]
) -> AsyncIterator[Batch]:
    """Yield the items after a position. Raises OSError, and what the format raises."""
    start = after or {"file": 0, format_.unit: 0}
    for number, file in enumerate(files[start["file"] :], start["file"]):
        read = start[format_.unit] if number == start["file"] else 0
        size, done = file.stat().st_size, 0
        with file.open("rb") as stream:
            items = format_.read(file, stream)
            next(itertools.islice(items, read, read), None)  # those of an earlier run
            while some := list(itertools.islice(items, ITEMS_PER_BATCH)):
                results = await asyncio.gather(*map(format_.article_of, some))
                read += len(some)
                place = min(size, stream.tell())
                yield _batch(results, {"file": number, format_.unit: read}, place - done)
                done = place
        yield Batch((), (), {"file": number + 1, format_.unit: 0}, size - done)


def _batch(results: list[Article | Skipped], position: Position, size: int) -> Batch:
    return Batch(
        articles=tuple(each for each in results if isinstance(each, Article)),
        skipped=tuple(each for each in results if isinstance(each, Skipped)),
        position=position,
        size=size,
    )
