"""ASGI middleware: show errors to browsers as pages; programs get problem+json unchanged.

1. A request is a browser's if it accepts HTML and is not for the API or a status path.
2. 401 becomes the login form, which leads back to the page that was asked for.
3. A part of a page that htmx asks for gets the problem as a short text, which the page shows.
"""

import json
from typing import Any
from urllib.parse import urlencode

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from monitor.web.pages.shell import known_shell
from monitor.web.problem_types import BY_STATUS
from monitor.web.problems import MEDIA_TYPE
from monitor.web.resources import Resources

PROGRAMS = (
    "/api/",
    "/favicon.ico",
    "/healthz",
    "/readyz",
    "/metrics",
    "/openapi.json",
    "/static/",
    "/hub/",
)
"""Paths whose errors are for programs."""
KEPT_HEADERS = ("retry-after", "allow", "www-authenticate")


class HtmlProblems:
    """Replaces problem+json by a page where a browser asked for one."""

    def __init__(self, app: ASGIApp, resources: Resources) -> None:
        self._app, self._resources = app, resources

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; turn a problem into a page."""
        if scope["type"] != "http" or not _is_browsers(scope):
            await self._app(scope, receive, send)
            return
        answer = _Answer(send)
        await self._app(scope, receive, answer.send)
        if answer.start is not None:
            response = self._page(Request(scope), answer)
            await response(scope, receive, send)

    def _page(self, request: Request, answer: "_Answer") -> Response:
        problem = json.loads(b"".join(answer.body))
        status = int(problem["status"])
        shell = known_shell(request, self._resources)
        texts = [shell.error(text) for text in _texts_of(problem)]
        if shell.is_part:
            response: Response = PlainTextResponse(": ".join(texts), status)
        elif status == 401:
            return _to_login(request)
        else:
            kind = BY_STATUS.get(status)
            heading = shell.error(kind.title if kind is not None else problem["title"])
            response = shell.page(
                "problem.html", status, problem=problem, heading=heading, texts=texts
            )
        headers = Headers(raw=answer.start["headers"] if answer.start else [])
        for name in KEPT_HEADERS:
            if name in headers:
                response.headers[name] = headers[name]
        return response


class _Answer:
    """One answer; a problem is held back, everything else is passed on."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.start: Message | None = None
        self.body: list[bytes] = []

    async def send(self, message: Message) -> None:
        """Take one message of the answer."""
        if message["type"] == "http.response.start" and _is_problem(message):
            self.start = message
        elif self.start is None:
            await self._send(message)
        elif message["type"] == "http.response.body":
            self.body.append(message.get("body", b""))


def _texts_of(problem: dict[str, Any]) -> list[str]:
    """Return what a problem says: its title and, where no mistakes are listed, its detail."""
    detail = None if problem.get("mistakes") else problem.get("detail")
    return [text for text in (problem["title"], detail) if text]


def _is_browsers(scope: Scope) -> bool:
    headers = Headers(scope=scope)
    is_page = not scope["path"].startswith(PROGRAMS)
    accepts = "text/html" in headers.get("accept", "") or "hx-request" in headers
    return is_page and accepts


def _is_problem(start: Message) -> bool:
    return Headers(raw=start["headers"]).get("content-type", "").startswith(MEDIA_TYPE)


def _to_login(request: Request) -> Response:
    if request.method != "GET":
        return RedirectResponse("/login", 303)
    path = request.url.path
    if request.url.query:
        path += f"?{request.url.query}"
    return RedirectResponse(f"/login?{urlencode({'next': path})}", 303)
