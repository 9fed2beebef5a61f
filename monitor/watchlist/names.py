"""The names of a watchlist in a hash table, and where they occur in a text, for any size of list.

1. Every name, alias, variant (`monitor.watchlist.variants`) and ``never`` string is an entry
   (`monitor.watchlist.name_entries`) under the hash of its first `HASHED_WORDS` words.
2. The hashes of every run of up to `HASHED_WORDS` words of a text are looked up together; each
   match is then compared letter by letter. A filter of the first words of all names excludes most
   places of a text from the look-up.
3. A name occurs at word boundaries only; Arabic and Hebrew one-letter words may be attached to its
   front.

The hash of a run of words is a polynomial in its code points, so that those of all runs of a text
follow from one running sum (Rabin and Karp).
"""

import functools
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from monitor.watchlist.folding import Codes, Folded, codes_of, entries_of, word_places
from monitor.watchlist.hash_tables import Hashes, HashTable, Places, Sections, make_table
from monitor.watchlist.name_entries import Name, name_entries
from monitor.watchlist.scripts import is_arabic
from monitor.watchlist.titles import MOST_BEARERS
from monitor.watchlist.values import Actor

HASHED_WORDS = 8
"""Words of a name that are hashed; nearly all names are shorter, and the rest is compared."""
CACHED_ENTRIES = 4_000
"""Entries that stay decoded: those of some days of news; the memory of more would grow for days."""

_BASE, _MIX = 0x9E3779B97F4A7C15, 0xD6E8FEB86659FD93
"""Odd constants of 64 bits: the golden ratio, and a multiplier of a well-tested mixer."""
_INVERSE = pow(_BASE, -1, 1 << 64)
_MIXER, _HALF, _MIXED = np.uint64(_MIX), np.uint64(32), np.uint64(29)
"""The multiplier, and the shifts before and after it."""
_FILTER_BITS = 12
"""Bits of the filter per name: about one in twelve absent runs passes it."""
_CHUNK = 20_000
"""Names hashed together when a table is built: arrays of some megabytes."""
_SEPARATOR = "\n\n"

_MORE_WORDS = np.arange(1, HASHED_WORDS)
_BITS = (1 << np.arange(8)).astype(np.uint8)
"""By number of a bit, the octet that has it."""

Hit = tuple[int, int, Name]
"""Where a name occurs in folded text, from and to, and its entry."""
Titled = Callable[[int, int, tuple[str, ...]], Iterable[str]]
"""Returns those of a surname's bearers whose own title is before its place in folded text."""


class _Runs:
    """The words of a folded text, and the hash of any run of them."""

    def __init__(self, codes: Codes, entries: Codes) -> None:
        self.begins, self.ends, self.after_attached = word_places(entries)
        powers, self._inverses = _powers(len(codes) + 1)
        terms = codes.astype(np.uint64)
        terms += np.uint64(1)
        terms *= powers[: len(codes)]
        self._sums = np.zeros(len(codes) + 1, dtype=np.uint64)
        np.add.accumulate(terms, out=self._sums[1:])

    def hashes(self, starts: Places, ends: Places) -> Hashes:
        """Return the hash of each stretch of the text."""
        plain: Hashes = self._sums.take(ends)
        plain -= self._sums.take(starts)
        plain *= self._inverses.take(starts)
        plain ^= plain >> _HALF
        plain *= _MIXER
        plain ^= plain >> _MIXED
        return plain


_cached_powers: tuple[Hashes, Hashes] = (np.ones(1, dtype=np.uint64), np.ones(1, dtype=np.uint64))


def _powers(count: int) -> tuple[Hashes, Hashes]:
    """Return the powers of the base and of its inverse, modulo 2**64, for the longest text yet."""
    global _cached_powers  # noqa: PLW0603  a cache that only grows
    if len(_cached_powers[0]) < count:
        size = 1 << (count - 1).bit_length()
        base, inverse = (np.full(size, value, dtype=np.uint64) for value in (_BASE, _INVERSE))
        base[0] = inverse[0] = 1
        _cached_powers = (np.multiply.accumulate(base), np.multiply.accumulate(inverse))
    return _cached_powers


