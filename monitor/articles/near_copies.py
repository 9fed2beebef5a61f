"""Near copies: one text in several outlets, shortened, or with another headline or opening. Pure.

1. Every run of `SHINGLE` words is hashed, and each hash that `SAMPLED` divides is kept (Broder, "On
   the resemblance and containment of documents", 1997).
2. Of two texts the smaller is a copy if about half of its kept hashes are also the other's:
   containment, so that a shortened copy is one. The same subject, or a shared paragraph of
   background by an agency, is not enough.
3. Candidates are searched by the `SKETCH` smallest hashes of a text: a text and its first half have
   about half of theirs in common.
"""

import itertools
import zlib
from array import array
from collections.abc import Iterable

from monitor.records.ids import fold_words

SHINGLE = 3
"""Words of a run: with four, an editor who changes every tenth word hides a copy."""
SAMPLED = 2
"""One hash in so many is kept; with one in four, short articles are distinguished worse."""
MOST_WORDS = 3_000
"""Words of a text that count; a copy of a book is recognised by its beginning."""
SKETCH = 16
"""Hashes to search by; with fewer, a shortened copy may share none."""
LEAST_SHARED = 4
"""Hashes in common below which two texts are not copies, however short they are."""
COPY = 0.48
"""Share of the smaller text's hashes from which it is a copy: the middle of the range that
separates all pairs of the evaluation set."""


def fingerprints(text: str) -> frozenset[int]:
    """Return the kept hashes of a text, each under 2**32."""
    return fingerprints_of_words(fold_words(text))


def fingerprints_of_words(folded: str) -> frozenset[int]:
    """Return the kept hashes of a text, given in folded words with a space between each two."""
    words = folded.encode("utf-8", "surrogatepass").split(b" ", MOST_WORDS)[:MOST_WORDS]
    starts = [0, *itertools.accumulate(len(word) + 1 for word in words)]
    body = b" ".join(words)
    runs = zip(starts, starts[SHINGLE:], strict=False)
    hashes = (zlib.crc32(body[start : end - 1]) for start, end in runs)
    return frozenset(hashed for hashed in hashes if hashed % SAMPLED == 0)


def sketch(own: frozenset[int]) -> list[int]:
    """Return the few hashes by which a text is searched."""
    return sorted(own)[:SKETCH]


def likeness(one: frozenset[int], other: frozenset[int]) -> float:
    """Return the share of the smaller text's hashes that both have.

    0 if fewer than `LEAST_SHARED` are shared.
    """
    shared = len(one & other)
    return shared / min(len(one), len(other)) if shared >= LEAST_SHARED else 0.0


def is_copy(one: frozenset[int], other: frozenset[int]) -> bool:
    """Return whether one of two texts is a near copy of the other, by their fingerprints."""
    return likeness(one, other) >= COPY


def pack(hashes: Iterable[int]) -> bytes:
    """Return hashes as bytes, four each, in ascending order."""
    return array("I", sorted(hashes)).tobytes()


def unpack(packed: bytes) -> frozenset[int]:
    """Return the hashes in the output of `pack`."""
    hashes = array("I")
    hashes.frombytes(packed)
    return frozenset(hashes)
