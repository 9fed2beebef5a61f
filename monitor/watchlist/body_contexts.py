"""Places at which the name of a body or a state is something else. Pure.

1. A dateline: ``WASHINGTON (AP) -``, ``TEHRAN, Aug. 11 (MNA) –`` at the beginning of a line.
2. A currency: US$40, US-Dollar, долларов США.
3. The name of a network before an address or a handle: ``Facebook: https://…``.
4. The beat of a journalist, who listens: "Pentagon correspondent Ann Lee".
5. A state's name in that of a firm, a paper or a club: Moscow Exchange, Dynamo Moscow, «Москва».
6. The surname of a person: "Tom Ford", "Mr. Ford", where the list has a single word.
"""

import functools
import re
from typing import NamedTuple

from monitor.languages.folding import fold_word
from monitor.languages.given_names import given_names
from monitor.languages.stop_words import is_stop_word
from monitor.watchlist.folding import fold_term
from monitor.watchlist.ordinary_words import begins_sentence, word_before
from monitor.watchlist.other_bearers import read_before
from monitor.watchlist.role_words import any_of, is_listed, listed_set

_DATELINE = re.compile(
    r"(?:[,.] ?[^\n()|—–]{0,30}?)?(?P<agency> ?\([^()\n]{2,40}\)| [A-Z]{2,10}\w{0,8})?"
    r"\.? ?(?:[—–|]|--|-(?= )|\.-|:-)"
)
"""What follows the place of a dateline: a date, an agency, a dash."""
_SPANISH_DATELINE = re.compile(r"\.-|(?:/ ?[^\W\d_]+)*/(?=[A-ZÁÉÍÓÚ])(?! )")
"""Caracas.- and Caracas/ Washington/El."""
_HEAD = re.compile(r"^[^\W\d_]+(?:/ ?[^\W\d_]+)*/$")
"""Other places before it: MOSUL/BAGHDAD."""
_LONGEST_HEAD = 40
"""Characters of the places before the last one of a dateline."""
_SHORTEST_PLACE = 4
"""Letters of the shortest place that is known by its capitals alone; acronyms have fewer."""
_NEXT_CAPITALS = re.compile(r"(?: (?=[^\W\d_a-zа-яıçğşöü])[^\W\d_]+){1,3}")
"""The capitalised words behind a name."""
_QUOTED_BEFORE = re.compile(r"[«“„\"]([^\W\d_]+)[»”“\"] $")
"""A name in quotation marks before a name: «Спартак» Москва."""
_OPENING = frozenset('«“„"')
_ADDRESS = re.compile(r" ?: ?(?:https?:|www\.|@|\+?\d)")


class _Patterns(NamedTuple):
    currency: re.Pattern[str]
    """A currency behind the name of its country: US dollars."""
    currency_before: re.Pattern[str]
    beat: re.Pattern[str]
    """A journalist behind the body that they report on."""


@functools.cache
def _patterns() -> _Patterns:
    return _Patterns(
        currency=re.compile(rf"\$|€|£|[ -]?(?:{any_of('currency')})\b"),
        currency_before=re.compile(rf"(?:{any_of('currency_before')}) $"),
        beat=re.compile(rf" (?:{any_of('beats')})(?!\w)", re.IGNORECASE),
    )


def is_no_mention(text: str, language: str, place: tuple[int, int], *, is_acronym: bool) -> bool:
    """Return whether a place with the name of a body does not mean the body."""
    start, end = place
    patterns = _patterns()
    if patterns.currency.match(text, end):
        return True
    if patterns.currency_before.search(text, max(0, start - 12), start):
        return True
    if _ADDRESS.match(text, end) or patterns.beat.match(text, end):
        return True
    if not is_acronym and _is_dateline(text, start, end):
        return True
    return " " not in text[start:end] and not is_acronym and _is_surname(text, language, start)


def _is_dateline(text: str, start: int, end: int) -> bool:
    line = text.rfind("\n", 0, start) + 1
    if start - line > _LONGEST_HEAD:
        return False
    head = text[line:start].strip()
    if head and _HEAD.fullmatch(head) is None:
        return False
    if _SPANISH_DATELINE.match(text, end):
        return True
    match = _DATELINE.match(text, end)
    if match is None:
        return False
    is_place = text[start:end].isupper() and end - start >= _SHORTEST_PLACE
    return is_place or match["agency"] is not None


def is_part_of_body(text: str, place: tuple[int, int]) -> bool:
    """Return whether a firm, a paper or a club has a state's name in its own: Moscow Exchange."""
    start, end = place
    behind = _NEXT_CAPITALS.match(text, end)
    words = behind.group().split() if behind is not None else []
    if any(is_listed(fold_term(word), "part_of_bodies") for word in words):
        return True
    if text[start - 1 : start] in _OPENING:
        start -= 1
    quoted = _QUOTED_BEFORE.search(text, max(0, start - _LONGEST_HEAD), start)
    before = quoted[1] if quoted is not None else word_before(text, start)
    if before and fold_term(before) in listed_set("of_capital"):
        before = word_before(text, start - 1 - len(before))
    return bool(before) and is_listed(fold_term(before), "before_bodies")


def _is_surname(text: str, language: str, start: int) -> bool:
    """Return whether a given name or a form of address makes a single word a surname."""
    before = read_before(text, start, language)
    if before.has_given_name or before.gender != "?":
        return True
    written = word_before(text, start)
    if not written[:1].isupper() or written.isupper():
        return False
    folded = fold_term(written)
    if is_listed(folded, "places") or is_listed(folded, "titles") or is_listed(folded, "common"):
        return False
    if begins_sentence(text, start - 1 - len(written)) and is_stop_word(written):
        return False
    return fold_word(written) in given_names()
