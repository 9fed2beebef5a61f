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
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import resources
from typing import NamedTuple

from monitor.languages.folding import fold_word
from monitor.languages.given_names import given_names
from monitor.watchlist.folding import fold_term
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
_SENTENCE_ENDS = '.!?…:;\n“”"«»„—–'
_STOP = frozenset("the and for von der die des del los las the former head chief of from".split())
_GENERATIONS = frozenset("jr sr ii iii iv".split())
"""What follows the name of one of several generations."""
_APPOSITION = re.compile(r"\s*(?:,|\(|،|—|–)\s*")
_PART_END = re.compile(r"[.!?؟。\n,،)]|(?:^|\s)(?:said|says|told|who|which|and|und|et|y)\b")
_ARTICLES = frozenset(
    "a an the former ex one his her der die das ein eine le la un une el los las".split()
)
"""Words with which an apposition begins, other than a role."""
_NEXT_WORD = re.compile(r"[ \u00a0\n]([^\W\d_]+)")
_BRAND = re.compile(r"['’]s [A-Z]")
_DIGIT_NEXT = re.compile(r"[ \u00a0]\d")
_VERBS_KNOWN = ("en", "und")
_VERB = re.compile(
    r"\w+ed|sa(?:id|ys)|t(?:old|ells)|w(?:rote|ent|on|as|ill|ould)|left|met|lost|is|has|had|did|does"
    r"|kept|took|made|gave|got|came|saw|spoke|speaks|thinks|thought|wants|may|might|must|should|can"
    r"|could|then|also|who|and|later|now|again|cut|put|hit|ran|began|became|held|set|let|quit|beat"
    r"|shot|shut|spent|built|bought|brought|caught|chose|drew|drove|fell|felt|found|flew|grew|heard"
    r"|knew|led|lent|meant|paid|read|rose|sang|sat|sent|sold|stood|swore|taught|threw|woke|wore"
)
"""What may follow a name at the beginning of a sentence in English."""
_CAPITALS_BEFORE = re.compile(r"\b[A-Z]{2,}[ ,]+$")
_CAPITALS_AFTER = re.compile(r"[ ,]+[A-Z]{2,}\b")
_NEXT_WORDS = re.compile(r"[ -]([^\W\d_][\w'’]*)")
_ARTICLE_IN_FRONT = re.compile(rf"^(?:{'|'.join(sorted(ARTICLES))})[-‐‑]", re.IGNORECASE)
_ARTICLE_BEFORE = re.compile(rf"\b(?:{'|'.join(sorted(ARTICLES))})[-‐‑ ]$", re.IGNORECASE)
_CAPITALS_MEAN_NAMES = frozenset(("en", "fr", "es", "und"))
"""Languages in which a capitalised word after a name is probably a name too.

German capitalises every noun, and in Turkish a place may follow a subject.
"""
_GIVEN_NAMES_PRECEDE = _CAPITALS_MEAN_NAMES | {"ru", "uk", "tr"}
"""Languages in which a capitalised word before a surname is probably a given name."""


_NO_PREFIX = ("\0",)
"""A prefix that no word has."""


@dataclass(frozen=True, slots=True)
class _Words:
    """Exact words and word prefixes."""

    exact: frozenset[str]
    prefixes: tuple[str, ...]

    def __contains__(self, word: str) -> bool:
        return word in self.exact or word.startswith(self.prefixes)


def _words(text: str) -> _Words:
    words = text.split()
    exact = frozenset(fold_term(word) for word in words if not word.endswith("*"))
    prefixes = tuple(fold_term(word[:-1]) for word in words if word.endswith("*"))
    return _Words(exact, prefixes or _NO_PREFIX)


@functools.cache
def _lexicon() -> tuple[dict[str, _Words], dict[str, _Words], dict[str, _Words]]:
    """Return the words of ``roles.toml``: by field of roles, by topic, by other list."""
    file = resources.files("monitor.languages").joinpath("roles.toml")
    data = tomllib.loads(file.read_text("utf-8"))
    return _word_lists(data["roles"]), _word_lists(data["topics"]), _word_lists(data["words"])


