"""The age of a person beside a name: "Anna Berg, 47, of Holm", "47-year-old Anna Berg". Pure.

The words are in the section ``ages`` of the languages' files, read for all languages together.
"""

import functools
import re
from typing import NamedTuple

from monitor.watchlist.role_words import age_words, any_of

_LONGEST_AGE = 20
"""Characters of the longest one before a name."""


class _Patterns(NamedTuple):
    behind: re.Pattern[str]
    """An age behind a name."""
    before: re.Pattern[str]
    """An age before a name."""
    long_before: re.Pattern[str]
    """An age and a comma before a name."""
    with_home: re.Pattern[str]
    """An age behind a name, and the preposition of a home."""
    apposition: re.Pattern[str]
    """What is between a name and an apposition, an age too."""


@functools.cache
def _patterns() -> _Patterns:
    years, homes = age_words("years"), age_words("homes")
    begin = rf" ?(?:{any_of('private_address')})?[,(（]\s*(?:(?:{age_words('introductions')}) )?"
    return _Patterns(
        behind=re.compile(rf"{begin}\d{{1,3}}\s*(?:[,.)）]|{years})"),
        before=re.compile(rf"\d{{2}}[- ](?:{age_words('adjectives')}) $"),
        long_before=re.compile(rf"\b(?:\d{{2}} (?:{years})|[Aa]t \d{{2}}), $"),
        with_home=re.compile(rf"\s*[,(]\s*\d{{1,3}}\)?,? ?(?:{years})?,? ?(?:{homes})\b"),
        apposition=re.compile(rf"\s*(?:,|\(|،|—|–)\s*(?:\d{{1,3}}(?: (?:{years}))?\)?,\s*)?"),
    )


def has_age(text: str, place: tuple[int, int]) -> bool:
    """Return whether an age is directly before or behind a name at a place."""
    start, end = place
    if _patterns().behind.match(text, end):
        return True
    first = max(0, start - _LONGEST_AGE)
    patterns = (_patterns().before, _patterns().long_before)
    return any(pattern.search(text, first, start) is not None for pattern in patterns)


def has_home(text: str, end: int) -> bool:
    """Return whether a name is followed by where its bearer is from: "Anna Berg aus Holm"."""
    home = _origin().match(text, end)
    return home is not None and home[1][0].isupper() and not home[1].isupper()


@functools.cache
def _origin() -> re.Pattern[str]:
    """Return the pattern of a preposition and a place."""
    return re.compile(rf" (?:{'|'.join(age_words('origins').split('|'))}) ([^\W\d_]\w+)")


def has_age_and_home(text: str, end: int) -> bool:
    """Return whether an age and a home follow a name: ", 47, of Holm"."""
    return _patterns().with_home.match(text, end) is not None


def start_of_apposition(text: str, end: int) -> int | None:
    """Return where an apposition behind a name begins, past an age; None without one."""
    match = _patterns().apposition.match(text, end)
    return match and match.end()
