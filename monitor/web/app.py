"""The web application: `create_web` puts routes over the store's queries; nothing happens on import.

Errors are ``application/problem+json`` (RFC 9457). ``/healthz``, ``/readyz`` and ``/metrics`` are open; everything else needs the token.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime
from importlib import resources
from typing import Annotated, Any

import msgspec
from fastapi import FastAPI, Header, HTTPException, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, StreamingResponse
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException as StarletteHTTPException

from monitor import __version__
from monitor.deliveries import AlertFilter, alert_view, feed_view
from monitor.store import Queries, StatementFilter
from monitor.watchlist.values import Severity
from monitor.web.access import COOKIE, Access
from monitor.web.stream import stream_events

OPEN = frozenset(("/healthz", "/readyz", "/metrics", "/login"))
MOST_ITEMS = 200

Names = Annotated[list[str] | None, Query(max_length=50)]


def create_web(queries: Queries, access: Access, config_error: Callable[[], str | None]) -> FastAPI:
    """Return the application; ``config_error`` tells what is wrong with the configuration now, or None."""
    app = FastAPI(title="News monitor", version=__version__, docs_url=None, redoc_url=None)
    _guard(app, access)
    _add_pages(app, access)
    _add_health(app, queries, config_error)
    _add_alerts(app, queries)
    _add_readings(app, queries)
    return app


def problem(status: int, title: str, detail: object = None) -> JSONResponse:
    """Return an error as problem+json."""
    body = {"type": "about:blank", "title": title, "status": status, **({"detail": detail} if detail else {})}
    return JSONResponse(body, status, media_type="application/problem+json")


def _guard(app: FastAPI, access: Access) -> None:
    @app.middleware("http")
    async def check(request: Request, go_on: Callable[[Request], Awaitable[Response]]) -> Response:
        if request.url.path not in OPEN and not access.allows(
            request.headers.get("authorization"), request.cookies.get(COOKIE)
        ):
            return problem(401, "A token is needed", "send Authorization: Bearer TOKEN, or open the login link")
        return await go_on(request)

    @app.exception_handler(StarletteHTTPException)
    async def refused(_request: Request, error: StarletteHTTPException) -> Response:
        return problem(error.status_code, str(error.detail))

    @app.exception_handler(RequestValidationError)
    async def invalid(_request: Request, error: RequestValidationError) -> Response:
        detail = "; ".join(f"{'.'.join(map(str, mistake['loc']))}: {mistake['msg']}" for mistake in error.errors())
        return problem(422, "The request is wrong", detail)

    @app.exception_handler(SQLAlchemyError)
    async def away(_request: Request, _error: SQLAlchemyError) -> Response:
        return problem(503, "The database is away")


def _add_pages(app: FastAPI, access: Access) -> None:
    @app.get("/", include_in_schema=False)
    async def dashboard() -> HTMLResponse:
        page = resources.files("monitor.web").joinpath("dashboard.html").read_text("utf-8")
        return HTMLResponse(page, headers={"Content-Security-Policy": "default-src 'self' 'unsafe-inline'"})

    @app.get("/login", include_in_schema=False)
    async def login(token: str) -> Response:
        if not access.is_token(token):
            return problem(401, "This login link is not in force")
        answer = RedirectResponse("/", 303)
        answer.set_cookie(COOKIE, access.cookie, httponly=True, samesite="strict", max_age=30 * 24 * 3600)
        return answer


def _add_health(app: FastAPI, queries: Queries, config_error: Callable[[], str | None]) -> None:
    @app.get("/healthz")
    async def healthz() -> dict[str, str]:
        return {"status": "alive"}

    @app.get("/readyz")
    async def readyz() -> Response:
        problems = [error] if (error := config_error()) else []
        try:
            await queries.event_bounds()
        except SQLAlchemyError as failure:
            problems.append(f"database: {type(failure).__name__}")
        return JSONResponse({"ready": not problems, "problems": problems}, 503 if problems else 200)

    @app.get("/metrics")
    async def metrics() -> PlainTextResponse:
        lines = [f'monitor_stored{{kind="{name}"}} {count}' for name, count in (await queries.counts()).items()]
        feeds = await queries.feeds()
        lines += [f"monitor_feeds {len(feeds)}", f"monitor_feeds_failing {sum(1 for feed in feeds if feed.error)}"]
        return PlainTextResponse("\n".join(lines) + "\n", media_type="text/plain; version=0.0.4")


def _filter(
    rule: Names = None,
    actor: Names = None,
    theme: Names = None,
    act: Names = None,
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


def _add_alerts(app: FastAPI, queries: Queries) -> None:
    from fastapi import Depends

    wanted_alerts = Annotated[AlertFilter, Depends(_filter)]

    @app.get("/api/v1/alerts")
    async def alerts(
        wanted: wanted_alerts,
        limit: Annotated[int, Query(ge=1, le=MOST_ITEMS)] = 50,
        cursor: int | None = None,
    ) -> dict[str, Any]:
        page = await queries.find_alerts(wanted, limit=limit, before=cursor)
        return {"items": [alert_view(alert) for alert in page.items], "next": page.next}

    @app.get("/api/v1/alerts/stream", response_class=StreamingResponse)
    async def stream(
        wanted: wanted_alerts,
        last_event_id: Annotated[str | None, Header()] = None,
    ) -> StreamingResponse:
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(
            stream_events(queries, wanted, last_event_id), media_type="text/event-stream", headers=headers
        )

    @app.get("/api/v1/alerts/{id_}")
    async def alert(id_: str) -> dict[str, Any]:
        found = await queries.alert(id_)
        if found is None:
            raise HTTPException(404, f"no alert {id_}")
        return alert_view(found)


def _add_readings(app: FastAPI, queries: Queries) -> None:
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
            {**msgspec.to_builtins(item.statement), "article": msgspec.to_builtins(item.article.header)}
            for item in page.items
        ]
        return {"items": items, "next": page.next}

    @app.get("/api/v1/feeds")
    async def feeds() -> dict[str, Any]:
        return {"items": [feed_view(state) for state in await queries.feeds()]}
