"""What the list says of an actor that distinguishes it from its namesakes. Pure.

Words are compared by their first `CUT` letters, since many languages decline them.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from monitor.languages.given_names import Gender
from monitor.languages.name_words import NAME_WORDS
from monitor.watchlist.folding import fold_term
from monitor.watchlist.other_bearers import gender_of
from monitor.watchlist.role_words import fields_of, is_listed, listed_set, offices_of
from monitor.watchlist.scripts import is_far_eastern
from monitor.watchlist.surroundings import folded_words
from monitor.watchlist.values import Actor

CUT = 6
"""Letters of a word that are compared: cases and plurals share them."""

_NECESSARY = frozenset(map(str.title, NAME_WORDS.necessary))
"""Particles without which a French surname is a word: "Le Pen"; the Dutch "van" stays too."""
_OF_A_PLACE = re.compile(
    rf" (?:{'|'.join(NAME_WORDS.of_place)}) (?:(?:{'|'.join(NAME_WORDS.second)}) )?\w+$"
)


def cut(words: Iterable[str]) -> frozenset[str]:
    """Return words by their first letters."""
    return frozenset(word[:CUT] for word in words)


@dataclass(frozen=True, slots=True)
class Profile:
    """Properties of an actor that distinguish it from its namesakes."""

    is_person: bool
    is_state: bool
    given_names: frozenset[str]
    """First words of its names, folded."""
    is_common: bool
    """Whether its surname is an ordinary word, in whatever case of it."""
    is_of_a_place: bool
    """Whether its surname follows "von" or "de": it may be a place."""
    words: frozenset[str]
    """Words of its descriptions, without function words, cut."""
    tags: tuple[str, ...]
    groups: tuple[str, ...]
    fields: frozenset[str]
    offices: frozenset[str]
    gender: Gender = "?"
    initials: frozenset[str] = frozenset()
    """First letters of its given names, folded."""
    particles: frozenset[str] = frozenset()
    """Particles before its surname, folded: "van der"."""
    surnames: frozenset[str] = frozenset()
    """Last words of its names, folded."""
    abbreviations: frozenset[str] = frozenset()
    """Of a body: the initials of its names, folded."""
    spelled: tuple[frozenset[str], ...] = ()
    """Of a body: the words of each name of several, cut."""
    needs_particle: bool = False
    """Whether the list writes the particle with a capital: "Le Pen" is never "Pen"."""


def profile_of(actor: Actor) -> Profile:
    """Return the properties that distinguish an actor from its namesakes."""
    words = frozenset(folded_words(" ".join(actor.descriptions)))
    names = (actor.name, *actor.aliases)
    given = frozenset(fold_term(name).partition(" ")[0] for name in names)
    particles = _particles_of(actor.name) if actor.kind == "person" else []
    return Profile(
        is_person=actor.kind == "person",
        is_state=actor.kind == "state",
        given_names=given,
        is_common=_has_common_surname(actor),
        is_of_a_place=_OF_A_PLACE.search(actor.name) is not None,
        words=cut(filter(_may_describe, words - listed_set("not_described"))),
        tags=tuple(map(fold_term, actor.tags)),
        groups=actor.part_of,
        fields=frozenset().union(*map(fields_of, words)),
        offices=frozenset().union(*map(offices_of, words)),
        gender=gender_of(names),
        initials=frozenset(name[:1] for name in given),
        particles=frozenset(map(fold_term, particles)),
        surnames=frozenset(fold_term(name).rpartition(" ")[2] for name in names if " " in name),
        abbreviations=_abbreviations_of(names) if actor.kind != "person" else frozenset(),
        spelled=_spelled(names) if actor.kind != "person" else (),
        needs_particle=bool(particles) and (particles[-1] in _NECESSARY or particles[0] == "van"),
    )


def _particles_of(name: str) -> list[str]:
    """Return the particles before the last word of a name: van der Horst, Le Pen."""
    words = name.split()
    first = len(words) - 1
    while first > 1 and fold_term(words[first - 1]) in NAME_WORDS.between:
        first -= 1
    return words[first:-1]


def _may_describe(word: str) -> bool:
    """Return whether a word is long enough to describe; Chinese words have two characters."""
    return len(word) > 2 or (len(word) == 2 and is_far_eastern(word))


def _abbreviations_of(names: Iterable[str]) -> frozenset[str]:
    """Return the folded initials of names: of their capitalised words, and of all words."""
    initials: set[str] = set()
    for name in names:
        letters = [word[0] for word in re.split(r"[\s-]+", name) if word]
        initials.add(fold_term("".join(letters)))
        initials.add(fold_term("".join(filter(str.isupper, letters))))
    return frozenset(initials)


def _spelled(names: Iterable[str]) -> tuple[frozenset[str], ...]:
    """Return the words of each name of several, cut."""
    return tuple(cut(folded_words(name)) for name in names if " " in name)


def _has_common_surname(actor: Actor) -> bool:
    names = (actor.name, *actor.aliases)
    surnames = (fold_term(name).rpartition(" ")[2] for name in names if " " in name)
    return any(is_listed(surname, "common") for surname in surnames)
