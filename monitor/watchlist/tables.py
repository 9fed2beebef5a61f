"""Tables from 64-bit hashes to bytes, many of them in one file that every process of a machine maps.

    file    length of header | header (names, types, places) | arrays, each at a multiple of 64 bytes
    table   entries sorted by hash; ``starts`` cuts them by their highest bits, so that a look takes two steps

Nothing is read when a file is opened but its header; the pages that are used are shared by the machine's processes.
"""

import mmap
import os
import tempfile
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from monitor.records.errors import MonitorError

Hashes = npt.NDArray[np.uint64]
Sections = dict[str, npt.NDArray[Any]]

_ALIGNED = 64
_SPARSE = 2
"""Buckets an entry, at least: most looks for what is not there end at an empty one."""


class UnreadableTables(MonitorError):
    """The file holds no tables, or not all of them."""


class _Section(msgspec.Struct, frozen=True):
    name: str
    type: str
    start: int
    count: int


def hash_of(key: str) -> int:
    """Return the 64-bit hash of a string."""
    return int.from_bytes(
        blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little"
    )


class Table:
    """A finished table: looks up one hash, or many at once."""

    def __init__(self, sections: Mapping[str, npt.NDArray[Any]], name: str) -> None:
        self._starts: npt.NDArray[np.uint32] = sections[f"{name}.starts"]
        self._hashes: Hashes = sections[f"{name}.hashes"]
        self._offsets: npt.NDArray[np.uint64] = sections[f"{name}.offsets"]
        self._values: npt.NDArray[np.uint8] = sections[f"{name}.values"]
        self._shift = np.uint64(64 - (len(self._starts) - 1).bit_length() + 1)

    def __len__(self) -> int:
        return len(self._hashes)

    def get(self, hash_: int) -> bytes | None:
        """Return the value under a hash, or None."""
        bucket = hash_ >> int(self._shift)
        for entry in range(int(self._starts[bucket]), int(self._starts[bucket + 1])):
            if int(self._hashes[entry]) == hash_:
                return self.value(entry)
        return None

    def value(self, entry: int) -> bytes:
        """Return the value of an entry; they are in no order but that of their hashes."""
        return self._values[int(self._offsets[entry]) : int(self._offsets[entry + 1])].tobytes()

    def find(self, hashes: Hashes) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
        """Return which of the hashes are there, by their places in ``hashes``, and the entry of each."""
        bucket = (hashes >> self._shift).astype(np.intp)
        at, end = self._starts[bucket].astype(np.intp), self._starts[bucket + 1].astype(np.intp)
        waiting = np.flatnonzero(at < end)
        found: list[npt.NDArray[np.intp]] = []
        while waiting.size:
            is_there = self._hashes[at[waiting]] == hashes[waiting]
            found.append(waiting[is_there])
            waiting = waiting[~is_there]
            at[waiting] += 1
            waiting = waiting[at[waiting] < end[waiting]]
        which = np.concatenate(found) if found else np.empty(0, dtype=np.intp)
        return which, at[which]


def make_table(name: str, items: Mapping[int, bytes]) -> Sections:
    """Return the arrays of a table, under names that begin with ``name``."""
    hashes = np.fromiter(items, dtype=np.uint64, count=len(items))
    order = np.argsort(hashes)
    values = list(items.values())
    chosen = [values[at] for at in order.tolist()]
    offsets = np.zeros(len(items) + 1, dtype=np.uint64)
    np.cumsum(np.fromiter(map(len, chosen), dtype=np.uint64, count=len(chosen)), out=offsets[1:])
    bits = max((len(items) * _SPARSE).bit_length(), 1)
    hashes = hashes[order]
    starts = np.searchsorted(
        hashes >> np.uint64(64 - bits), np.arange((1 << bits) + 1, dtype=np.uint64)
    )
    return {
        f"{name}.starts": starts.astype(np.uint32),
        f"{name}.hashes": hashes,
        f"{name}.offsets": offsets,
        f"{name}.values": np.frombuffer(b"".join(chosen), dtype=np.uint8),
    }


def pack(sections: Sections) -> Iterable[bytes]:
    """Yield the bytes of a file with these arrays."""
    places, start = [], 0
    for name, array in sections.items():
        places.append(_Section(name, array.dtype.str, start, len(array)))
        start += -(-array.nbytes // _ALIGNED) * _ALIGNED
    header = msgspec.msgpack.encode(places)
    first = -(-(8 + len(header)) // _ALIGNED) * _ALIGNED
    yield (len(header).to_bytes(8, "little") + header).ljust(first, b"\0")
    for array in sections.values():
        yield array.tobytes()
        yield b"\0" * (-array.nbytes % _ALIGNED)


def write_tables(file: Path, sections: Sections) -> None:
    """Write a file whole: another process sees all of it or none."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(handle, "wb") as out:
            out.writelines(pack(sections))
        Path(name).replace(file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def map_tables(file: Path) -> Sections:
    """Map a file of tables. Raises `UnreadableTables` where it is none, OSError where it is not there."""
    with file.open("rb") as source:
        try:
            mapped = mmap.mmap(source.fileno(), 0, access=mmap.ACCESS_READ)
        except ValueError as error:
            raise UnreadableTables(f"{file}: {error}") from error
    length = int.from_bytes(mapped[:8], "little")
    first = -(-(8 + length) // _ALIGNED) * _ALIGNED
    try:
        places = msgspec.msgpack.decode(mapped[8 : 8 + length], type=list[_Section])
        return {
            place.name: np.frombuffer(
                mapped, dtype=place.type, count=place.count, offset=first + place.start
            )
            for place in places
        }
    except (msgspec.DecodeError, ValueError, TypeError) as error:
        raise UnreadableTables(f"{file}: {error}") from error
