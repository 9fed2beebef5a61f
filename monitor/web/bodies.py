"""ASGI middleware: bound the size, the duration and the nesting of request bodies.

1. A body above ``body_bytes`` is refused with 413, from its Content-Length if it has one.
2. A body that has not arrived after ``body_within_s`` is refused with 408.
3. JSON nested more deeply than ``json_depth`` is refused with 422: parsers recurse on it.

``/hub/`` is exempt: it reads its bodies as a stream and bounds them itself.
"""

import asyncio
import re

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from monitor.web.limits import Limits
from monitor.web.problems import Refusal

BODY_METHODS = frozenset(("POST", "PUT", "PATCH", "DELETE"))
EXEMPT = "/hub/"
_BRACKETS = re.compile(rb'"(?:[^"\\]|\\.)*+"|[\[{]|[\]}]', re.DOTALL)
"""Strings, so that brackets in them do not count; then what opens and what closes."""


class BoundedBodies:
    """Reads a whole body within its bounds before the application sees the request."""

    def __init__(self, app: ASGIApp, limits: Limits) -> None:
        self._app, self._limits = app, limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request whose body is out of bounds; pass every other one on."""
        is_bounded = scope["type"] == "http" and scope["method"] in BODY_METHODS
        if not is_bounded or scope["path"].startswith(EXEMPT):
            await self._app(scope, receive, send)
            return
        try:
            body = await self._read(scope, receive)
        except Refusal as refusal:
            await refusal.response(scope, receive, send)
            return
        except ClientDisconnect:
            return
        await self._app(scope, _replay(body, receive), send)

    async def _read(self, scope: Scope, receive: Receive) -> bytes:
        limits = self._limits
        for name, value in scope["headers"]:
            if name == b"content-length" and value.isdigit() and int(value) > limits.body_bytes:
                raise self._too_large()
        try:
            async with asyncio.timeout(limits.body_within_s):
                body = await self._collect(receive)
        except TimeoutError:
            detail = f"the body did not arrive within {limits.body_within_s:g} s"
            raise Refusal(408, "The request took too long", detail) from None
        if depth_of(body) > limits.json_depth:
            detail = f"the body is nested more than {limits.json_depth} levels deep"
            raise Refusal(422, "The request is not valid", detail)
        return body

    async def _collect(self, receive: Receive) -> bytes:
        chunks: list[bytes] = []
        size, is_complete = 0, False
        while not is_complete:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise ClientDisconnect
            chunk = message.get("body", b"")
            size += len(chunk)
            if size > self._limits.body_bytes:
                raise self._too_large()
            chunks.append(chunk)
            is_complete = not message.get("more_body", False)
        return b"".join(chunks)

    def _too_large(self) -> Refusal:
        detail = f"at most {self._limits.body_bytes} bytes are accepted"
        return Refusal(413, "The body is too large", detail, {"Connection": "close"})


def depth_of(body: bytes) -> int:
    """Return how deeply the brackets of a JSON text are nested; linear in its length."""
    depth = deepest = 0
    for match in _BRACKETS.finditer(body):
        token = match.group()
        if token in (b"[", b"{"):
            depth += 1
            deepest = max(deepest, depth)
        elif token in (b"]", b"}"):
            depth -= 1
    return deepest


def _replay(body: bytes, receive: Receive) -> Receive:
    """Return a channel that gives the body, and then what the client sends."""
    is_sent = False

    async def replay() -> Message:
        nonlocal is_sent
        if is_sent:
            return await receive()
        is_sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay
