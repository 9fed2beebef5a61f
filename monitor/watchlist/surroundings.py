"""The words around a name in a text, and those that may name a role of its bearer. Pure.

Near a name are three words before it and those of an apposition behind it. A role may be the word
before it, all parts of one with a hyphen, the one before "named", a trade with what belongs to it
at the beginning of a sentence, and the words of the apposition.
"""

import functools
import re
from collections.abc import Iterable
from typing import NamedTuple

from monitor.languages.folding import fold_word
from monitor.languages.given_names import given_names
from monitor.watchlist.ages import has_age_and_home, start_of_apposition
from monitor.watchlist.folding import fold_term
from monitor.watchlist.role_words import (
    FAMILIES,
    fields_of,
    is_compound,
    is_listed,
    listed_words,
    verbs_after_names,
    words_before_nouns,
)
from monitor.watchlist.scripts import is_caseless

UNKNOWN = "\0unknown"
"""Instead of a role: the text introduces a person whom its reader does not know."""
PRIVATE = "\0private"
"""Instead of a role: the text gives a person's age and home, as it does of people unknown."""
_SENTENCE = 300
"""Characters before and after a name that may belong to its sentence."""
_LONGEST_TRADE = 4
"""Words of a trade with what follows it, at the beginning of a sentence."""
_BEFORE, _AFTER = 40, 90
"""Characters before and after a name that count as near it: some words, an apposition."""
_WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0900-\u0963])*")
"""A word, with the marks of Devanagari."""
_PART_BEFORE = re.compile(r"[.!?؟。\n;:؛“”„«»]")
_CLAUSE_END = re.compile(r"[.!?؟。\n]")
_MARK = re.compile(r"[,،.!?؟。\n;:؛“”„«»]")
_ROLE_AND_NAME = re.compile(r"(?<!\w)([^\W\d_]{3,}) (?=([^\W\d_]{2,}))")


class Around(NamedTuple):
    """The folded words near a name, and those that may name a role."""

    beside: list[str]
    called: list[str]


