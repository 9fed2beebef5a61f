"""Light inflection: the forms of a word count as one in theme queries. Pure.

English   troop, troops; deny, denied, denying         Snowball, inflectional endings only
German    Truppe, Truppen; Haus, Häuser                Snowball, inflectional endings only
Arabic    قوات, القوات, وقواتهم                         affixes of light10 (Larkey et al. 2007)
Turkish   ordu, ordusu, orduların; birlik, birliğin    plural, possessive and case in turn
Korean    군대, 군대가, 군대에서                          particles, in a text of any language

Snowball also removes derivation ("university" and "universe" have one stem); where it does, only
the inflectional ending of the word is removed. Words are folded (`monitor.watchlist.folding`); in
any other language a word is its own stem.
"""

import functools
import re
from collections.abc import Callable

import Stemmer

from monitor.languages.files import stemmer_of
from monitor.watchlist.name_stems import attached_endings

_CACHED = 8_000
"""Words whose stem is cached: most of what newspapers print on a day."""

_SHORTEST_STEM = 3
"""Letters; a shorter stem belongs to too many words."""

_ENGLISH = Stemmer.Stemmer("english")
_ENGLISH_ENDING = re.compile(
    r"(?:s|es|e|ed|d|ing|ies|ied|y|ying|(?P<twice>[bdfglmnprt])(?:ed|ing))?"
)
_ENGLISH_PLURAL = re.compile(r"(?:(?<=[^s])s|(?<=s)es)$")

_GERMAN = Stemmer.Stemmer("german")
_SHORTEST_GERMAN_STEM = 4
"""Letters; with three, Bauer (farmer) would be Bau (building)."""
_GERMAN_ENDING = re.compile(r"(?:e|en|er|ern|ers|em|es|n|nen|s|st)?")
_GERMAN_CASE = re.compile(r"(?:en|es|er|em|e|n|s)$")

_ARABIC_PREFIX = re.compile(r"^(?:[وفبک]?ال(?=..)|[وف]?لل(?=..)|[وفبل](?=....))")
_ARABIC_SUFFIX = re.compile(r"(?<=..)(?:(?:ات|ت)?(?:هما|کما|هم|هن|کم|نا|ها|ه|ی)|ان|ات|ون|ین|یه)$")

_SHORTEST_TURKISH_STEM = 4
"""Letters; with three, kara (land) would be kar (snow)."""
_TURKISH_ENDING = re.compile(
    r"'?(?:l[ae]r[iu]?n?|[dt][ae]n?|n[dt][ae]n?|n?[iu]n|[sy]?[iu]n?|y?[ae]|n[ae]|y?l[ae]"
    r"|[iu]m[iu]z|[iu]n[iu]z|[iu]m|[dt][ae]ki)$"
)
_HARDENED = {"b": "p", "d": "t", "g": "k"}
"""Last letters of a stem before a vowel, and without one: birliği, birlik."""


_FIRST_HANGUL, _LAST_HANGUL = "\uac00", "\ud7a3"
_SHORTEST_KOREAN_STEM = 2
"""Syllables; with one, 국가 (state) would be 국."""


@functools.lru_cache(maxsize=_CACHED)
def stem_of(word: str, language: str) -> str:
    """Return the stem of a folded word, which its forms share."""
    if _FIRST_HANGUL <= word[:1] <= _LAST_HANGUL:
        return _korean(word)
    find = _BY_STEMMER.get(stemmer_of(language))
    return find(word) if find is not None and len(word) >= _SHORTEST_STEM else word


@functools.cache
def _particles() -> tuple[str, ...]:
    """Return the Korean particles, longest first."""
    return tuple(sorted(attached_endings("ko"), key=len, reverse=True))


def _korean(word: str) -> str:
    for particle in _particles():
        if word.endswith(particle) and len(word) - len(particle) >= _SHORTEST_KOREAN_STEM:
            return word.removesuffix(particle)
    return word


def _english(word: str) -> str:
    stem: str = _ENGLISH.stemWord(word)
    same = shared_letters(word, stem)
    if same >= _SHORTEST_STEM and same >= len(stem) - 1 and _ENGLISH_ENDING.fullmatch(word[same:]):
        return stem
    plural = _ENGLISH_PLURAL.sub("", word)
    return plural[:-2] + "y" if plural.endswith("ie") and plural != word else plural


def _german(word: str) -> str:
    stem: str = _GERMAN.stemWord(word)
    same = shared_letters(word, stem)
    if _SHORTEST_GERMAN_STEM <= same == len(stem) and _GERMAN_ENDING.fullmatch(word[same:]):
        return stem
    shorter = _GERMAN_CASE.sub("", word)
    return shorter if len(shorter) >= _SHORTEST_GERMAN_STEM else word


def _arabic(word: str) -> str:
    return _ARABIC_SUFFIX.sub("", _ARABIC_PREFIX.sub("", word))


def _turkish(word: str) -> str:
    shorter = _TURKISH_ENDING.sub("", word)
    while shorter != word and len(shorter) >= _SHORTEST_TURKISH_STEM:
        word, shorter = shorter, _TURKISH_ENDING.sub("", shorter)
    return word[:-1] + _HARDENED.get(word[-1], word[-1])


def shared_letters(one: str, other: str) -> int:
    """Return the number of letters that two words begin with in common."""
    for place, (a, b) in enumerate(zip(one, other, strict=False)):
        if a != b:
            return place
    return min(len(one), len(other))


_BY_STEMMER: dict[str, Callable[[str], str]] = {
    "english": _english,
    "german": _german,
    "arabic": _arabic,
    "turkish": _turkish,
}
"""Light inflection by the name of the algorithm that a language's file has."""
