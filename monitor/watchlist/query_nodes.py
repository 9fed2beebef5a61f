"""The nodes of a parsed query: each finds its places in the words of a text. Pure.

A node also returns the terms that a text must have before the node is worth evaluating.
"""

import itertools
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from monitor.watchlist.words import Hit, Words

STEM = "~"
"""Marks a term as the stem of a word."""

Required = tuple[frozenset[str], ...]
"""Sets of terms; a text that meets the query has at least one of each set."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """One word or several in a row; with ``prefix`` the last of them is a prefix."""

    words: tuple[str, ...]
    prefix: bool = False

    def hits(self, words: Words) -> list[Hit]:
        """Return every place of the phrase."""
        if len(self.words) == 1:
            word = self.words[0]
            places = words.starting_with(word) if self.prefix else words.positions.get(word, ())
            return [(place, place) for place in places]
        length = len(self.words) - 1
        last = self.words[-1]
        ends = words.starting_with(last) if self.prefix else words.positions.get(last, [])
        return [(end - length, end) for end in ends if self._begins_at(end - length, words)]

    def _begins_at(self, start: int, words: Words) -> bool:
        """Return whether all words but the last are in a row from a place on."""
        for place, word in enumerate(self.words[:-1], start):
            if place not in words.positions.get(word, ()):
                return False
        return True

    def first(self, words: Words) -> Hit | None:
        """Return the first of the hits."""
        if len(self.words) == 1 and not self.prefix:
            places = words.positions.get(self.words[0])
            return (places[0], places[0]) if places else None
        return next(iter(self.hits(words)), None)

    def terms(self) -> Iterator[str]:
        """Yield every term that affects the result."""
        yield from self.words[:-1]
        yield self.words[-1] + "*" if self.prefix else self.words[-1]

    def required(self) -> Required:
        """Return every word of the phrase."""
        return tuple(frozenset((term,)) for term in self.terms())


@dataclass(frozen=True, slots=True)
class Word:
    """A word in any of its forms."""

    stem: str

    def hits(self, words: Words) -> list[Hit]:
        """Return every place of a form of the word."""
        places = words.stems.get(self.stem)
        return [(place, place) for place in places] if places else []

    def first(self, words: Words) -> Hit | None:
        """Return the first of the hits."""
        places = words.stems.get(self.stem)
        return (places[0], places[0]) if places else None

    def terms(self) -> Iterator[str]:
        """Yield the stem, marked as one."""
        yield STEM + self.stem

    def required(self) -> Required:
        """Return the stem, marked as one."""
        return (frozenset((STEM + self.stem,)),)


@dataclass(frozen=True, slots=True)
class And:
    """Every part holds."""

    parts: tuple["Node", ...]

    def hits(self, words: Words) -> list[Hit]:
        """Return the hits of every part, or nothing where one part fails."""
        places: list[Hit] = []
        for part in self.parts:
            hits = part.hits(words)
            if not hits:
                return []
            places.extend(hit for hit in hits if hit != NOWHERE)
        return places or [NOWHERE]

    def first(self, words: Words) -> Hit | None:
        """Return the first of the hits."""
        first = NOWHERE
        for part in self.parts:
            hit = part.first(words)
            if hit is None:
                return None
            if hit != NOWHERE and (first == NOWHERE or hit < first):
                first = hit
        return first

    def terms(self) -> Iterator[str]:
        """Yield the terms of every part."""
        for part in self.parts:
            yield from part.terms()

    def required(self) -> Required:
        """Return the sets of every part."""
        required: list[frozenset[str]] = []
        for part in self.parts:
            required += part.required()
        return tuple(required)


@dataclass(frozen=True, slots=True)
class Or:
    """At least one part holds."""

    parts: tuple["Node", ...]

    def hits(self, words: Words) -> list[Hit]:
        """Return the hits of every part that holds."""
        hits: list[Hit] = []
        for part in self.parts:
            hits += part.hits(words)
        return hits

    def first(self, words: Words) -> Hit | None:
        """Return the first of the hits."""
        first: Hit | None = None
        for part in self.parts:
            hit = part.first(words)
            if hit is not None and (first is None or hit < first):
                first = hit
        return first

    def terms(self) -> Iterator[str]:
        """Yield the terms of every part."""
        for part in self.parts:
            yield from part.terms()

    def required(self) -> Required:
        """Return the union of the rarest set of each part; nothing if a part requires nothing."""
        chosen = [
            min(part.required(), key=guessed_frequency, default=frozenset()) for part in self.parts
        ]
        return (frozenset().union(*chosen),) if all(chosen) else ()


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: "Node"

    def hits(self, words: Words) -> list[Hit]:
        """Return `NOWHERE` where the part fails."""
        return [] if self.part.hits(words) else [NOWHERE]

    def first(self, words: Words) -> Hit | None:
        """Return the first of the hits."""
        return NOWHERE if self.part.first(words) is None else None

    def terms(self) -> Iterator[str]:
        """Yield the terms of the part."""
        return self.part.terms()

    def required(self) -> Required:
        """Return nothing: a text without any term meets it."""
        return ()


@dataclass(frozen=True, slots=True)
class Near:
    """Both parts hold, at most ``distance`` words apart, in either order."""

    left: "Node"
    right: "Node"
    distance: int

    def hits(self, words: Words) -> list[Hit]:
        """Return the pairs within the distance, each as the words from one to the other."""
        lefts = self.left.hits(words)
        rights = self.right.hits(words) if lefts else []
        reach = self.distance
        if len(lefts) * len(rights) > _FEW_PAIRS:
            return self._hits_of_many(lefts, rights)
        pairs = []
        for start, end in lefts:
            for other_start, other_end in rights:
                if end < other_start <= end + reach:
                    pairs.append((start, other_end))
                elif other_end < start <= other_end + reach:
                    pairs.append((other_start, end))
        return pairs

    def _hits_of_many(self, lefts: list[Hit], rights: list[Hit]) -> list[Hit]:
        rights = sorted(rights)
        starts = [start for start, _ in rights]
        longest = max(end - start for start, end in rights)
        pairs = []
        for start, end in lefts:
            first = bisect_left(starts, start - self.distance - longest)
            for other_start, other_end in rights[first:]:
                if other_start - end > self.distance:
                    break
                if (other_start > end or other_end < start) and start - other_end <= self.distance:
                    pairs.append((min(start, other_start), max(end, other_end)))
        return pairs

    def first(self, words: Words) -> Hit | None:
        """Return the first of the hits."""
        return min(self.hits(words), default=None)

    def terms(self) -> Iterator[str]:
        """Yield the terms of both parts."""
        yield from self.left.terms()
        yield from self.right.terms()

    def required(self) -> Required:
        """Return the sets of both parts."""
        return (*self.left.required(), *self.right.required())


@dataclass(frozen=True, slots=True)
class Apart:
    """The left part holds at a place with no hit of the right one within ``distance`` words."""

    left: "Node"
    right: "Node"
    distance: int

    def hits(self, words: Words) -> list[Hit]:
        """Return the hits of the left part that are apart from those of the right one."""
        lefts = self.left.hits(words)
        rights = sorted(self.right.hits(words)) if lefts else []
        furthest = list(itertools.accumulate((end for _, end in rights), max))
        return [hit for hit in lefts if not self._has_near(hit, rights, furthest)]

    def _has_near(self, hit: Hit, rights: list[Hit], furthest: list[int]) -> bool:
        """Return whether a hit has one of ``rights``, in order, within the distance.

        ``furthest`` is the last word of those up to each of them.
        """
        start, end = hit
        number = bisect_left(rights, (end + self.distance + 1,))
        return number > 0 and furthest[number - 1] >= start - self.distance

    def first(self, words: Words) -> Hit | None:
        """Return the first of the hits."""
        return min(self.hits(words), default=None)

    def terms(self) -> Iterator[str]:
        """Yield the terms of both parts."""
        yield from self.left.terms()
        yield from self.right.terms()

    def required(self) -> Required:
        """Return the sets of the left part."""
        return self.left.required()


_FEW_PAIRS = 64
"""Pairs; up to this number comparing all is faster than sorting."""

Node = Phrase | Word | And | Or | Not | Near | Apart
NOWHERE: Hit = (-1, -1)
"""The hit of a part that holds without a place, such as NOT."""


def guessed_frequency(terms: frozenset[str]) -> float:
    """Return a number that is lower the rarer the terms probably are.

    Long words are rarer than short ones, and words are rarer than prefixes.
    """
    return -min(map(_rarity_of, terms))


def _rarity_of(term: str) -> int:
    if term.endswith("*"):
        return len(term) - _PREFIX_PENALTY
    return len(term.removeprefix(STEM))


_PREFIX_PENALTY = 3
"""Letters by which a prefix counts as shorter, its star included: it has many words."""
