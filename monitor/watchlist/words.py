"""The folded words of a text with their places: what queries are evaluated on. Pure.

1. In a script without spaces between words every character is a word, so that a query's word is the
   phrase of its characters.
2. Of English words a possessive is dropped, of French, Italian and Catalan ones an elided article,
   preposition or pronoun: "l'accord" is "accord".
"""

import functools
import re
from collections import defaultdict
from collections.abc import Iterable

from monitor.languages.files import list_of
from monitor.watchlist.folding import fold
from monitor.watchlist.inflection import stem_of
from monitor.watchlist.role_words import AROUND, any_of

_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
"""Thai, Lao, Burmese, Khmer, kana and Han."""
WORD = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+(?:'[^\W_{_UNSPACED}]+)*")
"""A word of folded text."""
_POSSESSIVE = "'s"

Hit = tuple[int, int]
"""Numbers of the first and the last word that meet a part of a query."""


@functools.cache
def elides(language: str) -> bool:
    """Return whether a language writes short words together with the next one."""
    return bool(list_of(language, AROUND, "elided"))


@functools.cache
def _elided() -> re.Pattern[str]:
    return re.compile(rf"^(?:{any_of('elided')})'(?=.)")


class Words:
    """The folded words of one text, ready for queries."""

    def __init__(self, text: str, language: str = "und") -> None:
        self._folded = fold(text)
        self._language = language
        words = self._words = WORD.findall(self._folded.text)
        if elides(language) and "'" in self._folded.text:
            words = self._words = [without_elision(word, language) for word in words]
        if _POSSESSIVE in self._folded.text:
            words = [word.removesuffix(_POSSESSIVE) for word in words]
        self.positions: defaultdict[str, list[int]] = defaultdict(list)
        """By word, its numbers in the text."""
        for number, word in enumerate(words):
            self.positions[word].append(number)
        self.begun: dict[str, list[int]] | None = None
        """By prefix, the numbers of the words that start with it; None: every prefix counts.

        A caller that knows which prefixes matter may set it to those.
        """
        self._stems: dict[str, list[int]] | None = None
        self._starts: list[int] | None = None

    def _starts_of_words(self) -> list[int]:
        if self._starts is None:
            self._starts = self._find_starts()
        return self._starts

    def _find_starts(self) -> list[int]:
        if elides(self._language):
            matches = WORD.finditer(self._folded.text)
            pairs = zip(matches, self._words, strict=True)
            return [match.end() - len(word) for match, word in pairs]
        starts, place = [], 0
        for word in self._words:
            # Nothing between two words looks like a word: the next occurrence is the next word.
            place = self._folded.text.index(word, place)
            starts.append(place)
            place += len(word)
        return starts

    def span(self, hit: Hit) -> tuple[int, int]:
        """Return the offsets in the text from the first to the last word of a hit."""
        first, last = hit
        starts = self._starts_of_words()
        start, end = starts[first], starts[last] + len(self._words[last])
        return self._folded.origin(start), self._folded.origin(end - 1) + 1

    @property
    def stems(self) -> dict[str, list[int]]:
        """By stem, the numbers of its forms, in order.

        A caller that knows which stems matter may set it to those.
        """
        if self._stems is None:
            pairs = ((stem_of(word, self._language), word) for word in self.positions)
            self._stems = self.joined(pairs)
        return self._stems

    @stems.setter
    def stems(self, stems: dict[str, list[int]]) -> None:
        self._stems = stems

    def joined(self, forms: Iterable[tuple[str, str]]) -> dict[str, list[int]]:
        """Return by key the numbers of its words, in order; ``forms`` are pairs of key and word."""
        numbers: dict[str, list[int]] = {}
        for key, word in forms:
            others = numbers.get(key)
            own = self.positions[word]
            numbers[key] = own if others is None else sorted((*others, *own))
        return numbers

    def starting_with(self, prefix: str) -> list[int]:
        """Return the numbers of every word that starts with a prefix, in order."""
        if self.begun is not None:
            return self.begun.get(prefix, [])
        numbers: list[int] = []
        for word, own in self.positions.items():
            if word.startswith(prefix):
                numbers += own
        return sorted(numbers)


def words_of(folded: str, language: str) -> list[str]:
    """Return the words of a folded term of a query, as texts of a language have them."""
    return [without_elision(word, language) for word in WORD.findall(folded)]


def without_elision(word: str, language: str) -> str:
    """Return a word without an elided word before it: l'accord, qu'une, dell'accordo."""
    return _elided().sub("", word) if elides(language) else word
