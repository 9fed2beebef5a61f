"""Expressions in the syntax of SQLite's FTS5. Pure."""

from collections.abc import Sequence

from monitor.store.search.expression import Every, Expression, Match, Pair, Some

NOTHING = '"=nothing="'
"""A lexeme that no row has."""


def render(expression: Expression) -> str:
    """Return the query of an expression."""
    match expression:
        case Match():
            return _match(expression)
        case Pair():
            # FTS5 counts the words between the two; neighbours have none.
            between = expression.distance - 1
            return f"NEAR({_match(expression.left)} {_match(expression.right)}, {between})"
        case Some():
            return _joined(expression.parts, "OR") if expression.parts else NOTHING
        case Every():
            query = _joined(expression.parts, "AND")
            if expression.without:
                query = f"({query} NOT {_joined(expression.without, 'OR')})"
            return query


def row(words: Sequence[str], others: Sequence[str]) -> str:
    """Return the text of a row: its words in order, then the other lexemes, after a gap.

    The gap keeps a phrase from extending over the words' end.
    """
    return f"{' '.join(words)} = {' '.join(others)}"


def _match(match: Match) -> str:
    text = " ".join(match.lexemes).replace('"', '""')
    return f'"{text}"*' if match.is_prefix else f'"{text}"'


def _joined(parts: Sequence[Expression], operator: str) -> str:
    return f"({f' {operator} '.join(render(part) for part in parts)})"
