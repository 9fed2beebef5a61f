"""The words of ``roles.toml``: roles by field, topics, and what is around names. Pure."""

import functools
import tomllib
from dataclasses import dataclass
from importlib import resources

from monitor.watchlist.folding import fold_term

_NO_PREFIX = ("\0",)
"""A prefix that no word has."""


@dataclass(frozen=True, slots=True)
class _Words:
    """Exact words and word prefixes."""

    exact: frozenset[str]
    prefixes: tuple[str, ...]

    def __contains__(self, word: str) -> bool:
        return word in self.exact or word.startswith(self.prefixes)


def _words(text: str) -> _Words:
    words = text.split()
    exact = frozenset(fold_term(word) for word in words if not word.endswith("*"))
    prefixes = tuple(fold_term(word[:-1]) for word in words if word.endswith("*"))
    return _Words(exact, prefixes or _NO_PREFIX)


@functools.cache
def lexicon() -> tuple[dict[str, _Words], dict[str, _Words], dict[str, _Words]]:
    """Return the words of ``roles.toml``: by field of roles, by topic, by other list."""
    file = resources.files("monitor.languages").joinpath("roles.toml")
    data = tomllib.loads(file.read_text("utf-8"))
    return _word_lists(data["roles"]), _word_lists(data["topics"]), _word_lists(data["words"])


def _word_lists(texts: dict[str, str]) -> dict[str, _Words]:
    return {name: _words(text) for name, text in texts.items()}


@functools.lru_cache(maxsize=50_000)
def fields_of(word: str) -> frozenset[str]:
    """Return the fields of the roles that a folded word names."""
    roles, _, _ = lexicon()
    bare = word.removeprefix("ال") if len(word) > 4 else word
    return frozenset(name for name, words in roles.items() if word in words or bare in words)


@functools.lru_cache(maxsize=50_000)
def is_before_names(word: str) -> bool:
    """Return whether what a word names is named after people: "rue", "аэропорт"."""
    return fold_term(word) in lexicon()[2]["before"]


@functools.lru_cache(maxsize=50_000)
def topics_of(word: str) -> frozenset[str]:
    """Return the topics that a folded word belongs to."""
    _, topics, _ = lexicon()
    return frozenset(name for name, words in topics.items() if word in words)
