"""The address of the list of alerts: its parameters, and the links that change one of them.

    /alerts?state=open&min_severity=high&actor=ID&theme=ID&since=24h&q=WORDS

1. The parameters are those of ``/api/v1/alerts``; ``min_severity`` and ``max_severity`` of the same
   value list exactly one severity. A facet may occur several times; one of its
   values is enough.
2. Without ``state`` the open alerts are listed; ``state=all`` lists every one.
3. ``since`` and ``until`` are times (ISO 8601), ``since`` also a duration back from now: ``24h``.
4. A parameter that is wrong is a mistake that the page shows; the list then ignores it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Literal, cast, get_args
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from monitor.deliveries import AlertFilter
from monitor.records import SEVERITIES, Act
from monitor.records.errors import QueryError
from monitor.records.fields import parse_duration
from monitor.records.search import parse_search
from monitor.store.alert_clauses import STATES, AlertSelection

Facet = Literal[
    "state",
    "min_severity",
    "max_severity",
    "actor",
    "theme",
    "rule",
    "act",
    "publisher",
    "language",
    "speaker",
]
FACETS: tuple[Facet, ...] = get_args(Facet)
SINGLE: tuple[Facet, ...] = ("min_severity", "max_severity")
"""Facets of which one value is chosen at a time."""

MAX_VALUES = 50
"""Values of one facet, as in the API."""
LONGEST_VALUE = 200
ALL = "all"


@dataclass(frozen=True, slots=True)
class AlertListQuery:
    """The parameters of the list, as they were given."""

    facets: dict[Facet, tuple[str, ...]] = field(default_factory=dict)
    q: str = ""
    since: str = ""
    until: str = ""

    @property
    def states(self) -> tuple[str, ...]:
        """The states that are listed."""
        return self.facets.get("state") or ("open",)

    def to_selection(self, now: datetime) -> AlertSelection:
        """Return the selection of the store. Raises ValueError, `QueryError`."""
        parse_search(self.q)
        chosen = self.facets.get
        wanted = AlertFilter(
            rules=chosen("rule", ()),
            actors=chosen("actor", ()),
            themes=chosen("theme", ()),
            acts=cast("tuple[Act, ...]", chosen("act", ())),
            min_severity=cast("Any", chosen("min_severity", ("low",))[0]),
            max_severity=cast("Any", chosen("max_severity", ("critical",))[0]),
            speakers=chosen("speaker", ()),
            publishers=chosen("publisher", ()),
            languages=chosen("language", ()),
            since=_time_of(self.since, now) if self.since else None,
            until=_time_of(self.until, now) if self.until else None,
            words=self.q,
        )
        states = () if ALL in self.states else self.states
        return AlertSelection(wanted, cast("Any", states))

    def is_chosen(self, facet: Facet, value: str) -> bool:
        """Return whether a value of a facet is chosen."""
        chosen = self.states if facet == "state" else self.facets.get(facet, ())
        return value in chosen

    def toggled(self, facet: Facet, value: str) -> "AlertListQuery":
        """Return the query with one value of a facet added or taken away."""
        chosen = self.facets.get(facet, ())
        others = () if facet in SINGLE else tuple(other for other in chosen if other != value)
        changed = others if value in chosen else (*others, value)
        return replace(self, facets={**self.facets, facet: changed})

    def with_severity(self, least: str, most: str = "") -> "AlertListQuery":
        """Return the query for severities from ``least`` on, up to ``most`` if it is given."""
        chosen: dict[Facet, tuple[str, ...]] = {
            "min_severity": (least,) if least else (),
            "max_severity": (most,) if most else (),
        }
        return replace(self, facets={**self.facets, **chosen})

    def with_state(self, state: str) -> "AlertListQuery":
        """Return the query for one state."""
        chosen = () if state == "open" else (state,)
        return replace(self, facets={**self.facets, "state": chosen})

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The parameters in their order."""
        others = [("since", self.since), ("until", self.until), ("q", self.q)]
        return [*self.chosen_pairs, *(pair for pair in others if pair[1])]

    @property
    def chosen_pairs(self) -> list[tuple[str, str]]:
        """The facets as parameters."""
        return [(facet, value) for facet in FACETS for value in self.facets.get(facet, ())]

    @property
    def address(self) -> str:
        """The query string."""
        return urlencode(self.pairs)

    @property
    def api_query(self) -> dict[str, Any]:
        """The parameters as the API takes them; a period back from now has no place there."""
        query: dict[str, Any] = {name: list(values) for name, values in self.facets.items()}
        query["state"] = [] if ALL in self.states else list(self.states)
        for name in SINGLE:
            if name in query:
                query[name] = query[name][0]
        if self.q:
            query["q"] = self.q
        return {name: value for name, value in query.items() if value}

    @property
    def api_address(self) -> str:
        """The query string of the API."""
        return urlencode(self.api_query, doseq=True)

    def href(self, path: str = "/alerts", **more: object) -> str:
        """Return an address with this query and more parameters."""
        pairs = [*self.pairs, *((name, str(value)) for name, value in more.items())]
        return f"{path}?{urlencode(pairs)}" if pairs else path

    @property
    def chosen_count(self) -> int:
        """The number of chosen values, those of the state apart."""
        return sum(1 for facet, _ in self.chosen_pairs if facet != "state")

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the state narrows the list."""
        return bool(self.chosen_count or self.q or self.since or self.until)


def read_query(parameters: QueryParams) -> AlertListQuery:
    """Return the query of an address; values that are too long or unprintable are ignored."""
    facets = {facet: _values(facet, parameters.getlist(facet)) for facet in FACETS}
    if not facets["min_severity"]:
        facets["min_severity"] = _values("min_severity", parameters.getlist("severity"))
    chosen = {facet: values for facet, values in facets.items() if values}
    return AlertListQuery(
        facets=chosen,
        q=_value(parameters.get("q", "")),
        since=_value(parameters.get("since", "")),
        until=_value(parameters.get("until", "")),
    )


def mistake_in(query: AlertListQuery, now: datetime) -> tuple[AlertListQuery, str]:
    """Return the query without its wrong parameters, and the mistakes; ``""`` if all is well."""
    try:
        query.to_selection(now)
    except QueryError as error:
        rest, mistake = replace(query, q=""), f"{query.q!r}: {error}"
    except (ValueError, OverflowError):
        advice = "use 24h, 7d or a date such as 2026-03-01"
        wrong = query.since or query.until
        rest = replace(query, since="", until="")
        mistake = f"{wrong!r} is not a valid time; {advice}"
    else:
        return query, ""
    rest, other = mistake_in(rest, now)
    return rest, f"{mistake}; {other}" if other else mistake


def _values(facet: Facet, values: Sequence[str]) -> tuple[str, ...]:
    """Return the values of a facet that may occur; of a single one, the last."""
    allowed: dict[Facet, tuple[str, ...]] = {
        "state": (*STATES, ALL),
        "min_severity": SEVERITIES,
        "max_severity": SEVERITIES,
        "act": get_args(Act),
    }
    kept = [value for value in map(_value, values) if value]
    if facet in allowed:
        kept = [value for value in kept if value in allowed[facet]]
    if facet in SINGLE:
        kept = kept[-1:]
    return tuple(dict.fromkeys(kept))[:MAX_VALUES]


def _value(value: str) -> str:
    is_fit = len(value) <= LONGEST_VALUE and value.isprintable()
    return value.strip() if is_fit else ""


def _time_of(text: str, now: datetime) -> datetime:
    """Return the time that a parameter names. Raises ValueError, OverflowError."""
    if text[:4].isdigit() and "-" in text:
        at = datetime.fromisoformat(text)
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    return now - parse_duration(text)
