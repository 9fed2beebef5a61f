"""The parts of a query. Each finds its places in the words of a text, and says what a text must hold for it to be worth looking."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from monitor.watchlist.words import Hit, Words

STEM = "~"
"""Before an anchor that is the stem of a word."""

Required = tuple[frozenset[str], ...]
"""Sets of terms, of each of which a text holds at least one if it meets the query."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in a row, the last of them a prefix where ``prefix`` is set; a single word is a phrase of one."""

    words: tuple[str, ...]
    prefix: bool = False

    def hits(self, words: Words) -> list[Hit]:
        """Return every place where the phrase stands."""
        if len(self.words) == 1:
            word = self.words[0]
            places = words.starting_with(word) if self.prefix else words.positions.get(word, ())
            return [(place, place) for place in places]
        last = len(self.words) - 1
        ends = (
            words.starting_with(self.words[-1])
            if self.prefix
            else words.positions.get(self.words[-1], [])
        )
        before = list(enumerate(self.words[:-1]))
        return [
            (end - last, end)
            for end in ends
            if all(end - last + i in words.positions.get(word, ()) for i, word in before)
        ]

    def first(self, words: Words) -> Hit | None:
        """Return the first of the hits."""
        if len(self.words) == 1 and not self.prefix:
            places = words.positions.get(self.words[0])
            return (places[0], places[0]) if places else None
        return next(iter(self.hits(words)), None)

    def terms(self) -> Iterator[str]:
        """Yield every term on which it depends whether the phrase stands in a text."""
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
        """Return every place where a form of the word stands."""
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
        found: list[Hit] = []
        for part in self.parts:
            hits = part.hits(words)
            if not hits:
                return []
            found.extend(hit for hit in hits if hit != NOWHERE)
        return found or [NOWHERE]

    def first(self, words: Words) -> Hit | None:
        """Return the first of the hits."""
        found = NOWHERE
        for part in self.parts:
            hit = part.first(words)
            if hit is None:
                return None
            if hit != NOWHERE and (found == NOWHERE or hit < found):
                found = hit
        return found

    def terms(self) -> Iterator[str]:
        """Yield the terms of every part."""
        for part in self.parts:
            yield from part.terms()

    def required(self) -> Required:
        """Return what each of the parts requires."""
        return tuple(terms for part in self.parts for terms in part.required())


@dataclass(frozen=True, slots=True)
class Or:
    """At least one part holds."""

    parts: tuple["Node", ...]

    def hits(self, words: Words) -> list[Hit]:
        """Return the hits of every part that holds."""
        found: list[Hit] = []
        for part in self.parts:
            found += part.hits(words)
        return found

    def first(self, words: Words) -> Hit | None:
        """Return the first of the hits."""
        found: Hit | None = None
        for part in self.parts:
            hit = part.first(words)
            if hit is not None and (found is None or hit < found):
                found = hit
        return found

    def terms(self) -> Iterator[str]:
        """Yield the terms of every part."""
        for part in self.parts:
            yield from part.terms()

    def required(self) -> Required:
        """Return for all parts together the rarest set of each, nothing where one requires nothing."""
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
        """Return nothing: a text need not hold anything to meet this."""
        return ()


@dataclass(frozen=True, slots=True)
class Near:
    """Both parts hold, at most ``distance`` words apart, in either order."""

    left: "Node"
    right: "Node"
    distance: int

    def hits(self, words: Words) -> list[Hit]:
        """Return the pairs that stand near each other, each as one stretch of words."""
        lefts = self.left.hits(words)
        rights = self.right.hits(words) if lefts else []
        reach = self.distance
        if len(lefts) * len(rights) > _FEW_PAIRS:
            return self._hits_of_many(lefts, rights)
        found = []
        for start, end in lefts:
            for other_start, other_end in rights:
                if end < other_start <= end + reach:
                    found.append((start, other_end))
                elif other_end < start <= other_end + reach:
                    found.append((other_start, end))
        return found

    def _hits_of_many(self, lefts: list[Hit], rights: list[Hit]) -> list[Hit]:
        rights = sorted(rights)
        starts = [start for start, _ in rights]
        longest = max(end - start for start, end in rights)
        found = []
        for start, end in lefts:
            for other_start, other_end in rights[
                bisect_left(starts, start - self.distance - longest) :
            ]:
                if other_start - end > self.distance:
                    break
                if (other_start > end or other_end < start) and start - other_end <= self.distance:
                    found.append((min(start, other_start), max(end, other_end)))
        return found

    def first(self, words: Words) -> Hit | None:
        """Return the first of the hits."""
        return min(self.hits(words), default=None)

    def terms(self) -> Iterator[str]:
        """Yield the terms of both parts."""
        yield from self.left.terms()
        yield from self.right.terms()

    def required(self) -> Required:
        """Return what both parts require."""
        return (*self.left.required(), *self.right.required())


_FEW_PAIRS = 64
"""Pairs up to which looking at each is faster than sorting."""

Node = Phrase | Word | And | Or | Not | Near
NOWHERE: Hit = (-1, -1)
"""The hit of a part that holds without a place, such as NOT."""


def guessed_frequency(terms: frozenset[str]) -> float:
    """Return a number that is the lower the rarer the terms likely are: longer words are, and words are rarer than prefixes."""
    return -min(
        len(term) - 3 if term.endswith("*") else len(term.removeprefix(STEM)) for term in terms
    )
