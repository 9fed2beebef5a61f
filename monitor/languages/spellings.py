"""Forms of a listed word: its stem, its spellings, its parts."""

import functools
from collections.abc import Iterable

from monitor.languages.folding import ZERO_WIDTH, fold_word

SHORTEST_STEM = 3
"""Letters that remain of a word without its case ending."""


@functools.lru_cache(maxsize=20_000)  # the names and nouns of a day's articles; 4 MB
def stem_of(word: str, endings: tuple[str, ...]) -> str:
    """Return a folded word without its case ending."""
    if not endings or not word.endswith(endings):
        return word
    for ending in endings:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
            return word[: -len(ending)]
    return word


def word_lists(lists: dict[str, str], elisions: tuple[str, ...]) -> dict[str, frozenset[str]]:
    """Return word lists by name, each word in the form for lookups."""
    return {name: _spelled(words.split(), elisions) for name, words in lists.items()}


def _spelled(words: list[str], elisions: tuple[str, ...]) -> frozenset[str]:
    return frozenset(variant for word in words for variant in spellings(word, elisions))


def spellings(form: str, elisions: tuple[str, ...]) -> tuple[str, ...]:
    """Return a listed form as atoms joined by ``_``.

    A form with a zero-width non-joiner is returned in both spellings, together and apart.
    """
    words = [fold_word(word) for word in form.split("_")]
    for elision in elisions:
        words = [
            word.replace(elision, f"{elision}_", 1)
            if word.startswith(elision) and word != elision
            else word
            for word in words
        ]
    joined = "_".join(words)
    if ZERO_WIDTH not in form:
        return (joined,)
    return joined, "_".join(fold_word(word) for word in form.replace(ZERO_WIDTH, "_").split("_"))


def words_of_several(*groups: dict[str, frozenset[str]]) -> list[str]:
    """Return the listed entries of several words."""
    return [word for lists in groups for words in lists.values() for word in words if "_" in word]


def phrases_by_first_word(forms: Iterable[str]) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Return the other words of each form of several words, longest first, by its first word."""
    results: dict[str, list[tuple[str, ...]]] = {}
    for form in forms:
        first, *rest = form.split("_")
        if rest:
            results.setdefault(first, []).append(tuple(rest))
    return {first: tuple(sorted(rests, key=len, reverse=True)) for first, rests in results.items()}
