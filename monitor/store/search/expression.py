"""A search as a tree of lexemes, which both databases render in their own syntax. Pure."""

import calendar
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from monitor.store.search.lexemes import (
    EVERYTHING,
    STEM,
    key,
    name_keys,
    stems_for_any_language,
    words_of,
)
from monitor.store.search.query import And, Days, Field, Near, Node, Not, Or, Term

FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2099, 12, 31)
"""Days of stored articles: none was fetched before the web, and a clock may be wrong."""


@dataclass(frozen=True, slots=True)
class Match:
    """Lexemes in a row; the last one may be a prefix."""

    lexemes: tuple[str, ...]
    is_prefix: bool = False


@dataclass(frozen=True, slots=True)
class Pair:
    """Two matches whose words are at most ``distance`` apart, in either order."""

    left: Match
    right: Match
    distance: int


@dataclass(frozen=True, slots=True)
class Every:
    """All parts hold, and none of ``without``."""

    parts: "tuple[Expression, ...]"
    without: "tuple[Expression, ...]" = ()


@dataclass(frozen=True, slots=True)
class Some:
    """One of the parts holds; of no parts, none does."""

    parts: "tuple[Expression, ...]"


Expression = Match | Pair | Every | Some


def expand(node: Node) -> Expression:
    """Return the tree of lexemes of a search."""
    match node:
        case Term():
            return _term(node)
        case Near():
            left, right = (Match(part.words, part.is_prefix) for part in (node.left, node.right))
            return Pair(left, right, node.distance)
        case Days():
            return days_between(node.since, node.until)
        case Field():
            return _FIELDS[node.name](node.value)
        case Or():
            return Some(tuple(expand(part) for part in node.parts))
        case And():
            return every([expand(part) for part in node.parts])
        case Not():
            return every([], [expand(node.part)])


def every(parts: Sequence[Expression], without: Sequence[Expression] = ()) -> Expression:
    """Return the expression that all parts hold and none of ``without``, as flat as possible."""
    positive: list[Expression] = []
    negative = list(without)
    for part in parts:
        if isinstance(part, Every):
            positive += [each for each in part.parts if each != _EVERYTHING]
            negative += part.without
        else:
            positive.append(part)
    if len(positive) == 1 and not negative:
        return positive[0]
    return Every(tuple(positive) or (_EVERYTHING,), tuple(negative))


def days_between(since: date | None, until: date | None) -> Expression:
    """Return the expression of the days from one on, before another."""
    first = max(since or FIRST_DAY, FIRST_DAY)
    last = min(until - timedelta(days=1) if until and until > date.min else LAST_DAY, LAST_DAY)
    if until is not None and until <= FIRST_DAY:
        return Some(())
    return Some(tuple(Match((lexeme,)) for lexeme in _periods(first, last)))


_EVERYTHING = Match((EVERYTHING,))


def _term(term: Term) -> Expression:
    exact = Match(term.words, term.is_prefix)
    if not term.has_forms:
        return exact
    stems = stems_for_any_language(term.words[0])
    forms = [Match((form,)) for stem in sorted(stems) for form in (stem, STEM + stem)]
    own_stem = Match((STEM + term.words[0],))
    return Some((exact, own_stem, *forms))


def _speaker(value: str) -> Expression:
    actor = Match((key("a", value),))
    words = [Match((lexeme,)) for lexeme in name_keys("s", value)]
    return Some((actor, every(words))) if words else actor


def _about(value: str) -> Expression:
    actor = Match((key("b", value),))
    words = tuple(words_of(value))
    return Some((actor, Match(words))) if words else actor


def _keyed(letter: str) -> Callable[[str], Expression]:
    return lambda value: Match((key(letter, value),))


_FIELDS: Mapping[str, Callable[[str], Expression]] = {
    "speaker": _speaker,
    "about": _about,
    "publisher": _keyed("p"),
    "lang": _keyed("l"),
    "theme": _keyed("t"),
    "act": _keyed("c"),
}


def one_of(field: str, values: Sequence[str]) -> Expression:
    """Return the expression that a field has one of some values."""
    return Some(tuple(_FIELDS[field](value) for value in values))


def _periods(first: date, last: date) -> Iterator[str]:
    """Yield the keys of the longest years, months and days that make up a period."""
    day = first
    while day <= last:
        end_of_year = date(day.year, 12, 31)
        end_of_month = date(day.year, day.month, calendar.monthrange(day.year, day.month)[1])
        if day.month == day.day == 1 and end_of_year <= last:
            yield f"y={day.year}"
            day = end_of_year
        elif day.day == 1 and end_of_month <= last:
            yield f"m={day:%Y-%m}"
            day = end_of_month
        else:
            yield f"d={day.isoformat()}"
        if day == date.max:
            return
        day += timedelta(days=1)
