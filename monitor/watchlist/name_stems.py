"""The stems of declined names, from the endings in the languages' files. Pure.

A listed name is itself or its stem without the nominative ending, a name of a text itself or a stem
without an oblique ending: Wilczewska and Wilczewskiej share the stem wilczewsk. A bare stem of the
list meets declined words only: Сорокин is not Сорокина.
"""

import functools
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from monitor.languages.files import list_of, name_sections

SHORTEST_STEM = 3
"""Letters that an ending leaves at least; two would fit too many words."""
CACHED = 8_000
"""Words whose stems are cached: most of some hours' names repeat."""
_LATIN = "latin"
_SECTION = "name_cases"
_LATIN_VOWELS = tuple("aeiouyáýíéāė")


class Stem(NamedTuple):
    """A word or its stem, in small letters, and whether an ending was taken off."""

    text: str
    is_cut: bool


class _Endings(NamedTuple):
    nominative: tuple[str, ...]
    """The longest first."""
    oblique: tuple[str, ...]
    softened: Mapping[str, str]
    """Changed ends of declined names, and the end of the stem: Шульга, Шульзі."""


_NONE = _Endings((), (), {})


@functools.cache
def _tables() -> dict[str, _Endings]:
    """Return the endings by language, and by script where its languages share them."""
    joined: defaultdict[str, list[Mapping[str, str]]] = defaultdict(list)
    for language, sections in name_sections().items():
        cases = sections.get(_SECTION, {})
        if "oblique" in cases:
            joined[str(sections.get("script", language))].append(cases)
    return {name: _endings_of(tables) for name, tables in joined.items()}


def _endings_of(tables: Sequence[Mapping[str, str]]) -> _Endings:
    """Return the endings of some languages together."""
    return _Endings(
        _longest_first(_joined(tables, "nominative")),
        _longest_first(_joined(tables, "oblique")),
        dict(_pair(pair) for pair in _joined(tables, "softened").split()),
    )


def _joined(tables: Sequence[Mapping[str, str]], name: str) -> str:
    """Return the endings of one name in some languages, separated by blanks."""
    return " ".join(cases.get(name, "") for cases in tables)


def _pair(pair: str) -> tuple[str, str]:
    """Return the two sides of ``changed:end``."""
    changed, _, end = pair.partition(":")
    return changed, end


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
    changed = word[-2:]
    if changed in endings.softened and len(word) > SHORTEST_STEM + 1:
        stems.append(Stem(word[:-2] + endings.softened[changed], is_cut=True))
    return (Stem(word, is_cut=False), *stems)


def _without(word: str, endings: tuple[str, ...]) -> str:
    for ending in endings:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
            return word[: -len(ending)]
    return word
