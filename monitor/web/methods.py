"""ASGI middleware: the methods that HTTP defines for every resource (RFC 9110, 9.3).

HEAD      the head of the answer to GET; a stream is not started
OPTIONS   204 with ``Allow``
others    405 names every method of the path in ``Allow``
"""

from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.routing import Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


class StandardMethods:
    """Answers HEAD and OPTIONS for the routes of an application, and completes 405."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, as a GET if it is a HEAD."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif scope["method"] == "HEAD":
            await self._head(scope, receive, send)
        elif scope["method"] == "OPTIONS" and (allowed := allowed_methods(scope)):
            response = Response(status_code=204, headers={"Allow": ", ".join(allowed)})
            await response(scope, receive, send)
        else:
            await self._app(scope, receive, _complete_405(scope, send))

    async def _head(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_head(message: Message) -> None:
            if message["type"] == "http.response.start":
                await send(message)
                await send({"type": "http.response.body", "body": b"", "more_body": False})
                raise _HeadSent

        try:
            await self._app({**scope, "method": "GET"}, receive, send_head)
        except* _HeadSent:
            pass


class _HeadSent(Exception):
    """Ends the work on a response whose head is all that was requested."""


def allowed_methods(scope: Scope) -> list[str]:
    """Return the methods that the routes of the application have for a path; empty for no route."""
    routes = scope["app"].router.routes
    allowed = [method for method in METHODS if _is_routed(routes, {**scope, "method": method})]
    if not allowed:
        return []
    return sorted({*allowed, "OPTIONS", *(["HEAD"] if "GET" in allowed else [])})


def _is_routed(routes: Any, scope: Scope) -> bool:
    return any(route.matches(scope)[0] is Match.FULL for route in routes)


def _complete_405(scope: Scope, send: Send) -> Send:
    async def send_complete(message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] == 405:
            allowed = ", ".join(allowed_methods(scope))
            MutableHeaders(scope=message)["Allow"] = allowed
        await send(message)

    return send_complete
