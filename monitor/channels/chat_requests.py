"""The HTTP client of chat services: what Apprise sends through ``requests`` goes through ours.

    plugin --requests.post--> ChatRequests --> Session --> ThroughClient --> guarded client

1. `use_for` gives the module of a plugin a `ChatRequests` in place of ``requests``. The client is
   that of the delivery in progress (`delivery_through`): outside of one, every request fails.
2. No redirect is followed, no proxy or ``.netrc`` of the environment is used, and no cookie is
   kept. The guard and the proxy setting are those of the client.
3. At most `MAX_ANSWER` bytes of an answer are read, within `WITHIN_S`.
4. Why a request failed is kept for the delivery log; a plugin says only that it did.
"""

import asyncio
import contextlib
import functools
import sys
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import requests
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict

from monitor.channels.posting import WITHIN_S
from monitor.records.errors import BlockedAddress

if TYPE_CHECKING:
    import httpx

MAX_ANSWER = 1_000_000
"""Bytes of an answer; those of chat services are a few kilobytes."""
GRACE_S = 5.0
"""Seconds that a thread waits beyond `WITHIN_S` for an event loop that is busy."""
ACCEPTED_ENCODINGS = "gzip, deflate"
"""Content encodings that the client decodes."""
METHODS = ("get", "post", "put", "patch", "delete", "head", "options")
PASSED_ON = ("codes", "exceptions", "auth")
"""Parts of ``requests`` that open no connection."""


@dataclass(slots=True)
class ChatDelivery:
    """One delivery: its client and event loop, and why its last request failed."""

    client: "httpx.AsyncClient"
    loop: asyncio.AbstractEventLoop
    failures: list[str] = field(default_factory=list)


_delivery: ContextVar[ChatDelivery] = ContextVar("chat_delivery")


@contextlib.contextmanager
def delivery_through(client: "httpx.AsyncClient") -> Iterator[ChatDelivery]:
    """Send the requests of plugins that are called in this context through a client."""
    delivery = ChatDelivery(client, asyncio.get_running_loop())
    token = _delivery.set(delivery)
    try:
        yield delivery
    finally:
        _delivery.reset(token)


def use_for(plugin: object) -> None:
    """Make the module of a plugin send its requests through the client of the delivery."""
    module = sys.modules[type(plugin).__module__]
    if hasattr(module, "requests"):
        module.requests = ChatRequests()  # type: ignore[attr-defined]


class ThroughClient(BaseAdapter):
    """Sends prepared requests through the client of the delivery in progress."""

    def send(
        self, request: requests.PreparedRequest, *_: object, **__: object
    ) -> requests.Response:
        """Return the answer. Raises ConnectionError of requests, also for private addresses."""
        delivery = _delivery.get(None)
        if delivery is None:
            raise requests.ConnectionError("a chat service is used outside of a delivery")
        answer = asyncio.run_coroutine_threadsafe(_answer(delivery, request), delivery.loop)
        try:
            return answer.result(WITHIN_S + GRACE_S)
        except Exception as error:
            answer.cancel()
            delivery.failures.append(_reason(error))
            raise requests.ConnectionError(_reason(error)) from error

    def close(self) -> None:
        """Close nothing: the connections are the client's."""


class ChatRequests:
    """What plugins use of the module ``requests``; whatever could open a connection is ours."""

    def __getattr__(self, name: str) -> Any:
        """Return a method, an exception or a constant. Raises AttributeError for the rest."""
        if name in METHODS:
            return functools.partial(self.request, name.upper())
        value = getattr(requests, name)
        if name not in PASSED_ON and not _is_exception(value):
            raise AttributeError(f"requests.{name} is not available to chat services")
        return value

    def Session(self) -> requests.Session:  # noqa: N802  the name that plugins know
        """Return a session whose requests go through the client."""
        session = requests.Session()
        session.trust_env = False
        for scheme in ("http://", "https://"):
            session.mount(scheme, ThroughClient())
        return session

    session = Session

    def request(self, method: str, url: str, **options: Any) -> requests.Response:
        """Send a request and return the answer, be it a redirect."""
        with self.Session() as session:
            return session.request(method, url, **{**options, "allow_redirects": False})


def _is_exception(value: object) -> bool:
    return isinstance(value, type) and issubclass(value, Exception)


async def _answer(delivery: ChatDelivery, request: requests.PreparedRequest) -> requests.Response:
    """Return the answer to a request, its body decoded."""
    headers: dict[str, Any] = {**request.headers, "Accept-Encoding": ACCEPTED_ENCODINGS}
    content = request.body.encode() if isinstance(request.body, str) else request.body
    assert content is None or isinstance(content, bytes), "no plugin of the list streams a body"
    async with (
        asyncio.timeout(WITHIN_S),
        delivery.client.stream(
            request.method or "GET", request.url or "", content=content, headers=headers
        ) as response,
    ):
        body = bytearray()
        async for piece in response.aiter_bytes():
            body += piece
            if len(body) > MAX_ANSWER:
                raise ValueError(f"the answer is longer than {MAX_ANSWER:,} bytes")
    return _as_requests(request, response.status_code, response.headers, bytes(body))


def _as_requests(
    request: requests.PreparedRequest, status: int, headers: Mapping[str, str], body: bytes
) -> requests.Response:
    answer = requests.Response()
    answer.status_code, answer.url, answer.request = status, request.url or "", request
    answer.headers = CaseInsensitiveDict(headers)
    answer.encoding = requests.utils.get_encoding_from_headers(answer.headers)
    answer._content, answer._content_consumed = body, True  # as its own adapters do
    return answer


def _reason(error: BaseException) -> str:
    """Return why a request failed, without its address, which contains the secret."""
    if isinstance(error, BlockedAddress):
        return f"blocked_address: {error}"
    return type(error).__name__
