"""The themes of a watchlist by their anchors: a query is evaluated only where one of its rarest required terms stands in the text.

Where a theme gives examples, likeness in meaning is a second way in (`monitor.watchlist.likeness`).
"""

import functools
from bisect import bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import NamedTuple

from monitor.watchlist.inflection import shared_letters, stem_of
from monitor.watchlist.likeness import Likeness
from monitor.watchlist.query import Query, parse_query
from monitor.watchlist.query_nodes import STEM, Required, guessed_frequency
from monitor.watchlist.values import Watchlist
from monitor.watchlist.words import Words

REMEMBERED = 256
"""Statements whose themes are remembered: those of the longest articles."""


LEARNED_FROM = 200
"""Texts after which the rare terms are known well enough."""
WORDS_REMEMBERED = 100_000
"""Words whose terms are remembered: nearly all that a language's newspapers print."""


class ThemeHit(NamedTuple):
    """A theme that a text meets; ``start`` and ``end`` are offsets into that text."""

    theme: str
    start: int
    end: int
    score: float = 1.0
    """How like one of the theme's examples the text is; 1 where the query is met."""


class ThemeIndex:
    """Finds the themes that a text meets."""

    def __init__(self, watchlist: Watchlist) -> None:
        self._by_language: dict[str, _Presearcher] = {}
        self._watchlist = watchlist
        self._likeness = Likeness(watchlist.themes)
        # A statement is asked about when it is linked and again for the place in each rule on its themes.
        self.find = functools.lru_cache(maxsize=REMEMBERED)(self.find_anew)

    def find_anew(self, content: str, language: str) -> tuple[ThemeHit, ...]:
        """Return the themes that a text meets, each with the place that shows it."""
        presearcher = self._by_language.get(language)
        if presearcher is None:
            presearcher = self._by_language[language] = _Presearcher(self._watchlist, language)
        found = presearcher.find(content)
        met = {hit.theme for hit in found}
        alike = [
            ThemeHit(theme, 0, len(content), score)
            for theme, score in self._likeness.find(content, language).items()
            if theme not in met
        ]
        return tuple(sorted((*found, *alike), key=lambda hit: hit.theme))


@dataclass(frozen=True, slots=True)
class _Entry:
    """One query under its anchors."""

    theme: str
    query: Query
    others: Required
    """What a text must hold besides, for the query to be worth evaluating."""


class _Known(NamedTuple):
    """What the queries of a language know of a word: its stem or ``""``, prefixes of it, and all its terms."""

    stem: str
    prefixes: tuple[str, ...]
    terms: tuple[str, ...]


_UNKNOWN = _Known("", (), ())
"""Of a word that was not met yet."""


class _Presearcher:
    """Queries of one language by their anchors: each is evaluated only where the terms that it requires stand in the text.

    Which terms are rare is guessed at first, by their length, and known after `LEARNED_FROM` texts. It decides about speed alone.
    """

    def __init__(self, watchlist: Watchlist, language: str) -> None:
        self._language = language
        self._queries = [
            (theme.id, parse_query(text, language))
            for theme in watchlist.themes
            if (text := theme.queries.get(language) or theme.query)
        ]
        self._known = {term for _, query in self._queries for term in query.terms()}
        self._prefixes = sorted(term[:-1] for term in self._known if term.endswith("*"))
        self._remembered: dict[str, _Known | None] = {}
        self._seen: Counter[str] = Counter()
        self._texts = 0
        self._anchor()

    def _anchor(self) -> None:
        """Put every query under its anchors: the set of terms that it requires which is met least often."""
        self._always: list[_Entry] = []
        self._by_anchor: dict[str, list[_Entry]] = defaultdict(list)
        for theme, query in self._queries:
            anchors, *others = sorted(query.required(), key=self._cost) or (frozenset(),)
            entry = _Entry(theme, query, tuple(others))
            for anchor in anchors:
                self._by_anchor[anchor].append(entry)
            if not anchors:
                self._always.append(entry)

    def _cost(self, terms: frozenset[str]) -> tuple[int, float]:
        return sum(self._seen[term] for term in terms), guessed_frequency(terms)

    def _learn(self, present: set[str]) -> None:
        if self._texts < LEARNED_FROM:
            self._texts += 1
            self._seen.update(present)
            if self._texts == LEARNED_FROM:
                self._anchor()

    def find(self, content: str) -> list[ThemeHit]:
        """Return the themes whose query the text meets, each with the first place that shows it."""
        words = Words(content, self._language)
        present = self._present(words)
        self._learn(present)
        candidates = {entry.theme: entry for entry in self._always}
        for term in present & self._by_anchor.keys():
            for entry in self._by_anchor[term]:
                for terms in entry.others:
                    if terms.isdisjoint(present):
                        break
                else:
                    candidates[entry.theme] = entry
        found = []
        for theme, entry in candidates.items():
            if (span := entry.query.first(words)) is not None:
                found.append(ThemeHit(theme, *span))
        return found

    def _present(self, words: Words) -> set[str]:
        """Return the terms of all queries that stand in a text; its words are then told the stems that matter."""
        present: set[str] = set()
        forms: list[tuple[str, str]] = []
        begun: list[tuple[str, str]] = []
        remembered = self._remembered
        for word in words.positions:
            known = remembered.get(word, _UNKNOWN)
            if known is _UNKNOWN:
                known = self._remember(word)
            if known is not None:
                present.update(known.terms)
                if known.stem:
                    forms.append((known.stem, word))
                if known.prefixes:
                    begun.extend((prefix, word) for prefix in known.prefixes)
        words.stems = words.joined(forms)
        words.begun = words.joined(begun)
        return present

    def _remember(self, word: str) -> _Known | None:
        if len(self._remembered) >= WORDS_REMEMBERED:
            self._remembered.clear()
        known = self._remembered[word] = self._find_terms(word)
        return known

    def _find_terms(self, word: str) -> _Known | None:
        """Return what the queries know of a word, None where none of them knows it."""
        stem = stem_of(word, self._language)
        found = [term for term in (word, STEM + stem) if term in self._known]
        prefixes = []
        at = bisect_right(self._prefixes, word)
        while at and self._prefixes[at - 1][:1] == word[:1]:
            shared = word[: shared_letters(word, self._prefixes[at - 1])]
            if shared == self._prefixes[at - 1]:
                prefixes.append(shared)
                at -= 1
            else:  # every prefix of the word that is left is one of what they share
                at = bisect_right(self._prefixes, shared)
        if not (found or prefixes):
            return None
        terms = (*found, *(prefix + "*" for prefix in prefixes))
        return _Known(stem if STEM + stem in self._known else "", tuple(prefixes), terms)
