"""The words of a text, folded, with their places: what queries are evaluated on."""

import functools
import re
from collections import defaultdict
from collections.abc import Iterable

from monitor.watchlist.folding import fold
from monitor.watchlist.inflection import stem_of

WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
"""A word of folded text."""

Hit = tuple[int, int]
"""First and last word of what met a part of a query."""


class Words:
    """The folded words of one text, with their places in it, ready for queries."""

    def __init__(self, text: str, language: str = "und") -> None:
        self._folded = fold(text)
        self._language = language
        found = self._found = WORD.findall(self._folded.text)
        if "'s" in self._folded.text:
            found = [word.removesuffix("'s") for word in found]
        self.positions: defaultdict[str, list[int]] = defaultdict(list)
        for place, word in enumerate(found):
            self.positions[word].append(place)

    @functools.cached_property
    def _starts(self) -> list[int]:
        starts, at = [], 0
        for word in self._found:  # between two words there is nothing of a word, so the next place found is the next word's
            at = self._folded.text.index(word, at)
            starts.append(at)
            at += len(word)
        return starts

    def span(self, hit: Hit) -> tuple[int, int]:
        """Return the stretch of text, in its own offsets, from the first to the last word of a hit."""
        start, end = self._starts[hit[0]], self._starts[hit[1]] + len(self._found[hit[1]])
        return self._folded.origin(start), self._folded.origin(end - 1) + 1

    @functools.cached_property
    def stems(self) -> dict[str, list[int]]:
        """The places of the forms of each word, in order; who knows already which words matter may set it."""
        return self.joined((stem_of(word, self._language), word) for word in self.positions)

    def joined(self, forms: Iterable[tuple[str, str]]) -> dict[str, list[int]]:
        """Return the places of words by their stems, given as pairs of stem and word."""
        found: dict[str, list[int]] = {}
        for stem, word in forms:
            known = found.get(stem)
            found[stem] = (
                self.positions[word] if known is None else sorted((*known, *self.positions[word]))
            )
        return found

    @functools.cached_property
    def begun(self) -> dict[str, list[int]] | None:
        """The places of words by the prefixes that matter, where somebody has set it; None: every prefix is looked for."""
        return None

    def starting_with(self, prefix: str) -> list[int]:
        """Return the places of every word that starts with the prefix, in order."""
        if self.begun is not None:
            return self.begun.get(prefix, [])
        found = [
            place
            for word, places in self.positions.items()
            if word.startswith(prefix)
            for place in places
        ]
        return sorted(found)
