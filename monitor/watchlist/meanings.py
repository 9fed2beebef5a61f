"""The mentions and undecided names of one text, as its names are resolved. Pure.

1. A full name means what `monitor.watchlist.namesakes` says; where the text calls its bearer what
   no actor is, it is a stranger's.
2. A surname means the one of its bearers whom a full name means. Of several it is the one who is
   described beside it, else the last one before it, else the first one behind it; after a stranger
   it is undecided.
3. Where someone else with the surname is named in full before the actor is ("Bobby Scott" before
   "Tim Scott"), a surname means the last of the two who is named.
   At the beginning of a sentence that soon follows someone who is called what the actor is not
   ("the striker Bobby Scott scored"), it means that person, even if the actor is named first.
4. "The last one named" is the last who is the topic of a sentence: not a name behind a preposition
   or a word for a relative, if there is another ("his brother Tim Scott").
5. A form of address of one gender means the bearer who is known to have it.
"""

import re
from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from monitor.languages.given_names import Gender
from monitor.records import Mention, Undecided
from monitor.watchlist.folding import fold_term
from monitor.watchlist.namesakes import Sense
from monitor.watchlist.ordinary_words import begins_sentence, word_before
from monitor.watchlist.person_names import Romanised
from monitor.watchlist.role_words import is_listed

Span = tuple[int, int]


class Other(NamedTuple):
    """The full name of someone else with the surname of an actor: where it ends."""

    end: int
    gender: Gender = "?"
    is_aside: bool = False
    """Whether it is not the topic of its sentence."""
    is_called_otherwise: bool = False
    """Whether the text calls its bearer what the actor is not: the striker."""


class _Others:
    """The full names of others with one actor's surname."""

    def __init__(self) -> None:
        self.ends: list[int] = []
        self.topics: list[int] = []
        """Where those end that are the topic of their sentence."""
        self.genders: set[Gender] = set()
        self.strangers: list[int] = []
        """Where those end that are called what the actor is not."""

    def add(self, other: Other) -> None:
        insort(self.ends, other.end)
        self.genders.add(other.gender)
        if not other.is_aside:
            insort(self.topics, other.end)
            if other.is_called_otherwise:
                insort(self.strangers, other.end)


class SurnameAt(NamedTuple):
    """A surname, its possible bearers, and what a form of address says of their gender."""

    span: Span
    actors: tuple[str, ...]
    gender: Gender = "?"
    has_bearer_of_gender: bool = False
    """Whether one of the actors is known to have that gender."""


class FoundNames(NamedTuple):
    """The names of actors in a text, in its order."""

    mentions: tuple[Mention, ...]
    undecided: tuple[Undecided, ...]


_SOON = 200
"""Characters behind a full name in which its surname alone means the same person."""
_SENTENCE_END = re.compile(r"[.!?;؟。\n]")

CALLED_OTHERWISE = "called something here that none of the actors with this name is"
_OTHERS_SURNAME = "a surname, and the person named last with it is not on the list"
_CITY = "the name of a capital, and the words beside it mean the city"
_UNDECIDED_SURNAME = "a surname, and the text does not decide which actor it means"


