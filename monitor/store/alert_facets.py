"""Facets of alerts: how many alerts of a selection have each value of a field.

The counts of a field leave its own clauses out, so that a list of values shows what another choice
would give.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from monitor.records import SEVERITIES
from monitor.store.alert_clauses import STATE, AlertSelection, clauses_of
from monitor.store.rows import unpacked
from monitor.store.schema import alerts

MOST_VALUES = 50
"""Values of one facet: a longer list is searched, not read."""
PACKED = frozenset(("theme", "act", "publisher", "language"))
"""Fields of which an alert has several values."""
_COLUMNS: Mapping[str, Any] = {
    "severity": alerts.c.severity,
    "actor": alerts.c.actor,
    "theme": alerts.c.themes,
    "act": alerts.c.acts,
    "rule": alerts.c.rule,
    "publisher": alerts.c.publishers,
    "language": alerts.c.languages,
    "state": STATE,
}
FIELDS: tuple[str, ...] = tuple(_COLUMNS)


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value and the number of items that have it."""

    value: str
    count: int


Facets = Mapping[str, tuple[FacetValue, ...]]


class AlertFacets:
    """Counts alerts."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def count(
        self, selection: AlertSelection, fields: Sequence[str] = FIELDS
    ) -> tuple[int, Facets]:
        """Return the number of alerts of a selection, and its facets."""
        total = select(func.count()).select_from(alerts).where(and_(True, *clauses_of(selection)))
        async with self._engine.connect() as connection:
            number = int((await connection.execute(total)).scalar_one())
            facets = {name: await _count(connection, selection, name) for name in fields}
        return number, facets


async def _count(
    connection: AsyncConnection, selection: AlertSelection, name: str
) -> tuple[FacetValue, ...]:
    column = _COLUMNS[name].label("value")
    query = (
        select(column, func.count().label("number"))
        .select_from(alerts)
        .where(and_(True, *clauses_of(selection, without=name)))
        .group_by(column)
    )
    rows = (await connection.execute(query)).all()
    counter: Counter[str] = Counter()
    for row in rows:
        for value in _values_of(name, row.value):
            counter[value] += row.number
    return most_frequent(counter)


def most_frequent(counter: Mapping[str, int]) -> tuple[FacetValue, ...]:
    """Return the most frequent values, ties by name."""
    ordered = sorted(counter.items(), key=lambda item: (-item[1], item[0]))
    return tuple(FacetValue(value, count) for value, count in ordered[:MOST_VALUES])


def _values_of(name: str, stored: Any) -> list[str]:
    if name in PACKED:
        return unpacked(stored)
    if name == "severity":
        return [SEVERITIES[stored]]
    return [stored] if stored else []
