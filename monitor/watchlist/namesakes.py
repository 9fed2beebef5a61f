"""The actor that a name means which several people bear: actors of the list, or a stranger. Pure.

1. Evidence for an actor: words of its descriptions and tags near the name and in the article, a
   mentioned group that it is part of, a role of its field. A name has one sense in an article:
   evidence at one place counts at all places of the name.
2. Of several actors the name means the one with clearly more evidence than any other; else it is
   undecided among them.
3. A role of another field ("the singer Anna Berg") is evidence against the only actor of a name.
   Without any for it, the name is undecided.
4. A name in something named after a person ("Omar Farouk Street"), in a longer name ("Ali Hassan
   Mahmoud"), or after another given name ("Tom Berg") means no actor.

The words are in ``roles.toml``. Evidence is in points, see the constants.
"""

import functools
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from monitor.languages.folding import fold_word
from monitor.languages.given_names import given_names
from monitor.watchlist.folding import fold_term
from monitor.watchlist.ordinary_words import begins_sentence, is_common_word, word_before
from monitor.watchlist.role_words import fields_of, is_before_names, lexicon, topics_of
from monitor.watchlist.values import Actor
from monitor.watchlist.variants import ARTICLES

NEAR_WORD, FAR_WORD, TAG, GROUP, FIELD, TOPIC = 2.0, 0.5, 0.5, 1.5, 1.0, 0.5
"""Points: a word of a description near the name, or elsewhere in the text; a tag; a mentioned
group; a role of the field; the article's topic."""
LEAST_POINTS, LEAST_LEAD = 1.0, 1.0
"""Points that an actor needs to be chosen among several, and its lead over the next one."""
LEAST_LOCAL_LEAD = 0.5
"""The same for one place of a name: a word of its sentence decides."""
DOUBTED = 0.6
"""Certainty (0 to 1) of an actor with evidence both for and against it."""

_WORD = re.compile(r"[^\W_]+")
_SENTENCE = 300
"""Characters before and after a name that may belong to its sentence."""
_BEFORE, _AFTER = 40, 90
"""Characters before and after a name that count as near it: some words, an apposition."""
_CLAUSE_END = re.compile(r"[.!?؟。\n]")
_STOP = frozenset("the and for von der die des del los las the former head chief of from".split())
_GENERATIONS = frozenset("jr sr ii iii iv".split())
"""What follows the name of one of several generations."""
_APPOSITION = re.compile(r"\s*(?:,|\(|،|—|–)\s*")
_PART_END = re.compile(r"[.!?؟。\n,،)]|(?:^|\s)(?:said|says|told|who|which|and|und|et|y)\b")
_ARTICLES = frozenset(
    "a an the former ex one his her der die das ein eine le la un une el los las".split()
)
"""Words with which an apposition begins, other than a role."""
_NEXT_WORDS = re.compile(r"[ -]([^\W\d_][\w'’]*)")
_ARTICLE_BEFORE = re.compile(rf"\b(?:{'|'.join(sorted(ARTICLES))})[-‐‑ ]$", re.IGNORECASE)
_CAPITALS_MEAN_NAMES = frozenset(("en", "fr", "es", "und"))
"""Languages in which a capitalised word after a name is probably a name too.

German capitalises every noun, and in Turkish a place may follow a subject.
"""
_GIVEN_NAMES_PRECEDE = _CAPITALS_MEAN_NAMES | {"ru", "uk", "tr"}
"""Languages in which a capitalised word before a surname is probably a given name."""


def _folded_words(text: str) -> list[str]:
    return _WORD.findall(fold_term(text))


@dataclass(frozen=True, slots=True)
class Profile:
    """Properties of an actor that distinguish it from its namesakes."""

    is_person: bool
    words: frozenset[str]
    """Words of its descriptions, without function words."""
    tags: tuple[str, ...]
    groups: tuple[str, ...]
    fields: frozenset[str]


