"""The query language of themes: ``AND OR NOT``, parentheses, ``"phrases"``, ``prefix*``, ``NEAR/n``.

Grammar, binding from loose to tight; words side by side mean AND:

    or   := and (OR and)*
    and  := near ([AND] near)*
    near := not (NEAR/n not)*           both within n words of each other
    not  := NOT not | ( or ) | "phrase" | prefix* | word

Case and diacritics do not count (`monitor.watchlist.folding`). Operators are written in capitals.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

from monitor.watchlist.folding import fold, fold_term

_TOKEN = re.compile(
    r'\s*(?:(?P<open>\()|(?P<close>\))|"(?P<phrase>[^"]*)"|(?P<near>NEAR/(?P<n>\d+))|(?P<word>[^\s()"]+))'
)
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")


class QueryError(ValueError):
    """A query that cannot be read; ``column`` counts from 1."""

    def __init__(self, message: str, column: int) -> None:
        super().__init__(f"column {column}: {message}")
        self.column = column


Hit = tuple[int, int]
"""First and last word of what met a part of a query."""


class Words:
    """The folded words of one text, with their places in it, ready for queries."""

    def __init__(self, text: str) -> None:
        folded = fold(text)
        self.spans: list[tuple[int, int]] = []
        self.positions: dict[str, list[int]] = {}
        for place, match in enumerate(_WORD.finditer(folded.text)):
            self.spans.append((folded.origin(match.start()), folded.origin(match.end() - 1) + 1))
            word = match.group()
            word = word.removesuffix("'s")
            self.positions.setdefault(word, []).append(place)

    def starting_with(self, prefix: str) -> list[int]:
        """Return the places of every word that starts with the prefix, in order."""
        found = [place for word, places in self.positions.items() if word.startswith(prefix) for place in places]
        return sorted(found)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in a row, the last of them a prefix where ``prefix`` is set; a single word is a phrase of one."""

    words: tuple[str, ...]
    prefix: bool = False

    def hits(self, words: Words) -> list[Hit]:
        """Return every place where the phrase stands."""
        last = len(self.words) - 1
        ends = words.starting_with(self.words[-1]) if self.prefix else words.positions.get(self.words[-1], [])
        before = list(enumerate(self.words[:-1]))
        return [
            (end - last, end)
            for end in ends
            if all(end - last + i in words.positions.get(word, ()) for i, word in before)
        ]

    def anchors(self) -> frozenset[str] | None:
        """Return the terms of which at least one is in every text that this matches."""
        if len(self.words) > 1 and self.prefix:
            return frozenset((max(self.words[:-1], key=len),))
        if self.prefix:
            return frozenset((self.words[-1] + "*",))
        return frozenset((max(self.words, key=len),))


@dataclass(frozen=True, slots=True)
class And:
    """Every part holds."""

    parts: tuple["Node", ...]

    def hits(self, words: Words) -> list[Hit]:
        """Return the hits of every part, or nothing where one part fails."""
        found: list[Hit] = []
        for part in self.parts:
            hits = part.hits(words)
            if not hits:
                return []
            found.extend(hit for hit in hits if hit != NOWHERE)
        return found or [NOWHERE]

    def anchors(self) -> frozenset[str] | None:
        """Return the anchors of the most telling part: the one with the longest shortest term."""
        choices = [anchors for part in self.parts if (anchors := part.anchors()) is not None]
        return max(choices, key=lambda terms: min(map(len, terms)), default=None)


@dataclass(frozen=True, slots=True)
class Or:
    """At least one part holds."""

    parts: tuple["Node", ...]

    def hits(self, words: Words) -> list[Hit]:
        """Return the hits of every part that holds."""
        return [hit for part in self.parts for hit in part.hits(words)]

    def anchors(self) -> frozenset[str] | None:
        """Return the anchors of all parts together, None where one has none."""
        found: set[str] = set()
        for part in self.parts:
            anchors = part.anchors()
            if anchors is None:
                return None
            found |= anchors
        return frozenset(found)


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: "Node"

    def hits(self, words: Words) -> list[Hit]:
        """Return `NOWHERE` where the part fails."""
        return [] if self.part.hits(words) else [NOWHERE]

    def anchors(self) -> frozenset[str] | None:
        """Return None: a text need not hold anything to meet this."""
        return None


