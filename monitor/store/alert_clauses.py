"""Which alerts a list holds: filters and states as SQL clauses.

    wrong         marked as wrong by a person
    acknowledged  a person has taken responsibility, and it is not marked as wrong
    silenced      stored without notifying anyone, and none of the above
    open          none of these

Every alert has exactly one state.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from sqlalchemy import ColumnElement, and_, case, false, or_, select

from monitor.deliveries.filter import AlertFilter
from monitor.records import SEVERITIES
from monitor.records.ids import fold_words
from monitor.store.rows import contains_name, escape_like, in_time, meets_search
from monitor.store.schema import acknowledgements, alerts, feedback

State = Literal["open", "acknowledged", "wrong", "silenced"]
STATES: tuple[State, ...] = get_args(State)

_IS_WRONG = alerts.c.id.in_(select(feedback.c.alert))
_IS_ACKNOWLEDGED = alerts.c.id.in_(select(acknowledgements.c.alert))
STATE: Any = case(
    (_IS_WRONG, "wrong"),
    (_IS_ACKNOWLEDGED, "acknowledged"),
    (alerts.c.suppressed == 1, "silenced"),
    else_="open",
)
"""The state of an alert as a column."""


@dataclass(frozen=True, slots=True)
class AlertSelection:
    """A filter and the states, one of which an alert has; no states hold for every alert."""

    wanted: AlertFilter = field(default_factory=AlertFilter)
    states: tuple[State, ...] = ()


def clauses_by_field(selection: AlertSelection) -> dict[str, list[ColumnElement[bool]]]:
    """Return the clauses of a selection by the facet that they restrict, ``""`` for the rest."""
    wanted = selection.wanted
    return {
        "rule": [alerts.c.rule.in_(wanted.rules)] if wanted.rules else [],
        "actor": _spoken_by(wanted),
        "theme": contains_name(alerts.c.themes, wanted.themes),
        "act": contains_name(alerts.c.acts, wanted.acts),
        "severity": _has_severity(wanted),
        "publisher": contains_name(alerts.c.publishers, wanted.publishers),
        "language": contains_name(alerts.c.languages, wanted.languages),
        "state": [STATE.in_(selection.states)] if selection.states else [],
        "": [
            *in_time(alerts.c.raised_at, wanted.since, wanted.until),
            *meets_search(alerts.c.search, wanted.words),
        ],
    }


def clauses_of(
    selection: AlertSelection, *, without: str | None = None
) -> list[ColumnElement[bool]]:
    """Return the clauses of a selection, ``without`` those of one facet."""
    by_field = clauses_by_field(selection)
    return [clause for name, some in by_field.items() if name != without for clause in some]


def has_words(column: Any, name: str) -> ColumnElement[bool]:
    """Return the clause that a folded, padded column has every word of a name as a word."""
    words = fold_words(name).split()
    if not words:
        return false()
    return and_(*(column.like(f"% {escape_like(word)} %", escape="\\") for word in words))


def said_by_one_of(actor: Any, said_by: Any, speakers: Sequence[str]) -> ColumnElement[bool]:
    """Return the clause that one of some actor ids or names is the speaker."""
    return or_(actor.in_(speakers), *(has_words(said_by, name) for name in speakers))


def _has_severity(wanted: AlertFilter) -> list[ColumnElement[bool]]:
    """Return the clauses of the severities; none where every severity passes."""
    least, most = SEVERITIES.index(wanted.min_severity), SEVERITIES.index(wanted.max_severity)
    clauses: list[ColumnElement[bool]] = []
    if least > 0:
        clauses.append(alerts.c.severity >= least)
    if most < len(SEVERITIES) - 1:
        clauses.append(alerts.c.severity <= most)
    return clauses


def _spoken_by(wanted: AlertFilter) -> list[ColumnElement[bool]]:
    clauses: list[ColumnElement[bool]] = []
    if wanted.actors:
        clauses.append(alerts.c.actor.in_(wanted.actors))
    if wanted.speakers:
        clauses.append(said_by_one_of(alerts.c.actor, alerts.c.said_by, wanted.speakers))
    return clauses