def profile_of(actor: Actor) -> Profile:
    """Return the properties that distinguish an actor from its namesakes."""
    words = frozenset(_folded_words(" ".join(actor.descriptions)))
    return Profile(
        is_person=actor.kind == "person",
        words=frozenset(word for word in words if len(word) > 2 and word not in _STOP),
        tags=tuple(map(fold_term, actor.tags)),
        groups=actor.part_of,
        fields=frozenset().union(*map(fields_of, words)),
    )


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
        self._text, self._language, self._profile, self._mentioned = (
            text,
            language,
            profile,
            mentioned,
        )
        self._title_case_lines: dict[int, bool] = {}
        """By the place where a line begins, whether it is a headline: lines can be long."""

    @functools.cached_property
    def _all_words(self) -> frozenset[str]:
        return frozenset(_folded_words(self._text))

    @functools.cached_property
    def _topics(self) -> frozenset[str]:
        return frozenset().union(*map(topics_of, self._all_words))

    def is_part_of_a_name(self, start: int, end: int) -> bool:
        """Return whether a name is inside a longer name, or something named after a person."""
        before = word_before(self._text, start)
        if before and is_before_names(before):
            return True
        if (
            self._text[end : end + 1] not in (" ", "-")
            or not self._text[end + 1 : end + 2].isupper()
        ):
            return False
        words = lexicon()[2]
        first, second = (*_NEXT_WORDS.findall(self._text, end, end + 60)[:2], "", "")[:2]
        word = fold_term(first)
        if word in _GENERATIONS:
            return False
        if word in words["behind"]:
            return word != "international" or not second or fold_term(second) in words["behind"]
        if (
            self._language not in _CAPITALS_MEAN_NAMES
            or self._text[end] != " "
            or self._is_title_case(start)
        ):
            return False
        return word not in words["titles"] and not fields_of(word) and not first.isupper()

    def has_another_given_name(self, start: int) -> bool:
        """Return whether a surname follows a given name that belongs to a stranger."""
        before = word_before(self._text, start)
        if not before:
            return False
        word = fold_term(before)
        words = lexicon()[2]
        if word in words["given"]:
            return True
        if (
            begins_sentence(self._text, start - 1 - len(before))
            and fold_word(before) not in given_names()
        ):
            return False
        if (
            not before[0].isupper()
            or before.isupper()
            or self._language not in _GIVEN_NAMES_PRECEDE
        ):
            return False
        return (
            word not in words["titles"] and not fields_of(word) and not self._is_title_case(start)
        )

    def is_common_word(self, start: int, end: int) -> bool:
        """Return whether a word that is a name on the list is an ordinary word at a place."""
        return is_common_word(self._text, self._language, start, end)

    def with_its_article(self, start: int) -> int:
        """Return the start of a surname with its Arabic article: al-Sadr."""
        match = _ARTICLE_BEFORE.search(self._text, max(0, start - 4), start)
        return match.start() if match else start

    def _is_title_case(self, place: int) -> bool:
        """Return whether the line of a place capitalises its long words, as a headline does."""
        start, end = self._text.rfind("\n", 0, place) + 1, self._text.find("\n", place)
        if start not in self._title_case_lines:
            self._title_case_lines[start] = self._has_title_case(start, end)
        return self._title_case_lines[start]

    def _has_title_case(self, start: int, end: int) -> bool:
        long = [
            word
            for word in _WORD.findall(self._text[start : end if end >= 0 else None])
            if len(word) > 3
        ]
        return len(long) > 2 and sum(word[0].isupper() for word in long) > 0.8 * len(long)

    def sense_at(self, actors: tuple[str, ...], start: int, end: int) -> str | None:
        """Return the one of several actors for whom the words around a place speak, or None.

        Words beside the name count fully, those of its sentence a quarter.
        """
        beside, called = self._beside(start, end), self._called(start, end)
        roles = frozenset().union(*map(fields_of, called))
        sentence = frozenset(self._sentence(start, end))
        scores = {
            actor: self._score_at(self._profile(actor), beside, roles, sentence) for actor in actors
        }
        best, second = sorted(actors, key=lambda actor: -scores[actor])[:2]
        return best if scores[best] - scores[second] >= LEAST_LOCAL_LEAD else None

    @staticmethod
    def _score_at(
        profile: Profile, beside: list[str], roles: frozenset[str], sentence: frozenset[str]
    ) -> float:
        near = profile.words.intersection(beside)
        points = NEAR_WORD * len(near) + FAR_WORD * len((profile.words & sentence) - near)
        return points + (FIELD if not roles.isdisjoint(profile.fields) else 0.0)

    def _sentence(self, start: int, end: int) -> list[str]:
        """Return the folded words of the sentence around a place."""
        before = _CLAUSE_END.split(self._text[max(0, start - _SENTENCE) : start])[-1]
        after = _CLAUSE_END.split(self._text[end : end + _SENTENCE])[0]
        return _folded_words(f"{before} {after}")

    def is_called_otherwise(self, actors: tuple[str, ...], start: int, end: int) -> bool:
        """Return whether a place calls its bearer what none of the actors is."""
        roles = frozenset().union(*map(fields_of, self._called(start, end)))
        return bool(roles) and all(
            roles.isdisjoint(self._profile(actor).fields) for actor in actors
        )

    def sense(self, actors: tuple[str, ...], places: Iterable[tuple[int, int]]) -> Sense:
        """Return the sense of a name with these places, which these actors bear."""
        profiles = {actor: self._profile(actor) for actor in actors}
        if len(actors) == 1 and not profiles[actors[0]].fields:
            return Sense(actors[0])
        beside: list[str] = []
        called: list[str] = []
        for start, end in places:
            beside += self._beside(start, end)
            called += self._called(start, end)
        roles = frozenset().union(*map(fields_of, called))
        scores = {actor: self._score(profile, beside, roles) for actor, profile in profiles.items()}
        if len(actors) == 1:
            [actor] = actors
            against = roles and roles.isdisjoint(profiles[actor].fields)
            if not against:
                return Sense(actor)
            if scores[actor] >= LEAST_POINTS:
                return Sense(actor, DOUBTED)
            return Sense(None, why=f"called {_role_in(called)} here, which {actor} is not")
        best, second = sorted(actors, key=lambda actor: -scores[actor])[:2]
        if scores[best] >= LEAST_POINTS and scores[best] - scores[second] >= LEAST_LEAD:
            return Sense(best)
        return Sense(
            None, why="several actors have this name, and the text does not decide between them"
        )

    def describes(self, actor: str, start: int, end: int) -> bool:
        """Return whether words of an actor's descriptions are near a place."""
        return not self._profile(actor).words.isdisjoint(self._beside(start, end))

    def _beside(self, start: int, end: int) -> list[str]:
        """Return the words near a name: three before it, and those of `_after`."""
        return self._before(start)[-3:] + self._after(start, end)

    def _called(self, start: int, end: int) -> list[str]:
        """Return the words that may name a role: the one before a name, and those of `_after`."""
        return self._before(start)[-1:] + self._after(start, end)

    def _before(self, start: int) -> list[str]:
        head = _CLAUSE_END.split(self._text[max(0, start - _BEFORE) : start])[-1]
        return _folded_words(head.rpartition(",")[2])

    def _after(self, start: int, end: int) -> list[str]:
        """Return the words of an apposition, or two words in a script without capitals."""
        apposition = _APPOSITION.match(self._text, end)
        if apposition is None:
            return _folded_words(self._text[end : end + 40])[:2] if self._is_caseless(start) else []
        words = _folded_words(_PART_END.split(self._text[apposition.end() : end + _AFTER])[0])[:9]
        is_apposition = bool(words) and (
            words[0] in _ARTICLES or words[0].isdigit() or bool(fields_of(words[0]))
        )
        return words if is_apposition or self._is_caseless(start) else []

    def _is_caseless(self, place: int) -> bool:
        letter = self._text[place]
        return letter.upper() == letter.lower()

    def _score(self, profile: Profile, beside: list[str], roles: frozenset[str]) -> float:
        near = profile.words.intersection(beside)
        far = (profile.words & self._all_words) - near
        tags = sum(1 for tag in profile.tags if self._has_word_like(tag))
        return (
            NEAR_WORD * len(near)
            + FAR_WORD * len(far)
            + TAG * tags
            + GROUP * sum(group in self._mentioned for group in profile.groups)
            + (FIELD if not roles.isdisjoint(profile.fields) else 0.0)
            + (TOPIC if not self._topics.isdisjoint(profile.fields) else 0.0)
        )

    def _has_word_like(self, tag: str) -> bool:
        return tag in self._all_words or (
            len(tag) > 4 and any(word.startswith(tag) for word in self._all_words)
        )


def _role_in(called: list[str]) -> str:
    """Return the first of some words that is a role."""
    return next((word for word in called if fields_of(word)), "something")
