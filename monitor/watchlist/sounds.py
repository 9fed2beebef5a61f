"""How a written name sounds, whatever alphabet and spelling it has. Pure.

Two words sound alike if their consonants do and their vowels may:

consonants   q, k, c and gh are one; so are sh, ch and shch; v, w and f; s and z; dh and d; th and
             t; doubles are single; a final h is silent
vowels       o, u and ou are one; a may be e, e may be i; behind the first, o may be e; a is never
             i or o, since Jamal is not Jamil and Hassan is not Hussein

Each alphabet is spelt in Latin letters first, with the conventions of English, German, French,
Dutch, Spanish and Turkish side by side: ш is sh, sch, ch, sj or ş. A letter that languages read
differently has several readings: j is a vowel in German and kh in Spanish, ch is kh in German and
Polish, c is j in Turkish. The rules are in ``languages/letters.toml`` and in the languages' files
(``[sounds]``).
"""

import functools
import itertools
import re
import unicodedata
from typing import NamedTuple

from monitor.languages.name_words import NAME_WORDS
from monitor.languages.sound_rules import SOUND_RULES, readings_in

CACHED = 8_000
"""Words whose readings are cached: most of some hours' names repeat."""

_LATIN = re.compile(r"[a-z]+")
_DOUBLE = re.compile(r"(.)\1")
MOST_READINGS = 6
"""Readings of one word: two letters of more than one are common, three are not."""
_VOWELS = re.compile(r"[aeiouy]+")
_FREE_VOWELS = 3
"""Groups of vowels from which on one, but not the last, may differ: Barzinji is Barzanji."""


class Sound(NamedTuple):
    """One way to read a word: its consonants, after an "a" where a vowel leads, and its vowels."""

    consonants: str
    vowels: tuple[str, ...]


@functools.lru_cache(maxsize=CACHED)
def latin_of(word: str) -> str:
    """Return a word in small Latin letters; ``""`` for digits, and other alphabets than three.

    They are Latin, Cyrillic and Greek.
    """
    if word.isascii():
        small = "".join(filter(str.isalpha, word)).lower()
        return small if not any(map(str.isdigit, word)) else ""
    if any(character.isdigit() for character in word):
        return ""
    lowered = unicodedata.normalize("NFC", word).lower().translate(SOUND_RULES.letters)
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", lowered) if letter.isalpha())
    plain = plain.translate(SOUND_RULES.letters)
    return plain if _LATIN.fullmatch(plain) else ""


@functools.lru_cache(maxsize=CACHED)
def sounds_of(latin: str, language: str = "") -> tuple[Sound, ...]:
    """Return the ways to read a word in small Latin letters, the likeliest first.

    ``language`` is that of the text; a listed name has none.
    """
    readings = [latin]
    for pattern, reading in readings_in(language):
        if pattern.search(latin):
            readings += [pattern.sub(reading, other) for other in readings]
    return tuple(dict.fromkeys(map(_read, readings[:MOST_READINGS])))


@functools.lru_cache(maxsize=CACHED)
def heard(latin: str) -> str:
    """Return a word spelt by its sounds, with its vowels."""
    for letters, pattern, sound in SOUND_RULES.sounds:
        # Finding a substring takes a tenth of the time of a pattern, and most patterns are rare.
        if not letters:
            latin = _without_doubles(latin)
        elif letters in latin:
            latin = pattern.sub(sound, latin) if pattern else latin.replace(letters, sound)
    return latin


def _without_doubles(word: str) -> str:
    if _DOUBLE.search(word) is None:
        return word
    return "".join(letter for letter, _ in itertools.groupby(word))


def _read(word: str) -> Sound:
    word = heard(word)
    lead = "a" if word[:1] in "aeiouy" else ""
    vowels = [_plain_vowel(group) for group in _VOWELS.findall(word)]
    if word.endswith("a") and vowels:
        vowels[-1] = "a"  # Yevgenia and Petrovskaya are women
    return Sound(lead + _VOWELS.sub("", word), tuple(vowels))


def _plain_vowel(group: str) -> str:
    if set(group) & set("ou"):
        return "o"
    if set(group) & set("iy"):
        return "i"
    return group[0]


def vowels_agree(one: Sound, other: Sound, *, is_declined: bool = False) -> bool:
    """Return whether two readings with the same consonants may be of one name.

    A declined word may have lost the last vowel of its stem: Marek, Markiem.
    """
    vowels, others = one.vowels, other.vowels
    if is_declined and len(vowels) == len(others) + 1:
        vowels = vowels[:-1]
    if len(vowels) != len(others):
        return False
    differing = [
        number
        for number, pair in enumerate(zip(vowels, others, strict=True))
        if pair[0] != pair[1]
        and "".join(pair) not in SOUND_RULES.similar_vowels
        and not (number and "".join(pair) in SOUND_RULES.similar_later)
    ]
    if not differing:
        return True
    number = differing[0]
    is_free = len(vowels) >= _FREE_VOWELS and number < len(vowels) - 1
    return len(differing) == 1 and is_free and "o" not in (vowels[number], others[number])


def same_given_names(latin: str) -> tuple[str, ...]:
    """Return the given names that are the same elsewhere, or its short forms: Volodymyr, Bob."""
    if not latin:
        return ()
    names = (*_given_names().get(_read(latin), ()), *_short_names().get(latin, ()))
    return tuple(name for name in dict.fromkeys(names) if name != latin)


@functools.cache
def _short_names() -> dict[str, tuple[str, ...]]:
    """Return by given name its short forms, and by short form the given names that have it."""
    forms: dict[str, dict[str, None]] = {}
    for group in NAME_WORDS.short:
        for name in group:
            forms.setdefault(name, {}).update(dict.fromkeys(group))
    return {name: tuple(others) for name, others in forms.items()}


@functools.cache
def _given_names() -> dict[Sound, tuple[str, ...]]:
    """By sound, the names that are the same."""
    same: dict[Sound, dict[str, None]] = {}
    for group in NAME_WORDS.same:
        for name in group:
            same.setdefault(_read(name), {}).update(dict.fromkeys(group))
    return {sound: tuple(names) for sound, names in same.items()}
