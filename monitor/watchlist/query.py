"""The query language of themes: ``AND OR NOT``, parentheses, phrases, prefixes, ``NEAR/n``. Pure.

Grammar, binding from loose to tight; words side by side mean AND:

    or   := and (OR and)*
    and  := near ([AND] near)*
    near := not (NEAR/n not)*           both within n words of each other
          | not NOT NEAR/n not          the first without the second within n words
    not  := NOT not | ( or ) | "phrase" | prefix* | word

Case and diacritics do not count (`monitor.watchlist.folding`). Operators are in capitals. A word
means its forms in the language of the text (`monitor.watchlist.inflection`); in quotation marks it
means itself only. In scripts without spaces a character counts as a word
(`monitor.watchlist.words`).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from monitor.records.errors import QueryError
from monitor.watchlist.boolean_parser import (
    MAX_DEPTH,
    BooleanParser,
    Token,
    unclosed_quotation,
    word_or_operator,
)
from monitor.watchlist.folding import fold_term
from monitor.watchlist.inflection import stem_of
from monitor.watchlist.query_nodes import (
    NOWHERE,
    And,
    Apart,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Required,
    Word,
)
from monitor.watchlist.words import Words, words_of

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


LONGEST_DISTANCE = 4
"""Digits of the distance in NEAR; no statement has 10,000 words."""
QUOTATION_MARKS = str.maketrans(dict.fromkeys("“”„‟«»", '"'))
"""Marks that quote a phrase as the straight one does, one character for one."""


def parse_query(text: str, language: str = "und") -> Query:
    """Parse a query for texts of a language. Raises `QueryError` with the column of the mistake."""
    return Query(text, _Parser(list(_tokens(text)), len(text) + 1, language).parse())


def _tokens(text: str) -> Iterator[Token]:
    text = text.translate(QUOTATION_MARKS)
    place, end = 0, len(text.rstrip())
    while place < end:
        match = _TOKEN.match(text, place)
        if match is None:
            raise unclosed_quotation(text, place)
        yield _token_of(match)
        place = match.end()


def _token_of(match: re.Match[str]) -> Token:
    if match["n"] is not None:
        return Token("near", match["n"], match.start("near") + 1)
    kind = match.lastgroup or "phrase"
    value, column = match[kind], match.start(kind) + 1
    return word_or_operator(value, column) if kind == "word" else Token(kind, value, column)


class _Parser(BooleanParser[Node]):
    def __init__(self, tokens: list[Token], end: int, language: str) -> None:
        super().__init__(tokens, end)
        self._language = language

    def any_of(self, parts: tuple[Node, ...]) -> Node:
        return Or(parts)

    def all_of(self, parts: tuple[Node, ...]) -> Node:
        return And(parts)

    def none_of(self, part: Node) -> Node:
        return Not(part)

    def near(self) -> Node:
        node = self.part()
        length = 1
        while token := self._take_near():
            if len(token.value) > LONGEST_DISTANCE:
                raise QueryError("NEAR/n has at most four digits; use AND", token.column)
            length += 1
            if length > MAX_DEPTH:
                raise QueryError(f"more than {MAX_DEPTH} words are joined by NEAR", token.column)
            joined = Near if token.kind == "near" else Apart
            node = joined(node, self.part(), int(token.value))
        return node

    def _take_near(self) -> Token | None:
        """Return the next NEAR, or a NOT NEAR as one token of the kind ``apart``."""
        token = self.take("near")
        if token is not None or not self.is_next("not", "near"):
            return token
        self.take("not")
        near = self.take("near")
        return near and Token("apart", near.value, near.column)

    def term(self, token: Token) -> Node | None:
        return _term(token, self._language) if token.kind in ("word", "phrase") else None


def _term(token: Token, language: str) -> Node:
    prefix = token.value.endswith("*")
    words = tuple(words_of(fold_term(token.value), language))
    if not words:
        raise QueryError(f"{token.value!r} has no word", token.column)
    if "*" in token.value[:-1]:
        raise QueryError(
            f"{token.value!r}: a star is allowed only at the end of a word", token.column
        )
    if token.kind == "word" and len(words) == 1 and not prefix:
        return Word(stem_of(words[0], language))
    return Phrase(words, prefix)
