"""Whose surname is at a place: with what is before it, and what it is part of. Pure.

1. A given name, initials or a form of address before it may say that it is another person's
   (`monitor.watchlist.other_bearers`); a word of an actor's title is not a given name.
2. One Chinese or Korean character counts before an office or a form of address only.
3. A surname inside a longer name, whose bearer is called what no actor is, or that is the place
   that a family is from, does not count.
4. Particles belong to it: "Jan van der Horst" is not Pieter van der Horst, and one that the list
   writes with a capital is necessary: "Le Pen", not "Pen".
5. The surname of a family or of one of its generations does not count: "the Berg family",
   "the elder Berg" (`monitor.watchlist.relatives`).
"""

import re
from collections.abc import Callable
from typing import NamedTuple, Protocol

from monitor.languages.given_names import Gender
from monitor.watchlist.comma_names import other_given_name
from monitor.watchlist.folding import fold_term
from monitor.watchlist.longer_names import LongerNames, is_given_name
from monitor.watchlist.namesakes import Article
from monitor.watchlist.ordinary_words import word_before
from monitor.watchlist.other_bearers import Before, gender_of, read_before
from monitor.watchlist.profiles import CUT, Profile
from monitor.watchlist.relatives import (
    gender_by_verb,
    is_of_family,
    is_of_several,
    is_of_woman,
)
from monitor.watchlist.role_words import own_pattern
from monitor.watchlist.titles import may_have_title_behind

_INITIALS_BEHIND = re.compile(r" ([^\W\d_])\. ?(?:[^\W\d_]\.|(?=[,;)]))")


class SurnamePlace(NamedTuple):
    """Where a surname with its article begins, and its possible bearers among the actors."""

    begin: int
    bearers: tuple[str, ...] = ()
    is_of_other: bool = False
    """Whether someone else is named in full there."""
    gender: Gender = "?"
    """What a given name or a form of address before it says of its bearer."""


class _Text(Protocol):
    """A text and its language."""

    @property
    def text(self) -> str: ...
    @property
    def language(self) -> str: ...


