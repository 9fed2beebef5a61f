"""How a written name sounds, whatever alphabet and spelling it has. Pure.

Two words sound alike if their consonants do and their vowels may:

consonants   q, k, c and gh are one; so are sh, ch and shch; v, w and f; s and z; dh and d; th and
             t; doubles are single; a final h is silent
vowels       o, u and ou are one; a may be e, e may be i; behind the first, o may be e; a is never
             i or o, since Jamal is not Jamil and Hassan is not Hussein

Each alphabet is spelt in Latin letters first, with the conventions of English, German, French,
Dutch, Spanish and Turkish side by side: ш is sh, sch, ch, sj or ş. A letter that languages read
differently has several readings (`_READINGS`): j is a vowel in German and kh in Spanish, ch is kh
in German and Polish, c is j in Turkish.
"""

import functools
import itertools
import re
import unicodedata
from typing import NamedTuple

from monitor.languages.name_words import NAME_WORDS

CACHED = 8_000
"""Words whose readings are cached: most of some hours' names repeat."""

_LETTERS = str.maketrans(
    {
        "ş": "sh",
        "š": "sh",
        "ș": "sh",
        "ç": "ch",
        "č": "ch",
        "ć": "ch",
        "ž": "zh",
        "ż": "zh",
        "ß": "ss",
        "æ": "e",
        "ø": "o",
        "å": "o",
        "ə": "e",
        "þ": "th",
        "ð": "d",
        "ł": "l",
        "đ": "d",
        "ı": "i",
        "œ": "e",
        "ĳ": "ij",
        "ﬁ": "fi",
        "ﬂ": "fl",
        "ц": "ts",
        "ш": "sh",
        "а": "a",
        "б": "b",
        "в": "v",
        "г": "g",
        "ґ": "g",
        "д": "d",
        "е": "e",
        "ё": "e",
        "є": "e",
        "ж": "zh",
        "з": "z",
        "и": "i",
        "і": "i",
        "ї": "i",
        "й": "i",
        "к": "k",
        "л": "l",
        "м": "m",
        "н": "n",
        "о": "o",
        "п": "p",
        "р": "r",
        "с": "s",
        "т": "t",
        "у": "u",
        "ф": "f",
        "х": "kh",
        "ч": "ch",
        "щ": "shch",
        "ъ": "",
        "ы": "i",
        "ь": "",
        "э": "e",
        "ю": "iu",
        "я": "ia",
        "α": "a",
        "β": "v",
        "γ": "g",
        "δ": "d",
        "ε": "e",
        "ζ": "z",
        "η": "i",
        "θ": "th",
        "ι": "i",
        "κ": "k",
        "λ": "l",
        "μ": "m",
        "ν": "n",
        "ξ": "ks",
        "ο": "o",
        "π": "p",
        "ρ": "r",
        "σ": "s",
        "ς": "s",
        "τ": "t",
        "υ": "i",
        "φ": "f",
        "χ": "kh",
        "ψ": "ps",
        "ω": "o",
    }
)
_LATIN = re.compile(r"[a-z]+")
_SOUNDS = tuple(
    (letters, re.compile(pattern) if pattern else None, sound)
    for letters, pattern, sound in (
        ("abd", r"^abd[aeiu]?(?:l*(?=[^l])|([rnstzd])(?=\1))", "abd"),
        ("la", r"[aeou]ll?ah?$", "ula"),
        ("r", r"(?<=[dt])r$", "er"),
        ("zj", r"dzj|zj", "j"),
        ("sj", r"tsj|sj", "sh"),
        ("w", r"(?<=[aeiou])w(?=[ou])", ""),
        ("ou", r"(?<=[aeiou])ou(?=[aei])|^ou(?=[aei])|(?<=h)ou(?=[aei])", "v"),
        ("gu", r"gu(?=[ei])", "g"),
        ("ine", r"(?<=in)e$", ""),
        ("", "", ""),
        ("x", "", "ks"),
        ("c", r"shch|schtsch|shtch|chtch|tsch|tch|szcz|stsch", "S"),
        ("kh", "", "x"),
        ("ts", "", "z"),
        ("tz", "", "z"),
        ("gh", "", "k"),
        ("q", "", "k"),
        ("c", r"ck|c(?![hz])", "k"),
        ("sch", "", "S"),
        ("sh", "", "S"),
        ("ch", "", "S"),
        ("sz", "", "S"),
        ("cz", "", "S"),
        ("zh", "", "j"),
        ("dj", "", "j"),
        ("dh", "", "d"),
        ("th", "", "t"),
        ("ph", "", "v"),
        ("w", "", "v"),
        ("f", "", "v"),
        ("h", r"(?<=[aeiouy])h$", ""),
        ("z", "", "s"),
        ("", "", ""),
    )
)
"""Letters, a pattern with them where it takes one, and their sound, applied in this order.

No letters: double letters become single.
"""
_DOUBLE = re.compile(r"(.)\1")
_READINGS = tuple(
    (re.compile(pattern), reading, languages)
    for pattern, reading, languages in (
        (r"j", "y", ""),
        (r"(?<![st])ch", "kh", ""),
        (r"^g(?=[aou])", "k", ""),
        (r"th", "s", ""),
        (r"dh", "z", ""),
        (r"(?<=[^aeiouh])ou(?=[aei])", "v", ""),
        (r"c(?!h)", "j", "tr"),
        (r"h", "kh", "tr"),
        (r"j", "kh", "es"),
        (r"sch", "zh", "de"),
    )
)
"""Letters that may be read otherwise, how, and the languages of the texts; in all without any."""
MOST_READINGS = 6
"""Readings of one word: two letters of more than one are common, three are not."""
_VOWELS = re.compile(r"[aeiouy]+")
_SIMILAR_VOWELS = frozenset(("ae", "ea", "ei", "ie"))
_SIMILAR_LATER = frozenset(("oe", "eo"))
"""The same behind the first vowels: Yusuf, Youssef."""
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
    lowered = unicodedata.normalize("NFC", word).lower().translate(_LETTERS)
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", lowered) if letter.isalpha())
    plain = plain.translate(_LETTERS)
    return plain if _LATIN.fullmatch(plain) else ""


@functools.lru_cache(maxsize=CACHED)
def sounds_of(latin: str, language: str = "") -> tuple[Sound, ...]:
    """Return the ways to read a word in small Latin letters, the likeliest first.

    ``language`` is that of the text; a listed name has none.
    """
    readings = [latin]
    for pattern, reading, languages in _READINGS:
        if (not languages or language == languages) and pattern.search(latin):
            readings += [pattern.sub(reading, other) for other in readings]
    return tuple(dict.fromkeys(map(_read, readings[:MOST_READINGS])))


@functools.lru_cache(maxsize=CACHED)
def heard(latin: str) -> str:
    """Return a word spelt by its sounds, with its vowels."""
    for letters, pattern, sound in _SOUNDS:
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
        and "".join(pair) not in _SIMILAR_VOWELS
        and not (number and "".join(pair) in _SIMILAR_LATER)
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
