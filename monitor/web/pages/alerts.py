"""``/alerts``: the desk, a dense list with facets, a pane for one alert, and what is new.

/alerts            the page; ``open=ID`` opens an alert beside the list
/alerts/rows       further rows, for htmx
/alerts/fresh      how many alerts are newer than those of the page, for htmx
/alerts/{id}/row   one row as it is now, for updates in place
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query
from fastapi.responses import Response

from monitor.store.alert_lists import STATES, Facet, FacetCounts
from monitor.web.pages.alert_details import detail_of
from monitor.web.pages.alert_query import ALL, AlertListQuery, mistake_in, read_query
from monitor.web.pages.alert_rows import rows_of
from monitor.web.pages.names import Names
from monitor.web.pages.shell import SHELL, Shell
from monitor.web.parameters import MAX_INTEGER, Id

PAGE = 50
"""Alerts of a page: five screens of the list; more come while the reader scrolls."""
MOST_OPTIONS = 6
"""Values of a facet that are shown at once."""
PANE_FACETS: tuple[Facet, ...] = (
    "severity",
    "actor",
    "theme",
    "rule",
    "act",
    "publisher",
    "language",
)
SEVERITY_ORDER = ("critical", "high", "medium", "low")

Cursor = Annotated[int | None, Query(ge=0, le=MAX_INTEGER)]

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a facet, and the address that chooses it or takes it away."""

    value: str
    name: str
    count: int
    href: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class FacetView:
    """A facet with its most frequent values first; chosen ones are always shown."""

    code: str
    options: list[Option]
    rest: list[Option]


@router.get("/alerts")
async def show_alerts(shell: Annotated[Shell, SHELL], cursor: Cursor = None) -> Response:
    """Show the list of alerts."""
    given = read_query(shell.request.query_params)
    query, mistake = mistake_in(given, shell.now)
    lists = shell.resources.store.alert_lists
    wanted = query.to_filter(shell.now)
    newest = await lists.newest()
    page = await lists.find(wanted, limit=PAGE, before=cursor)
    counts = await lists.count(wanted)
    selected = shell.request.query_params.get("open", "")
    return shell.page(
        "alerts.html",
        query=query,
        mistake=mistake,
        states=_states(query, counts, shell),
        facets=_facets(query, counts, shell),
        total=counts.total,
        is_cut=counts.is_cut,
        newest=newest,
        has_alerts=newest > 0,
        selected=selected,
        detail=await detail_of(shell, selected) if selected else None,
        rows=await rows_of(shell.resources, page.items),
        **_older(query, page.next),
    )


@router.get("/alerts/rows")
async def show_rows(shell: Annotated[Shell, SHELL], cursor: Cursor = None) -> Response:
    """Return further rows of the list."""
    query, _ = mistake_in(read_query(shell.request.query_params), shell.now)
    wanted = query.to_filter(shell.now)
    page = await shell.resources.store.alert_lists.find(wanted, limit=PAGE, before=cursor)
    rows = await rows_of(shell.resources, page.items)
    return shell.page("_alert_rows.html", rows=rows, selected="", **_older(query, page.next))


@router.get("/alerts/fresh")
async def show_fresh(
    shell: Annotated[Shell, SHELL],
    after: Annotated[int, Query(ge=0, le=MAX_INTEGER)],
) -> Response:
    """Return the bar that says how many alerts of the list are newer than the page."""
    query, _ = mistake_in(read_query(shell.request.query_params), shell.now)
    count = await shell.resources.store.alert_lists.count_after(query.to_filter(shell.now), after)
    return shell.page("_fresh.html", count=count, href=query.href())


@router.get("/alerts/{id}/row")
async def show_row(id_: Id, shell: Annotated[Shell, SHELL]) -> Response:
    """Return one row as it is now."""
    alerts = await shell.resources.store.alert_lists.get((id_,))
    if not alerts:
        raise HTTPException(404, f"no alert {id_}")
    rows = await rows_of(shell.resources, alerts)
    return shell.page("_alert_rows.html", rows=rows, selected="", older="")


def _older(query: AlertListQuery, cursor: int | None) -> dict[str, Any]:
    if cursor is None:
        return {"older": "", "older_rows": ""}
    return {
        "older": query.href(cursor=cursor),
        "older_rows": query.href("/alerts/rows", cursor=cursor),
    }


def _states(query: AlertListQuery, counts: FacetCounts, shell: Shell) -> list[Option]:
    by_state = counts.by_facet["state"]
    options: list[tuple[str, int]] = [(state, by_state[state]) for state in STATES]
    options.append((ALL, sum(by_state.values())))
    return [
        Option(
            state,
            shell.term(state),
            count,
            query.with_state(state).href(),
            query.is_chosen("state", state),
        )
        for state, count in options
    ]


def _facets(query: AlertListQuery, counts: FacetCounts, shell: Shell) -> list[FacetView]:
    names = Names(shell.resources.in_force.index)
    views = [
        _facet(code, query, counts.by_facet[code], _namer(code, names, shell))
        for code in PANE_FACETS
    ]
    return [view for view in views if view.options]


def _namer(code: Facet, names: Names, shell: Shell) -> Callable[[str], str]:
    if code in ("severity", "act"):
        return shell.term
    if code == "language":
        return shell.language_name
    return lambda value: names.of(code, value)


def _facet(
    code: Facet, query: AlertListQuery, counted: Counter[str], name: Callable[[str], str]
) -> FacetView:
    chosen = query.facets.get(code, ())
    values = [value for value, _ in counted.most_common()]
    values += [value for value in chosen if value not in counted]
    if code == "severity":
        values = [value for value in SEVERITY_ORDER if value in counted or value in chosen]
    else:
        values.sort(key=lambda value: value not in chosen)
    options = [
        Option(
            value, name(value), counted[value], query.toggled(code, value).href(), value in chosen
        )
        for value in values
    ]
    most = max(MOST_OPTIONS, len(chosen))
    return FacetView(code, options[:most], options[most:])
