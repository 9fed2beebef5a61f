"""The actor that a name means which several people bear: actors of the list, or a stranger. Pure.

1. Evidence for an actor: words of its descriptions and tags near the name and in the article, a
   mentioned group that it is part of, a role of its field. A name has one sense in an article:
   evidence at one place counts at all places of the name.
2. Of several actors the name means the one with clearly more evidence than any other; else it is
   undecided among them.
3. A name of a single actor is undecided where the text has no evidence for the actor and describes
   a private person (`monitor.watchlist.private_persons`, `monitor.watchlist.ages`) or is about
   sport or the arts alone.
4. A role of another field ("the singer Anna Berg", "a chef called Anna Berg") is evidence against
   the only actor of a name. Without any for it, the name is undecided.
5. Words are compared by their first `CUT` letters, since many languages decline them.

The words are in the languages' files. Evidence is in points, see the constants.
"""

import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from monitor.languages.files import has_trait
from monitor.watchlist.ages import has_age, has_home
from monitor.watchlist.private_persons import is_addressed, is_of_unknown_trade
from monitor.watchlist.profiles import Profile, cut
from monitor.watchlist.role_words import (
    fields_of,
    is_private_word,
    topics_of,
)
from monitor.watchlist.surroundings import UNKNOWN, Surroundings, folded_words, roles_of

NEAR_WORD, FAR_WORD, TAG, GROUP, FIELD, TOPIC = 2.0, 0.5, 0.5, 1.5, 1.0, 0.5
"""Points: a word of a description near the name, or elsewhere in the text; a tag; a mentioned
group; a role of the field; the article's topic."""
MOST_TOPIC_WORDS = 2
"""Words of a field in the article that count; more are the same topic."""
LEAST_POINTS, LEAST_LEAD = 1.0, 1.0
"""Points that an actor needs to be chosen among several, and its lead over the next one."""
LEAST_LOCAL_LEAD = 0.5
"""The same for one place of a name: a word of its sentence decides."""
DOUBTED = 0.6
"""Certainty (0 to 1) of an actor with evidence both for and against it."""

MOST_PLACES = 50
"""Places of a name whose surroundings are evidence; more add cost and no sense."""

MOST_STRANGERS = 3
"""Names of the list in one text that may all be strangers'."""

_PUBLIC = frozenset(("power", "law", "military", "religion"))
"""Fields that one person may have together."""
_LEISURE = {"sport": 2, "arts": 3}
"""By field, the words of it that make a text without any of public life one about other people:
people in power go to a concert sooner than they score."""

PRIVATE = "nothing in the text speaks for the actor, and it describes a private person"


class Sense(NamedTuple):
    """The actor that a name means in an article and its certainty; or None, and why."""

    actor: str | None
    sure: float = 1.0
    why: str = ""


