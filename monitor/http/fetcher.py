"""Fetch one URL: a deadline over all, a cap on decompressed bytes, redirects followed, errors in classes.

1. `TOTAL` seconds for everything, `READ` between two chunks; a server at one byte a second holds nobody up.
2. The body is decompressed while it comes in and given up at `MOST_BYTES`; a body shorter than announced is ``incomplete``. A server that
   lies about compression is asked once more for the plain body; a body that was compressed twice is decompressed twice.
3. Redirects are followed hop by hop: `MOST_REDIRECTS` of them, no loop, none from https to http. Each hop's address is guarded.
4. Credentials in the URL go into the Authorization header, and nowhere else; a redirect to another host drops them.
5. `PER_HOST` requests at a time and `SPACING` seconds between them for each host; hosts that the operator allows by name are his own and have
   no such limit.
"""

import asyncio
import base64
import zlib
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import httpx

from monitor.feeds.schedule import parse_retry_after
from monitor.flow.ports import Fetched
from monitor.http.client import CONNECT, READ, guarded_client
from monitor.http.guard import BlockedAddress
from monitor.records.errors import FetchError
from monitor.records.urls import host_of, without_credentials

TOTAL = 45.0
MOST_BYTES = 16_000_000
"""The largest real feed seen is 3 MB."""
MOST_REDIRECTS = 5
PER_HOST = 2
SPACING = 0.5
"""Seconds between the starts of two requests to one host."""

PERMANENT, REDIRECTS = (301, 308), (301, 302, 303, 307, 308)
_GZIP_OR_ZLIB = zlib.MAX_WBITS | 32
_GZIP = b"\x1f\x8b"


class _Gate:
    """Lets a few requests at a time to one host, spaced."""

    def __init__(self) -> None:
        self.places = asyncio.Semaphore(PER_HOST)
        self._free_at = 0.0

    async def wait(self) -> None:
        """Return when the next request may start."""
        loop = asyncio.get_running_loop()
        start = max(loop.time(), self._free_at)
        self._free_at = start + SPACING
        await asyncio.sleep(start - loop.time())


class HttpFetcher:
    """Fetches over one shared client; close it with `aclose`."""

    def __init__(self, *, contact: str, allow_hosts: tuple[str, ...] = ()) -> None:
        self._contact, self._allowed = contact, allow_hosts
        self._clients: dict[bool, httpx.AsyncClient] = {}
        self._gates: dict[str, _Gate] = {}

    async def fetch(self, url: str, headers: dict[str, str], *, verify_tls: bool = True) -> Fetched:
        """Return a 2xx or a 304. Raises `FetchError`."""
        try:
            host = urlsplit(url).hostname or ""
        except ValueError as error:
            raise FetchError("bad_url", str(error)) from error
        if host in self._allowed:
            return await self._within_total(url, headers, verify_tls)
        gate = self._gates.setdefault(host, _Gate())
        async with gate.places:
            await gate.wait()
            return await self._within_total(url, headers, verify_tls)

    async def aclose(self) -> None:
        """Close every connection."""
        for client in self._clients.values():
            await client.aclose()

    def _client(self, verify_tls: bool) -> httpx.AsyncClient:
        if verify_tls not in self._clients:
            self._clients[verify_tls] = guarded_client(
                contact=self._contact, allow_hosts=self._allowed, verify_tls=verify_tls
            )
        return self._clients[verify_tls]

    async def _within_total(self, url: str, headers: dict[str, str], verify_tls: bool) -> Fetched:
        try:
            async with asyncio.timeout(TOTAL):
                try:
                    return await self._follow(url, headers, verify_tls)
                except _LiedAboutCompression:
                    plain = {**headers, "Accept-Encoding": "identity"}
                    return await self._follow(url, plain, verify_tls)
        except _LiedAboutCompression as error:
            raise FetchError("incomplete", f"the compressed body is broken: {error}") from error
        except TimeoutError as error:
            raise FetchError("total_timeout", f"not done within {TOTAL:.0f} s") from error

    async def _follow(self, url: str, headers: dict[str, str], verify_tls: bool) -> Fetched:
        """Fetch, following redirects."""
        credentials, host = _credentials(url), host_of(url)
        here = url = without_credentials(url)
        seen = {url}
        is_permanent = True
        for _ in range(MOST_REDIRECTS + 1):
            own = {**headers, **credentials} if host_of(here) == host else headers
            answer = await self._fetch(here, own, verify_tls)
            if isinstance(answer, Fetched):
                moved = here if is_permanent and here != url else None
                return Fetched(
                    url=answer.url,
                    status=answer.status,
                    headers=answer.headers,
                    body=answer.body,
                    moved_to=moved,
                )
            status, target = answer
            is_permanent = is_permanent and status in PERMANENT
            there = without_credentials(urljoin(here, target))
            if there in seen:
                raise FetchError("redirect_loop", f"{there} leads back to itself")
            if urlsplit(here).scheme == "https" and urlsplit(there).scheme == "http":
                raise FetchError("downgrade", f"{here} leads to {there}")
            seen.add(there)
            here = there
        raise FetchError("too_many_redirects", f"more than {MOST_REDIRECTS} redirects")

    async def _fetch(
        self, url: str, headers: dict[str, str], verify_tls: bool
    ) -> Fetched | tuple[int, str]:
        """Return the answer, or a redirect as its status and target."""
        try:
            async with self._client(verify_tls).stream("GET", url, headers=headers) as response:
                target = response.headers.get("location")
                if response.status_code in REDIRECTS and target:
                    return response.status_code, target
                _refuse(response)
                body = b"" if response.status_code == 304 else await _read(response)
                received = {name.lower(): value for name, value in response.headers.items()}
                return Fetched(url=url, status=response.status_code, headers=received, body=body)
        except BlockedAddress as error:
            raise FetchError("blocked_address", str(error)) from error
        except (httpx.UnsupportedProtocol, httpx.InvalidURL, httpx.LocalProtocolError) as error:
            raise FetchError("bad_url", str(error)) from error
        except httpx.ConnectTimeout as error:
            raise FetchError("connect", f"no connection within {CONNECT:.0f} s") from error
        except httpx.TimeoutException as error:
            raise FetchError("read_timeout", f"nothing came for {READ:.0f} s") from error
        except httpx.ConnectError as error:
            raise FetchError(
                _connect_kind(error), str(error) or type(error.__cause__).__name__
            ) from error
        except httpx.RemoteProtocolError as error:
            kind = (
                "incomplete"
                if "peer closed" in str(error) or "incomplete" in str(error).lower()
                else "bad_headers"
            )
            raise FetchError(kind, str(error)) from error
        except httpx.HTTPError as error:
            raise FetchError(
                "connect", f"{type(error).__name__}: {error} ({host_of(url)})"
            ) from error


