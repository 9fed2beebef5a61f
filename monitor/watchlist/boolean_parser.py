"""The part that all query languages share: ``AND OR NOT``, parentheses, what binds tighter. Pure.

    or   := and (OR and)*
    and  := near ([AND] near)*          parts side by side mean AND
    not  := NOT not | ( or ) | term

A language derives from `BooleanParser` and adds its nodes, its terms, and what NEAR joins. Tokens
have the kinds ``or``, ``and``, ``not``, ``open``, ``close``, and those of the language's terms.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from monitor.records.errors import QueryError

MAX_DEPTH = 50
"""Nesting of a query; parsing and matching recurse, and a query for people has five levels."""
OPERATORS = ("AND", "OR", "NOT")
"""Words that are operators; the kind of each token is the word in small letters."""

Node = TypeVar("Node")


@dataclass(frozen=True, slots=True)
class Token:
    """A part of a query: its kind, its text, the column at which it begins, counted from 1."""

    kind: str
    value: str
    column: int
    name: str = ""
    """The field, in a language with fields."""


class BooleanParser(ABC, Generic[Node]):
    """Parses a list of tokens into the nodes of a language; one use."""

    def __init__(self, tokens: Sequence[Token], end: int) -> None:
        """``end`` is the column behind the query."""
        self._tokens, self._end = tokens, end
        self._next = self._depth = 0

    @abstractmethod
    def any_of(self, parts: tuple[Node, ...]) -> Node:
        """Return the node of parts of which one must hold."""

    @abstractmethod
    def all_of(self, parts: tuple[Node, ...]) -> Node:
        """Return the node of parts that must all hold."""

    @abstractmethod
    def none_of(self, part: Node) -> Node:
        """Return the node of a part that must not hold."""

    @abstractmethod
    def near(self) -> Node:
        """Parse terms and what joins them tighter than AND. Raises `QueryError`."""

    @abstractmethod
    def term(self, token: Token) -> Node | None:
        """Return the node of a token, None if it is not a term. Raises `QueryError`."""

    def parse(self) -> Node:
        """Return the node of the whole query. Raises `QueryError` with the column."""
        node = self._or()
        token = self.peek()
        if token is not None:
            raise QueryError(f"{token.value!r} is not expected here", token.column)
        return node

    def peek(self) -> Token | None:
        """Return the next token, None at the end."""
        return self._tokens[self._next] if self._next < len(self._tokens) else None

    def take(self, kind: str) -> Token | None:
        """Return the next token and pass it if it is of a kind, else None."""
        token = self.peek()
        if token is not None and token.kind == kind:
            self._next += 1
            return token
        return None

    def is_next(self, *kinds: str) -> bool:
        """Return whether the next tokens are of these kinds."""
        tokens = self._tokens[self._next : self._next + len(kinds)]
        return [token.kind for token in tokens] == list(kinds)

    def part(self) -> Node:
        """Parse a term, a negation or parentheses. Raises `QueryError`."""
        token = self.peek()
        if token is None:
            raise QueryError("a word or a parenthesis is missing", self._end)
        self._next += 1
        if token.kind in ("not", "open"):
            return self._nested(token)
        node = self.term(token)
        if node is None:
            raise QueryError(f"{token.value!r} is where a word is expected", token.column)
        return node

    def _or(self) -> Node:
        parts = [self._and()]
        while self.take("or"):
            parts.append(self._and())
        return parts[0] if len(parts) == 1 else self.any_of(tuple(parts))

    def _and(self) -> Node:
        parts = [self.near()]
        while (token := self.peek()) is not None and token.kind not in ("or", "close"):
            self.take("and")
            parts.append(self.near())
        return parts[0] if len(parts) == 1 else self.all_of(tuple(parts))

    def _nested(self, opening: Token) -> Node:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            message = f"NOT and parentheses are nested more than {MAX_DEPTH} levels deep"
            raise QueryError(message, opening.column)
        if opening.kind == "not":
            node = self.none_of(self.part())
        else:
            node = self._or()
            if not self.take("close"):
                raise QueryError("this parenthesis is not closed", opening.column)
        self._depth -= 1
        return node


def unclosed_quotation(text: str, place: int) -> QueryError:
    """Return the error of a text whose quotation mark behind a place has no partner."""
    column = len(text) - len(text[place:].lstrip()) + 1
    return QueryError("this quotation mark is not closed", column)


def word_or_operator(value: str, column: int) -> Token:
    """Return the token of a word: an operator, or a word. Raises `QueryError` for a bare NEAR."""
    if value in OPERATORS:
        return Token(value.lower(), value, column)
    if value.startswith("NEAR"):
        raise QueryError(f"{value!r}: write NEAR/n with a number of words, such as NEAR/6", column)
    return Token("word", value, column)
