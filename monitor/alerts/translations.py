"""Whether two statements are one, told by one wire in two languages. Pure.

Speaker, acts and themes alone do not tell two statements of one speech apart, and no dictionary is at hand. What a translation keeps are its numbers:

1. The same speaker, a publisher that carried both, two languages, no opposite stance, no more than `WITHIN` apart.
2. The articles have the same numbers, at least `LEAST_NUMBERS` of ten and more, years left out: most of those of either are in the other.
3. The statement has the same numbers of its own; or none, and the same place among as many of the speaker's in the article's body, or in its
   headline, and the articles have `ENOUGH_NUMBERS` in common, or no other ones at all.

What has too few numbers stays an event in each of its languages: told twice is better than told as what it is not.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

WITHIN = timedelta(hours=24)
LEAST_NUMBERS, ENOUGH_NUMBERS = 2, 3
SHARE = 0.6
"""Of the numbers of either article that the other must have."""
HEADLINE = -1_000
_NUMBER = re.compile(r"\d+(?:[.,٬'\u00a0\u202f ]\d{3}(?!\d))*")
_YEARS = range(1900, 2101)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendering:
    """A statement as one article tells it."""

    speaker: str
    stance: str
    language: str
    publishers: frozenset[str]
    at: datetime
    numbers: frozenset[int]
    """Of the article."""
    own: frozenset[int]
    """Of the statement."""
    place: int
    """Among the speaker's statements in the article's body, from 0, or in its headline, from `HEADLINE`."""
    of: int
    """How many those are."""


def numbers_of(text: str) -> frozenset[int]:
    """Return the numbers of a text that are written in digits of any script, from ten on, without years."""
    found = set()
    for match in _NUMBER.finditer(text):
        digits = "".join(str(unicodedata.digit(each)) for each in match[0] if each.isdigit())
        number = int(digits[:15])
        if number >= 10 and number not in _YEARS:
            found.add(number)
    return frozenset(found)


def is_translation(one: Rendering, other: Rendering) -> bool:
    """Return whether two renderings are of one statement; which of them comes first does not matter."""
    if (
        one.speaker != other.speaker
        or one.language == other.language
        or one.publishers.isdisjoint(other.publishers)
    ):
        return False
    if abs(one.at - other.at) > WITHIN or {one.stance, other.stance} == {"for", "against"}:
        return False
    common = len(one.numbers & other.numbers)
    if common < LEAST_NUMBERS or common < SHARE * max(len(one.numbers), len(other.numbers)):
        return False
    if one.own or other.own:
        return one.own == other.own
    is_there = (one.place, one.of) == (other.place, other.of)
    return is_there and (common >= ENOUGH_NUMBERS or one.numbers == other.numbers)
