"""What a language's file says of endings: how words inflect, names decline and verbs are formed.

`check_endings` refuses an unknown key, a value of the wrong type, a pattern that cannot be compiled
and a line with too few cases.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from monitor.records.errors import MonitorError

CASES = 5
"""Cases besides the nominative: genitive, dative, accusative, instrumental, locative."""
PATTERN = "pattern"
PAIRS = "pairs"
CASE_TABLE = "case table"
"""Lines of a nominative ending, a colon and its replacement in each of the cases: forms of one case
after slashes, ``=`` the nominative itself, ``-`` an empty ending.
"""
TEXT, NUMBER, SWITCH = "text", "number", "switch"
_TYPES: dict[str, type] = {
    PATTERN: str,
    PAIRS: list,
    CASE_TABLE: str,
    TEXT: str,
    NUMBER: int,
    SWITCH: bool,
}

ENDING_SECTIONS: dict[str, dict[str, tuple[str, str]]] = {
    "inflection": {
        "stemmed": (PATTERN, "endings that the Snowball algorithm may remove, as a whole"),
        "respelt": (NUMBER, "last letters of a stem that the algorithm may respell: deny, deni"),
        "shortest_stem": (NUMBER, "letters of the shortest stem that the algorithm may leave"),
        "beginnings": (PATTERN, "what is written together with the beginning of a word"),
        "endings": (PAIRS, "otherwise: pattern of an ending and its replacement, the first"),
        "shortest_rest": (NUMBER, "letters that such an ending leaves at least"),
        "repeated": (SWITCH, "words have several endings in turn"),
        "last_letters": (TEXT, "last letters of a stem with an ending, and without one: b:p"),
    },
    "declension": {
        "names": (PATTERN, "names of bodies in this language, by their letters and endings"),
        "adjectives": (CASE_TABLE, "endings of adjectives in a name"),
        "nouns": (CASE_TABLE, "endings of the head noun of a name"),
        "after_consonant": (TEXT, "what any other noun that ends in a consonant gets by case"),
        "consonants": (TEXT, "the letters that are consonants"),
        "people": (CASE_TABLE, "endings of the names of people, and of other nouns"),
        "adjective": (PATTERN, "an adjective before a body, whose ending is the group"),
        "adjective_endings": (TEXT, "the endings of such an adjective in all cases"),
        "body": (PATTERN, "a body whose genitive has an ending"),
        "body_endings": (TEXT, "the endings of that genitive"),
        "words": (TEXT, "ending of any word of a name, and others in its place: ος:ου,ο"),
        "possessed": (TEXT, "last letter of a name and what follows it by case: ı:nın,na"),
        "patronymics": (PATTERN, "patronymics in any case"),
    },
    "sounds": {
        "readings": (PAIRS, "letters that texts of this language read otherwise, and how"),
    },
}
"""Keys with their format and meaning, by section."""
REGULAR_FORMS = ("lemma", "third", "past", "ing")
"""Keys of a row of regular verbs: the pattern of a lemma's ending, and what replaces it."""


class EndingError(MonitorError):
    """A table of endings has a mistake."""


def check_endings(data: Mapping[str, Any]) -> None:
    """Raise EndingError for the first mistake in the sections about endings of a file."""
    for section, keys in ENDING_SECTIONS.items():
        for key, value in data.get(section, {}).items():
            place = f"[{section}]: '{key}'"
            if key not in keys:
                raise EndingError(f"{place} is not known; known are: {', '.join(keys)}")
            kind, meaning = keys[key]
            value_type: type = type(value)
            if value_type is not _TYPES[kind]:
                raise EndingError(f"{place} must be a {_TYPES[kind].__name__} ({meaning})")
            if kind == PATTERN:
                _check_pattern(place, value)
            for pair in value if kind == PAIRS else ():
                _check_pair(place, pair)
            if kind == CASE_TABLE:
                _check_table(place, value)
    for row in data.get("regular", ()):
        if sorted(row) != sorted(REGULAR_FORMS):
            raise EndingError(f"[[regular]]: a row has the keys {', '.join(REGULAR_FORMS)}")
        _check_pattern("[[regular]]", row["lemma"])


def _check_pair(place: str, pair: object) -> None:
    if not (isinstance(pair, list) and [type(part) for part in pair] == [str, str]):
        raise EndingError(f"{place}: {pair!r} is not [pattern, replacement]")
    _check_pattern(place, pair[0])


def _check_table(place: str, table: str) -> None:
    for ending, forms in case_lines(table):
        if not ending or len(forms) != CASES:
            raise EndingError(f"{place}: '{ending}' needs its forms in {CASES} cases")


def _check_pattern(place: str, pattern: str) -> None:
    try:
        re.compile(pattern)
    except re.error as error:
        raise EndingError(f"{place}: '{pattern}' is not a valid pattern: {error}") from error


def case_lines(table: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the nominative ending of each line, and what replaces it by case."""
    for line in filter(str.strip, table.splitlines()):
        ending, _, forms = line.partition(":")
        yield ending.strip(), forms.split()
