"""Candidates: acts of saying in offsets into the text, before speakers are resolved."""

from dataclasses import dataclass, field
from typing import NamedTuple

from monitor.statements.atoms import Atom

Range = tuple[int, int]


@dataclass(slots=True)
class Candidate:
    """One act of saying before its speaker is resolved; ranges are offsets into the text."""

    content: list[Range]
    cue: Range | None
    lemma: str
    form: str
    """The form in which it occurs: that, quote, colon, bare, postponed, object, to, …"""
    source: Range | None
    head: Range | None
    source_tag: str
    """Class of the source: ``p`` a pronoun, ``X`` a phrase with a name in its head, ``w`` another
    phrase, ``""`` none.
    """
    sentence: int
    flags: set[str] = field(default_factory=set)


class Cue(NamedTuple):
    """A cue in a sentence: where it is, the lemma of its verb, the form of its content."""

    place: Range
    lemma: str
    form: str


def range_of(atoms: list[Atom], first: int, last: int) -> Range:
    """Return the offsets of some atoms without marks at their ends.

    For a single quotation the offsets are those inside its marks.
    """
    while last > first and (
        atoms[last].tag in ",-:" or (atoms[last].tag == "." and atoms[last - 1].tag == "Q")
    ):
        last -= 1
    while first < last and atoms[first].tag in ",-":
        first += 1
    if first == last and (quotation := atoms[first].quotation) is not None:
        return quotation.inner_start, quotation.inner_end
    return atoms[first].start, atoms[last].end