def _word_lists(texts: dict[str, str]) -> dict[str, _Words]:
    return {name: _words(text) for name, text in texts.items()}


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
        fields=frozenset().union(*map(_fields_of, words)),
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
        return frozenset().union(*map(_topics_of, self._all_words))

    def is_part_of_a_name(self, start: int, end: int) -> bool:
        """Return whether a name is inside a longer name, or something named after a person."""
        before = self._word_before(start)
        if before and _is_before_names(before):
            return True
        if (
            self._text[end : end + 1] not in (" ", "-")
            or not self._text[end + 1 : end + 2].isupper()
        ):
            return False
        words = _lexicon()[2]
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
        return word not in words["titles"] and not _fields_of(word) and not first.isupper()

    def has_another_given_name(self, start: int) -> bool:
        """Return whether a surname follows a given name that belongs to a stranger."""
        before = self._word_before(start)
        if not before:
            return False
        word = fold_term(before)
        words = _lexicon()[2]
        if word in words["given"]:
            return True
        if (
            self._begins_sentence(start - 1 - len(before))
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
            word not in words["titles"] and not _fields_of(word) and not self._is_title_case(start)
        )

    def is_common_word(self, start: int, end: int) -> bool:
        """Return whether a word that is a name on the list is an ordinary word at a place."""
        lists = _lexicon()[2]
        if fold_term(self._text[start:end]) not in lists["common"]:
            return False
        before = self._word_before(start)
        if before and fold_term(before) in lists["prepositions"]:
            return True
        if _BRAND.match(self._text, end):
            return True
        after = _NEXT_WORD.match(self._text, end)
        if _DIGIT_NEXT.match(self._text, end):
            return True
        if after is None:
            return self._begins_sentence(start) and not before and self._is_in_capitals(start, end)
        word = after.group(1)
        if word[0].isupper() and not self._text[start:end].isupper():
            return True
        is_initial = self._language in _VERBS_KNOWN and self._begins_sentence(start)
        return is_initial and word.islower() and _VERB.fullmatch(word) is None

    def _is_in_capitals(self, start: int, end: int) -> bool:
        return end - start > 1 and self._text[start:end].isupper()

    def is_shouted_word(self, start: int, end: int) -> bool:
        """Return whether an acronym is an ordinary word among words in capitals: ALL OF US."""
        word = fold_term(self._text[start:end])
        if word not in _lexicon()[2]["common"]:
            return False
        if word in _lexicon()[2]["objects"] and self._begins_sentence(start):
            return False
        around = _CAPITALS_BEFORE.search(self._text, max(0, start - 30), start)
        return bool(around or _CAPITALS_AFTER.match(self._text, end))

    def is_spelled_out_otherwise(self, start: int, end: int) -> bool:
        """Return whether an acronym in parentheses follows words with its initials."""
        if self._text[start - 1 : start] != "(" or self._text[end : end + 1] != ")":
            return False
        letters = [letter for letter in self._text[start:end].lower() if letter.isalpha()]
        words = _WORD.findall(self._text[max(0, start - 120) : start - 1])
        initials = [word[0].lower() for word in words if word[0].isupper()]
        return len(letters) > 1 and initials[-len(letters) :] == letters

    def _begins_sentence(self, place: int) -> bool:
        """Return whether a sentence, a line or a quotation begins at a place."""
        before = self._text[max(0, place - 2) : place].rstrip(" \u00a0")
        return not before or before[-1] in _SENTENCE_ENDS

    def _word_before(self, start: int) -> str:
        """Return the word before a place; ``""`` where punctuation or a line end is between."""
        if start < 2 or self._text[start - 1] not in " \u00a0":
            return ""
        word = self._text[max(0, start - 40) : start - 1].rpartition(" ")[2].rpartition("\n")[2]
        return word if word[:1].isalpha() and word[-1:].isalnum() else ""

    def places_of(self, word: str) -> list[tuple[int, int]]:
        """Return the places of a word in exactly this spelling."""
        bare = _ARTICLE_IN_FRONT.sub("", word)
        places, start = [], self._text.find(bare)
        while start >= 0:
            end = start + len(bare)
            before, after = self._text[start - 1 : start], self._text[end : end + 1]
            if not (before.isalnum() or after.isalnum()):
                places.append((start, end))
            start = self._text.find(bare, end)
        return places

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
        roles = frozenset().union(*map(_fields_of, called))
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
        roles = frozenset().union(*map(_fields_of, self._called(start, end)))
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
        roles = frozenset().union(*map(_fields_of, called))
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


def _role_in(called: list[str]) -> str:
    """Return the first of some words that is a role."""
    return next((word for word in called if _fields_of(word)), "something")
