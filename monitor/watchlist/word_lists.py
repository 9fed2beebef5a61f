"""Lists of words that are looked up together: which of them have a word. Pure.

A list has exact words, and with a star beginnings (``minister*``), endings (``*spieler``) and parts
(``*prasident*``). Beginnings and endings are kept by their first and last two letters, so that a
word that no list has costs little: no large cache is necessary.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from monitor.watchlist.folding import fold_term

_KEY = 2
"""Letters by which beginnings and endings are kept; shorter ones are kept by all of theirs."""

_Affixes = dict[str, tuple[tuple[str, str], ...]]
"""By letters, the affixes with them and their lists."""


class WordLists:
    """Lists of words by name."""

    def __init__(self, lists: Mapping[str, str]) -> None:
        exact: defaultdict[str, set[str]] = defaultdict(set)
        begins: list[tuple[str, str]] = []
        ends: list[tuple[str, str]] = []
        parts: list[tuple[str, str]] = []
        for name, text in lists.items():
            for word in text.split():
                folded = fold_term(word.strip("*"))
                if word.startswith("*"):
                    (parts if word.endswith("*") else ends).append((folded, name))
                elif word.endswith("*"):
                    begins.append((folded, name))
                else:
                    exact[folded].add(name)
        self._exact = {word: frozenset(names) for word, names in exact.items()}
        self._begins = _by_key((begin[:_KEY], begin, name) for begin, name in begins)
        self._ends = _by_key((end[-_KEY:], end, name) for end, name in ends)
        self._parts = tuple(parts)

    def names_of(self, word: str) -> frozenset[str]:
        """Return the names of the lists that have a folded word."""
        names = self._exact.get(word, frozenset())
        more = [name for name in self._starred(word) if name not in names]
        return names.union(more) if more else names

    def _starred(self, word: str) -> Iterator[str]:
        """Yield the lists that have a word with a star."""
        for begin, name in _of_word(self._begins, word[:1], word[:_KEY]):
            if word.startswith(begin):
                yield name
        for end, name in _of_word(self._ends, word[-1:], word[-_KEY:]):
            if word.endswith(end):
                yield name
        for part, name in self._parts:
            if part in word:
                yield name


def _of_word(affixes: _Affixes, short: str, long: str) -> Iterator[tuple[str, str]]:
    yield from affixes.get(long, ())
    if short != long:
        yield from affixes.get(short, ())


def _by_key(affixes: Iterable[tuple[str, str, str]]) -> _Affixes:
    kept: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for key, affix, name in affixes:
        kept[key].append((affix, name))
    return {key: tuple(of_key) for key, of_key in kept.items()}
