"""Names with the surname first and a comma, as indexes and lists write them: "Berg, Anna K.". Pure.

A run of capitalised words is the whole surname, and the next one, behind a comma, a given name with
its initials, which ends an entry: a full stop, a semicolon, a comma, a bracket or a line's end
follows. Read in its usual order it is a person of the list, or someone else with the surname.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from monitor.watchlist.read_words import Run

_GIVEN = re.compile(r"([^\W\d_][\w'’-]+)((?: [^\W\d_]\.)*)")
"""A given name and its initials."""
_ENTRY_END = re.compile(r"(?:[;,.)\]\n]|\s*$| [(–—])")
_LONGEST_SURNAME = 40
"""Characters; a longer run is not a surname."""
_OTHER = re.compile(r", ([^\W\d_][\w'’-]+)(?: [^\W\d_]\.)*(?=[;.)\]\n]|\s*$)")
_ENTRY_START = ";:([\n."


class CommaName(NamedTuple):
    """A name in its usual order, and its place in the text: surname, comma, given name."""

    start: int
    end: int
    text: str


def comma_names(text: str, runs: Sequence[Run]) -> Iterator[CommaName]:
    """Yield what may be names with the surname first among the runs of a text."""
    for surname, given in pairwise(runs):
        if text[given.start - 2] != ",":
            continue  # most pairs: that is read before their places are
        behind = surname.place(len(surname.text))
        if text[behind : given.start] != ", " or len(surname.text) > _LONGEST_SURNAME:
            continue
        line = given.text.partition("\n")[0]
        match, end = _GIVEN.fullmatch(line), given.place(len(line))
        if match is None or _ENTRY_END.match(text, end) is None:
            continue
        yield CommaName(surname.start, end, f"{match[1]} {surname.text}")


def other_given_name(text: str, place: tuple[int, int]) -> str:
    """Return the given name behind a surname and a comma in an entry of a list; ``""``: none."""
    start, end = place
    if text[end : end + 1] != ",":
        return ""
    before = text[max(0, start - 2) : start].rstrip(" ")[-1:]
    if before and before not in _ENTRY_START:
        return ""
    match = _OTHER.match(text, end)
    return match[1] if match is not None else ""
