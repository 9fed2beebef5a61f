"""Near copies: the same text in several outlets, whoever shortened it, changed its headline or set a paragraph before it. Pure.

Every run of `SHINGLE` words is hashed, and each hash that `SAMPLED` divides is kept (Broder, "On the resemblance and containment of documents",
1997). Of two texts the smaller is a copy if about half of its kept hashes are the other's too: containment, so that a shortened copy is one.
Being about the same subject, or sharing the agency's paragraph of background, is not enough. The `SKETCH` smallest hashes of a text are what
candidates are found by: a text and its first half still share about half of theirs.
"""

import zlib
from array import array
from collections.abc import Iterable

from monitor.records.ids import fold_words

SHINGLE = 3
"""Words of a run: with four, an editor who changes every tenth word hides a copy."""
SAMPLED = 2
"""One hash in so many is kept: with one in four, short articles of the evaluation set are told apart worse."""
MOST_WORDS = 3_000
"""Words of a text that count; a book is known by its beginning."""
SKETCH = 16
LEAST_SHARED = 4
"""Hashes in common under which two texts are no copies, however short they are."""
COPY = 0.48
"""Share of the smaller text's hashes from which on it is a copy; in the middle of what parts all pairs of the evaluation set."""


def fingerprints(text: str) -> frozenset[int]:
    """Return the kept hashes of a text, each under 2**32."""
    words = fold_words(text).split()[:MOST_WORDS]
    found = set()
    for at in range(len(words) - SHINGLE + 1):
        hashed = zlib.crc32(" ".join(words[at : at + SHINGLE]).encode())
        if hashed % SAMPLED == 0:
            found.add(hashed)
    return frozenset(found)


def sketch(own: frozenset[int]) -> list[int]:
    """Return the few hashes by which a text is looked for."""
    return sorted(own)[:SKETCH]


def likeness(one: frozenset[int], other: frozenset[int]) -> float:
    """Return which share of the smaller text's hashes the two have in common; 0 where they are too few to tell."""
    shared = len(one & other)
    return shared / min(len(one), len(other)) if shared >= LEAST_SHARED else 0.0


def is_copy(one: frozenset[int], other: frozenset[int]) -> bool:
    """Return whether one of two texts is a near copy of the other, by their fingerprints."""
    return likeness(one, other) >= COPY


def pack(hashes: Iterable[int]) -> bytes:
    """Return hashes as bytes, four each."""
    return array("I", sorted(hashes)).tobytes()


def unpack(packed: bytes) -> frozenset[int]:
    """Return the hashes that `pack` has packed."""
    found = array("I")
    found.frombytes(packed)
    return frozenset(found)
