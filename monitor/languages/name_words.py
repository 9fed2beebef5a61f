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
    between: frozenset[str]
    """Small words between two names that join them."""
    necessary: frozenset[str]
    """Particles without which a surname is a word."""
    of_place: frozenset[str]
    sons: frozenset[str]
    articles: frozenset[str]
    """Spellings of the Arabic article in Latin letters."""
    articles_elsewhere: frozenset[str]
    """The same where other letters or another language are read."""
    usual_articles: tuple[str, ...]
    sun_letters: tuple[tuple[str, str], ...]
    """First letters of a word, and the article whose l is pronounced as they are."""
    arabic_article: tuple[str, ...]
    """In Arabic script, alone and with "to"."""
    servants: frozenset[str]
    fathers: frozenset[str]
    prefixes: frozenset[str]
    suffixes: frozenset[str]
    eastern: frozenset[str]
    """Chinese and Korean family names in Latin letters."""
    korean: frozenset[str]
    """The first syllables of Korean names in Hangul."""
    spelt: frozenset[str]
    """Han characters, simplified, with which Chinese spells the names of foreigners."""
    second_given: frozenset[str]
    """Second parts of given names that may be written together with the first."""
    short: tuple[tuple[str, ...], ...]
    """Given names with their short forms."""
    same: tuple[tuple[str, ...], ...]
    """Given names that are one in several languages."""


_OF_ITS_OWN_FORM = frozenset(
    ("same", "short", "korean", "spelt", "arabic_article", "usual_articles", "sun_letters")
)


def _names_of(lines: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(line.split()) for line in lines.strip().splitlines())


def _pair(text: str) -> tuple[str, str]:
    one, _, other = text.partition(":")
    return one, other


def _read() -> NameWords:
    file = resources.files("monitor.languages").joinpath("names.toml")
    data = tomllib.loads(file.read_text("utf-8"))
    lists = {
        field.name: frozenset(map(fold_word, data[field.name].split()))
        for field in fields(NameWords)
        if field.name not in _OF_ITS_OWN_FORM
    }
    characters = {name: frozenset("".join(data[name].split())) for name in ("korean", "spelt")}
    return NameWords(
        **lists,
        **characters,
        usual_articles=tuple(data["usual_articles"].split()),
        sun_letters=tuple(_pair(pair) for pair in data["sun_letters"].split()),
        arabic_article=tuple(data["arabic_article"].split()),
        same=_names_of(data["same"]),
        short=_names_of(data["short"]),
    )


NAME_WORDS = _read()
"""Read once: some 400 words and characters."""
