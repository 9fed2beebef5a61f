"""The query language of themes: ``AND OR NOT``, parentheses, phrases, prefixes, ``NEAR/n``. Pure.

Grammar, binding from loose to tight; words side by side mean AND:

    or   := and (OR and)*
    and  := near ([AND] near)*
    near := not (NEAR/n not)*           both within n words of each other
    not  := NOT not | ( or ) | "phrase" | prefix* | word

Case and diacritics do not count (`monitor.watchlist.folding`). Operators are in capitals. A word
means its forms in the language of the text (`monitor.watchlist.inflection`); in quotation marks it
means itself only.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from monitor.records.errors import QueryError
from monitor.watchlist.folding import fold_term
from monitor.watchlist.inflection import stem_of
from monitor.watchlist.query_nodes import NOWHERE, And, Near, Node, Not, Or, Phrase, Required, Word
from monitor.watchlist.words import WORD, Words

_TOKEN = re.compile(
    r'\s*(?:(?P<open>\()|(?P<close>\))|"(?P<phrase>[^"]*)"'
    r'|(?P<near>NEAR/(?P<n>\d+))|(?P<word>[^\s()"]+))'
)


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query."""

    text: str
    root: Node

    def spans(self, words: Words) -> list[tuple[int, int]]:
        """Return the offsets of the places that meet the query; empty where it fails."""
        return [
            (0, 0) if hit == NOWHERE else words.span(hit)
            for hit in sorted(set(self.root.hits(words)))
        ]

    def first(self, words: Words) -> tuple[int, int] | None:
        """Return the offsets of the first place that meets the query; None where it fails."""
        hit = self.root.first(words)
        if hit is None:
            return None
        return (0, 0) if hit == NOWHERE else words.span(hit)

    def terms(self) -> Iterator[str]:
        """Yield every term (``word``, ``prefix*`` or ``~stem``) that affects the result."""
        return self.root.terms()

    def required(self) -> Required:
        """Return sets of terms; a text that meets the query has at least one of each set."""
        return self.root.required()


QUOTATION_MARKS = str.maketrans(dict.fromkeys("“”„‟«»", '"'))
"""Marks that quote a phrase as the straight one does, one character for one."""

MAX_DEPTH = 50
"""Nesting of a query; parsing and matching recurse, and a query for people has five levels."""


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    value: str
    column: int


def parse_query(text: str, language: str = "und") -> Query:
    """Parse a query for texts of a language. Raises `QueryError` with the column of the mistake."""
    return Query(text, _Parser(list(_tokens(text)), len(text) + 1, language).parse())


def _tokens(text: str) -> Iterable[_Token]:
    text = text.translate(QUOTATION_MARKS)
    place, end = 0, len(text.rstrip())
    while place < end:
        match = _TOKEN.match(text, place)
        if match is None:
            column = len(text) - len(text[place:].lstrip()) + 1
            raise QueryError("this quotation mark is not closed", column)
        kind = match.lastgroup or "phrase"
        kind = "near" if kind == "n" else kind
        value = match.group("n") if kind == "near" else match.group(kind)
        column = match.start(kind) + 1
        if kind == "word" and value in ("AND", "OR", "NOT"):
            kind = value
        elif kind == "word" and value.startswith("NEAR"):
            raise QueryError(
                f"{value!r}: write NEAR/n with a number of words, such as NEAR/6", column
            )
        yield _Token(kind, value, column)
        place = match.end()


class _Parser:
    def __init__(self, tokens: list[_Token], end: int, language: str) -> None:
        self._tokens, self._next, self._end, self._language = tokens, 0, end, language
        self._depth = 0

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
        while self._take("OR"):
            parts.append(self._and())
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def _and(self) -> Node:
        parts = [self._near()]
        while self._goes_on():
            self._take("AND")
            parts.append(self._near())
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def _goes_on(self) -> bool:
        """Return whether another part of an AND follows."""
        token = self._peek()
        return token is not None and token.kind not in ("OR", "close")

    def _near(self) -> Node:
        node = self._not()
        length = 1
        while token := self._take("near"):
            length += 1
            if length > MAX_DEPTH:
                raise QueryError(f"more than {MAX_DEPTH} words are joined by NEAR", token.column)
            node = Near(node, self._not(), int(token.value))
        return node

    def _not(self) -> Node:
        token = self._peek()
        if token is None:
            raise QueryError("a word or a parenthesis is missing", self._end)
        if token.kind in ("NOT", "open"):
            self._depth += 1
            if self._depth > MAX_DEPTH:
                message = f"NOT and parentheses are nested more than {MAX_DEPTH} levels deep"
                raise QueryError(message, token.column)
            node = self._nested()
            self._depth -= 1
            return node
        if token.kind in ("word", "phrase"):
            self._next += 1
            return _term(token, self._language)
        raise QueryError(f"{token.value!r} is where a word is expected", token.column)

    def _nested(self) -> Node:
        if self._take("NOT"):
            return Not(self._not())
        opened = self._take("open")
        node = self._or()
        if opened is not None and not self._take("close"):
            raise QueryError("this parenthesis is not closed", opened.column)
        return node


def _term(token: _Token, language: str) -> Node:
    prefix = token.value.endswith("*")
    words = tuple(WORD.findall(fold_term(token.value)))
    if not words:
        raise QueryError(f"{token.value!r} has no word", token.column)
    if "*" in token.value[:-1]:
        raise QueryError(
            f"{token.value!r}: a star is allowed only at the end of a word", token.column
        )
    if token.kind == "word" and len(words) == 1 and not prefix:
        return Word(stem_of(words[0], language))
    return Phrase(words, prefix)