class Meanings:
    """The mentions and undecided names of one text."""

    def __init__(self, text: str, is_aside: Callable[[int], bool]) -> None:
        self._is_aside = is_aside
        """Whether a full name that begins at a place is not the topic of its sentence."""
        self.mentions: list[Mention] = []
        self.undecided: list[Undecided] = []
        self._text = text
        self._certainties: dict[str, float] = {}
        """By actor who is meant by a full name, the probability of it."""
        self._ends: defaultdict[str, list[int]] = defaultdict(list)
        """By actor, where its mentions end, in order."""
        self._named: Mapping[str, Sequence[int]] | None = None
        """The same when the first surname of several actors is read."""
        self._strangers: list[tuple[int, tuple[str, ...]]] = []
        """Where full names of strangers end, and the actors who have the same name."""
        self._others: defaultdict[str, _Others] = defaultdict(_Others)
        """By actor, the full names of others with its surname."""
        self._full: defaultdict[str, list[int]] = defaultdict(list)
        """By actor, where its full names end."""
        self._places: defaultdict[str, list[Span]] = defaultdict(list)
        """By actor, its full names."""
        self._topics: dict[str, list[int]] = {}
        """By actor, where its full names end that are the topic of their sentence; read when they
        are first asked for: few surnames have several bearers."""
        self._unclear: set[str] = set()
        """Actors whom an undecided full name may mean."""

    def add(self, actors: tuple[str, ...], sense: Sense, places: list[Romanised]) -> None:
        """Add a full name of some actors at its places."""
        if sense.actor is None:
            if sense.why == CALLED_OTHERWISE:
                self._strangers += [(place.end, actors) for place in places]
            else:
                self._unclear.update(actors)
            for place in places:
                self._add_undecided((place.start, place.end), actors, sense.why)
            return
        self._certainties[sense.actor] = sense.sure
        for place in places:
            insort(self._full[sense.actor], place.end)
            self._places[sense.actor].append((place.start, place.end))
            self._add_mention((place.start, place.end), sense.actor, sense.sure, place.score)

    def add_other(self, other: Other, actors: tuple[str, ...]) -> None:
        """Add a full name of someone else with the surname of actors."""
        for actor in actors:
            self._others[actor].add(other)

    def has_others(self, actors: tuple[str, ...]) -> bool:
        """Return whether the text names others with a surname of actors in full."""
        return any(actor in self._others for actor in actors)

    def add_city(self, span: Span, actors: tuple[str, ...]) -> None:
        """Add the name of a capital that means the city and not the actors."""
        self._add_undecided(span, actors, _CITY)

    def add_titled(self, actor: str) -> None:
        """Let an actor whose surname follows a title of its own be meant by its surname."""
        if actor not in self._unclear:
            self._certainties.setdefault(actor, 1.0)

    def add_surname(self, surname: SurnameAt, described: str | None) -> None:
        """Add a surname; it means the one of its bearers whom a full name means.

        Where full names mean several of its bearers, it is the one who is ``described`` beside it,
        else the last one before it.
        """
        span, actors = surname.span, surname.actors
        named = [actor for actor in actors if actor in self._certainties]
        likely = [
            actor for actor in named if actor == described or not self._is_of_other(surname, actor)
        ]
        if named and not likely:
            self._add_undecided(span, tuple(named), _OTHERS_SURNAME)
            return
        if described in likely:
            likely = [described]
        if len(likely) > 1 and self._unclear.isdisjoint(actors):
            likely = self._last_named(span[0], likely) or likely
        is_unclear = not self._unclear.isdisjoint(actors) or self._is_of_stranger(span[0], actors)
        if len(likely) == 1 and not is_unclear:
            self._add_mention(span, likely[0], self._certainties[likely[0]], 1.0)
        elif likely or is_unclear:
            possible = self._unclear.union(
                self._certainties, *(names for _, names in self._strangers)
            )
            choices = tuple(actor for actor in actors if actor in possible)
            self._add_undecided(span, choices, _UNDECIDED_SURNAME)

    def _is_of_stranger(self, place: int, actors: tuple[str, ...]) -> bool:
        """Return whether the last full name before a place, of these actors, is a stranger's."""
        ends = (
            end
            for end, names in self._strangers
            if end <= place and not set(names).isdisjoint(actors)
        )
        last = max(ends, default=None)
        return last is not None and all(
            _last_until(self._ends.get(actor, ()), place) < last for actor in actors
        )

    def _is_of_other(self, surname: SurnameAt, actor: str) -> bool:
        """Return whether a surname is of someone else than an actor.

        Someone who is named before the actor, or who alone has the gender of a form of address.
        """
        others, full = self._others.get(actor), self._full.get(actor)
        if others is None:
            return False
        place = surname.span[0]
        if surname.gender != "?":
            if surname.has_bearer_of_gender:
                return False
            if surname.gender in others.genders:
                return True
        if self._has_just_named(others.strangers, place, actor):
            return True
        if not full or full[0] < others.ends[0]:
            return False
        if place < others.ends[0]:
            return True
        own = _last_until(self._topics_of(actor), place)
        if others.topics or own >= 0:
            return own < _last_until(others.topics, place)
        return _last_until(full, place) < _last_until(others.ends, place)

    def _has_just_named(self, strangers: Sequence[int], place: int, actor: str) -> bool:
        """Return whether one of some strangers is named shortly before a subject, and no actor."""
        last = _last_until(strangers, place)
        if last < 0 or place - last > _SOON or _last_until(self._ends[actor], place) > last:
            return False
        article = word_before(self._text, place)
        start = place - len(article) - 1 if is_listed(fold_term(article), "articles") else place
        if not begins_sentence(self._text, start):
            return False
        return len(_SENTENCE_END.findall(self._text, last, place)) <= 1

    def _topics_of(self, actor: str) -> Sequence[int]:
        """Return where the full names of an actor end that are the topic of their sentence."""
        if actor not in self._topics:
            places = self._places.get(actor, ())
            self._topics[actor] = sorted(end for start, end in places if not self._is_aside(start))
        return self._topics[actor]

    def _last_named(self, place: int, actors: list[str]) -> list[str]:
        """Return the one of some actors who is the last named before a place, else behind it.

        One who is the topic of a sentence before it precedes those who are not.
        """
        if self._named is None:
            self._named = {actor: tuple(ends) for actor, ends in self._ends.items()}
        named = self._named
        if not any(actor in named for actor in actors):
            return []
        for ends_of in (self._topics_of, lambda actor: named.get(actor, ())):
            end, last = max((_last_until(ends_of(actor), place), actor) for actor in actors)
            if end >= 0:
                return [last]
        return [min(actors, key=lambda actor: next(iter(named.get(actor, ())), len(self._text)))]

    def _add_mention(self, span: Span, actor: str, certainty: float, score: float) -> None:
        start, end = span
        mention = Mention(
            actor=actor,
            text=self._text[start:end],
            start=start,
            end=end,
            score=score,
            sure=certainty,
        )
        self.mentions.append(mention)
        insort(self._ends[actor], end)

    def _add_undecided(self, span: Span, actors: tuple[str, ...], why: str) -> None:
        start, end = span
        text = self._text[start:end]
        self.undecided.append(Undecided(text=text, start=start, end=end, actors=actors, why=why))


def _last_until(ends: Sequence[int], place: int) -> int:
    """Return the last of some places, which are in order, that is not behind a place; -1: none."""
    number = bisect_right(ends, place)
    return ends[number - 1] if number else -1
