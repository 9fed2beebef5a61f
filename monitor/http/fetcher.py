"""Fetch one URL: a deadline over all, a cap on decompressed bytes, redirects followed, errors in classes.

1. `TOTAL` seconds for everything, `READ` between two chunks; a server at one byte a second holds nobody up.
2. The body is decompressed while it comes in and given up at `MOST_BYTES`; a body shorter than announced is ``incomplete``.
3. Credentials in the URL go into the Authorization header, and nowhere else.
4. Two requests at a time per host; a host that answers 429 or 503 with Retry-After is left alone by every feed on it.
"""

import asyncio
import zlib
from datetime import UTC, datetime
from urllib.parse import urlsplit

import httpx

from monitor.articles.urls import without_credentials
from monitor.feeds.schedule import parse_retry_after
from monitor.flow.ports import Fetched, FetchError
from monitor.http.client import CONNECT, MOST_REDIRECTS, READ, guarded_client
from monitor.http.guard import BlockedAddress

TOTAL = 45.0
MOST_BYTES = 16_000_000
"""The largest real feed seen is 3 MB."""
PER_HOST = 2

_GZIP_OR_ZLIB = zlib.MAX_WBITS | 32


class HttpFetcher:
    """Fetches over one shared client; close it with `aclose`."""

    def __init__(self, *, contact: str, allow_hosts: tuple[str, ...] = ()) -> None:
        self._client = guarded_client(contact=contact, allow_hosts=allow_hosts)
        self._hosts: dict[str, asyncio.Semaphore] = {}

    async def fetch(self, url: str, headers: dict[str, str]) -> Fetched:
        """Return a 2xx or a 304. Raises `FetchError`."""
        host = urlsplit(url).netloc.rpartition("@")[2]
        gate = self._hosts.setdefault(host, asyncio.Semaphore(PER_HOST))
        async with gate:
            try:
                async with asyncio.timeout(TOTAL):
                    return await self._fetch(url, headers)
            except TimeoutError as error:
                raise FetchError("total_timeout", f"not done within {TOTAL:.0f} s") from error

    async def aclose(self) -> None:
        """Close every connection."""
        await self._client.aclose()

    async def _fetch(self, url: str, headers: dict[str, str]) -> Fetched:
        try:
            async with self._client.stream("GET", url, headers=headers) as response:
                _refuse(response)
                body = b"" if response.status_code == 304 else await _read(response)
                received = {name.lower(): value for name, value in response.headers.items()}
                return Fetched(
                    url=without_credentials(str(response.url)), status=response.status_code, headers=received, body=body
                )
        except BlockedAddress as error:
            raise FetchError("blocked_address", str(error)) from error
        except httpx.TooManyRedirects as error:
            raise FetchError("too_many_redirects", f"more than {MOST_REDIRECTS} redirects") from error
        except (httpx.UnsupportedProtocol, httpx.InvalidURL) as error:
            raise FetchError("bad_url", str(error)) from error
        except httpx.ConnectTimeout as error:
            raise FetchError("connect", f"no connection within {CONNECT:.0f} s") from error
        except httpx.TimeoutException as error:
            raise FetchError("read_timeout", f"nothing came for {READ:.0f} s") from error
        except httpx.ConnectError as error:
            raise FetchError(_connect_kind(error), str(error) or type(error.__cause__).__name__) from error
        except httpx.RemoteProtocolError as error:
            kind = "incomplete" if "peer closed" in str(error) or "incomplete" in str(error).lower() else "bad_headers"
            raise FetchError(kind, str(error)) from error
        except httpx.HTTPError as error:
            raise FetchError("connect", f"{type(error).__name__}: {error}") from error


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
    inflate = zlib.decompressobj(_GZIP_OR_ZLIB) if encoding in ("gzip", "x-gzip", "deflate") else None
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
        raise FetchError("incomplete", f"the compressed body is broken: {error}") from error
    if inflate is not None and not inflate.eof and parts:
        raise FetchError("incomplete", "the compressed body ends early")
    return b"".join(parts)
