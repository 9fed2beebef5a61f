"""The names of a watchlist as a table, and where they stand in a text, at any size of the list.

1. Every name, alias, what follows from them (`monitor.watchlist.variants`) and ``never`` string is an entry under the hash of its words.
2. Of a text, the hashes of every run of up to `MOST_WORDS` words are looked up at once; what a hash finds is compared letter by letter.
   A filter of the first words of all names keeps most places of a text from being looked at twice.
3. A name stands only at word boundaries; Arabic and Hebrew one-letter words may be attached in front.

The hash of a run of words is a polynomial in its code points, so that all of a text come from one running sum.
"""

import functools
from collections import defaultdict
from collections.abc import Iterable, Iterator

import msgspec
import numpy as np
import numpy.typing as npt

from monitor.watchlist.folding import Codes, Folded, codes_of, entries_of, fold_term, word_places
from monitor.watchlist.hash_tables import Hashes, HashTable, Sections, make_table
from monitor.watchlist.values import Actor
from monitor.watchlist.variants import name_variants

MOST_WORDS = 8
"""Words of a name that are hashed; what a longer one has beyond them is compared alone."""

ACRONYM_LENGTH = 6
"""Longest name in capitals that counts as an acronym, "U.S." and "UNAMI" among them."""

_BASE, _MIX = 0x9E3779B97F4A7C15, 0xD6E8FEB86659FD93
_INVERSE = pow(_BASE, -1, 1 << 64)
_FILTER_BITS = 12
"""Bits of the filter a name: one look in about twelve for what is not there goes on in vain."""
_AT_ONCE = 20_000
"""Names that are hashed together when a table is made."""

_MORE_WORDS = np.arange(1, MOST_WORDS)

_Places = npt.NDArray[np.intp]


class Name(msgspec.Struct, frozen=True, array_like=True):
    """What stands under one folded writing."""

    text: str
    lead: int
    """Characters before the first word: a name may begin with a sign."""
    full: tuple[str, ...] = ()
    """Actors that are meant wherever this stands."""
    short: tuple[str, ...] = ()
    """Actors that are meant where they were named in full."""
    never: tuple[str, ...] = ()
    """Actors that are not meant wherever this stands."""
    is_acronym: bool = False
    """Written in capitals wherever it is meant: "US" is not "us", "IS" is not "is"."""
    is_proper: bool = False
    """A single word that the list writes with a capital: "Shell" is not "shell"."""


Hit = tuple[int, int, Name]
"""Where a name stands in folded text, from and to, and the name."""


class _Run:
    """The words of a folded text, and the hash of any run of them."""

    def __init__(self, codes: Codes, entries: Codes) -> None:
        self.begins, self.ends, self.inner = word_places(entries)
        powers = _powers(len(codes) + 1)
        self._sums = np.zeros(len(codes) + 1, dtype=np.uint64)
        np.cumsum(
            (codes.astype(np.uint64) + np.uint64(1)) * powers[0][: len(codes)], out=self._sums[1:]
        )
        self._inverse = powers[1]

    def hashes(self, starts: _Places, ends: _Places) -> Hashes:
        """Return the hash of each stretch of the text."""
        plain = (self._sums[ends] - self._sums[starts]) * self._inverse[starts]
        mixed = (plain ^ (plain >> np.uint64(32))) * np.uint64(_MIX)
        return mixed ^ (mixed >> np.uint64(29))


_grown: tuple[Hashes, Hashes] = (np.ones(1, dtype=np.uint64), np.ones(1, dtype=np.uint64))


def _powers(count: int) -> tuple[Hashes, Hashes]:
    """Return the powers of the base and of its inverse, modulo 2**64; they grow with the longest text so far."""
    global _grown  # noqa: PLW0603  a cache that only grows
    if len(_grown[0]) < count:
        size = 1 << (count - 1).bit_length()
        base, inverse = (np.full(size, value, dtype=np.uint64) for value in (_BASE, _INVERSE))
        base[0] = inverse[0] = 1
        _grown = (np.multiply.accumulate(base), np.multiply.accumulate(inverse))
    return _grown


