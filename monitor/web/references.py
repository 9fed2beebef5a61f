"""Names in a request that refer to the watchlist in force: an unknown one is a mistake.

A silence or a filter on a misspelt rule would be accepted and never hold for any alert.
"""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, get_args

from fastapi.exceptions import RequestValidationError

from monitor.alerts.feed_troubles import Trouble
from monitor.deliveries.switched_off import RULE as SUBSCRIPTION_OFF
from monitor.records import SEVERITIES, Act
from monitor.watchlist import WatchlistIndex

Kind = Literal["rule", "actor", "theme", "act", "severity"]
OPERATOR_RULES = (*get_args(Trouble), SUBSCRIPTION_OFF)
"""Rules of alerts for operators; no watchlist lists them."""


def check_references(
    index: WatchlistIndex, where: str, names: Mapping[str, tuple[Kind, Sequence[str]]]
) -> None:
    """Raise RequestValidationError with every name that is unknown.

    ``names`` holds by field of ``where`` what it refers to and its values.
    """
    mistakes: list[dict[str, Any]] = []
    for field, (kind, values) in names.items():
        for value, message in _unknown(index, kind, values):
            where_it_is = ("body", where, field)
            mistakes.append({"loc": where_it_is, "type": "unknown", "msg": message, "input": value})
    if mistakes:
        raise RequestValidationError(mistakes)


def _unknown(index: WatchlistIndex, kind: Kind, values: Sequence[str]) -> Iterator[tuple[str, str]]:
    if kind == "actor":
        for value in values:
            if index.find_actor(value) is None:
                yield value, f"no actor {value!r} on the watchlist"
        return
    choices = _choices(index, kind)
    for value in values:
        if value not in choices:
            nearest = difflib.get_close_matches(value, choices, n=1, cutoff=0.5)
            hint = f"; did you mean {nearest[0]!r}?" if nearest else ""
            yield value, f"no {kind} {value!r}{hint}"


def _choices(index: WatchlistIndex, kind: Kind) -> tuple[str, ...]:
    match kind:
        case "rule":
            return (*(rule.id for rule in index.watchlist.rules), *OPERATOR_RULES)
        case "theme":
            return tuple(theme.id for theme in index.watchlist.themes)
        case "act":
            return get_args(Act)
        case _:
            return SEVERITIES