class _Hashed(NamedTuple):
    """Names with words: which, the hash of each, its first word's place and its filter's hash."""

    numbers: list[int]
    hashes: list[int]
    leads: list[int]
    filter_hashes: Hashes


def make_names(actors: Iterable[Actor]) -> Sections:
    """Return the arrays of the table of names."""
    names = list(name_entries(actors))
    entries: dict[int, list[Name]] = defaultdict(list)
    filter_hashes: list[Hashes] = []
    for first in range(0, len(names), _CHUNK):
        chunk = names[first : first + _CHUNK]
        hashed = _hash_names(chunk)
        filter_hashes.append(hashed.filter_hashes)
        for number, hash_, lead in zip(hashed.numbers, hashed.hashes, hashed.leads, strict=True):
            entries[hash_].append(msgspec.structs.replace(chunk[number], lead=lead))
    items = {hash_: msgspec.msgpack.encode(same) for hash_, same in entries.items()}
    return make_table("names", items) | {"names.filter": _make_filter(filter_hashes, len(names))}


def _make_filter(hashes: list[Hashes], names: int) -> npt.NDArray[np.uint8]:
    bits = max((names * _FILTER_BITS).bit_length(), 6)
    marks = np.zeros(1 << bits, dtype=bool)
    for chunk in hashes:
        marks[chunk >> np.uint64(64 - bits)] = True
    return np.packbits(marks, bitorder="little")


def _hash_names(names: list[Name]) -> _Hashed:
    """Hash each name's first words, and its first two (or one) for the filter."""
    codes = codes_of(_SEPARATOR.join(name.text for name in names))
    runs = _Runs(codes, entries_of(codes))
    lengths = np.fromiter((len(name.text) for name in names), dtype=np.intp, count=len(names))
    ends = np.cumsum(lengths + len(_SEPARATOR))
    starts = np.concatenate([[0], ends[:-1]]).astype(np.intp)
    word = np.searchsorted(runs.begins, starts)
    behind = np.searchsorted(runs.begins, starts + lengths)
    has_words = behind > word
    numbers, word, behind = np.flatnonzero(has_words), word[has_words], behind[has_words]
    begins = runs.begins[word]
    last = runs.ends[np.minimum(word + HASHED_WORDS, behind) - 1]
    second = runs.ends[np.minimum(word + 2, behind) - 1]
    return _Hashed(
        numbers.tolist(),
        runs.hashes(begins, last).tolist(),
        (begins - starts[numbers]).tolist(),
        runs.hashes(begins, second),
    )