class Surroundings:
    """One text, as what is around the names in it."""

    def __init__(self, text: str, language: str) -> None:
        self._text, self._language = text, language
        self._last: tuple[int, int, Around] | None = None
        """The place that was read last: several rules ask for it one after the other."""

    def around(self, start: int, end: int) -> Around:
        """Return the words around a name at a place."""
        if self._last is None or self._last[:2] != (start, end):
            before, after = self.before(start, end), self._after(start, end)
            around = Around(before[-3:] + after, self._called(start, before) + after)
            self._last = start, end, around
        return self._last[2]

    def sentence(self, start: int, end: int) -> list[str]:
        """Return the folded words of the sentence around a place."""
        before = _CLAUSE_END.split(self._text[max(0, start - _SENTENCE) : start])[-1]
        after = _CLAUSE_END.split(self._text[end : end + _SENTENCE])[0]
        return folded_words(f"{before} {after}")

    def rest_of_clause(self, end: int) -> list[str]:
        """Return the folded words behind a place, up to the next mark."""
        return folded_words(_MARK.split(self._text[end : end + _SENTENCE])[0])

    def before(self, start: int, end: int) -> list[str]:
        """Return the words before a name; those before a comma if it is between two."""
        head = _PART_BEFORE.split(self._text[max(0, start - _BEFORE) : start])[-1]
        if self._text[end : end + 1] == "," and head.rstrip().endswith(","):
            head = head.rstrip(", ")
        return folded_words(head.rpartition(",")[2])

    def _called(self, start: int, before: list[str]) -> list[str]:
        if not before:
            return []
        if is_listed(before[-1], "unknown"):
            return [UNKNOWN]
        if is_listed(before[-1], "named") or is_listed(before[-2:][0], "named"):
            return [word for word in before[-4:] if not is_listed(word, "named")]
        if before[-1] == "as" and "civil" in roles_of(before[-2:-1]):
            return before[-2:-1]  # named the victim as
        if self._begins_with_trade(before):
            return before
        last = self._text[max(0, start - _BEFORE) : start].split()[-1:]
        if last and last[0].isalnum():
            return before[-1:]
        return before[-max(1, len(folded_words(last[0]))) :] if last else []

    def _begins_with_trade(self, words: list[str]) -> bool:
        """Return whether words are a trade with what belongs to it: водитель трамвая.

        One with a verb is a subject: "жители поддержали".
        """
        if not (1 < len(words) <= _LONGEST_TRADE and "civil" in fields_of(words[0])):
            return False
        if words[-1] in words_before_nouns("asides", self._language, FAMILIES):
            return False  # "cousin de": the name is of the other one
        verbs = verbs_after_names(self._language)
        return verbs is None or not any(map(verbs.fullmatch, words[1:]))

    def _after(self, start: int, end: int) -> list[str]:
        """Return the words of an apposition, or two words in a script without capitals."""
        apposition = start_of_apposition(self._text, end)
        if apposition is None:
            return self._next_words(start, end)
        if has_age_and_home(self._text, end):
            return [PRIVATE]
        part = self._text[apposition : end + _AFTER]
        is_without_capitals = is_caseless(self._text[start])
        if part.isascii() and not is_without_capitals and not _may_be_apposition(part):
            return []  # most commas behind names: nothing else of the part is read
        part = _part_end().split(part, maxsplit=1)[0]
        words = folded_words(part)[:9]
        is_apposition = bool(words) and (
            is_listed(words[0], "before_appositions")
            or words[0].isdigit()
            or bool(fields_of(words[0]))
            or words[1:2] == ["s"]
        )
        if is_without_capitals:
            return words
        return words if is_apposition and not _is_of_next_name(part) else []

    def _next_words(self, start: int, end: int) -> list[str]:
        """Return the words behind "named", or two words in a script without capitals."""
        first = _WORD.search(self._text, end, end + 40)
        if first is None:
            return []
        if is_listed(fold_term(first.group()), "named"):
            return folded_words(self._text[first.end() : end + 40])[:3]
        if not is_caseless(self._text[start]):
            return []
        # The next sentence may be about someone else.
        return folded_words(_CLAUSE_END.split(self._text[end : end + 40])[0])[:2]


def _may_be_apposition(part: str) -> bool:
    """Return whether the first word behind a comma, in a script with capitals, may be a role."""
    first = _WORD.search(part)
    if first is None:
        return False
    word = fold_term(first.group())
    if is_listed(word, "before_appositions") or word.isdigit() or fields_of(word):
        return True
    return part[first.end() + 1 : first.end() + 2] in ("s", "S")


@functools.cache
def _part_end() -> re.Pattern[str]:
    """Return what ends an apposition: a point, a comma, a verb, a conjunction."""
    words = "|".join(listed_words("after_appositions"))
    return re.compile(rf"[.!?؟。\n,،)]|(?:^|\s)(?:{words})\b")


def folded_words(text: str) -> list[str]:
    """Return the folded words of a text."""
    return _WORD.findall(fold_term(text))


def _is_of_next_name(part: str) -> bool:
    """Return whether a role behind a comma is that of another name: "the cyclist Rubén Plaza".

    The name may end the part: "Director of the Agency John Bell".
    """
    words = part.split()
    is_long = len(words) > 2 and words[0][0].isupper() and words[-1][0].isupper()
    if is_long and fold_word(words[-2]) in given_names() and fields_of(fold_term(words[0])):
        return True
    return any(
        match[2][0].isupper()
        and fold_word(match[2]) in given_names()
        and fields_of(fold_term(match[1]))
        for match in _ROLE_AND_NAME.finditer(part)
    )


def roles_of(words: Iterable[str]) -> frozenset[str]:
    """Return the fields of the roles among some words."""
    words = list(words)
    fields: frozenset[str] = frozenset()
    for number, word in enumerate(words):
        own = fields_of(word)
        if own and not is_compound(words[number - 1] if number else "", word):
            fields |= own
    return fields or frozenset(["civil"] if PRIVATE in words else [])
