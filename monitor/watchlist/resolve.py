"""Resolve the names found in a text: which actor each place means, and which are undecided. Pure.

1. A name that the list writes in capitals counts in capitals only; a single word that the list
   writes with a capital does not count in small letters, in a text that has capitals.
2. A place inside a ``never`` string of an actor is not that actor. Of overlapping places the
   longest wins.
3. A full name of several actors means the one that the text speaks for, else it is undecided
   (`monitor.watchlist.namesakes`).
4. A person's surname counts where the full name occurs in the article, and only where it can mean
   one actor.
5. A name inside a longer name, or after another given name, does not count.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from monitor.watchlist.body_contexts import is_no_mention
from monitor.watchlist.folding import Folded
from monitor.watchlist.longer_names import LongerNames
from monitor.watchlist.meanings import CALLED_OTHERWISE, FoundNames, Meanings, Span
from monitor.watchlist.name_entries import Name
from monitor.watchlist.names import Hit
from monitor.watchlist.namesakes import MOST_PLACES, Article, Profile, Sense
from monitor.watchlist.ordinary_words import (
    is_common_word,
    is_shouted_word,
    is_spelled_out_otherwise,
)
from monitor.watchlist.person_names import Romanised
from monitor.watchlist.surname_places import SurnamePlaces

Profiles = Callable[[str], Profile]
"""Returns what distinguishes an actor from its namesakes."""
Never = tuple[int, int, str]
"""Where a ``never`` string occurs, from and to, and the actor that it is not."""


NO_NAMES = FoundNames((), ())


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


class _Choice(NamedTuple):
    """A place in folded text, the actors that it may mean, and whether it is a full name."""

    start: int
    end: int
    actors: tuple[str, ...]
    is_full: bool
    is_acronym: bool


class _Surname(NamedTuple):
    start: int
    end: int
    actors: tuple[str, ...]


def resolve_names(names: NamesInText, profiles: Profiles) -> FoundNames:
    """Return the mentions of actors in a text, and its undecided names."""
    if not (names.hits or names.romanised or names.titled):
        return NO_NAMES
    hits = _keep_by_case(names)
    never = _never_places(hits)
    choices = _choose(
        hits, _named_in_full(hits, names.romanised) | names.titled, never, len(names.folded.text)
    )
    resolution = _Resolution(names, choices, never, profiles)
    for choice in choices:
        resolution.add_listed(choice)
    for match in sorted(names.romanised, key=lambda match: match.is_initial):
        resolution.add_romanised(match)
    for start, end, actor in names.surnames:
        resolution.add_surname(start, end, actor)
    return resolution.decide()


def _never_places(hits: list[Hit]) -> list[Never]:
    """Return the places of ``never`` strings in the folded text, sorted."""
    places: list[Never] = []
    for start, end, name in hits:
        places += [(start, end, actor) for actor in name.never]
    return sorted(places)


def _keep_by_case(names: NamesInText) -> list[Hit]:
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
    if any(_is_in_small(names, start + place, name) for place in name.capitals):
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


def _named_in_full(hits: list[Hit], romanised: list[Romanised]) -> set[str]:
    actors = {actor for match in romanised for actor in match.actors}
    for _, _, name in hits:
        actors.update(name.full)
    return actors


def _choose(hits: list[Hit], named: set[str], never: list[Never], length: int) -> list[_Choice]:
    """Return the places that are names, longest first; ``length`` is that of the folded text."""
    longest_never = max((end - start for start, end, _ in never), default=0)
    taken = bytearray(length)
    choices: list[_Choice] = []
    for start, end, name in sorted(hits, key=lambda hit: (hit[0] - hit[1], hit[0])):
        if any(taken[start:end]):
            continue
        excluded = _excluded_at(start, end, never, longest_never)
        actors = tuple(actor for actor in name.full if actor not in excluded)
        is_full = bool(actors)
        if not is_full:
            possible = (actor for actor in name.short if actor in named)
            actors = tuple(actor for actor in possible if actor not in excluded)
        if actors:
            choices.append(_Choice(start, end, actors, is_full, name.is_acronym))
            taken[start:end] = b"\x01" * (end - start)
    return choices


def _excluded_at(start: int, end: int, never: list[Never], longest: int) -> set[str]:
    """Return the actors with a ``never`` string around a place.

    ``never`` is sorted, ``longest`` is the length of its longest string.
    """
    if not never:
        return set()
    first, behind = bisect_left(never, (end - longest,)), bisect_left(never, (start + 1,))
    return {actor for _, to, actor in never[first:behind] if end <= to}


class _Resolution:
    """The state of resolving one text: full names first, then surnames by them."""

    def __init__(
        self, names: NamesInText, choices: list[_Choice], never: list[Never], profiles: Profiles
    ) -> None:
        self._names, self._text, self._profiles = names, names.text, profiles
        self._never = [(*names.span_of(start, end), actor) for start, end, actor in never]
        self._longest_never = max((end - start for start, end, _ in self._never), default=0)
        certain = [
            choice.actors[0] for choice in choices if choice.is_full and len(choice.actors) == 1
        ]
        spelled_out = (choice for choice in choices if choice.is_full and not choice.is_acronym)
        self._spelled_out = {actor for choice in spelled_out for actor in choice.actors}
        self._article = Article(names.text, names.language, profiles, frozenset(certain))
        self._around = LongerNames(names.text, names.language)
        self._surnames = SurnamePlaces(names, self._around, self._article, profiles)
        self._unsupported: Counter[tuple[str, ...]] = Counter()
        """By actors, the places of their surname with an initial that were read."""
        self._other_acronyms: dict[str, bool] = {}
        """By acronym, whether the text spells it out as something else."""
        self._is_full = bytearray(len(names.text))
        """By place in the text, whether a full name is there."""
        self._is_surname = bytearray(len(names.text))
        """By place in the text, whether a surname as the list has it is there."""
        self._places: dict[tuple[str, ...], list[Romanised]] = {}
        """By the actors who bear a full name, the places that count."""
        self._listed_surnames: list[_Surname] = []
        self._other_surnames: dict[Span, list[str]] = {}
        """By place, the actors whose surname is there in another case or spelling."""

    def add_listed(self, choice: _Choice) -> None:
        """Add a name of the list."""
        start, end = self._names.span_of(choice.start, choice.end)
        if choice.is_acronym and self._is_no_acronym(choice, start, end):
            return
        if not choice.is_full:
            self._listed_surnames.append(_Surname(start, end, choice.actors))
            self._is_surname[start:end] = b"\x01" * (end - start)
            return
        if not self._profiles(choice.actors[0]).is_person and is_no_mention(
            self._text, self._names.language, (start, end), is_acronym=choice.is_acronym
        ):
            return
        match = Romanised(start, end, choice.actors, 1.0)
        self._mark_full(match)
        if not self._profiles(match.actors[0]).is_person or self._is_whole(start, end):
            self._places.setdefault(choice.actors, []).append(match)

    def _is_whole(self, start: int, end: int) -> bool:
        """Return whether a name of a person is not part of a longer one."""
        if self._around.is_part_of_a_name(start, end, is_full=" " in self._text[start:end]):
            return False
        return " " not in self._text[start:end] or not self._around.follows_given_name(start)

    def _is_no_acronym(self, choice: _Choice, start: int, end: int) -> bool:
        """Return whether an acronym is an ordinary word, or abbreviates another name."""
        if is_shouted_word(self._text, self._names.language, start, end):
            return True
        if not self._spelled_out.isdisjoint(choice.actors):
            return False
        acronym = self._text[start:end]
        if acronym not in self._other_acronyms:
            self._other_acronyms[acronym] = is_spelled_out_otherwise(self._text, acronym)
        return self._other_acronyms[acronym]

    def add_romanised(self, match: Romanised) -> None:
        """Add a name in another spelling, where no full name of the list is."""
        if self._overlaps_full_name(match.start, match.end):
            return
        span = match.start, match.end
        actors = tuple(actor for actor in match.actors if not self._is_never(*span, actor))
        if not actors:
            return
        if match.is_initial and not self._is_supported(match, actors):
            return
        first_word = self._text[match.start : match.end].split()[0]
        end = match.start + len(first_word)
        if match.is_turned and self._is_common_word(match.start, end, actors):
            return
        if not self._profiles(actors[0]).is_person or self._is_whole(match.start, match.end):
            self._places.setdefault(actors, []).append(match)
        self._mark_full(match)

    def _is_supported(self, match: Romanised, actors: tuple[str, ...]) -> bool:
        """Return whether the text names one of the actors in full, or describes it at the place."""
        if any(actor in bearers for bearers in self._places for actor in actors):
            return True
        self._unsupported[actors] += 1
        if self._unsupported[actors] > MOST_PLACES:
            return False
        if len(actors) > 1:
            return False
        actor = actors[0]
        return self._article.describes(actor, match.start, match.end) or self._article.supports(
            actor
        )

    def add_surname(self, start: int, end: int, actor: str) -> None:
        """Add a surname in another case or spelling, where the list's own is not."""
        if any(self._is_surname[start:end]):
            return
        if not self._is_never(start, end, actor):
            bearers = self._other_surnames.setdefault((start, end), [])
            if actor not in bearers:
                bearers.append(actor)

    def decide(self) -> FoundNames:
        """Return what the places mean."""
        meanings = Meanings(self._text)
        for actors, places in self._places.items():
            for sense, alike in self._senses(actors, places):
                meanings.add(actors, sense, alike)
        for actor in self._names.titled:
            meanings.add_titled(actor)
        others = [_Surname(*span, tuple(actors)) for span, actors in self._other_surnames.items()]
        counted = list(self._counted_surnames([*self._listed_surnames, *others], meanings))
        for surname in counted:
            span = surname.start, surname.end
            meanings.add_surname(span, surname.actors, self._sense_of_surname(surname))
        return FoundNames(
            tuple(sorted(meanings.mentions, key=lambda mention: mention.start)),
            tuple(sorted(meanings.undecided, key=lambda undecided: undecided.start)),
        )

    def _senses(
        self, actors: tuple[str, ...], places: list[Romanised]
    ) -> Iterator[tuple[Sense, list[Romanised]]]:
        """Yield what a full name means, and the places at which it does.

        A place that calls its bearer what none of the actors is means none of them, if another
        place speaks for one. Namesakes are distinguished place by place where the words around two
        places speak for two of them; other places mean the last one who was distinguished.
        """
        strangers = self._strangers(actors, places)
        for place in strangers:
            yield Sense(None, why=CALLED_OTHERWISE), [place]
        places = [place for place in places if place not in strangers]
        spans = [(place.start, place.end) for place in places]
        local: list[str | None] = []
        if len(actors) > 1:
            local = [self._article.sense_at(actors, *span) for span in spans]
        if len(set(local) - {None}) < 2:
            if places:
                yield self._article.sense(actors, spans), places
            return
        current: str | None = None
        for place, actor in sorted(zip(places, local, strict=True), key=lambda pair: pair[0].start):
            current = actor or current
            if current is None:
                yield self._article.sense(actors, [(place.start, place.end)]), [place]
            else:
                yield Sense(current), [place]

    def _strangers(self, actors: tuple[str, ...], places: list[Romanised]) -> frozenset[Romanised]:
        """Return the places of a full name that mean none of the actors."""
        if len(actors) == 1 and not self._profiles(actors[0]).fields:
            return frozenset()
        few = places[:MOST_PLACES]
        strangers = frozenset(
            place
            for place in few
            if self._article.is_called_otherwise(actors, place.start, place.end)
        )
        if len(actors) > 1 or not strangers:
            return strangers
        is_meant = any(
            self._article.speaks_for(actors[0], place.start, place.end)
            for place in few
            if place not in strangers
        )
        return strangers if is_meant else frozenset()

    def _sense_of_surname(self, surname: _Surname) -> str | None:
        """Return the one of several bearers for whom words beside a surname speak, or None."""
        start, end, actors = surname
        if len(actors) < 2:
            return None
        return self._article.sense_at(actors, start, end, is_surname=True)

    def _is_common_word(self, start: int, end: int, actors: tuple[str, ...]) -> bool:
        is_common = all(self._profiles(actor).is_common for actor in actors)
        return is_common_word(self._text, self._names.language, (start, end), is_common=is_common)

    def _counted_surnames(
        self, surnames: Iterable[_Surname], meanings: Meanings
    ) -> Iterator[_Surname]:
        """Yield the surnames that count, with their articles; add those of others to meanings."""
        for start, end, actors in dict.fromkeys(surnames):
            if self._overlaps_full_name(start, end) or self._is_common_word(start, end, actors):
                continue
            place = self._surnames.read((start, end), actors)
            if place.is_of_other:
                meanings.add_other(end, actors)
            elif place.bearers:
                yield _Surname(place.begin, end, place.bearers)

    def _mark_full(self, match: Romanised) -> None:
        self._is_full[match.start : match.end] = b"\x01" * (match.end - match.start)

    def _overlaps_full_name(self, start: int, end: int) -> bool:
        return any(self._is_full[start:end])

    def _is_never(self, start: int, end: int, actor: str) -> bool:
        """Return whether a place lies inside a ``never`` string of an actor."""
        return actor in _excluded_at(start, end, self._never, self._longest_never)
