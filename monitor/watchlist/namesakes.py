"""Who is meant by a name that several bear: two actors of the list, or an actor and a stranger.

1. What speaks for an actor: words of its descriptions and tags around the name and in the article, groups that it is part of and that are
   mentioned, a role of its field. The article has one sense of a name: what speaks for an actor at one place holds at all.
2. Of several actors the one is meant for whom clearly more speaks than for every other; else nobody, and it is said among whom.
3. Against the only actor of a name speaks a role of another field ("the singer Anna Berg") while nothing speaks for it.
4. A name in what is named after it ("Omar Farouk Street"), in a longer name ("Ali Hassan Mahmoud"), or behind another given name
   ("Tom Berg") is nobody's.

The words are in ``roles.toml``. Scores are in points, the constants below.
"""

import functools
import re
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import resources
from typing import NamedTuple

from monitor.watchlist.folding import fold_term
from monitor.watchlist.values import Actor
from monitor.watchlist.variants import ARTICLES

NEAR_WORD, FAR_WORD, TAG, GROUP, FIELD, TOPIC = 2.0, 0.5, 0.5, 1.5, 1.0, 0.5
"""Points: a word of a description beside the name, or elsewhere in the text; a tag; a group mentioned; a role of the field; the article's topic."""
ENOUGH, CLEARLY = 1.0, 1.0
"""Points that an actor needs to be chosen among several, and by how many it must lead."""
DOUBTED = 0.6
"""How sure it is that an actor is meant of whom something speaks for and something against it."""

_WORD = re.compile(r"[^\W_]+")
_BEFORE, _BEHIND = 40, 90
"""Characters before and behind a name that are beside it."""
_CLAUSE_END = re.compile(r"[.!?؟。\n]")
_STOP = frozenset("the and for von der die des del los las the former head chief of from".split())
_APPOSITION = re.compile(r"\s*(?:,|\(|،|—|–)\s*")
_PART_END = re.compile(r"[.!?؟。\n,،)]|(?:^|\s)(?:said|says|told|who|which|and|und|et|y)\b")
_ARTICLES = frozenset(
    "a an the former ex one his her der die das ein eine le la un une el los las".split()
)
"""Words with which an apposition begins, its own role aside."""
_NEXT_WORDS = re.compile(r"[ -]([^\W\d_][\w'’]*)")
_ARTICLE_IN_FRONT = re.compile(rf"^(?:{'|'.join(sorted(ARTICLES))})[-‐‑]", re.IGNORECASE)
_ARTICLE_BEFORE = re.compile(rf"\b(?:{'|'.join(sorted(ARTICLES))})[-‐‑ ]$", re.IGNORECASE)
_CAPITALS_TELL = frozenset(("en", "fr", "es", "und"))
"""Languages in which a capital beside a name is likely of a name too; German writes every noun so, and Turkish sets places behind subjects."""
_GIVEN_NAMES_TELL = _CAPITALS_TELL | {"ru", "uk", "tr"}


@dataclass(frozen=True, slots=True)
class _Words:
    """Words, some of which may go on."""

    exact: frozenset[str]
    begun: tuple[str, ...]

    def __contains__(self, word: str) -> bool:
        return word in self.exact or word.startswith(self.begun)


def _words(text: str) -> _Words:
    found = [word.strip() for word in text.split()]
    return _Words(
        frozenset(fold_term(word) for word in found if not word.endswith("*")),
        tuple(fold_term(word[:-1]) for word in found if word.endswith("*")) or ("\0",),
    )


@functools.cache
def _lexicon() -> tuple[dict[str, _Words], dict[str, _Words], dict[str, _Words]]:
    """Return roles, topics and the other lists."""
    data = tomllib.loads(
        resources.files("monitor.languages").joinpath("roles.toml").read_text("utf-8")
    )
    roles, topics, words = (
        {key: _words(text) for key, text in data[part].items()}
        for part in ("roles", "topics", "words")
    )
    return roles, topics, words


@functools.lru_cache(maxsize=50_000)
def _fields_of(word: str) -> frozenset[str]:
    roles, _, _ = _lexicon()
    bare = word.removeprefix("ال") if len(word) > 4 else word
    return frozenset(name for name, words in roles.items() if word in words or bare in words)


@functools.lru_cache(maxsize=50_000)
def _is_before_names(word: str) -> bool:
    return fold_term(word) in _lexicon()[2]["before"]


@functools.lru_cache(maxsize=50_000)
def _topics_of(word: str) -> frozenset[str]:
    _, topics, _ = _lexicon()
    return frozenset(name for name, words in topics.items() if word in words)