def make_names(actors: Iterable[Actor]) -> Sections:
    """Return the arrays of the table of names."""
    names = list(_names(actors))
    items: dict[int, list[Name]] = defaultdict(list)
    first: list[Hashes] = []
    for at in range(0, len(names), _AT_ONCE):
        for hash_, begin, name in _hashed(names[at : at + _AT_ONCE], first):
            items[hash_].append(msgspec.structs.replace(name, lead=begin))
    bits = max((len(names) * _FILTER_BITS).bit_length(), 6)
    marks = np.zeros(1 << bits, dtype=bool)
    for hashes in first:
        marks[hashes >> np.uint64(64 - bits)] = True
    table = make_table(
        "names", {hash_: msgspec.msgpack.encode(found) for hash_, found in items.items()}
    )
    return table | {"names.filter": np.packbits(marks, bitorder="little")}


def _hashed(names: list[Name], first: list[Hashes]) -> Iterator[tuple[int, int, Name]]:
    """Yield each name's hash and the place of its first word; add to ``first`` the hashes that begin a look."""
    codes = codes_of("\n\n".join(name.text for name in names))
    run = _Run(codes, entries_of(codes))
    lengths = np.fromiter((len(name.text) for name in names), dtype=np.intp, count=len(names))
    starts = np.concatenate([[0], np.cumsum(lengths + 2)[:-1]]).astype(np.intp)
    word = np.searchsorted(run.begins, starts)
    behind = np.searchsorted(run.begins, starts + lengths)
    has_words = behind > word
    chosen, word, behind = np.flatnonzero(has_words), word[has_words], behind[has_words]
    begins = run.begins[word]
    hashes = run.hashes(begins, run.ends[np.minimum(word + MOST_WORDS, behind) - 1])
    first.append(run.hashes(begins, run.ends[np.minimum(word + 2, behind) - 1]))
    for which, hash_, begin in zip(
        chosen.tolist(), hashes.tolist(), (begins - starts[chosen]).tolist(), strict=True
    ):
        yield hash_, begin, names[which]


class NameTable:
    """Finds names in folded text."""

    def __init__(self, sections: Sections) -> None:
        self._table = HashTable(sections, "names")
        self._filter: npt.NDArray[np.uint8] = sections["names.filter"]
        self._shift = np.uint64(64 - (len(self._filter) * 8 - 1).bit_length())
        self._entry = functools.lru_cache(maxsize=20_000)(self._read)

    def _read(self, entry: int) -> list[Name]:
        return msgspec.msgpack.decode(self._table.value(entry), type=list[Name])

    def find(self, folded: Folded, named: Iterable[str] = ()) -> list[Hit]:
        """Return each place of a folded text where a name stands; they may overlap.

        Surnames are found of actors who stand there in full, or are among ``named``.
        """
        if not len(self._table):
            return []
        text = folded.text
        run = _Run(folded.codes, folded.entries)
        starts, word = run.begins, np.arange(len(run.begins))
        if run.inner.size:
            starts = np.concatenate([starts, run.inner])
            word = np.concatenate([word, np.searchsorted(run.begins, run.inner, side="right") - 1])
        from_, to = self._looks(run, starts, word)
        which, entries = self._table.find(run.hashes(from_, to))
        found: list[Hit] = []
        surnames: list[Hit] = []
        for begin, end, entry in zip(
            from_[which].tolist(), to[which].tolist(), entries.tolist(), strict=True
        ):
            for name in self._entry(entry):
                if not (name.full or name.never):
                    surnames.append((begin, end, name))
                elif (stop := _stands(text, begin, end, name)) is not None:
                    found.append((begin - name.lead, stop, name))
        known = {actor for _, _, name in found for actor in name.full}.union(named)
        if known:
            for (
                begin,
                end,
                name,
            ) in (
                surnames
            ):  # most of them are of people whom the text never names: no need to look closer
                if (
                    not known.isdisjoint(name.short)
                    and (stop := _stands(text, begin, end, name)) is not None
                ):
                    found.append((begin - name.lead, stop, name))
        return found

    def _looks(self, run: _Run, starts: _Places, word: _Places) -> tuple[_Places, _Places]:
        """Return the stretches to look up: of one word, and where two words begin a name, of more."""
        ends = run.ends[word]
        marked = self._marked(run.hashes(starts, ends))
        one_starts, one_ends = starts[marked], ends[marked]
        last = len(run.begins) - 1
        longer = word < last
        starts, word = starts[longer], word[longer]
        marked = self._marked(run.hashes(starts, run.ends[word + 1]))
        starts, word = starts[marked], word[marked]
        grid = word[:, None] + _MORE_WORDS
        is_there = grid <= last
        more_starts = np.broadcast_to(starts[:, None], grid.shape)[is_there]
        return np.concatenate([one_starts, more_starts]), np.concatenate(
            [one_ends, run.ends[grid[is_there]]]
        )

    def _marked(self, hashes: Hashes) -> npt.NDArray[np.bool_]:
        bit = (hashes >> self._shift).astype(np.intp)
        marked: npt.NDArray[np.bool_] = (
            self._filter[bit >> 3] >> (bit & 7).astype(np.uint8)
        ) & 1 != 0
        return marked