class Article:
    """One text as evidence for and against the actors that its names may mean."""

    def __init__(
        self, text: str, language: str, profile: Callable[[str], Profile], mentioned: frozenset[str]
    ) -> None:
        self._text, self._language, self._mentioned = text, language, mentioned
        self._named: frozenset[str] = frozenset()
        """Actors whose full names occur."""
        self._profile = profile
        self._surroundings = Surroundings(text, language)
        # Found when they are first asked for: few names of an article need them.
        self._words_found: frozenset[str] | None = None
        self._cut_found: frozenset[str] | None = None
        self._topics_found: Counter[str] | None = None

    def add_named(self, actors: Iterable[str]) -> None:
        """Note the actors whose full names occur: many of them together are not strangers."""
        self._named = self._named.union(actors)
        self._topics_found = None

    def _all_words(self) -> frozenset[str]:
        if self._words_found is None:
            self._words_found = frozenset(folded_words(self._text))
        return self._words_found

    def _all_cut(self) -> frozenset[str]:
        if self._cut_found is None:
            self._cut_found = cut(self._all_words())
        return self._cut_found

    def _topics(self) -> Counter[str]:
        """By field, the words of the text that belong to it: topics and roles."""
        if self._topics_found is None:
            self._topics_found = Counter()
            names = frozenset().union(*(self._profile(actor).surnames for actor in self._named))
            for word in self._all_words() - names:  # surnames, not offices: Reina, Bishop
                self._topics_found.update(topics_of(word) | fields_of(word))
        return self._topics_found

    def sense_at(
        self,
        actors: tuple[str, ...],
        start: int,
        end: int,
        *,
        is_surname: bool = False,
    ) -> str | None:
        """Return the one of several actors for whom the words around a place speak, or None.

        Words beside the name count fully, those of its sentence a quarter; of a surname, whose
        sentence may be about others, what it is called, else the words behind it.
        """
        beside, called = self._surroundings.around(start, end)
        if is_surname:
            beside = called
        roles = roles_of(called)
        if not (roles or is_surname):
            roles = roles_of(self._surroundings.before(start, end)[-3:])
        sentence = cut(() if is_surname else self._surroundings.sentence(start, end))
        scores = {
            actor: self._score_at(self._profile(actor), beside, roles, sentence) for actor in actors
        }
        best, second = sorted(actors, key=lambda actor: -scores[actor])[:2]
        if scores[best] - scores[second] >= LEAST_LOCAL_LEAD:
            return best
        return self._sense_by_deed(actors, end) if is_surname else None

    def _sense_by_deed(self, actors: tuple[str, ...], end: int) -> str | None:
        """Return the one of several actors whose descriptions or field the words behind are of."""
        words = self._surroundings.rest_of_clause(end)
        fields = frozenset().union(*map(topics_of, words))
        scores = {}
        for actor in actors:
            profile = self._profile(actor)
            points = FAR_WORD * len(profile.words & cut(words))
            scores[actor] = points + (0.0 if fields.isdisjoint(profile.fields) else TOPIC)
        best, second = sorted(actors, key=lambda actor: -scores[actor])[:2]
        return best if scores[best] - scores[second] >= LEAST_LOCAL_LEAD else None

    def speaks_for(self, actor: str, start: int, end: int) -> bool:
        """Return whether a place calls its bearer what an actor is."""
        beside, called = self._surroundings.around(start, end)
        profile = self._profile(actor)
        is_described = not profile.words.isdisjoint(cut(beside))
        return is_described or not roles_of(called).isdisjoint(profile.fields)

    @staticmethod
    def _score_at(
        profile: Profile, beside: list[str], roles: frozenset[str], sentence: frozenset[str]
    ) -> float:
        near = profile.words & cut(beside)
        points = NEAR_WORD * len(near) + FAR_WORD * len((profile.words & sentence) - near)
        return points + (FIELD if not roles.isdisjoint(profile.fields) else 0.0)

    def is_called_otherwise(self, actors: tuple[str, ...], start: int, end: int) -> bool:
        """Return whether a place calls its bearer what none of the actors is."""
        beside, called = self._surroundings.around(start, end)
        if called[:1] == [UNKNOWN]:
            return True
        roles = roles_of(called)
        near = cut(beside)
        profiles = [self._profile(actor) for actor in actors]
        return bool(roles) and all(
            _is_against(roles, profile.fields) and near.isdisjoint(profile.words)
            for profile in profiles
        )

    def is_in_law_alone(self, actors: tuple[str, ...], start: int, end: int) -> bool:
        """Return whether a place calls its bearer a judge or lawyer, and none of the actors is."""
        roles = roles_of(self._surroundings.around(start, end)[1][:1])
        return roles == {"law"} and all(
            "law" not in self._profile(actor).fields and bool(self._profile(actor).fields)
            for actor in actors
        )

    def sense(self, actors: tuple[str, ...], places: Iterable[tuple[int, int]]) -> Sense:
        """Return the sense of a name with these places, which these actors bear."""
        profiles = {actor: self._profile(actor) for actor in actors}
        profile = profiles[actors[0]]
        if len(actors) == 1 and not (profile.words if profile.is_person else profile.fields):
            return Sense(actors[0])
        beside: list[str] = []
        called: list[str] = []
        places = tuple(itertools.islice(places, MOST_PLACES))
        for start, end in places:
            near, names = self._surroundings.around(start, end)
            beside += near
            called += names
        roles = roles_of(called)
        scores = {actor: self._score(profile, beside, roles) for actor, profile in profiles.items()}
        if len(actors) == 1:
            [actor] = actors
            if roles == {"law"} and "law" not in profile.fields and not scores[actor]:
                return Sense(None, why=f"called {_role_in(called)} here, which {actor} is not")
            if not _is_against(roles, profiles[actor].fields):
                is_private = profile.is_person and scores[actor] == 0 and self._is_private(places)
                return Sense(None, why=PRIVATE) if is_private else Sense(actor)
            evidence = scores[actor]
            if "civil" in roles:
                evidence -= self._topic_score(profiles[actor])
            if evidence >= LEAST_POINTS:
                return Sense(actor, DOUBTED)
            return Sense(None, why=f"called {_role_in(called)} here, which {actor} is not")
        best, second = sorted(actors, key=lambda actor: -scores[actor])[:2]
        if scores[best] >= LEAST_POINTS and scores[best] - scores[second] >= LEAST_LEAD:
            return Sense(best)
        return Sense(
            None, why="several actors have this name, and the text does not decide between them"
        )

    def _is_private(self, places: Iterable[tuple[int, int]]) -> bool:
        """Return whether a text without evidence for an actor describes a private person.

        It does by words of everyday life and none of public life, by an age or by an unknown trade.
        """
        is_public = any(self._topics()[field] for field in _PUBLIC)
        is_in_company = len(self._named) > MOST_STRANGERS
        if not (is_public or is_in_company) and (
            self._is_of_leisure() or any(map(is_private_word, self._common_words()))
        ):
            return True
        return any(
            is_of_unknown_trade(self._text, self._language, place)
            or has_age(self._text, place)
            or has_home(self._text, place[1])
            or is_addressed(self._text, place)
            for place in places
        )

    def _is_of_leisure(self) -> bool:
        """Return whether the text has enough words of sport or of the arts."""
        return any(self._topics()[field] >= least for field, least in _LEISURE.items())

    def _common_words(self) -> Iterator[str]:
        """Yield the folded words that are not names: those without a capital, in German all."""
        is_any = has_trait(self._language, "noun_capitals")
        for word in self._text.split():
            if is_any or not word[0].isupper():
                yield from folded_words(word)

    def supports(self, actor: str) -> bool:
        """Return whether the article has enough words of an actor's descriptions, tags and groups.

        Fewer suffice where papers write officials with initials.
        """
        profile = self._profile(actor)
        points = self._score(profile, [], frozenset()) - self._topic_score(profile)
        return points >= (FAR_WORD if has_trait(self._language, "initials_usual") else LEAST_POINTS)

    def describes(self, actor: str, start: int, end: int) -> bool:
        """Return whether words of an actor's descriptions are near a place."""
        return not self._profile(actor).words.isdisjoint(
            cut(self._surroundings.around(start, end)[0])
        )

    def _score(self, profile: Profile, beside: list[str], roles: frozenset[str]) -> float:
        near = profile.words & cut(beside)
        far = (profile.words & self._all_cut()) - near
        tags = sum(1 for tag in profile.tags if self._has_word_like(tag))
        return (
            NEAR_WORD * len(near)
            + FAR_WORD * len(far)
            + TAG * tags
            + GROUP * sum(group in self._mentioned for group in profile.groups)
            + (FIELD if not roles.isdisjoint(profile.fields) else 0.0)
            + self._topic_score(profile)
        )

    def _topic_score(self, profile: Profile) -> float:
        words = sum(self._topics()[field] for field in profile.fields)
        return TOPIC * min(MOST_TOPIC_WORDS, words)

    def _has_word_like(self, tag: str) -> bool:
        return tag in self._all_words() or (
            len(tag) > 4 and any(word.startswith(tag) for word in self._all_words())
        )


def _is_against(roles: frozenset[str], fields: frozenset[str]) -> bool:
    """Return whether roles are not of an actor of some fields; people in power have several."""
    if not roles or not fields:
        return False
    both_public = not (roles.isdisjoint(_PUBLIC) or fields.isdisjoint(_PUBLIC))
    return not both_public and roles.isdisjoint(fields)


def _role_in(called: list[str]) -> str:
    """Return the first of some words that is a role."""
    return next((word for word in called if fields_of(word)), "a private person")
