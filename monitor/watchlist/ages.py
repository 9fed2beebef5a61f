"""The age of a person beside a name: "Anna Berg, 47, of Holm", "47-year-old Anna Berg". Pure.

The words are in the section ``ages`` of the languages' files, read for all languages together.
"""

import functools
import re
from typing import NamedTuple

from monitor.watchlist.role_words import age_words

_LONGEST_AGE = 20
"""Characters of the longest one before a name."""


class _Patterns(NamedTuple):
    behind: re.Pattern[str]
    """An age behind a name."""
    before: re.Pattern[str]
    """An age before a name."""
    with_home: re.Pattern[str]
    """An age behind a name, and the preposition of a home."""
    apposition: re.Pattern[str]
    """What is between a name and an apposition, an age too."""


@functools.cache
def _patterns() -> _Patterns:
    years, homes = age_words("years"), age_words("homes")
    return _Patterns(
        behind=re.compile(
            rf" ?[,(]\s*(?:(?:{age_words('introductions')}) )?\d{{1,3}}\s*(?:[,.)]|{years})"
        ),
        before=re.compile(rf"\d{{2}}[- ](?:{age_words('adjectives')}) $"),
        with_home=re.compile(rf"\s*[,(]\s*\d{{1,3}}\)?,? ?(?:{years})?,? ?(?:{homes})\b"),
        apposition=re.compile(rf"\s*(?:,|\(|،|—|–)\s*(?:\d{{1,3}}(?: (?:{years}))?\)?,\s*)?"),
    )


def has_age(text: str, place: tuple[int, int]) -> bool:
    """Return whether an age is directly before or behind a name at a place."""
    start, end = place
    if _patterns().behind.match(text, end):
        return True
    return _patterns().before.search(text, max(0, start - _LONGEST_AGE), start) is not None


def has_age_and_home(text: str, end: int) -> bool:
    """Return whether an age and a home follow a name: ", 47, of Holm"."""
    return _patterns().with_home.match(text, end) is not None


def start_of_apposition(text: str, end: int) -> int | None:
    """Return where an apposition behind a name begins, past an age; None without one."""
    match = _patterns().apposition.match(text, end)
    return match and match.end()
