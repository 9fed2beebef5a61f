"""The web application: `create_web` puts routes over the store's queries; nothing happens on import.

Errors are ``application/problem+json`` (RFC 9457). ``/healthz``, ``/readyz`` and ``/metrics`` are open; everything else needs the token.
"""

from datetime import datetime
from importlib import resources
from typing import Annotated, Any

import msgspec
from fastapi import Depends, FastAPI, Header, HTTPException, Query, Request, Response, WebSocket
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, StreamingResponse
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.exceptions import HTTPException as StarletteHTTPException

from monitor import __version__
from monitor.deliveries import AlertFilter, alert_view, feed_view
from monitor.deliveries.render.syndication import MEDIA_TYPES, FeedForm, json_feed, xml_feed
from monitor.records import Act, Severity
from monitor.store import Changes, Feedback, Outbox, Queries, StatementFilter, Subscriptions
from monitor.store.pushes import Pushes
from monitor.store.silences import Silences
from monitor.store.tokens import Tokens, cookie_of
from monitor.web.access import COOKIE, Access, Gate
from monitor.web.health import Health, add_health
from monitor.web.routes.feedback import add_feedback
from monitor.web.routes.silences import add_silences
from monitor.web.routes.subscriptions import add_subscriptions
from monitor.web.routes.tokens import add_tokens
from monitor.web.routes.watchlist import InForce, add_watchlist
from monitor.web.routes.websub import add_hub
from monitor.web.stream import EventHub, send_events, stream_events

MOST_ITEMS = 200

Names = Annotated[list[str] | None, Query(max_length=50)]


def create_web(engine: AsyncEngine, token: str, health: Health, live: InForce) -> FastAPI:
    """Return the application over a store and the configuration in force; ``token`` is the machine's own."""
    tokens = Tokens(engine)
    access = Access(token, tokens)
    app = FastAPI(title="News monitor", version=__version__, docs_url=None, redoc_url=None)
    queries = Queries(engine)
    _guard(app, access)
    _add_pages(app, access)
    add_health(app, queries, health)
    _add_alerts(app, queries, Silences(engine))
    _add_readings(app, queries, live)
    add_subscriptions(app, Subscriptions(engine), Outbox(engine))
    add_feedback(app, Feedback(engine))
    add_silences(app, Silences(engine))
    add_watchlist(app, Changes(engine), live)
    add_hub(app, Pushes(engine))
    add_tokens(app, tokens)
    return app


def problem(status: int, title: str, detail: object = None) -> JSONResponse:
    """Return an error as problem+json."""
    body = {
        "type": "about:blank",
        "title": title,
        "status": status,
        **({"detail": detail} if detail else {}),
    }
    return JSONResponse(body, status, media_type="application/problem+json")


def _guard(app: FastAPI, access: Access) -> None:
    app.add_middleware(Gate, access=access, problem=problem)

    @app.exception_handler(StarletteHTTPException)
    async def refused(_request: Request, error: StarletteHTTPException) -> Response:
        return problem(error.status_code, str(error.detail))

    @app.exception_handler(RequestValidationError)
    async def invalid(_request: Request, error: RequestValidationError) -> Response:
        detail = "; ".join(
            f"{'.'.join(map(str, mistake['loc']))}: {mistake['msg']}" for mistake in error.errors()
        )
        return problem(422, "The request is wrong", detail)

    @app.exception_handler(SQLAlchemyError)
    async def away(_request: Request, _error: SQLAlchemyError) -> Response:
        return problem(503, "The database is away")


def _add_pages(app: FastAPI, access: Access) -> None:
    @app.get("/", include_in_schema=False)
    async def dashboard() -> HTMLResponse:
        page = resources.files("monitor.web").joinpath("dashboard", "index.html").read_text("utf-8")
        return HTMLResponse(
            page, headers={"Content-Security-Policy": "default-src 'self' 'unsafe-inline'"}
        )

    @app.get("/login", include_in_schema=False)
    async def login(token: str) -> Response:
        if await access.identify(token, None) is None:
            return problem(401, "This login link is not in force")
        answer = RedirectResponse("/", 303)
        answer.set_cookie(
            COOKIE, cookie_of(token), httponly=True, samesite="strict", max_age=30 * 24 * 3600
        )
        return answer


def _filter(
    rule: Names = None,
    actor: Names = None,
    theme: Names = None,
    act: Annotated[list[Act] | None, Query(max_length=50)] = None,
    severity: Severity = "low",
    since: datetime | None = None,
    until: datetime | None = None,
    q: Annotated[str, Query(max_length=200)] = "",
) -> AlertFilter:
    return AlertFilter(
        rules=tuple(rule or ()),
        actors=tuple(actor or ()),
        themes=tuple(theme or ()),
        acts=tuple(act or ()),
        min_severity=severity,
        since=since,
        until=until,
        words=q,
    )


