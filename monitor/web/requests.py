"""ASGI middleware: the id, the metrics and the log line of each request.

1. A request keeps the ``X-Request-Id`` that a proxy gave it, if it is a plain word, and gets one
   otherwise. The answer repeats it, and every line that is logged meanwhile has it as ``request``.
2. Requests are counted by their route, not by their path, and timed unless they are live streams.
3. With traces, a request but for a live stream is a span, named by its method and route.
4. A change is logged at the level ``info``, a failure of the server as an error, and everything
   else at ``debug``. A query is never logged: it may contain a token.
"""

import re
import secrets
import time
from typing import Any

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from monitor.telemetry.metrics import REQUEST_DURATION, REQUESTS, STREAMS
from monitor.telemetry.tracing import request_span
from monitor.web.gate import SAFE_METHODS, is_stream, method_of, printable_ascii

HEADER = "x-request-id"
_PLAIN_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
"""Ids that are taken over: proxies send UUIDs or hexadecimal numbers."""
ID_BYTES = 8
"""Random bytes of a new id: enough to distinguish the requests of a year."""
KNOWN_METHODS = SAFE_METHODS | {"POST", "PUT", "PATCH", "DELETE"}
"""Methods that are counted by name; a client may send any word."""
SERVER_ERROR = 500
UNTRACED = ("/healthz", "/readyz", "/metrics", "/static/")
"""Paths that programs ask every few seconds, and files: spans of them would hide the others."""

log = structlog.get_logger("web")


class Requests:
    """Gives each request an id, counts it and logs it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        answer = _Answer(id_of(scope), send)
        started = time.perf_counter()
        with structlog.contextvars.bound_contextvars(request=answer.id):
            try:
                if is_stream(scope["path"]):
                    with STREAMS.track_inprogress():
                        await self._app(scope, receive, answer.send)
                elif scope["path"].startswith(UNTRACED):
                    await self._app(scope, receive, answer.send)
                else:
                    await self._traced(scope, receive, answer)
            finally:
                _report(scope, answer.status, time.perf_counter() - started)

    async def _traced(self, scope: Scope, receive: Receive, answer: "_Answer") -> None:
        with request_span(_counted_method(scope), _names(scope), answer.id) as span:
            try:
                await self._app(scope, receive, answer.send)
            finally:
                if span is not None:
                    span.end(_route_of(scope), answer.status)


class _Answer:
    """The answer to one request, which gets the id as a header."""

    def __init__(self, id_: str, send: Send) -> None:
        self.id, self._send = id_, send
        self.status = SERVER_ERROR
        """Until the answer starts: without one, the server has failed."""

    async def send(self, message: Message) -> None:
        """Send a message of the application on."""
        kind = message["type"]
        if kind in ("http.response.start", "websocket.http.response.start"):
            self.status = message["status"]
            MutableHeaders(scope=message)[HEADER] = self.id
        elif kind == "websocket.accept":
            self.status = 101
        elif kind == "websocket.close" and self.status == SERVER_ERROR:
            self.status = 403
        await self._send(message)


def id_of(scope: Scope) -> str:
    """Return the id that a proxy gave a request, or a new one."""
    given = Headers(scope=scope).get(HEADER, "")
    return given if _PLAIN_ID.fullmatch(given) else secrets.token_hex(ID_BYTES)


def _report(scope: Scope, status: int, seconds: float) -> None:
    method, route = method_of(scope), _route_of(scope)
    REQUESTS.labels(_counted_method(scope), route, str(status)).inc()
    if not is_stream(scope["path"]):
        REQUEST_DURATION.labels(route).observe(seconds)
    _level(method, status)(
        "request.answered",
        method=printable_ascii(method),
        path=printable_ascii(scope["path"]),
        status=status,
        seconds=round(seconds, 4),
    )


def _names(scope: Scope) -> list[tuple[str, bytes]]:
    return [(name.decode("latin-1"), value) for name, value in scope["headers"]]


def _counted_method(scope: Scope) -> str:
    method = method_of(scope)
    return method if method in KNOWN_METHODS else "other"


def _level(method: str, status: int) -> Any:
    if status >= SERVER_ERROR:
        return log.error
    return log.debug if method in SAFE_METHODS else log.info


def _route_of(scope: Scope) -> str:
    """Return the pattern of the route, ``none`` for a request that reached none."""
    return str(getattr(scope.get("route"), "path", "none"))
