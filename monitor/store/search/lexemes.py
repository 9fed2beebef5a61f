"""The lexemes of a text: folded words with their places, stems, attached words, and keys. Pure.

Folding is that of the watchlist (`monitor.watchlist.folding`): case, diacritics, Arabic and Persian
letter variants do not count; in a script without spaces every character is a word.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from monitor.watchlist.folding import fold, fold_term, word_places
from monitor.watchlist.inflection import stem_of

STEM = "~"
"""Marks a lexeme as a stem; no word has this character."""
EVERYTHING = "*="
"""The key that every row has."""
MOST_WORDS = 16_383
"""Words of one text that are indexed: the largest position in a tsvector."""
LONGEST = 200
"""Characters of a lexeme; PostgreSQL allows 2,046 bytes."""
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


def further_lexemes(text: str, language: str) -> set[str]:
    """Return the stems of a text's words, and its words without attached letters."""
    folded = fold(text)
    begins, ends, attached = word_places(folded.entries)
    following = sorted(ends.tolist())
    lexemes = set(_words_at(folded.text, attached.tolist(), following))
    for word in set(_words_at(folded.text, begins.tolist(), following)) | lexemes:
        stem = stem_of(word, language)
        if stem != word:
            lexemes.add(STEM + stem)
    return lexemes


def _words_at(text: str, begins: Iterable[int], ends: list[int]) -> Iterator[str]:
    place = 0
    for begin in sorted(begins):
        while ends[place] <= begin:
            place += 1
        yield text[begin : ends[place]][:LONGEST]


def stems_for_any_language(word: str) -> set[str]:
    """Return the stems that a word may have, whatever its language, without the word itself."""
    return {stem_of(word, language) for language in STEMMED} - {word}


def key(letter: str, value: str) -> str:
    """Return the key of a field's value; values are folded."""
    return f"{letter}={fold_term(value).replace(' ', '_')[:LONGEST]}"


def name_keys(letter: str, name: str) -> list[str]:
    """Return a key for every word of a name."""
    return [f"{letter}={word}" for word in words_of(name)]


def day_keys(at: float) -> list[str]:
    """Return the keys of a time's year, month and day; ``at`` in seconds since the epoch, UTC."""
    day = datetime.fromtimestamp(at, UTC).date()
    return [f"y={day.year}", f"m={day:%Y-%m}", f"d={day.isoformat()}"]