def _add_alerts(app: FastAPI, queries: Queries, silences: Silences) -> None:
    wanted_alerts = Annotated[AlertFilter, Depends(_filter)]
    hub = EventHub(queries)

    @app.get("/api/v1/alerts")
    async def alerts(
        wanted: wanted_alerts,
        limit: Annotated[int, Query(ge=1, le=MOST_ITEMS)] = 50,
        cursor: int | None = None,
    ) -> dict[str, Any]:
        page = await queries.find_alerts(wanted, limit=limit, before=cursor)
        taken_on = await silences.acknowledged([alert.id for alert in page.items])
        items = [
            {**alert_view(alert), "acknowledged": msgspec.to_builtins(taken_on.get(alert.id))}
            for alert in page.items
        ]
        return {"items": items, "next": page.next}

    @app.get("/api/v1/alerts/stream", response_class=StreamingResponse)
    async def stream(
        wanted: wanted_alerts,
        last_event_id: Annotated[str | None, Header()] = None,
    ) -> StreamingResponse:
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(
            stream_events(hub, queries, wanted, last_event_id),
            media_type="text/event-stream",
            headers=headers,
        )

    @app.get("/api/v1/alerts.{form}")
    async def feed(form: FeedForm, wanted: wanted_alerts, request: Request) -> Response:
        """Alerts as Atom, RSS or JSON Feed, with the filters of the list; a reader that sends no header gives its token as ``?token=``."""
        page = await queries.find_alerts(wanted, limit=50)
        told = [alert for alert in page.items if not alert.quiet]
        url = str(request.url.remove_query_params("token"))
        if form == "json":
            return JSONResponse(json_feed(told, url), media_type=MEDIA_TYPES[form])
        return Response(xml_feed(told, url, form), media_type=MEDIA_TYPES[form])

    @app.websocket("/api/v1/alerts/ws")
    async def websocket(
        socket: WebSocket, wanted: wanted_alerts, last_event_id: str | None = None
    ) -> None:
        await socket.accept()
        await send_events(socket, hub, queries, wanted, last_event_id)

    @app.get("/api/v1/alerts/{id_}")
    async def alert(id_: str) -> dict[str, Any]:
        found = await queries.alert(id_)
        if found is None:
            raise HTTPException(404, f"no alert {id_}")
        taken_on = await silences.acknowledged([found.id])
        return {**alert_view(found), "acknowledged": msgspec.to_builtins(taken_on.get(found.id))}


def _add_readings(app: FastAPI, queries: Queries, live: InForce) -> None:
    @app.get("/api/v1/statements")
    async def statements(
        speaker: Names = None,
        theme: Names = None,
        act: Names = None,
        actor: Names = None,
        since: datetime | None = None,
        until: datetime | None = None,
        q: Annotated[str, Query(max_length=200)] = "",
        limit: Annotated[int, Query(ge=1, le=MOST_ITEMS)] = 50,
        cursor: int | None = None,
    ) -> dict[str, Any]:
        wanted = StatementFilter(
            speakers=(*(speaker or ()), *(actor or ())),
            themes=tuple(theme or ()),
            acts=tuple(act or ()),
            since=since,
            until=until,
            words=q,
        )
        page = await queries.find_statements(wanted, limit=limit, before=cursor)
        items = [
            {
                **msgspec.to_builtins(item.statement),
                "article": msgspec.to_builtins(item.article.header),
            }
            for item in page.items
        ]
        return {"items": items, "next": page.next}

    @app.get("/api/v1/articles")
    async def articles(
        q: Annotated[str, Query(max_length=200)] = "",
        limit: Annotated[int, Query(ge=1, le=MOST_ITEMS)] = 50,
    ) -> dict[str, Any]:
        items = [
            msgspec.to_builtins(article) for article in await queries.find_articles(q, limit=limit)
        ]
        return {
            "items": [
                {key: value for key, value in item.items() if key != "schema"} for item in items
            ]
        }

    @app.get("/api/v1/articles/{id_}")
    async def article(id_: str) -> dict[str, Any]:
        found = await queries.article(id_)
        if found is None:
            raise HTTPException(404, f"no article {id_}")
        story, copies = await queries.copies(id_)
        shown = {key: value for key, value in msgspec.to_builtins(found).items() if key != "schema"}
        told = [
            {**msgspec.to_builtins(copy.header), "seen_at": copy.seen_at}
            for copy in copies
            if copy.id != id_
        ]
        return {**shown, "story": story, "copies": told}

    @app.get("/api/v1/feeds")
    async def feeds() -> dict[str, Any]:
        return {"items": [feed_view(state) for state in await queries.feeds()]}

    @app.get("/api/v1/actors/{id_}")
    async def actor(
        id_: str, since: datetime | None = None, until: datetime | None = None
    ) -> dict[str, Any]:
        known = live.index.find_actor(id_)
        if known is None:
            raise HTTPException(404, f"no actor {id_} on the watchlist")
        return {
            "id": known.id,
            "name": known.name,
            "kind": known.kind,
            "aliases": known.aliases,
            "part_of": known.part_of,
            "tags": known.tags,
            "statements": msgspec.to_builtins(
                await queries.count_statements(id_, since=since, until=until)
            ),
        }
