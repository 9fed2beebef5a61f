"""How written names sound: the rules of ``letters.toml``; how special letters are spelt,
and the readings of one language."""

import functools
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources

from monitor.languages.files import ending_section

Readings = tuple[tuple[re.Pattern[str], str], ...]
"""Letters that may be read otherwise, and how."""


@dataclass(frozen=True, slots=True)
class SoundRules:
    """How Latin letters spell others, and how they sound."""

    letters: Mapping[int, str]
    """A table for `str.translate`."""
    spellings: tuple[Mapping[int, str], ...]
    """Tables of special letters as names are written without them."""
    sounds: tuple[tuple[str, re.Pattern[str] | None, str], ...]
    """Letters, a pattern with them where it takes one, and their sound, in the order of their
    application. No letters: double letters become single.
    """
    similar_vowels: frozenset[str]
    """Pairs of vowels that may be one."""
    similar_later: frozenset[str]
    """Those that may be one behind the first vowels: Yusuf, Youssef."""
    readings: Readings
    """Those in texts of any language."""


def _read() -> SoundRules:
    file = resources.files("monitor.languages").joinpath("letters.toml")
    data = tomllib.loads(file.read_text("utf-8"))
    return SoundRules(
        _letters(data["letters"]),
        tuple(map(_letters, data["spellings"])),
        tuple((letters, _pattern(text), sound) for letters, text, sound in data["sounds"]),
        frozenset(data["similar_vowels"].split()),
        frozenset(data["similar_later"].split()),
        _readings(data["readings"]),
    )


def _letters(text: str) -> Mapping[int, str]:
    pairs = (pair.partition(":") for pair in text.split())
    return str.maketrans({letter: spelt for letter, _, spelt in pairs})


def _pattern(text: str) -> re.Pattern[str] | None:
    return re.compile(text) if text else None


def _readings(pairs: Iterable[Sequence[str]]) -> Readings:
    return tuple((re.compile(letters), reading) for letters, reading in pairs)


SOUND_RULES = _read()
"""Read once: some 120 rules."""


@functools.cache
def readings_in(language: str) -> Readings:
    """Return the readings in texts of a language; ``""`` has those of every text alone."""
    own = ending_section(language, "sounds").get("readings", ())
    return (*SOUND_RULES.readings, *_readings(own))
