"""Light inflection: the forms of one word count as one in theme queries, so that ``troop*`` need not be written for everything.

    English   troop, troops; deny, denied, denying            Snowball, endings of inflection alone
    German    Truppe, Truppen; Haus, Häuser                   Snowball, endings of inflection alone
    Arabic    قوات, القوات, وقواتهم                            prefixes and suffixes of light10 (Larkey, Ballesteros, Connell 2007)
    Turkish   ordu, ordusu, orduların; birlik, birliğin       plural, possessive and case, one after the other

Snowball takes derivation away too ("university" and "universe" are one to it); where it does, only the word's own ending goes.
Words come folded (`monitor.watchlist.folding`); in every other language a word is its own stem.
"""

import functools
import re
from collections.abc import Callable

import Stemmer

_REMEMBERED = 200_000
"""Words whose stem is remembered: more than a language's newspapers use in a week."""

_LEFT = 3
"""Letters that stay, at least."""

_ENGLISH = Stemmer.Stemmer("english")
_ENGLISH_ENDING = re.compile(
    r"(?:s|es|e|ed|d|ing|ies|ied|y|ying|(?P<twice>[bdfglmnprt])(?:ed|ing))?"
)
_ENGLISH_PLURAL = re.compile(r"(?:(?<=[^s])s|(?<=s)es)$")

_GERMAN = Stemmer.Stemmer("german")
_GERMAN_LEFT = 4
"""Letters that stay in German: with three, Bauer (farmer) would be Bau (building)."""
_GERMAN_ENDING = re.compile(r"(?:e|en|er|ern|ers|em|es|n|nen|s|st)?")
_GERMAN_CASE = re.compile(r"(?:en|es|er|em|e|n|s)$")

_ARABIC_BEFORE = re.compile(r"^(?:[وفبک]?ال(?=..)|[وف]?لل(?=..)|[وفبل](?=....))")
_ARABIC_BEHIND = re.compile(r"(?<=..)(?:(?:ات|ت)?(?:هما|کما|هم|هن|کم|نا|ها|ه|ی)|ان|ات|ون|ین|یه)$")

_TURKISH_LEFT = 4
"""Letters that stay in Turkish: with three, kara (land) would be kar (snow)."""
_TURKISH_ENDING = re.compile(
    r"'?(?:l[ae]r[iu]?n?|[dt][ae]n?|n[dt][ae]n?|n?[iu]n|[sy]?[iu]n?|y?[ae]|n[ae]|y?l[ae]|[iu]m[iu]z|[iu]n[iu]z|[iu]m|[dt][ae]ki)$"
)
_HARDENED = {"b": "p", "d": "t", "g": "k"}
"""Last letters before a vowel, as they are without one: birliği, birlik."""


@functools.lru_cache(maxsize=_REMEMBERED)
def stem_of(word: str, language: str) -> str:
    """Return what all forms of a folded word share."""
    find = _BY_LANGUAGE.get(language)
    return find(word) if find is not None and len(word) >= _LEFT else word


def _english(word: str) -> str:
    stem: str = _ENGLISH.stemWord(word)
    same = shared_letters(word, stem)
    if same >= _LEFT and same >= len(stem) - 1 and _ENGLISH_ENDING.fullmatch(word[same:]):
        return stem
    plural = _ENGLISH_PLURAL.sub("", word)
    return plural[:-2] + "y" if plural.endswith("ie") and plural != word else plural


def _german(word: str) -> str:
    stem: str = _GERMAN.stemWord(word)
    same = shared_letters(word, stem)
    if _GERMAN_LEFT <= same == len(stem) and _GERMAN_ENDING.fullmatch(word[same:]):
        return stem
    shorter = _GERMAN_CASE.sub("", word)
    return shorter if len(shorter) >= _GERMAN_LEFT else word


def _arabic(word: str) -> str:
    return _ARABIC_BEHIND.sub("", _ARABIC_BEFORE.sub("", word))


def _turkish(word: str) -> str:
    while (shorter := _TURKISH_ENDING.sub("", word)) != word and len(shorter) >= _TURKISH_LEFT:
        word = shorter
    return word[:-1] + _HARDENED.get(word[-1], word[-1])


def shared_letters(one: str, other: str) -> int:
    """Return how many letters two words begin with together."""
    for at, (a, b) in enumerate(zip(one, other, strict=False)):
        if a != b:
            return at
    return min(len(one), len(other))


_BY_LANGUAGE: dict[str, Callable[[str], str]] = {
    "en": _english,
    "de": _german,
    "ar": _arabic,
    "tr": _turkish,
}