class NameTable:
    """Finds names in folded text."""

    def __init__(self, sections: Sections) -> None:
        self._table = HashTable(sections, "names")
        self._filter: npt.NDArray[np.uint8] = sections["names.filter"]
        self._shift = np.uint64(64 - (len(self._filter) * 8 - 1).bit_length())
        self._entry = functools.lru_cache(maxsize=CACHED_ENTRIES)(self._decode)

    def _decode(self, entry: int) -> list[Name]:
        return msgspec.msgpack.decode(self._table.value(entry), type=list[Name])

    def find(
        self, folded: Folded, named: Iterable[str] = (), titled: Titled | None = None
    ) -> list[Hit]:
        """Return each place of a folded text where a name occurs; places may overlap.

        Surnames are found of the actors whose full names occur, who are among ``named``, or whom
        ``titled`` returns for a surname.
        """
        if not len(self._table):
            return []
        full, surnames = self._full_and_surnames(folded)
        actors = set(named)
        for _, _, name in full:
            actors.update(name.full)
        if titled is not None:
            for begin, end, name in surnames:
                if len(name.short) > MOST_BEARERS:
                    continue
                if actors.isdisjoint(name.short) or is_arabic(folded.text[begin]):
                    actors.update(titled(begin, end, name.short))
        return full + _surnames_of(folded.text, surnames, actors)

    def _full_and_surnames(self, folded: Folded) -> tuple[list[Hit], list[Hit]]:
        """Return where full names occur, and where the words of surnames may."""
        full: list[Hit] = []
        surnames: list[Hit] = []
        for begin, end, entry in self._matches(folded):
            for name in self._entry(entry):
                if not (name.full or name.never):
                    surnames.append((begin, end, name))
                    continue
                hit = _hit_at(folded.text, begin, end, name)
                if hit is not None:
                    full.append(hit)
        return full, surnames

    def _matches(self, folded: Folded) -> Iterator[tuple[int, int, int]]:
        """Yield the runs of words whose hash is in the table: from, to, entry."""
        runs = _Runs(folded.codes, folded.entries)
        starts, word = runs.begins, np.arange(len(runs.begins))
        if runs.after_attached.size:
            starts = np.concatenate([starts, runs.after_attached])
            inside = np.searchsorted(runs.begins, runs.after_attached, side="right") - 1
            word = np.concatenate([word, inside])
        begins, ends = self._candidates(runs, starts, word)
        places, entries = self._table.find(runs.hashes(begins, ends))
        return zip(begins[places].tolist(), ends[places].tolist(), entries.tolist(), strict=True)

    def _candidates(self, runs: _Runs, starts: Places, word: Places) -> tuple[Places, Places]:
        """Return the runs to look up: of one word, and of more where the filter has the first two.

        ``starts`` are the places where a run may begin, ``word`` the number of the word there.
        """
        last = len(runs.begins) - 1
        followed = (word < last).nonzero()[0]
        # One look-up for runs of one and of two words: few long arrays cost less than many short.
        begins = np.concatenate([starts, starts.take(followed)])
        ends = runs.ends.take(np.concatenate([word, word.take(followed) + 1]))
        passing = self._passing(runs.hashes(begins, ends))
        single = passing[: passing.searchsorted(len(starts))]
        pairs = followed.take(passing[len(single) :] - len(starts))
        grid = word.take(pairs)[:, None] + _MORE_WORDS
        exists = grid <= last
        rows = exists.nonzero()[0]
        return (
            np.concatenate([starts.take(single), starts.take(pairs.take(rows))]),
            np.concatenate([ends.take(single), runs.ends.take(grid[exists])]),
        )

    def _passing(self, hashes: Hashes) -> Places:
        """Return the numbers of the hashes that the filter has."""
        bit = (hashes >> self._shift).astype(np.intp)
        octets = self._filter.take(bit >> 3)
        return (octets & _BITS.take(bit & 7)).nonzero()[0]


def _surnames_of(text: str, surnames: list[Hit], actors: set[str]) -> list[Hit]:
    """Return the surnames of some actors."""
    if not actors:
        return []
    hits: list[Hit] = []
    # A text repeats its surnames, and most are of people whom it never names: each is compared with
    # the actors once, and those of others letter by letter not at all.
    wanted: dict[str, bool] = {}
    for begin, end, name in surnames:
        is_wanted = wanted.get(name.text)
        if is_wanted is None:
            is_wanted = wanted[name.text] = not actors.isdisjoint(name.short)
        if not is_wanted:
            continue
        hit = _hit_at(text, begin, end, name)
        if hit is not None:
            hits.append(hit)
    return hits


def _hit_at(text: str, begin: int, end: int, name: Name) -> Hit | None:
    """Return the hit of a name whose hashed words are from ``begin`` to ``end``.

    None where its letters differ, or where a word goes on after it.
    """
    start = begin - name.lead
    stop = start + len(name.text)
    if start < 0 or not text.startswith(name.text, start):
        return None
    if stop > end and stop < len(text) and text[stop].isalnum():
        return None
    return start, stop, name
