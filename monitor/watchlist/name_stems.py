"""The stems of declined names, from tables of endings (``name_endings.toml``). Pure.

A listed name is itself or its stem without the nominative ending, a name of a text itself or a stem
without an oblique ending: Wilczewska and Wilczewskiej share the stem wilczewsk. A bare stem of the
list meets declined words only: Сорокин is not Сорокина.
"""

import functools
import tomllib
from importlib import resources
from typing import NamedTuple

SHORTEST_STEM = 3
"""Letters that an ending leaves at least; two would fit too many words."""
CACHED = 8_000
"""Words whose stems are cached: most of some hours' names repeat."""
_LATIN = "latin"
_ATTACHED = "attached"
_LATIN_VOWELS = tuple("aeiouyáýíéāė")


class Stem(NamedTuple):
    """A word or its stem, in small letters, and whether an ending was taken off."""

    text: str
    is_cut: bool


class _Endings(NamedTuple):
    nominative: tuple[str, ...]
    """The longest first."""
    oblique: tuple[str, ...]


_NONE = _Endings((), ())


@functools.cache
def _tables() -> dict[str, _Endings]:
    return {
        name: _Endings(_longest_first(table["nominative"]), _longest_first(table["oblique"]))
        for name, table in _data().items()
        if name != _ATTACHED
    }


@functools.cache
def attached_endings() -> dict[str, tuple[str, ...]]:
    """Return what is attached to the end of a name, by script: ``hangul`` and ``sorani``."""
    return {script: tuple(text.split()) for script, text in _data()[_ATTACHED].items()}


@functools.cache
def _data() -> dict[str, dict[str, str]]:
    file = resources.files("monitor.languages").joinpath("name_endings.toml")
    data: dict[str, dict[str, str]] = tomllib.loads(file.read_text("utf-8"))
    return data


def _longest_first(endings: str) -> tuple[str, ...]:
    return tuple(sorted(dict.fromkeys(endings.split()), key=lambda ending: -len(ending)))


def script_of(word: str) -> str:
    """Return ``cyrillic``, ``greek`` or ``latin``, by the first letter of a word."""
    code = ord(word[0]) if word else 0
    if 0x400 <= code < 0x530:
        return "cyrillic"
    if 0x370 <= code < 0x400 or 0x1F00 <= code < 0x2000:
        return "greek"
    return _LATIN


@functools.lru_cache(maxsize=CACHED)
def listed_stems(word: str) -> tuple[Stem, ...]:
    """Return a word of the list, in small letters, and its stem.

    In Latin letters the stem is the word without its last vowel: the languages of the texts are not
    known when the list is compiled.
    """
    script = script_of(word)
    endings = _tables()[script].nominative if script != _LATIN else _LATIN_VOWELS
    stem = _without(word, endings)
    whole = Stem(word, is_cut=False)
    return (whole,) if stem == word else (whole, Stem(stem, is_cut=True))


@functools.lru_cache(maxsize=CACHED)
def written_stems(word: str, language: str) -> tuple[Stem, ...]:
    """Return a word of a text, in small letters, and the stems that it may have."""
    script = script_of(word)
    endings = _tables().get(language if script == _LATIN else script, _NONE)
    stems = [
        Stem(word[: -len(ending)], is_cut=True)
        for ending in endings.oblique
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM
    ]
    return (Stem(word, is_cut=False), *stems)


def _without(word: str, endings: tuple[str, ...]) -> str:
    for ending in endings:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
            return word[: -len(ending)]
    return word
