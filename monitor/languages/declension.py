"""The cases of names, from the tables ``[declension]`` of the languages' files.

Languages of one script that share it (``script``) are read together, since a listed name does not
show which of them it is from: of an ending in two tables the forms of both are possible.
"""

import functools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from monitor.languages.ending_format import case_lines
from monitor.languages.files import ending_section, every_language, script_of_language

Forms = tuple[tuple[str, ...], ...]
"""By case, the endings that replace the one of the nominative; ``=`` is the nominative itself."""
Table = tuple[tuple[str, Forms], ...]
"""Nominative endings and their forms, the longest ending first."""
NOMINATIVE = "="


@dataclass(frozen=True, slots=True)
class Declension:
    """How the names of a language, or of the languages of a script, decline."""

    names: re.Pattern[str] | None
    adjectives: Table
    nouns: Table
    people: Table
    after_consonant: Forms
    consonants: frozenset[str]
    adjective: re.Pattern[str] | None
    adjective_endings: tuple[str, ...]
    body: re.Pattern[str] | None
    body_endings: tuple[str, ...]
    words: tuple[tuple[str, tuple[str, ...]], ...]
    """Endings of any word of a name, and others in their place."""
    possessed: Mapping[str, tuple[str, ...]]
    """By the last letter of a name, what follows it."""
    patronymics: re.Pattern[str] | None


@functools.cache
def declensions() -> Mapping[str, Declension]:
    """Return the declensions by language, or by script where its languages are read together."""
    tables: dict[str, list[Mapping[str, Any]]] = {}
    for language in every_language():
        section = ending_section(language, "declension")
        if section:
            tables.setdefault(script_of_language(language) or language, []).append(section)
    return {name: _declension(sections) for name, sections in tables.items()}


def cyrillic_names() -> Declension:
    """Return the declension of the languages in Cyrillic script."""
    return declensions()["cyrillic"]


def _declension(sections: list[Mapping[str, Any]]) -> Declension:
    def texts(key: str) -> list[str]:
        return [section[key] for section in sections if key in section]

    def pattern(key: str) -> re.Pattern[str] | None:
        return re.compile("|".join(texts(key))) if texts(key) else None

    rests = [(NOMINATIVE, text.split()) for text in texts("after_consonant")]
    rest = _table(rests)
    return Declension(
        pattern("names"),
        _table(_lines(texts("adjectives"))),
        _table(_lines(texts("nouns"))),
        _table(_lines(texts("people"))),
        rest[0][1] if rest else (),
        frozenset("".join(texts("consonants"))),
        pattern("adjective"),
        tuple(" ".join(texts("adjective_endings")).split()),
        pattern("body"),
        tuple(" ".join(texts("body_endings")).split()),
        tuple(_pairs(" ".join(texts("words"))).items()),
        _pairs(" ".join(texts("possessed"))),
        pattern("patronymics"),
    )


def _lines(tables: Iterable[str]) -> list[tuple[str, list[str]]]:
    return [line for table in tables for line in case_lines(table)]


def _table(lines: Iterable[tuple[str, list[str]]]) -> Table:
    """Return the endings with the forms of every line that has them."""
    joined: dict[str, list[dict[str, None]]] = {}
    for ending, cases in lines:
        forms = joined.setdefault(ending, [{} for _ in cases])
        for case, written in zip(forms, cases, strict=True):
            case.update(dict.fromkeys(written.split("/")))
    longest = sorted(joined.items(), key=lambda item: -len(item[0]))
    return tuple((ending, tuple(map(tuple, forms))) for ending, forms in longest)


def _pairs(text: str) -> dict[str, tuple[str, ...]]:
    pairs = (pair.split(":") for pair in text.split())
    return {one: tuple(others.split(",")) for one, others in pairs}
