"""The themes of a watchlist by their anchors: a query is evaluated only where one of its rarest required terms stands in the text."""

import functools
from collections import defaultdict
from dataclasses import dataclass

from monitor.watchlist.query import Query, Words, parse_query
from monitor.watchlist.values import Watchlist

REMEMBERED = 256
"""Statements whose themes are remembered: those of the longest articles."""


@dataclass(frozen=True, slots=True)
class ThemeHit:
    """A theme that a text meets; ``start`` and ``end`` are offsets into that text."""

    theme: str
    start: int
    end: int


class ThemeIndex:
    """Finds the themes that a text meets."""

    def __init__(self, watchlist: Watchlist) -> None:
        self._by_language: dict[str, _Presearcher] = {}
        self._watchlist = watchlist
        # A statement is asked about when it is linked and again for the place in each rule on its themes.
        self.find = functools.lru_cache(maxsize=REMEMBERED)(self._find)

    def _find(self, content: str, language: str) -> tuple[ThemeHit, ...]:
        presearcher = self._by_language.get(language)
        if presearcher is None:
            presearcher = self._by_language[language] = _Presearcher(self._watchlist, language)
        return presearcher.find(content)


class _Presearcher:
    """Queries of one language by their anchors: each is evaluated only where an anchor stands in the text."""

    def __init__(self, watchlist: Watchlist, language: str) -> None:
        self._always: list[tuple[str, Query]] = []
        self._exact: dict[str, list[tuple[str, Query]]] = defaultdict(list)
        self._prefixes: dict[str, list[tuple[str, Query]]] = defaultdict(list)
        for theme in watchlist.themes:
            text = theme.queries.get(language) or theme.query
            if text:
                self._add(theme.id, parse_query(text))
        self._prefix_lengths = sorted({len(prefix) for prefix in self._prefixes})

    def _add(self, theme: str, query: Query) -> None:
        anchors = query.anchors()
        if anchors is None:
            self._always.append((theme, query))
            return
        for anchor in anchors:
            table, key = (self._prefixes, anchor[:-1]) if anchor.endswith("*") else (self._exact, anchor)
            table[key].append((theme, query))

    def find(self, content: str) -> tuple[ThemeHit, ...]:
        words = Words(content)
        candidates = dict(self._always)
        for word in words.positions:
            candidates.update(self._exact.get(word, ()))
            for length in self._prefix_lengths:
                if length > len(word):
                    break
                candidates.update(self._prefixes.get(word[:length], ()))
        found = []
        for theme, query in candidates.items():
            if spans := query.spans(words):
                found.append(ThemeHit(theme, *spans[0]))
        return tuple(sorted(found, key=lambda hit: hit.theme))
