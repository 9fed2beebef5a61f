"""Light inflection: the forms of a word count as one in theme queries. Pure.

English   troop, troops; deny, denied, denying         Snowball, inflectional endings only
German    Truppe, Truppen; Haus, Häuser                Snowball, inflectional endings only
Arabic    قوات, القوات, وقواتهم                         affixes of light10 (Larkey et al. 2007)
Turkish   ordu, ordusu, orduların; birlik, birliğin    plural, possessive and case in turn
Korean    군대, 군대가, 군대에서                          particles, in a text of any language

The endings are in the languages' files (``[inflection]``, `monitor.languages.ending_format`).
Snowball also removes derivation ("university" and "universe" have one stem); where it does, only
the inflectional ending of the word is removed. Words are folded (`monitor.watchlist.folding`); in
any other language a word is its own stem.
"""

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass

import Stemmer

from monitor.languages.files import ending_section, stemmer_of
from monitor.watchlist.name_stems import attached_endings

_CACHED = 8_000
"""Words whose stem is cached: most of what newspapers print on a day."""

_SHORTEST_WORD = 3
"""Letters; a shorter word has no ending."""
_FIRST_HANGUL, _LAST_HANGUL = "\uac00", "\ud7a3"
_SHORTEST_KOREAN_STEM = 2
"""Syllables; with one, 국가 (state) would be 국."""


@dataclass(frozen=True, slots=True)
class _Inflection:
    """The endings of a language's words; see ``[inflection]`` in `ending_format`."""

    stemmer: Stemmer.Stemmer | None
    """None where the file names no endings that it may remove."""
    stemmed: re.Pattern[str]
    respelt: int
    shortest_stem: int
    beginnings: re.Pattern[str] | None
    endings: tuple[tuple[re.Pattern[str], str], ...]
    shortest_rest: int
    is_repeated: bool
    last_letters: Mapping[str, str]

    def stem_of(self, word: str) -> str:
        """Return the stem of a folded word."""
        stem: str = self.stemmer.stemWord(word) if self.stemmer is not None else ""
        if stem and self._is_inflected(word, stem):
            return stem
        if self.beginnings is not None:
            word = self.beginnings.sub("", word)
        rest = self._without_ending(word)
        while self.is_repeated and rest != word:
            word, rest = rest, self._without_ending(rest)
        return rest[:-1] + self.last_letters.get(rest[-1:], rest[-1:])

    def _is_inflected(self, word: str, stem: str) -> bool:
        """Return whether an algorithm removed nothing but an inflectional ending."""
        same = shared_letters(word, stem)
        is_stem = same >= self.shortest_stem and same >= len(stem) - self.respelt
        return is_stem and self.stemmed.fullmatch(word[same:]) is not None

    def _without_ending(self, word: str) -> str:
        for ending, replacement in self.endings:
            rest = ending.sub(replacement, word)
            if rest != word:
                return rest if len(rest) >= self.shortest_rest else word
        return word


@functools.cache
def _inflection(language: str) -> _Inflection | None:
    """Return the endings of a language's words, or None for one whose file has none."""
    tables = ending_section(language, "inflection")
    if not tables:
        return None
    pairs = tables.get("last_letters", "").split()
    return _Inflection(
        Stemmer.Stemmer(stemmer_of(language)) if "stemmed" in tables else None,
        re.compile(tables.get("stemmed", "")),
        tables.get("respelt", 0),
        tables.get("shortest_stem", 1),
        re.compile(tables["beginnings"]) if "beginnings" in tables else None,
        tuple((re.compile(ending), other) for ending, other in tables.get("endings", ())),
        tables.get("shortest_rest", 1),
        tables.get("repeated", False),
        dict(pair.split(":") for pair in pairs),
    )


@functools.lru_cache(maxsize=_CACHED)
def stem_of(word: str, language: str) -> str:
    """Return the stem of a folded word, which its forms share."""
    if _FIRST_HANGUL <= word[:1] <= _LAST_HANGUL:
        return _korean(word)
    inflection = _inflection(language)
    return inflection.stem_of(word) if inflection and len(word) >= _SHORTEST_WORD else word


@functools.cache
def _particles() -> tuple[str, ...]:
    """Return the Korean particles, longest first."""
    return tuple(sorted(attached_endings("ko"), key=len, reverse=True))


def _korean(word: str) -> str:
    for particle in _particles():
        if word.endswith(particle) and len(word) - len(particle) >= _SHORTEST_KOREAN_STEM:
            return word.removesuffix(particle)
    return word


def shared_letters(one: str, other: str) -> int:
    """Return the number of letters that two words begin with in common."""
    for place, (a, b) in enumerate(zip(one, other, strict=False)):
        if a != b:
            return place
    return min(len(one), len(other))
