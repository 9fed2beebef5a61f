"""``/api/v1/alerts``: alerts as a list, as a live stream, as Atom, RSS and JSON Feed."""

from datetime import datetime
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Header, HTTPException, Query, Request, Response, WebSocket
from fastapi.responses import JSONResponse, StreamingResponse

from monitor.deliveries import alert_view
from monitor.deliveries.render.syndication import MEDIA_TYPES, FeedForm, json_feed, xml_feed
from monitor.records import Act, Severity
from monitor.web.access import credential_of
from monitor.web.parameters import KNOWN_PARAMETERS, AlertQuery, Id, Name, Paging
from monitor.web.resources import WITH_RESOURCES, Resources
from monitor.web.stream import follow_events
from monitor.web.stream_formats import frames_of, send_messages
from monitor.web.views import (
    AcknowledgementView,
    CarriedStatementView,
    CopyView,
    EarlierView,
    NearMissView,
    ReasonView,
    View,
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
    quiet: bool
    hushed: bool
    hushed_by: str | None
    resolved_at: datetime | None = None
    replayed: bool
    acknowledged: AcknowledgementView | None


class AlertPage(View):
    """A page of alerts, newest first; ``next`` is the cursor of the next page."""

    items: list[AlertView]
    next: int | None


class AlertPageQuery(AlertQuery, Paging):
    """Which page of which alerts."""


class StreamQuery(AlertQuery):
    """Which alerts a stream sends, and where it resumes."""

    last_event_id: Name | None = None
    """Id of the last event received; the ``Last-Event-ID`` header wins."""


class SyndicationQuery(AlertQuery):
    """Which alerts a feed holds."""

    token: Name | None = None
    """For feed readers, which send no headers."""


@router.get("/alerts")
async def list_alerts(
    query: Annotated[AlertPageQuery, Query()],
    resources: Annotated[Resources, WITH_RESOURCES],
) -> AlertPage:
    """List alerts, newest first."""
    store = resources.store
    wanted = query.to_filter()
    page = await store.alerts.find(wanted, limit=query.limit, before=query.cursor)
    acknowledged = await store.acknowledgements.of([alert.id for alert in page.items])
    items = [_view(alert, acknowledged.get(alert.id)) for alert in page.items]
    return AlertPage(items=items, next=page.next)


@router.get("/alerts/stream", response_class=StreamingResponse)
async def stream_alerts(
    request: Request,
    query: Annotated[StreamQuery, Query()],
    resources: Annotated[Resources, WITH_RESOURCES],
    last_event_id: Annotated[str | None, Header()] = None,
) -> StreamingResponse:
    """Send alerts as server-sent events; resume by ``Last-Event-ID`` or ``?last_event_id=``."""
    position = last_event_id or query.last_event_id
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
    messages = follow_events(resources.live, query.to_filter(), credential, query.last_event_id)
    await send_messages(socket, messages)


@router.get("/alerts.{form}", response_class=Response)
async def syndicate_alerts(
    form: FeedForm,
    request: Request,
    query: Annotated[SyndicationQuery, Query()],
    resources: Annotated[Resources, WITH_RESOURCES],
) -> Response:
    """Return alerts as ``atom``, ``rss`` or ``json``; ``?token=`` replaces the header."""
    page = await resources.store.alerts.find(query.to_filter(), limit=SYNDICATED)
    alerts = [alert for alert in page.items if not alert.quiet]
    url = str(request.url.remove_query_params("token"))
    if form == "json":
        return JSONResponse(json_feed(alerts, url), media_type=MEDIA_TYPES[form])
    return Response(xml_feed(alerts, url, form), media_type=MEDIA_TYPES[form])


@router.get("/alerts/{id}")
async def read_alert(id_: Id, resources: Annotated[Resources, WITH_RESOURCES]) -> AlertView:
    """Return one alert; the id of an alert that was joined into another one returns that one."""
    alert = await resources.store.alerts.get(id_)
    if alert is None:
        raise HTTPException(404, f"no alert {id_}")
    acknowledged = await resources.store.acknowledgements.of([alert.id])
    return _view(alert, acknowledged.get(alert.id))


def _view(alert: Any, acknowledged: Any) -> AlertView:
    value = {**alert_view(alert), "acknowledged": msgspec.to_builtins(acknowledged)}
    return AlertView.model_validate(value)
