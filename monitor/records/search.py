"""Searches that people type: words, phrases, OR and NOT, over folded text. Pure.

    search   = conjunction ("OR" conjunction)*
    conjunction = (["AND"] ["NOT" | "-"] (word | "phrase"))+

1. Every word of a conjunction occurs, in any order; a word also counts inside of a longer one.
2. A phrase in quotation marks (straight or curly) occurs as it is. Case, accents and punctuation do
   not count.
3. AND, OR and NOT are operators in capitals only.
4. Parentheses, stars, ``NEAR/n`` and ``field:`` are refused, and so are operators without a word: a
   search never means something else than it says. Times and addresses have colons of their own.
"""

import functools
import re
from dataclasses import dataclass

from monitor.records.errors import QueryError
from monitor.records.fields import quoted
from monitor.records.ids import fold_words

FIELDS = (
    "act",
    "actor",
    "publisher",
    "rule",
    "severity",
    "since",
    "speaker",
    "text",
    "theme",
    "title",
    "until",
)
"""Names before a colon that are refused: other search engines have fields of these names."""
_TOKEN = re.compile(
    r'(?P<not>-(?=[\w"“”„«»]))?(?:["“”„«»](?P<phrase>[^"“”„«»]*)(?P<end>["“”„«»]?)|(?P<word>\S+))'
)
_FIELD = re.compile(r"[A-Za-z_]{1,20}")
_NEAR = re.compile(r"NEAR/\d+")
_PARAMETERS = "speakers, rules, themes and times are parameters of their own"
_HINT = 'a search has words, "phrases", OR and NOT'


@dataclass(frozen=True, slots=True)
class Term:
    """A folded word or phrase that occurs, or does not."""

    text: str
    is_negated: bool = False

    def holds(self, folded: str) -> bool:
        """Return whether the term holds for a folded text."""
        return (self.text in folded) != self.is_negated


@dataclass(frozen=True, slots=True)
class Search:
    """Conjunctions of terms, of which one holds; no conjunction holds for every text."""

    conjunctions: tuple[tuple[Term, ...], ...] = ()

    def matches(self, folded: str) -> bool:
        """Return whether a folded text meets the search."""
        if not self.conjunctions:
            return True
        return any(_all_hold(terms, folded) for terms in self.conjunctions)


def _all_hold(terms: tuple[Term, ...], folded: str) -> bool:
    return all(term.holds(folded) for term in terms)


@functools.lru_cache(maxsize=1_000)  # a live stream asks for each listener at each event
def parse_search(text: str) -> Search:
    """Return the search that a text means. Raises `QueryError`."""
    conjunctions: list[list[Term]] = [[]]
    operator: re.Match[str] | None = None
    is_negated = False
    for match in _TOKEN.finditer(text):
        word = match["word"]
        if word in ("AND", "OR", "NOT") and not match["not"]:
            _check_operator(word, operator, has_left=bool(conjunctions[-1]), column=match.start())
            if word == "OR":
                conjunctions.append([])
            is_negated = word == "NOT"
            operator = match
            continue
        terms = _terms_of(match, is_negated=is_negated or bool(match["not"]))
        conjunctions[-1] += terms
        if terms:
            operator, is_negated = None, False
    if operator is not None:
        raise QueryError(f"a word is missing after {operator['word']}", operator.start() + 1)
    return Search(tuple(tuple(terms) for terms in conjunctions if terms))


def check_search(text: str) -> str:
    """Return a text that is a search. Raises `QueryError`."""
    parse_search(text)
    return text


def _check_operator(
    word: str, before: re.Match[str] | None, *, has_left: bool, column: int
) -> None:
    """Check that an operator has what it needs on its left side."""
    follows_operator = before is not None and not (word == "NOT" and before["word"] != "NOT")
    if follows_operator or (word != "NOT" and not has_left):
        raise QueryError(f"a word is missing before {word}", column + 1)


def _terms_of(match: re.Match[str], *, is_negated: bool) -> list[Term]:
    """Return the terms of a word or phrase; a word with punctuation inside is several."""
    column = match.start() + 1
    phrase, word = match["phrase"], match["word"]
    if phrase is not None:
        if not match["end"]:
            raise QueryError("the closing quotation mark is missing", column)
        folded = fold_words(phrase)
        return [Term(folded, is_negated)] if folded else []
    _check_word(word, column)
    folded = fold_words(word)
    if is_negated:
        return [Term(folded, is_negated=True)] if folded else []
    return [Term(part) for part in folded.split()]


def _check_word(word: str, column: int) -> None:
    if any(sign in word for sign in '()*"“”„«»'):
        raise QueryError(f"{quoted(word)} is not a word; {_HINT}", column)
    if _NEAR.fullmatch(word):
        raise QueryError(f"{quoted(word)} is not an operator here; {_HINT}", column)
    field, colon, value = word.partition(":")
    has_value = bool(value) and not value.startswith("//")
    if colon and (field.lower() in FIELDS or (has_value and _FIELD.fullmatch(field))):
        message = f"the search does not know {f'{field}:'!r}; {_HINT}; {_PARAMETERS}"
        raise QueryError(message, column)
