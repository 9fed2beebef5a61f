"""Small words of names in every language: particles, and the words that begin an Arabic name."""

import tomllib
from dataclasses import dataclass, fields
from importlib import resources

from monitor.languages.folding import fold_word


@dataclass(frozen=True, slots=True)
class NameWords:
    """Small words of names, folded; see ``names.toml``."""

    particles: frozenset[str]
    never_alone: frozenset[str]
    prepositions_too: frozenset[str]
    second: frozenset[str]
    before_second: frozenset[str]
    fathers: frozenset[str]
    prefixes: frozenset[str]
    suffixes: frozenset[str]
    eastern: frozenset[str]
    """Chinese and Korean family names in Latin letters."""
    korean: frozenset[str]
    """The first syllables of Korean names in Hangul."""
    spelt: frozenset[str]
    """Han characters, simplified, with which Chinese spells the names of foreigners."""
    same: tuple[tuple[str, ...], ...]
    """Given names that are one in several languages."""


_OF_ITS_OWN_FORM = frozenset(("same", "korean", "spelt"))


def _read() -> NameWords:
    file = resources.files("monitor.languages").joinpath("names.toml")
    data = tomllib.loads(file.read_text("utf-8"))
    lists = {
        field.name: frozenset(map(fold_word, data[field.name].split()))
        for field in fields(NameWords)
        if field.name not in _OF_ITS_OWN_FORM
    }
    characters = {name: frozenset("".join(data[name].split())) for name in ("korean", "spelt")}
    same = tuple(tuple(line.split()) for line in data["same"].strip().splitlines())
    return NameWords(**lists, **characters, same=same)


NAME_WORDS = _read()
"""Read once: some 400 words and characters."""
