"""Texts as names are read in them, with the way back to the text's own places. Pure.

1. Without signs: zero-width characters, soft hyphens and direction marks are dropped, and a letter
   and its combining diacritics are one character.
2. Tags: hashtags and handles as words: #KingSalman is "King Salman", and @kingsalman is each way to
   part it in two.
"""

import re
import unicodedata
from typing import NamedTuple

_SIGN = re.compile("[\u00ad\u0300-\u036f\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_TAG = re.compile(r"(?<![\w#@])[#@＃＠]([^\W_]\w{3,59})")
_HUMP = re.compile(r"(?<=[^\W\d_])(?=[^\W\d_])")
MOST_TAGS = 30
"""Tags of a text that are read: more is a list of tags and no article."""
_LEAST_PART = 3
"""Letters of each part of a tag in small letters."""
SEPARATOR = "\n\n"
"""Between tags: no name extends over an empty line."""


class Respelt(NamedTuple):
    """A text in another spelling, and for each place in it, and its end, that in the text."""

    text: str
    origins: list[int]


def without_signs(text: str) -> Respelt | None:
    """Return a text without signs that have no letter of their own, or None where it has none."""
    if text.isascii() or _SIGN.search(text) is None:
        return None
    letters: list[str] = []
    origins: list[int] = []
    for place, character in enumerate(text):
        if _SIGN.match(character) is None:
            letters.append(character)
            origins.append(place)
        elif letters and unicodedata.combining(character):
            whole = unicodedata.normalize("NFC", letters[-1] + character)
            letters[-1] = whole if len(whole) == 1 else letters[-1]
    return Respelt("".join(letters), [*origins, len(text)])


def tags_in(text: str) -> Respelt | None:
    """Return the tags of a text as words, apart from each other, or None where it has none."""
    if "#" not in text and "@" not in text:
        return None
    parts: list[str] = []
    origins: list[int] = []
    for number, match in enumerate(_TAG.finditer(text)):
        if number == MOST_TAGS:
            break
        for spelling, places in _spellings(match.group(1), match.start(1)):
            parts.append(spelling + SEPARATOR)
            origins += [*places, match.end(), match.end()]
    return Respelt("".join(parts), [*origins, len(text)]) if parts else None


def _spellings(tag: str, start: int) -> list[tuple[str, list[int]]]:
    """Return a tag in each way to read it as words, and the places of their characters."""
    cuts = [match.start() for match in _HUMP.finditer(tag) if _is_hump(tag, match.start())]
    ways = [cuts]
    if not cuts and "_" not in tag:
        ways = [[cut] for cut in range(_LEAST_PART, len(tag) - _LEAST_PART + 1)]
    return [_with_spaces(tag, start, way) for way in ways]


def _is_hump(tag: str, place: int) -> bool:
    """Return whether a word begins at a place: kingSalman, USArmy."""
    if not tag[place].isupper():
        return False
    return tag[place - 1].islower() or tag[place + 1 : place + 2].islower()


def _with_spaces(tag: str, start: int, cuts: list[int]) -> tuple[str, list[int]]:
    letters, places = "", []
    for place, character in enumerate(tag):
        if place in cuts:
            letters += " "
            places.append(start + place)
        letters += " " if character == "_" else character
        places.append(start + place)
    return letters, places