def _folded_words(text: str) -> list[str]:
    return _WORD.findall(fold_term(text))


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of an actor that tells it from its namesakes."""

    is_person: bool
    words: frozenset[str]
    """Of its descriptions, function words left out."""
    tags: tuple[str, ...]
    groups: tuple[str, ...]
    fields: frozenset[str]


def profile_of(actor: Actor) -> Profile:
    """Return what tells an actor from its namesakes."""
    words = frozenset(
        word
        for text in actor.descriptions
        for word in _folded_words(text)
        if len(word) > 2 and word not in _STOP
    )
    described = {
        field
        for text in actor.descriptions
        for word in _folded_words(text)
        for field in _fields_of(word)
    }
    return Profile(
        actor.kind == "person",
        words,
        tuple(map(fold_term, actor.tags)),
        actor.part_of,
        frozenset(described),
    )


class Sense(NamedTuple):
    """Whom a name means in an article: an actor and how sure that is, or nobody and why."""

    actor: str | None
    sure: float = 1.0
    why: str = ""


class Article:
    """One text with what speaks for and against the actors that its names may mean."""

    def __init__(
        self, text: str, language: str, profile: Callable[[str], Profile], mentioned: frozenset[str]
    ) -> None:
        self._text, self._language, self._profile, self._mentioned = (
            text,
            language,
            profile,
            mentioned,
        )

    @functools.cached_property
    def _all_words(self) -> frozenset[str]:
        return frozenset(_folded_words(self._text))

    @functools.cached_property
    def _topics(self) -> frozenset[str]:
        return frozenset().union(*map(_topics_of, self._all_words))

    def is_part_of_a_name(self, start: int, end: int) -> bool:
        """Return whether a name stands inside something named after it, or inside a longer name."""
        before = self._word_before(start)
        if before and _is_before_names(before):
            return True
        if (
            self._text[end : end + 1] not in (" ", "-")
            or not self._text[end + 1 : end + 2].isupper()
        ):
            return False
        words = _lexicon()[2]
        behind, after = (*_NEXT_WORDS.findall(self._text, end, end + 60)[:2], "", "")[:2]
        word = fold_term(behind)
        if word in words["behind"]:
            return word != "international" or not after or fold_term(after) in words["behind"]
        if (
            self._language not in _CAPITALS_TELL
            or self._text[end] != " "
            or self._is_title_case(start)
        ):
            return False
        return word not in words["titles"] and not _fields_of(word) and not behind.isupper()

    def has_another_given_name(self, start: int) -> bool:
        """Return whether a surname stands behind a given name that is not its bearer's."""
        before = self._word_before(start)
        if not before:
            return False
        word = fold_term(before)
        words = _lexicon()[2]
        if word in words["given"]:
            return True
        if not before[0].isupper() or before.isupper() or self._language not in _GIVEN_NAMES_TELL:
            return False
        return (
            word not in words["titles"] and not _fields_of(word) and not self._is_title_case(start)
        )

    def _word_before(self, start: int) -> str:
        """Return the word right before a place, or ``""`` where a mark or a line ends before it."""
        if start < 2 or self._text[start - 1] not in " \u00a0":
            return ""
        word = self._text[max(0, start - 40) : start - 1].rpartition(" ")[2].rpartition("\n")[2]
        return word if word[:1].isalpha() and word[-1:].isalnum() else ""

    def places_of(self, word: str) -> list[tuple[int, int]]:
        """Return where a word stands, written just so."""
        bare = _ARTICLE_IN_FRONT.sub("", word)
        found, at = [], self._text.find(bare)
        while at >= 0:
            end = at + len(bare)
            if not self._text[at - 1 : at].isalnum() and not self._text[end : end + 1].isalnum():
                found.append((at, end))
            at = self._text.find(bare, end)
        return found

    def with_its_article(self, start: int) -> int:
        """Return where a surname begins, its Arabic article included: al-Sadr."""
        match = _ARTICLE_BEFORE.search(self._text, max(0, start - 4), start)
        return match.start() if match else start

    def _is_title_case(self, place: int) -> bool:
        """Return whether the line of a place is written like a headline."""
        start, end = self._text.rfind("\n", 0, place) + 1, self._text.find("\n", place)
        long = [
            word
            for word in _WORD.findall(self._text[start : end if end >= 0 else None])
            if len(word) > 3
        ]
        return len(long) > 2 and sum(word[0].isupper() for word in long) > 0.8 * len(long)

    def sense(self, actors: tuple[str, ...], places: Iterable[tuple[int, int]]) -> Sense:
        """Return whom a name means that stands at these places and that these actors bear."""
        profiles = {actor: self._profile(actor) for actor in actors}
        if len(actors) == 1 and not profiles[actors[0]].fields:
            return Sense(actors[0])
        places = tuple(places)
        beside = [word for place in places for word in self._beside(*place)]
        called = [word for place in places for word in self._called(*place)]
        roles = frozenset().union(*map(_fields_of, called))
        scores = {actor: self._score(profile, beside, roles) for actor, profile in profiles.items()}
        if len(actors) == 1:
            [actor] = actors
            against = roles and roles.isdisjoint(profiles[actor].fields)
            if not against:
                return Sense(actor)
            if scores[actor] >= ENOUGH:
                return Sense(actor, DOUBTED)
            return Sense(None, why=f"called {_shown(called)} here, which {actor} is not")
        best, second = sorted(actors, key=lambda actor: -scores[actor])[:2]
        if scores[best] >= ENOUGH and scores[best] - scores[second] >= CLEARLY:
            return Sense(best)
        return Sense(None, why="several bear this name, and the text does not tell who is meant")

    def _beside(self, start: int, end: int) -> list[str]:
        """Return the words around a name: three before it, and an apposition, or two words where there are no capitals."""
        return self._before(start)[-3:] + self._behind(start, end)

    def _called(self, start: int, end: int) -> list[str]:
        """Return the words that say what the bearer of a name is: the one before it, and those of an apposition."""
        return self._before(start)[-1:] + self._behind(start, end)

    def _before(self, start: int) -> list[str]:
        head = _CLAUSE_END.split(self._text[max(0, start - _BEFORE) : start])[-1]
        return _folded_words(head.rpartition(",")[2])

    def _behind(self, start: int, end: int) -> list[str]:
        apposition = _APPOSITION.match(self._text, end)
        if apposition is None:
            return _folded_words(self._text[end : end + 40])[:2] if self._is_caseless(start) else []
        words = _folded_words(_PART_END.split(self._text[apposition.end() : end + _BEHIND])[0])[:9]
        is_apposition = bool(words) and (
            words[0] in _ARTICLES or words[0].isdigit() or bool(_fields_of(words[0]))
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


def _shown(called: list[str]) -> str:
    return next((word for word in called if _fields_of(word)), "something")
