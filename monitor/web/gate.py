"""ASGI middleware: check the origin, authenticate, authorise, limit, and write the audit log.

1. A request that changes something, and a WebSocket, must come from this site if it names an
   ``Origin``: a browser always does, and another site's page must not act with the login cookie.
2. `is_open` paths need no token.
3. Reading needs a reader, changing an editor, tokens and the audit log an administrator.
4. Each token has a bucket of requests and a number of open streams.
5. Every request that may have changed something is in the audit log with its status.

Plain ASGI: the framework's own wrapper costs each open stream a task and a queue.
"""

import contextlib
import time
from collections import Counter
from collections.abc import Callable
from typing import NamedTuple, Protocol
from urllib.parse import urlsplit

from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from monitor.store.tokens import ROLES, Role
from monitor.web.access import Access, Identity, credential_of
from monitor.web.buckets import Buckets
from monitor.web.limits import WebSettings
from monitor.web.problems import Refusal, database_problem

SAFE_METHODS = frozenset(("GET", "HEAD", "OPTIONS"))
OPEN_PATHS = frozenset(
    (
        "/",
        "/favicon.ico",
        "/healthz",
        "/readyz",
        "/metrics",
        "/login",
        "/login/oidc",
        "/login/oidc/callback",
        "/logout",
        "/placeholder",
        "/worker.js",
    )
)
"""Paths without a token; ``/`` shows the login form to those who have none."""
OPEN_FOLDERS = ("/static/", "/hub/", "/chat/", "/problems/")
ADMIN_PATHS = ("/api/v1/tokens", "/api/v1/audit", "/system/tokens")
SYNDICATION = ("/api/v1/alerts.", "/api/v1/feeds-of-views/")
"""Feed readers send no headers, so these paths take ``?token=``."""
DEFAULT_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}
UNAUTHENTICATED = {"WWW-Authenticate": 'Bearer realm="news-monitor"'}


class AuditLog(Protocol):
    """The log of changes."""

    async def add(self, who: str, request: str, status: int) -> None:
        """Add a request. Called after the response; may raise SQLAlchemyError."""
        ...


class Gate:
    """Passes requests on that are allowed, and answers the others."""

    def __init__(
        self,
        app: ASGIApp,
        access: Access,
        audit: AuditLog,
        settings: WebSettings,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._app, self._access, self._audit = app, access, audit
        self._site, self._limits = settings.site, settings.limits
        per_s = settings.limits.requests_per_s
        detail = f"at most {per_s:g} requests per second are answered"
        self._buckets = Buckets(settings.limits.burst, per_s, detail, clock)
        self._streams: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request that is refused; pass every other one on."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        try:
            check_origin(connection, self._site)
            if is_open(scope["path"]):
                await self._app(scope, receive, send)
                return
            identity = await self._authorise(connection)
        except Refusal as refusal:
            await respond(refusal.response, scope, receive, send)
            return
        except SQLAlchemyError as error:
            await respond(database_problem(error), scope, receive, send)
            return
        scope.setdefault("state", {}).update(who=identity.name, role=identity.role)
        if is_stream(scope["path"]):
            await self._pass_stream(identity, scope, receive, send)
        elif method_of(scope) in SAFE_METHODS:
            await self._app(scope, receive, send)
        else:
            await self._pass_change(identity, scope, receive, send)

    async def _authorise(self, connection: HTTPConnection) -> Identity:
        """Return the identity of a request that is allowed. Raises `Refusal`, SQLAlchemyError."""
        path = connection.scope["path"]
        credential = credential_of(connection, with_query=path.startswith(SYNDICATION))
        identity = await self._access.identify(credential)
        if identity is None:
            advice = "send Authorization: Bearer TOKEN, or open the login link"
            raise Refusal(401, "A token is needed", advice, UNAUTHENTICATED)
        role = role_for(path, method_of(connection.scope))
        if ROLES.index(identity.role) < ROLES.index(role):
            detail = f"{identity.name} has the role {identity.role}"
            raise Refusal(403, f"This needs the role {role}", detail)
        if not is_stream(path):
            self._buckets.take(identity.key)
        return identity

    async def _pass_stream(
        self, identity: Identity, scope: Scope, receive: Receive, send: Send
    ) -> None:
        limit = self._limits.streams_per_token
        if self._streams[identity.key] >= limit:
            detail = f"at most {limit} streams of one token may be open"
            refusal = Refusal(429, "Too many streams", detail, {"Retry-After": "10"})
            await respond(refusal.response, scope, receive, send)
            return
        self._streams[identity.key] += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._streams[identity.key] -= 1
            if not self._streams[identity.key]:
                del self._streams[identity.key]

    async def _pass_change(
        self, identity: Identity, scope: Scope, receive: Receive, send: Send
    ) -> None:
        status = 500

        async def send_and_note(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        try:
            await self._app(scope, receive, send_and_note)
        finally:
            # If the log cannot be written, the change was not stored either.
            with contextlib.suppress(SQLAlchemyError):
                action = f"{method_of(scope)} {scope['path']}"
                await self._audit.add(identity.name, printable_ascii(action), status)


def is_open(path: str) -> bool:
    """Return whether a path needs no token."""
    return path in OPEN_PATHS or path.startswith(OPEN_FOLDERS)


def is_stream(path: str) -> bool:
    """Return whether a path is a live stream, which is opened once and kept."""
    return path.endswith(("/alerts/stream", "/alerts/ws"))


def method_of(scope: Scope) -> str:
    """Return the method of a request; opening a WebSocket is a GET."""
    return str(scope.get("method", "GET"))


def role_for(path: str, method: str) -> Role:
    """Return the least role that a request needs."""
    if path.startswith(ADMIN_PATHS):
        return "admin"
    return "reader" if method in SAFE_METHODS else "editor"


def check_origin(connection: HTTPConnection, site: str | None) -> None:
    """Raise `Refusal` for a request of another site that changes something or opens a WebSocket.

    ``site`` is the public address of this monitor, where a proxy changes the Host header.
    """
    scope = connection.scope
    if scope["type"] == "http" and method_of(scope) in SAFE_METHODS:
        return
    headers = connection.headers
    origin = headers.get("origin")
    if origin is None:
        if headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
            raise Refusal(403, "The request comes from another site")
        return
    place = _place(origin)
    # A page cannot set X-Forwarded-Host for a request to another site; only a proxy does.
    hosts = (headers.get("host", ""), headers.get("x-forwarded-host", ""))
    own = [_place(f"{place.scheme}://{host}") for host in hosts] + [_place(site or "")]
    if not place.host or place not in own:
        raise Refusal(403, "The request comes from another site", "its Origin is not this host")


class _Place(NamedTuple):
    """Where a site is served; a proxy that ends TLS does not change what a browser names."""

    scheme: str
    host: str
    port: int | None


def _place(address: str) -> _Place:
    """Return the place of an address; its host is empty for an address without one."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return _Place("", "", None)
    return _Place(parts.scheme, host, port or DEFAULT_PORTS.get(parts.scheme))


def printable_ascii(text: str) -> str:
    """Return a text with everything but printable ASCII escaped: a database refuses NUL."""
    return text.encode("unicode_escape").decode("ascii")


async def respond(response: Response, scope: Scope, receive: Receive, send: Send) -> None:
    """Send a response; a WebSocket that cannot be answered over HTTP is closed."""
    if scope["type"] == "http" or "websocket.http.response" in scope.get("extensions", {}):
        await response(scope, receive, send)
        return
    await send({"type": "websocket.close", "code": 1008, "reason": "refused"})
