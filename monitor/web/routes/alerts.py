"""``/api/v1/alerts``: alerts as a list, as a live stream, as Atom, RSS and JSON Feed."""

from datetime import datetime
from typing import Annotated

import msgspec
from fastapi import APIRouter, Header, HTTPException, Query, Request, Response, WebSocket
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import Field

from monitor.deliveries import alert_view
from monitor.deliveries.render.syndication import (
    MEDIA_TYPES,
    FeedForm,
    item_of,
    json_feed,
    xml_feed,
)
from monitor.records import Act, Severity
from monitor.store.alert_clauses import State
from monitor.web.access import credential_of
from monitor.web.links import link_pages
from monitor.web.parameters import (
    KNOWN_PARAMETERS,
    MAX_INTEGER,
    AlertListQuery,
    AlertQuery,
    Id,
    Name,
    Paging,
)
from monitor.web.resources import WITH_RESOURCES, Resources
from monitor.web.services import alerts as services
from monitor.web.stream import Position, follow_events
from monitor.web.stream_formats import frames_of, send_messages
from monitor.web.views import (
    AcknowledgementView,
    CarriedStatementView,
    CopyView,
    EarlierView,
    FacetValueView,
    FaultMarkView,
    NearMissView,
    ReasonView,
    View,
    facet_views,
)

SYNDICATED = 50
"""Alerts in an Atom, RSS or JSON feed: readers poll hourly and keep what they have seen."""
STREAM_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
"""Proxies must neither keep nor buffer a stream."""

router = APIRouter(prefix="/api/v1", tags=["alerts"], dependencies=[KNOWN_PARAMETERS])


class AlertView(View):
    """One event with every article that carries it."""

    id: str
    revision: int
    kind: str
    rule: str
    rule_name: str
    severity: Severity
    actor: str | None
    themes: list[str]
    acts: list[Act]
    statement: CarriedStatementView
    translations: list[CarriedStatementView]
    earlier: EarlierView | None
    why: list[ReasonView]
    missed: list[NearMissView]
    copies: list[CopyView]
    publishers: int
    raised_at: datetime
    updated_at: datetime
    config: str
    cool_down_s: float
    suppressed: bool
    """Whether the alert is stored without notifying anyone."""
    suppressed_by: str | None
    """Why it is: ``cool-down``, ``silence ID``, ``rule ID``, ``quiet hours`` or ``back-fill``."""
    quiet: Annotated[bool, Field(json_schema_extra={"deprecated": True})]
    """The same as ``suppressed``, under its older name, which records on topics keep."""
    hushed: bool
    """Whether copies do not notify anyone either."""
    hushed_by: Annotated[str | None, Field(json_schema_extra={"deprecated": True})]
    """The same as ``suppressed_by``, under its older name."""
    resolved_at: datetime | None = None
    replayed: bool
    acknowledged: AcknowledgementView | None
    state: State
    faults: list[FaultMarkView]


class AlertFacetsView(View):
    """Numbers of alerts by the values of each field; ``total`` is that of the selection.

    The counts of a field leave its own clause out.
    """

    total: int
    facets: dict[str, list[FacetValueView]]


class AlertPage(View):
    """A page of alerts, newest first; ``next`` is the cursor of the next page."""

    items: list[AlertView]
    next: int | None


class AlertPageQuery(AlertListQuery, Paging):
    """Which page of which alerts."""


class StreamQuery(AlertQuery):
    """Which alerts a stream sends, and where it resumes."""

    last_event_id: Name | None = None
    """Id of the last event received; the ``Last-Event-ID`` header wins."""
    reactions: Annotated[int | None, Field(ge=0, le=MAX_INTEGER)] = None
    """``seq`` of the last reaction received, or 0; by default no reactions are sent.

    A reaction names an alert that a person has acknowledged or marked, or where that was undone.
    """


class SyndicationQuery(AlertListQuery):
    """Which alerts a feed holds."""

    token: Name | None = None
    """For feed readers, which send no headers."""


@router.get("/alerts")
async def list_alerts(
    request: Request,
    response: Response,
    query: Annotated[AlertPageQuery, Query()],
    resources: Annotated[Resources, WITH_RESOURCES],
) -> AlertPage:
    """List alerts, newest first."""
    page = await services.list_alerts(
        resources.store, query.to_selection(), limit=query.limit, before=query.cursor
    )
    link_pages(request, response, page.next)
    return AlertPage(items=[view_of(item) for item in page.items], next=page.next)


@router.get("/alerts/facets")
async def count_alerts(
    query: Annotated[AlertListQuery, Query()],
    resources: Annotated[Resources, WITH_RESOURCES],
) -> AlertFacetsView:
    """Count alerts by severity, actor, theme, act, rule, publisher, language and state."""
    index = resources.in_force.index
    total, facets = await services.count_facets(resources.store, index, query.to_selection())
    return AlertFacetsView(total=total, facets=facet_views(facets))


@router.get("/alerts/stream", response_class=StreamingResponse)
async def stream_alerts(
    request: Request,
    query: Annotated[StreamQuery, Query()],
    resources: Annotated[Resources, WITH_RESOURCES],
    last_event_id: Annotated[str | None, Header()] = None,
) -> StreamingResponse:
    """Send alerts as server-sent events; resume by ``Last-Event-ID`` or ``?last_event_id=``."""
    position = Position(last_event_id or query.last_event_id, query.reactions)
    credential = credential_of(request)
    messages = follow_events(resources.live, query.to_filter(), credential, position)
    return StreamingResponse(
        frames_of(messages), media_type="text/event-stream", headers=STREAM_HEADERS
    )


@router.websocket("/alerts/ws")
async def send_alerts(
    socket: WebSocket,
    query: Annotated[StreamQuery, Query()],
    resources: Annotated[Resources, WITH_RESOURCES],
) -> None:
    """Send alerts over a WebSocket, one JSON object per event."""
    await socket.accept()
    credential = credential_of(socket)
    position = Position(query.last_event_id, query.reactions)
    messages = follow_events(resources.live, query.to_filter(), credential, position)
    await send_messages(socket, messages)


@router.get("/alerts.{form}", response_class=Response)
async def syndicate_alerts(
    form: FeedForm,
    request: Request,
    query: Annotated[SyndicationQuery, Query()],
    resources: Annotated[Resources, WITH_RESOURCES],
) -> Response:
    """Return alerts as ``atom``, ``rss`` or ``json``; ``?token=`` replaces the header."""
    page = await resources.store.alerts.find(query.to_selection(), limit=SYNDICATED)
    items = [item_of(alert) for alert in page.items if not alert.suppressed]
    url = str(request.url.remove_query_params("token"))
    if form == "json":
        return JSONResponse(json_feed(items, url), media_type=MEDIA_TYPES[form])
    return Response(xml_feed(items, url, form), media_type=MEDIA_TYPES[form])


@router.get("/alerts/{id}")
async def read_alert(id_: Id, resources: Annotated[Resources, WITH_RESOURCES]) -> AlertView:
    """Return one alert; the id of an alert that was joined into another one returns that one."""
    item = await services.find_alert(resources.store, id_)
    if item is None:
        raise HTTPException(404, f"no alert {id_}")
    return view_of(item)


def view_of(item: services.ListedAlert) -> AlertView:
    """Return the answer for an alert."""
    value = {
        **alert_view(item.alert),
        "suppressed": item.alert.suppressed,
        "suppressed_by": item.alert.suppressed_by,
        "acknowledged": msgspec.to_builtins(item.acknowledged),
        "state": item.state,
        "faults": msgspec.to_builtins(item.faults),
    }
    return AlertView.model_validate(value)
