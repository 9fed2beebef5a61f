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
    same: tuple[tuple[str, ...], ...]
    """Given names that are one in several languages."""


def _read() -> NameWords:
    file = resources.files("monitor.languages").joinpath("names.toml")
    data = tomllib.loads(file.read_text("utf-8"))
    lists = {
        field.name: frozenset(map(fold_word, data[field.name].split()))
        for field in fields(NameWords)
        if field.name != "same"
    }
    same = tuple(tuple(line.split()) for line in data["same"].strip().splitlines())
    return NameWords(**lists, same=same)


NAME_WORDS = _read()
"""Read once: 70 words."""
