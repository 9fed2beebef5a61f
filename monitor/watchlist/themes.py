"""The themes of a watchlist: a query is evaluated only where a text has its rarest terms. Pure.

Where a theme gives examples, similarity in meaning is a second way to meet it
(`monitor.watchlist.likeness`).
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

CACHED_TEXTS = 256
"""Statements whose themes are cached: those of the longest articles."""
TEXTS_COUNTED = 200
"""Texts after which the frequencies of terms are known well enough to choose the rarest."""
CACHED_WORDS = 20_000
"""Words of a language whose terms are cached: most of what its newspapers print on a day."""


class ThemeHit(NamedTuple):
    """A theme that a text meets; ``start`` and ``end`` are offsets into that text."""

    theme: str
    start: int
    end: int
    score: float = 1.0
    """Similarity (0 to 1) to one of the theme's examples; 1 where the query is met."""


class ThemeIndex:
    """Finds the themes that a text meets."""

    def __init__(self, watchlist: Watchlist) -> None:
        self._by_language: dict[str, _Presearcher] = {}
        self._watchlist = watchlist
        self._likeness = Likeness(watchlist.themes)
        # A statement's themes are needed when it is linked, and again in each rule with themes.
        self.find = functools.lru_cache(maxsize=CACHED_TEXTS)(self.find_uncached)

    def find_uncached(self, content: str, language: str) -> tuple[ThemeHit, ...]:
        """Return the themes that a text meets, each with its first place, ordered by id."""
        presearcher = self._by_language.get(language)
        if presearcher is None:
            presearcher = self._by_language[language] = _Presearcher(self._watchlist, language)
        hits = presearcher.find(content)
        met = {hit.theme for hit in hits}
        for theme, score in self._likeness.find(content, language).items():
            if theme not in met:
                hits.append(ThemeHit(theme, 0, len(content), score))
        return tuple(sorted(hits, key=lambda hit: hit.theme))


@dataclass(frozen=True, slots=True)
class _Entry:
    """One query, filed under its anchors."""

    theme: str
    query: Query
    others: Required
    """Further terms without which the query need not be evaluated."""


class _WordTerms(NamedTuple):
    """The terms of queries that a word has: its stem or ``""``, prefixes of it, all its terms."""

    stem: str
    prefixes: tuple[str, ...]
    terms: tuple[str, ...]


_NOT_CACHED = _WordTerms("", (), ())


class _Presearcher:
    """The queries of one language by their anchors.

    An anchor is one of a set of terms of which a text must have one to meet the query; of several
    such sets the least frequent is chosen. Frequencies are guessed from the length of terms, and
    counted after `TEXTS_COUNTED` texts. They affect speed only.
    """

    def __init__(self, watchlist: Watchlist, language: str) -> None:
        self._language = language
        self._queries = _parse_queries(watchlist, language)
        self._terms: set[str] = set()
        for _, query in self._queries:
            self._terms.update(query.terms())
        self._prefixes = sorted(term[:-1] for term in self._terms if term.endswith("*"))
        self._cache: dict[str, _WordTerms | None] = {}
        self._counts: Counter[str] = Counter()
        self._texts = 0
        self._choose_anchors()

    def _choose_anchors(self) -> None:
        """File every query under the set of required terms that is met least often."""
        self._without_anchor: list[_Entry] = []
        self._by_anchor: dict[str, list[_Entry]] = defaultdict(list)
        for theme, query in self._queries:
            anchors, *others = sorted(query.required(), key=self._frequency) or (frozenset(),)
            entry = _Entry(theme, query, tuple(others))
            for anchor in anchors:
                self._by_anchor[anchor].append(entry)
            if not anchors:
                self._without_anchor.append(entry)

    def _frequency(self, terms: frozenset[str]) -> tuple[int, float]:
        return sum(self._counts[term] for term in terms), guessed_frequency(terms)

    def _count(self, present: set[str]) -> None:
        """Count the terms of a text, and choose the anchors again after enough texts."""
        if self._texts < TEXTS_COUNTED:
            self._texts += 1
            self._counts.update(present)
            if self._texts == TEXTS_COUNTED:
                self._choose_anchors()

    def find(self, content: str) -> list[ThemeHit]:
        """Return the themes whose query the text meets, each with its first place."""
        words = Words(content, self._language)
        present = self._terms_of_text(words)
        self._count(present)
        hits = []
        for theme, entry in self._candidates(present).items():
            span = entry.query.first(words)
            if span is not None:
                hits.append(ThemeHit(theme, *span))
        return hits

    def _candidates(self, present: set[str]) -> dict[str, _Entry]:
        """Return by theme the queries that a text with these terms may meet."""
        candidates = {entry.theme: entry for entry in self._without_anchor}
        for term in present & self._by_anchor.keys():
            for entry in self._by_anchor[term]:
                for terms in entry.others:
                    if terms.isdisjoint(present):
                        break
                else:
                    candidates[entry.theme] = entry
        return candidates

    def _terms_of_text(self, words: Words) -> set[str]:
        """Return the terms of all queries that a text has; set its stems and prefixes to these."""
        present: set[str] = set()
        forms: list[tuple[str, str]] = []
        begun: list[tuple[str, str]] = []
        cache = self._cache
        for word in words.positions:
            terms = cache.get(word, _NOT_CACHED)
            if terms is _NOT_CACHED:
                terms = self._add_to_cache(word)
            if terms is not None:
                present.update(terms.terms)
                if terms.stem:
                    forms.append((terms.stem, word))
                if terms.prefixes:
                    begun.extend((prefix, word) for prefix in terms.prefixes)
        words.stems = words.joined(forms)
        words.begun = words.joined(begun)
        return present

    def _add_to_cache(self, word: str) -> _WordTerms | None:
        if len(self._cache) >= CACHED_WORDS:
            self._cache.clear()
        terms = self._cache[word] = self._terms_of(word)
        return terms

    def _terms_of(self, word: str) -> _WordTerms | None:
        """Return the terms of queries that a word has; None without any."""
        stem = stem_of(word, self._language)
        exact = [term for term in (word, STEM + stem) if term in self._terms]
        prefixes = self._prefixes_of(word)
        if not (exact or prefixes):
            return None
        terms = (*exact, *(prefix + "*" for prefix in prefixes))
        return _WordTerms(stem if STEM + stem in self._terms else "", prefixes, terms)

    def _prefixes_of(self, word: str) -> tuple[str, ...]:
        """Return the prefixes of queries that a word starts with, the longest first."""
        prefixes = []
        place = bisect_right(self._prefixes, word)
        while place and self._prefixes[place - 1][:1] == word[:1]:
            nearest = self._prefixes[place - 1]
            shared = word[: shared_letters(word, nearest)]
            if shared == nearest:
                prefixes.append(nearest)
                place -= 1
            else:  # any other prefix of the word is one of the letters that they share
                place = bisect_right(self._prefixes, shared)
        return tuple(prefixes)


def _parse_queries(watchlist: Watchlist, language: str) -> list[tuple[str, Query]]:
    """Return the id and the query of each theme that has one for a language."""
    queries = []
    for theme in watchlist.themes:
        text = theme.queries.get(language) or theme.query
        if text:
            queries.append((theme.id, parse_query(text, language)))
    return queries
