"""Hash tables from 64-bit hashes to bytes, as arrays, and the format of a file of them. Pure.

file    length of the header | header (names, types, places) | arrays, aligned to 64 bytes
table   entries sorted by hash; ``starts`` divides them by their highest bits, so that most look-ups
        take two steps

A file can be mapped: opening it reads the header only, and all processes of a machine share the
pages in use (`monitor.config.compiled_actors`).
"""

from collections.abc import Iterable, Mapping
from hashlib import blake2b
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from monitor.records.errors import MonitorError

Hashes = npt.NDArray[np.uint64]
Places = npt.NDArray[np.intp]
Sections = dict[str, npt.NDArray[Any]]
"""Arrays by name, such as ``names.hashes``."""

_ALIGNMENT = 64
"""Bytes: a line of the processor's cache, and a multiple of every item size."""
_BUCKETS_PER_ENTRY = 2
"""At least: most look-ups of an absent hash then end at an empty bucket."""
_LENGTH_BYTES = 8


class UnreadableTables(MonitorError):
    """A file is not one of hash tables, or is cut."""


class _Section(msgspec.Struct, frozen=True):
    name: str
    type: str
    start: int
    count: int


def hash_of(key: str) -> int:
    """Return the 64-bit hash of a string."""
    body = key.encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(body, digest_size=8).digest(), "little")


class HashTable:
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
        """Return the value of an entry; entries are in the order of their hashes."""
        return self._values[int(self._offsets[entry]) : int(self._offsets[entry + 1])].tobytes()

    def find(self, hashes: Hashes) -> tuple[Places, Places]:
        """Return the places in ``hashes`` whose hash is in the table, and the entry of each."""
        bucket = (hashes >> self._shift).astype(np.intp)
        entry = self._starts.take(bucket).astype(np.intp)
        end = self._starts.take(bucket + 1).astype(np.intp)
        pending = (entry < end).nonzero()[0]
        matches: list[Places] = []
        while pending.size:
            is_match = self._hashes.take(entry.take(pending)) == hashes.take(pending)
            if is_match.any():
                matches.append(pending[is_match])
                pending = pending[~is_match]
            entry[pending] += 1
            pending = pending[entry.take(pending) < end.take(pending)]
        places = np.concatenate(matches) if matches else np.empty(0, dtype=np.intp)
        return places, entry[places]


def make_table(name: str, items: Mapping[int, bytes]) -> Sections:
    """Return the arrays of a table from values by hash; their names begin with ``name``."""
    hashes = np.fromiter(items, dtype=np.uint64, count=len(items))
    order = np.argsort(hashes)
    values = list(items.values())
    ordered = [values[place] for place in order.tolist()]
    lengths = np.fromiter(map(len, ordered), dtype=np.uint64, count=len(ordered))
    offsets = np.zeros(len(items) + 1, dtype=np.uint64)
    np.cumsum(lengths, out=offsets[1:])
    bits = max((len(items) * _BUCKETS_PER_ENTRY).bit_length(), 1)
    hashes = hashes[order]
    buckets = np.arange((1 << bits) + 1, dtype=np.uint64)
    starts = np.searchsorted(hashes >> np.uint64(64 - bits), buckets)
    return {
        f"{name}.starts": starts.astype(np.uint32),
        f"{name}.hashes": hashes,
        f"{name}.offsets": offsets,
        f"{name}.values": np.frombuffer(b"".join(ordered), dtype=np.uint8),
    }


def pack(sections: Sections) -> Iterable[bytes]:
    """Yield the bytes of a file with these arrays."""
    places, start = [], 0
    for name, array in sections.items():
        places.append(_Section(name, array.dtype.str, start, len(array)))
        start += _aligned(array.nbytes)
    header = msgspec.msgpack.encode(places)
    first = _aligned(_LENGTH_BYTES + len(header))
    yield (len(header).to_bytes(_LENGTH_BYTES, "little") + header).ljust(first, b"\0")
    for array in sections.values():
        yield array.tobytes()
        yield b"\0" * (_aligned(array.nbytes) - array.nbytes)


def unpack(packed: memoryview) -> Sections:
    """Return the arrays of a file, which share its memory. Raises `UnreadableTables`."""
    length = int.from_bytes(packed[:_LENGTH_BYTES], "little")
    first = _aligned(_LENGTH_BYTES + length)
    try:
        header = packed[_LENGTH_BYTES : _LENGTH_BYTES + length]
        places = msgspec.msgpack.decode(header, type=list[_Section])
        return {place.name: _array(packed, place, first) for place in places}
    except (msgspec.DecodeError, ValueError, TypeError) as error:
        raise UnreadableTables(str(error)) from error


def _array(packed: memoryview, place: _Section, first: int) -> npt.NDArray[Any]:
    return np.frombuffer(packed, dtype=place.type, count=place.count, offset=first + place.start)


def _aligned(size: int) -> int:
    """Return a number of bytes, rounded up to the alignment."""
    return -(-size // _ALIGNMENT) * _ALIGNMENT