class SurnamePlaces:
    """Reads the places of surnames in one text."""

    def __init__(
        self,
        names: _Text,
        around: LongerNames,
        article: Article,
        profiles: Callable[[str], Profile],
    ) -> None:
        self._text, self._language = names.text, names.language
        self._other_given = own_pattern("other_given", names.language)
        self._around, self._article, self._profiles = around, article, profiles

    def read(self, place: tuple[int, int], actors: tuple[str, ...]) -> SurnamePlace:
        """Return where the surname of some actors begins at a place, and whose it may be."""
        start, end = place
        if end - start == 1:
            actors = self._with_title_behind(end, actors)
        if self._other_given is not None and self._other_given.match(self._text, end):
            return SurnamePlace(start, is_of_other=True)
        if not actors or self._is_of_others(place, actors):
            return SurnamePlace(start)
        begin = self._with_particles(self._around.with_its_article(start), actors)
        if begin is None or is_of_family(self._text, (begin, end)):
            return SurnamePlace(start)
        other = other_given_name(self._text, (begin, end))
        if other and is_given_name(other) and not self._is_given_of(other, actors):
            gender = gender_of((other,))
            return SurnamePlace(begin, is_of_other=True, gender=gender)
        before = read_before(self._text, begin, self._language)
        if self._has_other_initials(end, actors):
            return SurnamePlace(begin)
        if before.has_given_name or self._has_another_given_name(begin, actors):
            given = word_before(self._text, begin)
            is_certain = before.has_given_name or self._around.follows_known_name(begin)
            is_certain = is_certain or self._around.follows_role(begin - 1 - len(given))
            gender = gender_of((given,))
            return SurnamePlace(begin, is_of_other=is_certain, gender=gender)
        bearers = tuple(actor for actor in actors if self._may_bear(actor, before))
        if not bearers or self._is_of_other(begin, place, bearers):
            return SurnamePlace(begin)
        if before.gender != "?":
            return SurnamePlace(begin, bearers, gender=before.gender)
        return self._by_verb(begin, place, bearers)

    def _by_verb(
        self, begin: int, place: tuple[int, int], bearers: tuple[str, ...]
    ) -> SurnamePlace:
        """Return the place of a surname whose verb may say which of its bearers is meant."""
        gender = gender_by_verb(self._text, self._language, place)
        if gender == "?":
            return SurnamePlace(begin, bearers)
        same = tuple(actor for actor in bearers if self._profiles(actor).gender == gender)
        return SurnamePlace(begin, same or bearers, gender=gender)

    def _with_title_behind(self, end: int, actors: tuple[str, ...]) -> tuple[str, ...]:
        """Return the actors that a one-character surname ending at a place may mean."""
        return tuple(
            actor
            for actor in actors
            if may_have_title_behind(self._text, end, self._profiles(actor))
        )

    def _is_of_others(self, place: tuple[int, int], actors: tuple[str, ...]) -> bool:
        """Return whether the form of a surname is a plural, or a woman's and no actor is one."""
        if is_of_several(self._text, self._language, place):
            return True
        is_of_a_woman = is_of_woman(self._text, self._language, place)
        return is_of_a_woman and all(self._profiles(actor).gender != "f" for actor in actors)

    def _has_other_initials(self, end: int, actors: tuple[str, ...]) -> bool:
        """Return whether the initials behind a surname are another person's: Голубев И. П."""
        is_initial = self._text[end + 2 : end + 3] == "."
        match = _INITIALS_BEHIND.match(self._text, end) if is_initial else None
        if match is None:
            return False
        initial = fold_term(match[1])
        return not any(initial in self._profiles(actor).initials for actor in actors)

    def _is_given_of(self, name: str, actors: tuple[str, ...]) -> bool:
        return any(fold_term(name) in self._profiles(actor).given_names for actor in actors)

    def _with_particles(self, begin: int, actors: tuple[str, ...]) -> int | None:
        """Return where a surname with its particles begins; None where a necessary one lacks."""
        profiles = [self._profiles(actor) for actor in actors]
        particles = frozenset().union(*(profile.particles for profile in profiles))
        if not particles:
            return begin
        is_necessary = all(profile.needs_particle for profile in profiles)
        first = begin
        while fold_term(word_before(self._text, first)) in particles:
            first -= 1 + len(word_before(self._text, first))
        return None if is_necessary and first == begin else first

    def _has_another_given_name(self, start: int, actors: tuple[str, ...]) -> bool:
        """Return whether a stranger's given name precedes a surname, and no word of a title."""
        if not self._around.has_another_given_name(start):
            return False
        word = fold_term(word_before(self._text, start))
        first = word.partition(" ")[0] if " " in word else ""  # Luc-Olivier for Luc
        return not any(
            word[:CUT] in profile.words or first in profile.given_names
            for profile in map(self._profiles, actors)
        )

    def _may_bear(self, actor: str, before: Before) -> bool:
        """Return whether the words before a surname do not exclude an actor."""
        profile = self._profiles(actor)
        if before.initial:
            return before.initial in profile.initials
        return "?" in (before.gender, profile.gender) or before.gender == profile.gender

    def _is_of_other(self, begin: int, place: tuple[int, int], actors: tuple[str, ...]) -> bool:
        """Return whether a surname is part of another name, or its bearer is called otherwise."""
        _, end = place
        return (
            self._around.is_part_of_a_name(begin, end)
            or self._article.is_called_otherwise(actors, begin, end)
            or self._article.is_in_law_alone(actors, begin, end)
            or self._is_a_place(begin, actors)
        )

    def _is_a_place(self, start: int, actors: tuple[str, ...]) -> bool:
        """Return whether a surname is the place that a family is from."""
        is_of_places = all(self._profiles(actor).is_of_a_place for actor in actors)
        return is_of_places and self._around.is_of_that_place(start)
