"""Who may do what: a bearer token, or the cookie that the login link sets, each with a role. Tokens are never logged.

    reader   reads everything
    editor   changes watchlist, silences, subscriptions; marks and takes on alerts
    admin    manages tokens, reads the log of changes

The token of the machine (``MONITOR_TOKEN_FILE``, or the one that `monitor up` makes) is an admin's and compared in constant time; the others are
in the store as digests. Each gets `BURST` requests at once and `RATE` a second; every change is written into the log.
"""

import contextlib
import hmac
import os
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from monitor.config import Settings
from monitor.store.tokens import ROLES, Role, Tokens, cookie_of, digest_of

COOKIE = "monitor_login"
OPEN = frozenset(("/healthz", "/readyz", "/metrics", "/login"))
ADMINS_OWN = ("/api/v1/tokens", "/api/v1/audit")
BURST, RATE = 200.0, 50.0
"""A page of the dashboard asks for five things; a script that needs more pages through less."""
REMEMBERED_S = 3.0
"""Seconds for which a stored token is not looked up again, and after which a revoked one ends."""


@dataclass(frozen=True, slots=True)
class Somebody:
    """Who makes a request."""

    name: str
    role: Role


class Access:
    """Knows who shows which token."""

    def __init__(self, token: str, tokens: Tokens | None = None) -> None:
        self._digest, self._cookie = digest_of(token), digest_of(cookie_of(token))
        self._tokens = tokens
        self._known: dict[tuple[str | None, str | None], tuple[float, Somebody | None]] = {}

    async def identify(self, bearer: str | None, cookie: str | None) -> Somebody | None:
        """Return who shows this token or this cookie, or None."""
        if bearer is not None and hmac.compare_digest(digest_of(bearer), self._digest):
            return Somebody("token", "admin")
        if cookie is not None and hmac.compare_digest(digest_of(cookie), self._cookie):
            return Somebody("dashboard", "admin")
        if self._tokens is None or (bearer is None and cookie is None):
            return None
        key, now = (bearer and digest_of(bearer), cookie and digest_of(cookie)), time.monotonic()
        known = self._known.get(key)
        if known is None or now - known[0] > REMEMBERED_S:
            found = await self._tokens.find(bearer, cookie)
            if len(self._known) > 10_000:
                self._known.clear()
            known = self._known[key] = (now, Somebody(found.name, found.role) if found else None)
        return known[1]

    async def note(self, who: str, did: str, status: int) -> None:
        """Write a change into the log."""
        if self._tokens is not None:
            await self._tokens.note(who, did, status)


Refusal = Callable[..., JSONResponse]


class Gate:
    """Lets in who may; plain ASGI, since the framework's own wrapping costs each open stream a task and a queue."""

    def __init__(self, app: ASGIApp, access: Access, problem: Refusal) -> None:
        self._app, self._access, self._problem = app, access, problem
        self._left: dict[str, tuple[float, float]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request that may not go on, pass every other one on, and log those that changed something."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        path, method = scope["path"], scope.get("method", "GET")
        if path in OPEN or path.startswith("/hub/"):
            await self._app(scope, receive, send)
            return
        try:
            somebody = await self._somebody(HTTPConnection(scope), path)
        except SQLAlchemyError:
            await self._problem(503, "The database is away")(scope, receive, send)
            return
        refusal = self._refusal(somebody, path, method)
        if refusal is not None or somebody is None:
            if scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": 1008, "reason": "a token is needed"})
            elif refusal is not None:
                await refusal(scope, receive, send)
            return
        scope.setdefault("state", {})["who"] = somebody.name
        if method in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return
        status = 500

        async def noting(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        try:
            await self._app(scope, receive, noting)
        finally:
            with contextlib.suppress(
                SQLAlchemyError
            ):  # where it cannot be logged it was not done either
                await self._access.note(somebody.name, f"{method} {path}", status)

    async def _somebody(self, connection: HTTPConnection, path: str) -> Somebody | None:
        scheme, _, told = (connection.headers.get("authorization") or "").partition(" ")
        bearer = told.strip() if scheme.lower() == "bearer" else None
        if bearer is None and path.startswith("/api/v1/alerts."):
            bearer = connection.query_params.get("token")  # feed readers send no headers
        return await self._access.identify(bearer, connection.cookies.get(COOKIE))

    def _refusal(self, somebody: Somebody | None, path: str, method: str) -> JSONResponse | None:
        if somebody is None:
            return self._problem(
                401, "A token is needed", "send Authorization: Bearer TOKEN, or open the login link"
            )
        needed: Role = (
            "admin"
            if path.startswith(ADMINS_OWN)
            else "reader"
            if method in ("GET", "HEAD")
            else "editor"
        )
        if ROLES.index(somebody.role) < ROLES.index(needed):
            return self._problem(
                403, f"This needs the role {needed}", f"{somebody.name} is a {somebody.role}"
            )
        if path.endswith(("/stream", "/ws")):
            return None  # opened once and kept
        now = time.monotonic()
        left, at = self._left.get(somebody.name, (BURST, now))
        left = min(BURST, left + (now - at) * RATE) - 1.0
        if left < 0:
            answer = self._problem(429, "Too many requests", f"{RATE:.0f} a second are answered")
            answer.headers["Retry-After"] = "1"
            return answer
        self._left[somebody.name] = (left, now)
        return None


def read_or_make_token(path: Path) -> str:
    """Return the token in a file, which is made, readable by its owner alone, where there is none."""
    try:
        return path.read_text("utf-8").strip()
    except FileNotFoundError:
        token = secrets.token_urlsafe(24)
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(token + "\n")
        return token


def login_link(settings: Settings, token: str) -> str:
    """Return the address that logs a browser in."""
    return f"http://{settings.http_host}:{settings.http_port}/login?token={token}"
