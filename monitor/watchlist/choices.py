"""The names of a list found in a text, and which of overlapping ones are names there. Pure.

1. A name that the list writes in capitals counts in capitals only; a single word that the list
   writes with a capital does not count in small letters, in a text that has capitals.
2. A place inside a ``never`` string of an actor is not that actor. Of overlapping places the
   longest wins.
"""

from bisect import bisect_left
from dataclasses import dataclass, field
from typing import NamedTuple

from monitor.watchlist.folding import Folded
from monitor.watchlist.name_entries import Name
from monitor.watchlist.names import Hit
from monitor.watchlist.person_names import Romanised

Span = tuple[int, int]
Never = tuple[int, int, str]
"""Where a ``never`` string occurs, from and to, and the actor that it is not."""


@dataclass(frozen=True, slots=True)
class NamesInText:
    """A text, and what the tables of names and of sounds found in it."""

    text: str
    language: str
    folded: Folded
    hits: list[Hit]
    """Places in the folded text."""
    romanised: list[Romanised]
    """Places in the text itself."""
    surnames: list[tuple[int, int, str]] = field(default_factory=list)
    """Places in the text itself of surnames of people who are named in full, and the actor."""
    titled: set[str] = field(default_factory=set)
    """Actors whose surname follows a title of theirs."""

    def span_of(self, start: int, end: int) -> Span:
        """Return the place in the text of a place in the folded text."""
        return self.folded.origin(start), self.folded.origin(end - 1) + 1


class Choice(NamedTuple):
    """A place in folded text, the actors that it may mean, and whether it is a full name."""

    start: int
    end: int
    actors: tuple[str, ...]
    is_full: bool
    is_acronym: bool


def never_places(hits: list[Hit]) -> list[Never]:
    """Return the places of ``never`` strings in the folded text, sorted."""
    places: list[Never] = []
    for start, end, name in hits:
        places += [(start, end, actor) for actor in name.never]
    return sorted(places)


def keep_by_case(names: NamesInText) -> list[Hit]:
    """Return the hits that are written in capitals where they have to be."""
    has_capitals = not names.text.islower()
    return [hit for hit in names.hits if _has_right_case(names, hit, has_capitals=has_capitals)]


def _has_right_case(names: NamesInText, hit: Hit, *, has_capitals: bool) -> bool:
    start, end, name = hit
    if not (name.is_acronym or name.is_proper or name.has_capital):
        return True
    first, behind = names.span_of(start, end)
    if name.has_capital and has_capitals and names.text[first:behind].islower():
        return False
    for place in name.capitals:
        if _is_in_small(names, start + place, name):
            return not has_capitals
    if name.is_acronym and not names.text[first:behind].isupper():
        return False
    return not (name.is_proper and has_capitals and names.text[first].islower())


def _is_in_small(names: NamesInText, place: int, name: Name) -> bool:
    """Return whether a word of a person's name begins with a small letter at a place.

    The second part of a given name may, behind a hyphen: Kim Jong-un for Kim Jong Un.
    """
    at = names.folded.origin(place)
    is_second_part = len(name.capitals) > 1 and not names.text[at - 1].isspace()
    return names.text[at].islower() and not is_second_part


def named_in_full(hits: list[Hit], romanised: list[Romanised]) -> set[str]:
    """Return the actors whose full names were found, in whatever spelling."""
    actors = {actor for match in romanised for actor in match.actors}
    for _, _, name in hits:
        actors.update(name.full)
    return actors


def choose(hits: list[Hit], named: set[str], never: list[Never], length: int) -> list[Choice]:
    """Return the places that are names, longest first; ``length`` is that of the folded text."""
    longest_never = max((end - start for start, end, _ in never), default=0)
    taken = bytearray(length)
    choices: list[Choice] = []
    for start, end, name in sorted(hits, key=lambda hit: (hit[0] - hit[1], hit[0])):
        if taken.find(1, start, end) >= 0:
            continue
        excluded = excluded_at(start, end, never, longest_never)
        actors = tuple(actor for actor in name.full if actor not in excluded)
        is_full = bool(actors)
        if not is_full:
            possible = (actor for actor in name.short if actor in named)
            actors = tuple(actor for actor in possible if actor not in excluded)
        if actors:
            choices.append(Choice(start, end, actors, is_full, name.is_acronym))
            taken[start:end] = b"\x01" * (end - start)
    return choices


def excluded_at(start: int, end: int, never: list[Never], longest: int) -> set[str]:
    """Return the actors with a ``never`` string around a place.

    ``never`` is sorted, ``longest`` is the length of its longest string.
    """
    if not never:
        return set()
    first, behind = bisect_left(never, (end - longest,)), bisect_left(never, (start + 1,))
    return {actor for _, to, actor in never[first:behind] if end <= to}
