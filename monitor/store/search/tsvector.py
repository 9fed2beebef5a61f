"""Expressions and rows in the syntax of PostgreSQL's tsquery and tsvector. Pure."""

from collections import defaultdict
from collections.abc import Sequence

from monitor.store.search.expression import Every, Expression, Match, Pair, Some

NOTHING = "'=nothing='"
"""A lexeme that no row has."""
MOST_PLACES = 255
"""Positions of one lexeme that a tsvector keeps."""


def render(expression: Expression) -> str:
    """Return the query of an expression."""
    match expression:
        case Match():
            return _match(expression)
        case Pair():
            return _pair(expression)
        case Some():
            return _joined(expression.parts, "|") if expression.parts else NOTHING
        case Every():
            query = _joined(expression.parts, "&")
            if expression.without:
                query = f"({query} & !{_joined(expression.without, '|')})"
            return query


def row(words: Sequence[str], others: Sequence[str]) -> str:
    """Return the tsvector of a row: its words with their places, the other lexemes without."""
    places: dict[str, list[str]] = defaultdict(list)
    for place, word in enumerate(words, 1):
        if len(places[word]) < MOST_PLACES:
            places[word].append(str(place))
    placed = [f"{_quoted(word)}:{','.join(own)}" for word, own in places.items()]
    return " ".join((*placed, *(_quoted(lexeme) for lexeme in others if lexeme not in places)))


def _match(match: Match) -> str:
    lexemes = [_quoted(lexeme) for lexeme in match.lexemes]
    if match.is_prefix:
        lexemes[-1] += ":*"
    return f"({' <-> '.join(lexemes)})"


def _pair(pair: Pair) -> str:
    left, right = _match(pair.left), _match(pair.right)
    distances = range(1, pair.distance + 1)
    forwards = [f"({left} <{distance}> {right})" for distance in distances]
    backwards = [f"({right} <{distance}> {left})" for distance in distances]
    near = " | ".join((*forwards, *backwards))
    return f"({left} & {right} & ({near}))"  # rows without one of the two need no places


def _quoted(lexeme: str) -> str:
    escaped = lexeme.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


def _joined(parts: Sequence[Expression], operator: str) -> str:
    return f"({f' {operator} '.join(render(part) for part in parts)})"
