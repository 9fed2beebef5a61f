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
from monitor.watchlist.query import MAX_DEPTH, QUOTATION_MARKS

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


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    value: str
    column: int
    name: str = ""


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


def _tokens(text: str) -> Iterator[_Token]:
    place, end = 0, len(text.rstrip())
    while place < end:
        match = _TOKEN.match(text, place)
        if match is None:
            column = len(text) - len(text[place:].lstrip()) + 1
            raise QueryError("this quotation mark is not closed", column)
        yield _token_of(match)
        place = match.end()


def _token_of(match: re.Match[str]) -> _Token:
    if match["field"] is not None:
        value = match["quoted"] if match["quoted"] is not None else match["value"]
        return _Token("field", value or "", match.start("field") + 1, match["field"])
    kind = match.lastgroup or "phrase"
    value, column = match[kind], match.start(kind) + 1
    if kind == "word" and value in ("AND", "OR", "NOT"):
        return _Token(value.lower(), value, column)
    if kind == "word" and value.startswith("NEAR"):
        raise QueryError(f"{value!r}: write NEAR/n with a number of words, such as NEAR/6", column)
    return _Token(kind, value, column)


class _Parser:
    def __init__(self, tokens: list[_Token], end: int) -> None:
        self._tokens, self._end = tokens, end
        self._next = self._depth = 0

    def parse(self) -> Node:
        node = self._or()
        token = self._peek()
        if token is not None:
            raise QueryError(f"{token.value!r} is not expected here", token.column)
        return node

    def _peek(self) -> _Token | None:
        return self._tokens[self._next] if self._next < len(self._tokens) else None

    def _take(self, kind: str) -> _Token | None:
        token = self._peek()
        if token is not None and token.kind == kind:
            self._next += 1
            return token
        return None

    def _or(self) -> Node:
        parts = [self._and()]
        while self._take("or"):
            parts.append(self._and())
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def _and(self) -> Node:
        parts = [self._near()]
        while (token := self._peek()) is not None and token.kind not in ("or", "close"):
            self._take("and")
            parts.append(self._near())
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def _near(self) -> Node:
        node = self._not()
        token = self._take("near")
        if token is None:
            return node
        distance, right = int(token.value), self._not()
        if not 1 <= distance <= MOST_NEAR:
            raise QueryError(f"NEAR/n takes 1 to {MOST_NEAR} words", token.column)
        if not isinstance(node, Term) or not isinstance(right, Term) or self._is_at("near"):
            raise QueryError("NEAR/n joins two words or phrases", token.column)
        return Near(node, right, distance)

    def _is_at(self, kind: str) -> bool:
        token = self._peek()
        return token is not None and token.kind == kind

    def _not(self) -> Node:
        token = self._peek()
        if token is None:
            raise QueryError("a word or a parenthesis is missing", self._end)
        self._next += 1
        match token.kind:
            case "not" | "open":
                return self._nested(token)
            case "field":
                return _field_of(token)
            case "word" | "phrase":
                return _term_of(token)
            case _:
                raise QueryError(f"{token.value!r} is where a word is expected", token.column)

    def _nested(self, opening: _Token) -> Node:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            message = f"NOT and parentheses are nested more than {MAX_DEPTH} levels deep"
            raise QueryError(message, opening.column)
        if opening.kind == "not":
            node: Node = Not(self._not())
        else:
            node = self._or()
            if not self._take("close"):
                raise QueryError("this parenthesis is not closed", opening.column)
        self._depth -= 1
        return node


def _term_of(token: _Token) -> Term:
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


def _field_of(token: _Token) -> Node:
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


def _day_of(token: _Token) -> date:
    try:
        return date.fromisoformat(token.value.strip())
    except ValueError:
        message = f"{token.value!r} is not a day; write 2026-11-27"
        raise QueryError(message, token.column) from None