def _stands(text: str, begin: int, end: int, name: Name) -> int | None:
    """Return where a name ends whose hashed words stand from ``begin`` to ``end``; None where its letters differ or a word goes on."""
    start = begin - name.lead
    stop = start + len(name.text)
    if start < 0 or not text.startswith(name.text, start):
        return None
    return stop if stop <= end or stop >= len(text) or not text[stop].isalnum() else None


def _names(actors: Iterable[Actor]) -> Iterator[Name]:
    full: dict[str, list[str]] = defaultdict(list)
    short: dict[str, list[str]] = defaultdict(list)
    never: dict[str, list[str]] = defaultdict(list)
    varied: dict[str, list[str]] = defaultdict(list)
    written: set[str] = set()
    small: set[str] = set()
    """Single words that some actor of the list writes without a capital."""
    for actor in actors:
        is_person = actor.kind == "person"
        off = {fold_term(name) for name in actor.aliases_off}
        for name in (actor.name, *actor.aliases):
            folded = fold_term(name)
            if folded and folded not in off:
                full[folded].append(actor.id)
                if not (name.isupper() and len(name) <= ACRONYM_LENGTH):
                    written.add(folded)
                if not name[:1].isupper():
                    small.add(folded)
            variants = [fold_term(variant) for variant in name_variants(name, is_person=is_person)]
            for variant in variants:
                if variant not in off:
                    varied[variant].append(actor.id)
            if is_person:
                is_small = (
                    not name.rpartition(" ")[2].lstrip("'’ʿ")[:1].isupper() and "-" not in name
                )
                for surname in filter(None, map(_surname, (folded, *variants))):
                    if surname not in off:
                        short[surname].append(actor.id)
                        if is_small:
                            small.add(surname)
        for text in actor.never:
            never[fold_term(text)].append(actor.id)
    for name, ids in varied.items():
        if name not in full:  # what somebody listed wins over what follows from another's name
            full[name] = ids
            written.add(name)
    for key in sorted({*full, *short, *never} - {""}):
        whole = tuple(dict.fromkeys(full.get(key, ())))
        yield Name(
            key,
            0,
            whole,
            tuple(dict.fromkeys(short.get(key, ()))),
            tuple(never.get(key, ())),
            bool(whole) and key not in written,
            " " not in key and key not in small,
        )


def _surname(folded_name: str) -> str | None:
    words = folded_name.split()
    if len(words) < 2 or len(words[-1]) < 3:
        return None
    return words[-1]