@dataclass(frozen=True, slots=True)
class Near:
    """Both parts hold, at most ``distance`` words apart, in either order."""

    left: "Node"
    right: "Node"
    distance: int

    def hits(self, words: Words) -> list[Hit]:
        """Return the pairs that stand near each other, each as one stretch of words."""
        rights = sorted(self.right.hits(words))
        starts = [start for start, _ in rights]
        found = []
        for start, end in self.left.hits(words):
            at = bisect_left(starts, start - self.distance - 8)
            for other_start, other_end in rights[at:]:
                if other_start - end > self.distance:
                    break
                if (other_start > end or other_end < start) and start - other_end <= self.distance:
                    found.append((min(start, other_start), max(end, other_end)))
        return found

    def anchors(self) -> frozenset[str] | None:
        """Return the anchors of the more telling part."""
        return And((self.left, self.right)).anchors()


Node = Phrase | And | Or | Not | Near
NOWHERE: Hit = (-1, -1)
"""The hit of a part that holds without a place, such as NOT."""


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query."""

    text: str
    root: Node

    def spans(self, words: Words) -> list[tuple[int, int]]:
        """Return the stretches of text that meet the query, in offsets of the text; empty where it fails."""
        return [
            (0, 0) if hit == NOWHERE else (words.spans[hit[0]][0], words.spans[hit[1]][1])
            for hit in sorted(set(self.root.hits(words)))
        ]

    def anchors(self) -> frozenset[str] | None:
        """Return terms (``word`` or ``prefix*``) of which every matching text holds one, None if there are none."""
        return self.root.anchors()


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    value: str
    column: int


def parse_query(text: str) -> Query:
    """Parse a query. Raises `QueryError` with the column of the mistake."""
    return Query(text, _Parser(list(_tokens(text)), len(text) + 1).parse())


def _tokens(text: str) -> Iterable[_Token]:
    at, end = 0, len(text.rstrip())
    while at < end:
        match = _TOKEN.match(text, at)
        if match is None:
            raise QueryError("a quotation mark without its partner", len(text) - len(text[at:].lstrip()) + 1)
        kind = match.lastgroup or "phrase"
        kind = "near" if kind == "n" else kind
        value = match.group("n") if kind == "near" else match.group(kind)
        column = match.start(kind) + 1
        if kind == "word" and value in ("AND", "OR", "NOT"):
            kind = value
        elif kind == "word" and value.startswith("NEAR"):
            raise QueryError(f"{value!r}: write NEAR/n with a number of words, such as NEAR/6", column)
        yield _Token(kind, value, column)
        at = match.end()


class _Parser:
    def __init__(self, tokens: list[_Token], end: int) -> None:
        self._tokens, self._at, self._end = tokens, 0, end

    def parse(self) -> Node:
        node = self._or()
        if (token := self._peek()) is not None:
            raise QueryError(f"{token.value!r} is not expected here", token.column)
        return node

    def _peek(self) -> _Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _take(self, kind: str) -> _Token | None:
        token = self._peek()
        if token is not None and token.kind == kind:
            self._at += 1
            return token
        return None

    def _or(self) -> Node:
        parts = [self._and()]
        while self._take("OR"):
            parts.append(self._and())
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def _and(self) -> Node:
        parts = [self._near()]
        while (token := self._peek()) is not None and token.kind not in ("OR", "close"):
            self._take("AND")
            parts.append(self._near())
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def _near(self) -> Node:
        node = self._not()
        while token := self._take("near"):
            node = Near(node, self._not(), int(token.value))
        return node

    def _not(self) -> Node:
        token = self._peek()
        if token is None:
            raise QueryError("a word or a parenthesis is missing", self._end)
        if self._take("NOT"):
            return Not(self._not())
        if opened := self._take("open"):
            node = self._or()
            if not self._take("close"):
                raise QueryError("this parenthesis is not closed", opened.column)
            return node
        if token.kind in ("word", "phrase"):
            self._at += 1
            return _phrase(token)
        raise QueryError(f"{token.value!r} stands where a word is expected", token.column)


def _phrase(token: _Token) -> Node:
    prefix = token.value.endswith("*")
    words = tuple(_WORD.findall(fold_term(token.value)))
    if not words:
        raise QueryError(f"{token.value!r} holds no word", token.column)
    if "*" in token.value[:-1]:
        raise QueryError(f"{token.value!r}: a star stands only at the end of a word", token.column)
    return Phrase(words, prefix)
