"""Names that refer to the watchlist, in filters and silences; an unknown one never holds.

Requests and the command line check them here.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, get_args

from monitor.alerts.feed_troubles import RULES
from monitor.alerts.silence import Field
from monitor.config.messages import nearest
from monitor.deliveries import AlertFilter
from monitor.deliveries.switched_off import RULE as SUBSCRIPTION_OFF
from monitor.records import SEVERITIES
from monitor.records.statement import Act
from monitor.watchlist import CompiledActors, Watchlist

Kind = Literal["rule", "actor", "theme", "act", "severity"]
"""What a name refers to."""
OPERATOR_RULES = (*RULES, SUBSCRIPTION_OFF)
"""Rules of alerts for operators; no watchlist lists them."""
MAX_SUGGESTED = 20_000
"""Ids among which the nearest one is looked up: among 100,000 it takes seconds."""
FILTER_KINDS: Mapping[str, Kind] = {"rules": "rule", "actors": "actor", "themes": "theme"}
"""What the fields of a filter refer to."""

Unknown = tuple[str, str, str]
"""Field, name, and a sentence with the nearest known name."""


def unknown_in_filter(wanted: AlertFilter, watchlist: Watchlist) -> Iterator[Unknown]:
    """Yield every name in a filter that no alert can have."""
    for field, kind in FILTER_KINDS.items():
        yield from _unknown_names(field, kind, getattr(wanted, field), watchlist)


def unknown_matchers(
    matchers: Mapping[Field, Iterable[str]], watchlist: Watchlist
) -> Iterator[Unknown]:
    """Yield every value in the matchers of a silence that no alert can have.

    Publishers are not checked: any outlet may carry a copy.
    """
    for field, values in matchers.items():
        if field != "publisher":
            yield from _unknown_names(field, field, values, watchlist)


def _unknown_names(
    field: str, kind: Kind, names: Iterable[str], watchlist: Watchlist
) -> Iterator[Unknown]:
    actors = watchlist.actors
    if kind == "actor" and isinstance(actors, CompiledActors):
        unknown = [name for name in names if not actors.has(name)]
    else:
        present = frozenset(_known_names(kind, watchlist))
        unknown = [name for name in names if name not in present]
    for name in unknown:
        yield field, name, f"no {kind} {name!r}{_nearest(kind, name, watchlist)}"


def _nearest(kind: Kind, name: str, watchlist: Watchlist) -> str:
    if kind == "actor" and len(watchlist.actors) > MAX_SUGGESTED:
        return ""
    return nearest(name, _known_names(kind, watchlist), cutoff=0.5)


def _known_names(kind: Kind, watchlist: Watchlist) -> Iterable[str]:
    match kind:
        case "rule":
            return (*(rule.id for rule in watchlist.rules), *OPERATOR_RULES)
        case "actor":
            return (actor.id for actor in watchlist.actors)
        case "theme":
            return (theme.id for theme in watchlist.themes)
        case "act":
            return get_args(Act)
        case _:
            return SEVERITIES
