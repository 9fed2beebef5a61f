"""The lexemes of a text: folded words with their places, stems, attached words, and keys. Pure.

Folding is that of the watchlist (`monitor.watchlist.folding`): case, diacritics, Arabic and Persian
letter variants do not count; in a script without spaces every character is a word.
"""

import functools
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from monitor.watchlist.folding import Places, fold, fold_term, word_places
from monitor.watchlist.inflection import stem_of

STEM = "~"
"""Marks a lexeme as a stem; no word has this character."""
EVERYTHING = "*="
"""The key that every row has."""
MOST_WORDS = 16_383
"""Words of one text that are indexed: the largest position in a tsvector."""
LONGEST = 200
"""Characters of a lexeme; PostgreSQL allows 2,046 bytes."""
SEPARATOR = "\ue000"
"""Parts texts that are folded together: a character for private use, outside of words."""
_BETWEEN = f"\n\n{SEPARATOR}\n\n"
KEYS_CACHED = 20_000
"""Keys of names, actors, themes and publishers that are remembered: 4 MB; an article has each
several times, and most articles share theirs."""
STEMMED = ("en", "de", "ar", "tr")
"""Languages whose words have stems (`monitor.watchlist.inflection`)."""


@dataclass(frozen=True, slots=True)
class PlacedWord:
    """A folded word with its offsets in the text."""

    word: str
    start: int
    end: int


def place_words(text: str) -> list[PlacedWord]:
    """Return the folded words of a text in order."""
    folded = fold(text)
    begins, ends, _ = word_places(folded.entries)
    return [
        PlacedWord(
            folded.text[begin:end][:LONGEST], folded.origin(begin), folded.origin(end - 1) + 1
        )
        for begin, end in zip(begins.tolist(), ends.tolist(), strict=True)
    ]


def words_of(text: str) -> list[str]:
    """Return the folded words of a text in order."""
    folded = fold(text)
    begins, ends, _ = word_places(folded.entries)
    bounds = zip(begins.tolist(), ends.tolist(), strict=True)
    return [folded.text[begin:end][:LONGEST] for begin, end in bounds][:MOST_WORDS]


@dataclass(frozen=True, slots=True)
class Lexemes:
    """The folded words of a text in order, and its further lexemes."""

    words: list[str]
    others: list[str]
    """The stems of its words, and its words without attached letters."""


def lexemes_of(texts: Sequence[str], language: str) -> list[Lexemes]:
    """Return the lexemes of each of several texts in one language.

    The texts are folded together: a text costs as much in arrays as a thousand characters.
    """
    folded = fold(_BETWEEN.join(text.replace(SEPARATOR, " ") for text in texts))
    begins, ends, attached = word_places(folded.entries)
    attached = np.sort(attached)
    words = _cut(folded.text, begins, ends)
    detached = _cut(folded.text, attached, ends[np.searchsorted(ends, attached, side="right")])
    separators = np.flatnonzero(folded.codes == ord(SEPARATOR))
    parts = zip(
        _parts(words, begins, separators), _parts(detached, attached, separators), strict=True
    )
    return [Lexemes(own[:MOST_WORDS], _further(own, bare, language)) for own, bare in parts]


def _cut(text: str, begins: Places, ends: Places) -> list[str]:
    bounds = zip(begins.tolist(), ends.tolist(), strict=True)
    return [text[begin:end][:LONGEST] for begin, end in bounds]


def _parts(words: list[str], begins: Places, separators: Places) -> list[list[str]]:
    """Return the words before, between and after separators."""
    bounds = [0, *np.searchsorted(begins, separators).tolist(), len(words)]
    return [words[start:end] for start, end in itertools.pairwise(bounds)]


def _further(words: list[str], detached: list[str], language: str) -> list[str]:
    lexemes = dict.fromkeys(detached)
    for word in dict.fromkeys(words) | lexemes:
        stem = stem_of(word, language)
        if stem != word:
            lexemes[STEM + stem] = None
    return list(lexemes)


def stems_for_any_language(word: str) -> set[str]:
    """Return the stems that a word may have, whatever its language, without the word itself."""
    return {stem_of(word, language) for language in STEMMED} - {word}


@functools.lru_cache(KEYS_CACHED)
def key(letter: str, value: str) -> str:
    """Return the key of a field's value; values are folded."""
    return f"{letter}={fold_term(value).replace(' ', '_')[:LONGEST]}"


@functools.lru_cache(KEYS_CACHED)
def name_keys(letter: str, name: str) -> tuple[str, ...]:
    """Return a key for every word of a name."""
    return tuple(f"{letter}={word}" for word in words_of(name))


def day_keys(at: float) -> list[str]:
    """Return the keys of a time's year, month and day; ``at`` in seconds since the epoch, UTC."""
    day = datetime.fromtimestamp(at, UTC).date()
    return [f"y={day.year}", f"m={day:%Y-%m}", f"d={day.isoformat()}"]
