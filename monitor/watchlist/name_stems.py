"""The stems of declined names, from the endings in the languages' files. Pure.

A listed name is itself or its stem without the nominative ending, a name of a text itself or a stem
without an oblique ending: Wilczewska and Wilczewskiej share the stem wilczewsk. A bare stem of the
list meets declined words only: Сорокин is not Сорокина.
"""

import functools
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from monitor.languages.files import list_of, name_sections

SHORTEST_STEM = 3
"""Letters that an ending leaves at least; two would fit too many words."""
CACHED = 8_000
"""Words whose stems are cached: most of some hours' names repeat."""
_LATIN = "latin"
_SECTION = "name_cases"
_SCRIPTS = {"ru": "cyrillic", "uk": "cyrillic", "el": "greek"}
"""Languages whose endings are read in every text of their script."""
_SOFTENED = {"зі": "г", "ці": "к", "сі": "х"}
"""Ukrainian datives whose consonant changes: Шульга, Шульзі."""
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
    """Return the endings by language, and by script where its languages share them."""
    joined: defaultdict[str, list[Mapping[str, str]]] = defaultdict(list)
    for language, sections in name_sections().items():
        cases = sections.get(_SECTION, {})
        if "oblique" in cases:
            joined[_SCRIPTS.get(language, language)].append(cases)
    return {name: _endings_of(tables) for name, tables in joined.items()}


def _endings_of(tables: Iterable[Mapping[str, str]]) -> _Endings:
    """Return the endings of some languages together."""
    kinds = zip(*((cases["nominative"], cases["oblique"]) for cases in tables), strict=True)
    nominative, oblique = (_longest_first(" ".join(endings)) for endings in kinds)
    return _Endings(nominative, oblique)


@functools.cache
def attached_endings(language: str) -> tuple[str, ...]:
    """Return what is attached to the end of a name in a language."""
    return tuple(list_of(language, _SECTION, "attached").split())


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
    if script == "cyrillic" and word[-2:] in _SOFTENED and len(word) > SHORTEST_STEM + 1:
        stems.append(Stem(word[:-2] + _SOFTENED[word[-2:]], is_cut=True))
    return (Stem(word, is_cut=False), *stems)


def _without(word: str, endings: tuple[str, ...]) -> str:
    for ending in endings:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
            return word[: -len(ending)]
    return word
