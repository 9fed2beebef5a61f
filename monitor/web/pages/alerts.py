"""``/alerts``: the desk, a dense list with facets, a pane for one alert, and what is new.

/alerts            the page; ``open=ID`` opens an alert beside the list
/alerts/rows       further rows, for htmx
/alerts/fresh      how many alerts are newer than those of the page, for htmx
/alerts/{id}/row   one row as it is now, for updates in place
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query
from fastapi.responses import Response

from monitor.records import SEVERITIES
from monitor.store.alert_clauses import STATES
from monitor.web.pages.alert_details import detail_of
from monitor.web.pages.alert_query import (
    ALL,
    SINGLE,
    AlertListQuery,
    Facet,
    mistake_in,
    read_query,
)
from monitor.web.pages.alert_rows import rows_of
from monitor.web.pages.shell import SHELL, Shell
from monitor.web.parameters import MAX_INTEGER, Id
from monitor.web.services.alerts import count_facets, find_alert, list_alerts
from monitor.web.services.naming import LabelledValue

PAGE = 50
"""Alerts of a page: five screens of the list; more come while the reader scrolls."""
MOST_OPTIONS = 6
"""Values of a facet that are shown at once."""
PANE_FACETS: tuple[Facet, ...] = (
    "min_severity",
    "actor",
    "theme",
    "rule",
    "act",
    "publisher",
    "language",
)

Cursor = Annotated[int | None, Query(ge=0, le=MAX_INTEGER)]
Facets = Mapping[str, Sequence[LabelledValue]]

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
    store, index = shell.resources.store, shell.resources.in_force.index
    selection = query.to_selection(shell.now)
    newest, reaction = await store.alert_news.newest(), await store.reactions.newest()
    page = await list_alerts(store, selection, limit=PAGE, before=cursor)
    total, facets = await count_facets(store, index, selection)
    selected = shell.request.query_params.get("open", "")
    return shell.page(
        "alerts.html",
        query=query,
        mistake=mistake,
        states=_states(query, facets, shell),
        facets=_facets(query, facets, shell),
        total=total,
        newest=newest,
        reaction=reaction,
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
    selection = query.to_selection(shell.now)
    page = await list_alerts(shell.resources.store, selection, limit=PAGE, before=cursor)
    rows = await rows_of(shell.resources, page.items)
    return shell.page("_alert_rows.html", rows=rows, selected="", **_older(query, page.next))


@router.get("/alerts/fresh")
async def show_fresh(
    shell: Annotated[Shell, SHELL],
    after: Annotated[int, Query(ge=0, le=MAX_INTEGER)],
) -> Response:
    """Return the bar that says how many alerts of the list are newer than the page."""
    query, _ = mistake_in(read_query(shell.request.query_params), shell.now)
    selection = query.to_selection(shell.now)
    count = await shell.resources.store.alert_news.count_after(selection, after)
    return shell.page("_fresh.html", count=count, href=query.href())


@router.get("/alerts/{id}/row")
async def show_row(id_: Id, shell: Annotated[Shell, SHELL]) -> Response:
    """Return one row as it is now."""
    item = await find_alert(shell.resources.store, id_)
    if item is None:
        raise HTTPException(404, f"no alert {id_}")
    rows = await rows_of(shell.resources, [item])
    return shell.page("_alert_rows.html", rows=rows, selected="", older="")


def _older(query: AlertListQuery, cursor: int | None) -> dict[str, Any]:
    if cursor is None:
        return {"older": "", "older_rows": ""}
    return {
        "older": query.href(cursor=cursor),
        "older_rows": query.href("/alerts/rows", cursor=cursor),
    }


def _states(query: AlertListQuery, facets: Facets, shell: Shell) -> list[Option]:
    by_state = {each.value: each.count for each in facets["state"]}
    counts = [(state, by_state.get(state, 0)) for state in STATES]
    total = sum(by_state.values())
    return [
        Option(
            state,
            shell.term(state),
            count,
            query.with_state(state).href(),
            query.is_chosen("state", state),
        )
        for state, count in [*counts, (ALL, total)]
    ]


def _facets(query: AlertListQuery, facets: Facets, shell: Shell) -> list[FacetView]:
    views = []
    for code in PANE_FACETS:
        if code == "min_severity":
            views.append(_severities(query, facets["severity"], shell))
        else:
            views.append(_facet(code, query, list(facets[code]), _namer(code, shell)))
    return [view for view in views if view.options]


def _severities(query: AlertListQuery, counted: Sequence[LabelledValue], shell: Shell) -> FacetView:
    """Return the severities, highest first, each with the alerts of it and of higher ones.

    Under the chosen one is the option to leave the higher ones out.
    """
    by_level = {each.value: each.count for each in counted}
    least, most = (query.facets.get(code, ("",))[0] for code in SINGLE)
    options, total = [], 0
    for level in reversed(SEVERITIES):
        total += by_level.get(level, 0)
        is_chosen = level == least
        other = query.with_severity("" if is_chosen else level)
        options.append(Option(level, shell.term(level), total, other.href(), is_chosen))
        if is_chosen and level != SEVERITIES[-1]:
            is_only = most == level
            only = query.with_severity(level, "" if is_only else level)
            name = shell.term("no_higher")
            options.append(Option("", name, by_level.get(level, 0), only.href(), is_only))
    return FacetView("min_severity", options, [])


def _namer(code: Facet, shell: Shell) -> Callable[[LabelledValue], str]:
    if code == "act":
        return lambda each: shell.term(each.value)
    if code == "language":
        return lambda each: shell.language_name(each.value)
    return lambda each: each.name


def _facet(
    code: Facet,
    query: AlertListQuery,
    values: list[LabelledValue],
    name: Callable[[LabelledValue], str],
) -> FacetView:
    chosen = query.facets.get(code, ())
    counted = {each.value for each in values}
    values += [LabelledValue(value, value, 0) for value in chosen if value not in counted]
    values.sort(key=lambda each: each.value not in chosen)
    options = [
        Option(
            each.value,
            name(each),
            each.count,
            query.toggled(code, each.value).href(),
            each.value in chosen,
        )
        for each in values
    ]
    most = max(MOST_OPTIONS, len(chosen))
    return FacetView(code, options[:most], options[most:])
