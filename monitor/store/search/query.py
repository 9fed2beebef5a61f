"""The language of searches: that of theme queries (`monitor.watchlist.query`) with fields. Pure.

    or    := and (OR and)*
    and   := near ([AND] near)*
    near  := not [NEAR/n not]             two words or phrases within n words of each other
    not   := NOT not | -not | ( or ) | field | "phrase" | prefix* | word
    field := speaker:NAME about:NAME publisher:NAME lang:xx theme:ID act:ACT since:DAY until:DAY

1. A word means its forms as well; in quotation marks, with a star, and beside NEAR/n it means
   exactly what is written. Case and diacritics do not count. Operators are in capitals.
2. ``speaker:`` is an actor id, or a name of which every word occurs in the speaker's; a name of
   several words is in quotation marks. ``about:`` is an actor id, or words of the statement.
3. ``since:`` includes its day, ``until:`` does not. Days are UTC: 2026-11-27.
"""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from monitor.records.errors import QueryError
from monitor.store.search.lexemes import words_of
from monitor.watchlist.boolean_parser import (
    BooleanParser,
    Token,
    unclosed_quotation,
    word_or_operator,
)
from monitor.watchlist.query import QUOTATION_MARKS

FIELDS = ("speaker", "about", "publisher", "lang", "theme", "act", "since", "until")
MOST_NEAR = 50
"""Largest n of NEAR/n: PostgreSQL needs a clause for each distance."""
MOST_TERMS = 200
"""Words, phrases and fields of one search: more is a page of text."""
_TOKEN = re.compile(
    r"\s*(?:(?P<open>\()|(?P<close>\))"
    r"|(?P<not>-(?=[\w\"(]))"
    r"|(?P<field>[A-Za-z]+):(?!//)(?:\"(?P<quoted>[^\"]*)\"|(?P<value>[^\s()\"]+))?"
    r'|"(?P<phrase>[^"]*)"'
    r"|NEAR/(?P<near>\d{1,4})(?!\S)"
    r'|(?P<word>[^\s()"]+))'
)


@dataclass(frozen=True, slots=True)
class Term:
    """A word, or words in a row; the last one may be a prefix, a single one may mean its forms."""

    words: tuple[str, ...]
    is_prefix: bool = False
    has_forms: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """A field with a value."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Days:
    """A period: from a day on, before a day."""

    since: date | None
    until: date | None


@dataclass(frozen=True, slots=True)
class Near:
    """Two terms within some words of each other."""

    left: Term
    right: Term
    distance: int


@dataclass(frozen=True, slots=True)
class And:
    """Every part holds."""

    parts: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Or:
    """At least one part holds."""

    parts: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: "Node"


Node = Term | Field | Days | Near | And | Or | Not


def parse(text: str) -> Node | None:
    """Return the tree of a search, None for an empty one. Raises `QueryError` with the column."""
    tokens = list(_tokens(text.translate(QUOTATION_MARKS)))
    if len(tokens) > MOST_TERMS:
        raise QueryError(f"a search has at most {MOST_TERMS} words", tokens[MOST_TERMS].column)
    return _Parser(tokens, len(text) + 1).parse() if tokens else None


def check(text: str) -> str:
    """Return a text that is a search. Raises `QueryError`."""
    parse(text)
    return text


def _tokens(text: str) -> Iterator[Token]:
    place, end = 0, len(text.rstrip())
    while place < end:
        match = _TOKEN.match(text, place)
        if match is None:
            raise unclosed_quotation(text, place)
        yield _token_of(match)
        place = match.end()


def _token_of(match: re.Match[str]) -> Token:
    if match["field"] is not None:
        value = match["quoted"] if match["quoted"] is not None else match["value"]
        return Token("field", value or "", match.start("field") + 1, match["field"])
    kind = match.lastgroup or "phrase"
    value, column = match[kind], match.start(kind) + 1
    return word_or_operator(value, column) if kind == "word" else Token(kind, value, column)


class _Parser(BooleanParser[Node]):
    def any_of(self, parts: tuple[Node, ...]) -> Node:
        return Or(parts)

    def all_of(self, parts: tuple[Node, ...]) -> Node:
        return And(parts)

    def none_of(self, part: Node) -> Node:
        return Not(part)

    def near(self) -> Node:
        node = self.part()
        token = self.take("near")
        if token is None:
            return node
        distance, right = int(token.value), self.part()
        if not 1 <= distance <= MOST_NEAR:
            raise QueryError(f"NEAR/n takes 1 to {MOST_NEAR} words", token.column)
        if not isinstance(node, Term) or not isinstance(right, Term) or self._is_near_next():
            raise QueryError("NEAR/n joins two words or phrases", token.column)
        return Near(node, right, distance)

    def _is_near_next(self) -> bool:
        token = self.peek()
        return token is not None and token.kind == "near"

    def term(self, token: Token) -> Node | None:
        if token.kind == "field":
            return _field_of(token)
        return _term_of(token) if token.kind in ("word", "phrase") else None


def _term_of(token: Token) -> Term:
    words = tuple(words_of(token.value))
    if not words:
        raise QueryError(f"{token.value!r} has no word", token.column)
    if token.kind == "phrase":
        return Term(words, is_prefix=token.value.endswith("*"))
    if "*" in token.value[:-1]:
        message = f"{token.value!r}: a star is allowed only at the end of a word"
        raise QueryError(message, token.column)
    is_prefix = token.value.endswith("*")
    return Term(words, is_prefix, has_forms=len(words) == 1 and not is_prefix)


def _field_of(token: Token) -> Node:
    name, value = token.name.lower(), token.value.strip()
    if name not in FIELDS:
        nearest = difflib.get_close_matches(name, FIELDS, n=1, cutoff=0.5)
        hint = f"did you mean {nearest[0]}:" if nearest else f"fields are {', '.join(FIELDS)}"
        message = f"the search has no field {token.name!r}; {hint}; quote a word with a colon"
        raise QueryError(message, token.column)
    if not value:
        raise QueryError(
            f'{name}: needs a value right after the colon, such as {name}:"x y"', token.column
        )
    if name in ("since", "until"):
        day = _day_of(token)
        return Days(day, None) if name == "since" else Days(None, day)
    if not words_of(value):
        raise QueryError(f"{value!r} has no word", token.column)
    return Field(name, value)


def _day_of(token: Token) -> date:
    try:
        return date.fromisoformat(token.value.strip())
    except ValueError:
        message = f"{token.value!r} is not a day; write 2026-11-27"
        raise QueryError(message, token.column) from None
