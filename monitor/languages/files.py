"""The files of the languages: ``languages/xx.toml`` has everything that is known of a language.

Grammars are read one by one when a text needs them (`monitor.languages.load`). What the files say
of names, and their stop words, are read together: a text of any language names people of all.
"""

import functools
import re
import tomllib
from collections.abc import Mapping
from importlib import resources
from typing import Any

from monitor.languages.ending_format import ENDING_SECTIONS
from monitor.languages.file_format import check_file
from monitor.languages.name_format import NAME_SECTIONS, NAME_TRAITS, NAMED_BY_WORDS

_FILE = re.compile(r"([a-z]{2,3})\.toml")
"""Named by the ISO 639 code."""
STOP_WORDS = "stop_words"
UNDETERMINED = "und"
"""The code of a text whose language is not known."""
_ANY = "any"
"""The file that such a text is read with."""
OF_VERBS = "past_gender"
"""The section of the grammar that names need too: a verb shows the gender of its subject."""
_READ_TOGETHER = (
    STOP_WORDS,
    "script",
    "stemmer",
    OF_VERBS,
    *ENDING_SECTIONS,
    *NAME_SECTIONS,
    *NAMED_BY_WORDS,
    *NAME_TRAITS,
)


def read_language(language: str) -> dict[str, Any] | None:
    """Return the checked contents of a language's file, or None without one."""
    file = resources.files("monitor.languages").joinpath(f"{language}.toml")
    if _FILE.fullmatch(file.name) is None or not file.is_file():
        return None
    data = tomllib.loads(file.read_text("utf-8"))
    check_file(language, data)
    return data


@functools.cache
def every_language() -> tuple[str, ...]:
    """Return the languages that have a file, sorted."""
    names = (file.name for file in resources.files("monitor.languages").iterdir())
    return tuple(sorted(match[1] for name in names if (match := _FILE.fullmatch(name))))


@functools.cache
def name_sections() -> Mapping[str, Mapping[str, Any]]:
    """Return what every language's file says of names, by language, with its stop words."""
    return {language: _read_together(language) for language in every_language()}


def _read_together(language: str) -> Mapping[str, Any]:
    data = read_language(language) or {}
    return {key: data[key] for key in _READ_TOGETHER if key in data}


@functools.cache
def lists_of_all(section: str) -> Mapping[str, str]:
    """Return the lists of a section, each with the words of every language."""
    lists: dict[str, list[str]] = {}
    for sections in name_sections().values():
        for name, words in sections.get(section, {}).items():
            lists.setdefault(name, []).append(words)
    return {name: " ".join(words) for name, words in lists.items()}


def list_of(language: str, section: str, name: str) -> str:
    """Return a list of one language's file; ``""`` where it has none."""
    words: str = name_sections().get(language, {}).get(section, {}).get(name, "")
    return words


@functools.cache
def has_trait(language: str, trait: str) -> bool:
    """Return whether texts of a language write names in a way of `name_format.NAME_TRAITS`."""
    file = _ANY if language == UNDETERMINED else language
    return trait in name_sections().get(file, {})


def ending_section(language: str, section: str) -> Mapping[str, Any]:
    """Return a section about endings of a language's file; empty where it has none."""
    tables: Mapping[str, Any] = name_sections().get(language, {}).get(section, {})
    return tables


def script_of_language(language: str) -> str:
    """Return the script in whose every text a language's endings are read; ``""`` for others."""
    return str(name_sections().get(language, {}).get("script", ""))


def stemmer_of(language: str) -> str:
    """Return the name of the Snowball algorithm of a language's file; ``""`` where it has none."""
    return str(name_sections().get(language, {}).get("stemmer", ""))


@functools.cache
def own_letters(language: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the letters that distinguish a language from others of its script, and those that it
    does not use; none for a language without such lists.
    """
    data = read_language(language) or {}
    return frozenset(data.get("letters", "")), frozenset(data.get("other_letters", ""))


def stop_words_of_all() -> str:
    """Return the stop words of every language."""
    return " ".join(sections.get(STOP_WORDS, "") for sections in name_sections().values())
