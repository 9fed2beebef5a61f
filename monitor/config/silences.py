"""Check the matchers of a silence: a value that exists nowhere can never match an alert."""

from collections.abc import Iterable, Iterator, Mapping
from typing import get_args

from monitor.alerts.feed_troubles import RULES
from monitor.alerts.silence import Field
from monitor.config.messages import nearest
from monitor.records import SEVERITIES
from monitor.records.statement import Act
from monitor.watchlist import CompiledActors, Watchlist

MAX_SUGGESTED = 20_000
"""Ids among which the nearest one is looked up: among 100,000 it takes seconds."""


def check_matchers(matchers: Mapping[Field, Iterable[str]], watchlist: Watchlist) -> Iterator[str]:
    """Yield a sentence for each value that no alert can have.

    Publishers are not checked: any outlet may carry a copy.
    """
    choices: dict[Field, Iterable[str]] = {
        "rule": (*(rule.id for rule in watchlist.rules), *RULES),
        "theme": [theme.id for theme in watchlist.themes],
        "act": get_args(Act),
        "severity": SEVERITIES,
    }
    for field, values in matchers.items():
        if field == "publisher":
            continue
        if field == "actor":
            yield from _unknown_actors(values, watchlist)
        else:
            yield from _unknown_values(field, values, tuple(choices[field]))


def _unknown_actors(values: Iterable[str], watchlist: Watchlist) -> Iterator[str]:
    actors = watchlist.actors
    for value in values:
        if isinstance(actors, CompiledActors):
            exists = actors.has(value)
        else:
            exists = any(actor.id == value for actor in actors)
        if not exists:
            suggested = [actor.id for actor in actors] if len(actors) <= MAX_SUGGESTED else []
            yield f"actor={value}: no alert has this actor{nearest(value, suggested)}"


def _unknown_values(field: Field, values: Iterable[str], choices: tuple[str, ...]) -> Iterator[str]:
    for value in values:
        if value not in choices:
            yield f"{field}={value}: no alert has this {field}{nearest(value, choices)}"