def _credentials(url: str) -> dict[str, str]:
    """Return the header for a URL's user name and password (RFC 7617); left in the URL they would be logged by the client library."""
    parts = urlsplit(url)
    if parts.username is None:
        return {}
    pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}


class _LiedAboutCompression(Exception):
    """The body is not compressed in the way that its headers say."""


def _connect_kind(error: httpx.ConnectError) -> str:
    text = str(error).lower()
    if text.startswith("dns") or "name or service" in text or "getaddrinfo" in text:
        return "dns"
    return "tls" if "ssl" in text or "certificate" in text or "tls" in text else "connect"


def _refuse(response: httpx.Response) -> None:
    status = response.status_code
    if status == 304 or 200 <= status < 300:
        return
    retry_after = parse_retry_after(response.headers.get("retry-after"), datetime.now(UTC))
    detail = f"{status} {response.reason_phrase}".strip()
    if response.headers.get("cf-mitigated") == "challenge":
        raise FetchError("challenge", f"{detail}: the site asks for a browser")
    if status == 429:
        raise FetchError("rate_limited", detail, retry_after)
    if status == 410:
        raise FetchError("gone", f"{detail}: the feed is gone for good")
    if status >= 500:
        raise FetchError("http_5xx", detail, retry_after if status == 503 else None)
    raise FetchError("http_4xx", detail)


async def _read(response: httpx.Response) -> bytes:
    encoding = response.headers.get("content-encoding", "").strip().lower()
    inflate: Any = (
        zlib.decompressobj(_GZIP_OR_ZLIB) if encoding in ("gzip", "x-gzip", "deflate") else None
    )
    parts: list[bytes] = []
    size = 0
    try:
        async for chunk in response.aiter_raw():
            piece = inflate.decompress(chunk, MOST_BYTES - size + 1) if inflate else chunk
            size += len(piece)
            if size > MOST_BYTES:
                raise FetchError("too_large", f"more than {MOST_BYTES // 1_000_000} MB")
            parts.append(piece)
    except zlib.error as error:
        raise _LiedAboutCompression(str(error)) from error
    if inflate is not None and not inflate.eof and parts:
        raise FetchError("incomplete", "the compressed body ends early")
    body = b"".join(parts)
    return _inflated(body) if body.startswith(_GZIP) else body


def _inflated(body: bytes) -> bytes:
    """Return a body that is compressed though nobody said so, or twice; a feed never begins with these bytes."""
    inflate = zlib.decompressobj(_GZIP_OR_ZLIB)
    try:
        plain = inflate.decompress(body, MOST_BYTES + 1)
    except zlib.error:
        return body
    if len(plain) > MOST_BYTES:
        raise FetchError("too_large", f"more than {MOST_BYTES // 1_000_000} MB")
    if not inflate.eof:
        raise FetchError("incomplete", "the compressed body ends early")
    return plain
