"""ASGI middleware: an ``ETag`` for every answer to GET that is complete, and 304 (RFC 9110, 13).

Streams, errors and the status routes pass unchanged: no client caches them.
"""

import hashlib

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

NOT_CACHED = frozenset(("/healthz", "/readyz", "/metrics", "/login"))
STREAM = "text/event-stream"
ETAG_LENGTH = 32
"""Hexadecimal digits of SHA-256: 128 bits, far beyond chance collisions."""
NOT_IN_304 = ("content-length", "content-type")


class ConditionalRequests:
    """Holds an answer back until its body is complete, and answers 304 if the client has it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; complete the answer to a GET."""
        is_get = scope["type"] == "http" and scope["method"] == "GET"
        if not is_get or scope["path"] in NOT_CACHED:
            await self._app(scope, receive, send)
            return
        await self._app(scope, receive, _Answer(Headers(scope=scope), send).send)


class _Answer:
    """One answer, held back while it may still become a 304."""

    def __init__(self, request: Headers, send: Send) -> None:
        self._request, self._send = request, send
        self._start: Message | None = None
        self._body: list[bytes] = []

    async def send(self, message: Message) -> None:
        """Take one message of the answer."""
        if message["type"] == "http.response.start" and _is_complete_answer(message):
            self._start = message
        elif self._start is None:
            await self._send(message)
        else:
            self._body.append(message.get("body", b""))
            if not message.get("more_body", False):
                await self._finish(self._start, b"".join(self._body))

    async def _finish(self, start: Message, body: bytes) -> None:
        headers = MutableHeaders(scope=start)
        etag = headers.setdefault("etag", etag_of(body))
        headers.setdefault("cache-control", "private, no-cache")
        if is_known(etag, self._request.get("if-none-match", "")):
            start["status"], body = 304, b""
            for name in NOT_IN_304:
                if name in headers:
                    del headers[name]
        await self._send(start)
        await self._send({"type": "http.response.body", "body": body, "more_body": False})


def etag_of(body: bytes) -> str:
    """Return the entity tag of a body."""
    return f'"{hashlib.sha256(body).hexdigest()[:ETAG_LENGTH]}"'


def is_known(etag: str, if_none_match: str) -> bool:
    """Return whether a client has the version that ``etag`` names; weak comparison."""
    tags = [tag.strip().removeprefix("W/") for tag in if_none_match.split(",")]
    return "*" in tags or etag in tags


def _is_complete_answer(start: Message) -> bool:
    content_type = Headers(raw=start["headers"]).get("content-type", "")
    return start["status"] == 200 and not content_type.startswith(STREAM)
