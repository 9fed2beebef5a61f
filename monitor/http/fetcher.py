"""Fetch one URL: a deadline over all, a cap on decoded bytes, redirects, errors in classes.

1. Everything ends within `FetchLimits.total_s`, and two chunks are at most `READ` seconds apart: a
   server at one byte a second occupies no poll for long.
2. The body is decoded while it arrives and given up at `FetchLimits.most_bytes`; a body that is
   shorter than announced is ``incomplete``. A server whose body is not encoded as announced is
   asked once more for the plain body, whose announcement is then ignored. One whose headers break
   the rules is asked once more by a lenient client.
3. Redirects are followed hop by hop, at most `FetchLimits.most_redirects`, none from https to http.
   The address of each hop is checked and guarded. Cookies that a redirect sets are sent on it; the
   same address without a new cookie is a loop.
4. Credentials in the URL go into the Authorization header and nowhere else; a redirect to another
   host drops them.
5. Requests to one host are few and spaced (`HostGates`). Hosts that the operator allows by name are
   the operator's own and are not limited.
6. Header values are passed on byte for byte, as Latin-1 text (RFC 9110, 5.5).
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import urldefrag

import httpx

from monitor.flow.ports import Fetched
from monitor.http.addresses import authorization_of, checked_url, join_url, printable_url
from monitor.http.client import CONNECT, READ, guarded_client
from monitor.http.compression import GZIP_MARK, BodyDecoder, WrongEncoding, undeclared_gzip
from monitor.http.gates import HostGates
from monitor.records.errors import BlockedAddress, FetchError
from monitor.records.retry_after import parse_retry_after
from monitor.records.urls import host_of, without_credentials

PERMANENT, REDIRECTS = (301, 308), (301, 302, 303, 307, 308)


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchLimits:
    """The limits of one fetch."""

    total_s: float = 45.0
    """Seconds for everything; the slowest healthy feed seen needs 20."""
    most_bytes: int = 16_000_000
    """Decoded bytes; the largest real feed seen has 3 MB."""
    most_redirects: int = 5
    """Real chains have up to 3."""
    per_host: int = 2
    """Requests at a time to one host."""
    spacing_s: float = 0.5
    """Seconds between the starts of two requests to one host."""


@dataclass(frozen=True, slots=True)
class _Request:
    """What is fetched, and how."""

    url: str
    headers: Mapping[str, str]
    verify_tls: bool
    ignores_encoding: bool = False
    """Whether a body that is not encoded as announced is taken as it is."""
    is_lenient: bool = False
    """Whether heads that break the rules of HTTP are read."""


@dataclass(frozen=True, slots=True)
class _Redirect:
    """An answer that leads to another address."""

    status: int
    target: str


class HttpFetcher:
    """Fetches over one shared client; close it with `aclose`."""

    def __init__(
        self,
        *,
        contact: str,
        allow_hosts: tuple[str, ...] = (),
        proxy: str | None = None,
        limits: FetchLimits | None = None,
    ) -> None:
        self._contact, self._allowed, self._proxy = contact, allow_hosts, proxy
        self._limits = limits or FetchLimits()
        self._clients: dict[tuple[bool, bool], httpx.AsyncClient] = {}
        self._gates = HostGates(per_host=self._limits.per_host, spacing_s=self._limits.spacing_s)

    async def fetch(self, url: str, headers: dict[str, str], *, verify_tls: bool = True) -> Fetched:
        """Return a 2xx or a 304. Raises `FetchError`."""
        host = checked_url(url).host
        request = _Request(url, headers, verify_tls)
        if host in self._allowed:
            return await self._within_total(request)
        async with self._gates.pass_through(host):
            return await self._within_total(request)

    async def aclose(self) -> None:
        """Close every connection."""
        for client in self._clients.values():
            await client.aclose()

    def _client(self, verify_tls: bool, *, is_lenient: bool = False) -> httpx.AsyncClient:
        kind = (verify_tls, is_lenient)
        if kind not in self._clients:
            self._clients[kind] = guarded_client(
                contact=self._contact,
                allow_hosts=self._allowed,
                proxy=self._proxy,
                verify_tls=verify_tls,
                is_lenient=is_lenient,
            )
        return self._clients[kind]

    async def _within_total(self, request: _Request) -> Fetched:
        total_s = self._limits.total_s
        try:
            async with asyncio.timeout(total_s):
                return await self._twice(request)
        except WrongEncoding as error:
            raise FetchError("incomplete", f"the compressed body is broken: {error}") from error
        except TimeoutError as error:
            raise FetchError("total_timeout", f"not finished within {total_s:.0f} s") from error

    async def _twice(self, request: _Request) -> Fetched:
        """Fetch; once more, in another way, where the server breaks the rules of HTTP."""
        try:
            return await self._follow(request)
        except WrongEncoding:
            plain = {**request.headers, "Accept-Encoding": "identity"}
            return await self._follow(replace(request, headers=plain, ignores_encoding=True))
        except FetchError as error:
            if error.kind != "bad_headers":
                raise
            return await self._follow(replace(request, is_lenient=True))

    async def _follow(self, request: _Request) -> Fetched:
        """Fetch, following redirects."""
        credentials, host = authorization_of(request.url), host_of(request.url)
        start = here = without_credentials(request.url)
        cookies = httpx.Cookies()
        visited = {(here, _cookie_key(cookies))}
        is_permanent = True
        for _ in range(self._limits.most_redirects + 1):
            own = {**request.headers, **(credentials if host_of(here) == host else {})}
            answer = await self._fetch(replace(request, url=here, headers=own), cookies)
            if isinstance(answer, Fetched):
                moved_to = here if is_permanent and here != start else None
                return replace(answer, moved_to=moved_to)
            is_permanent = is_permanent and answer.status in PERMANENT
            here = next_hop(here, answer.target)
            hop = (here, _cookie_key(cookies))
            if hop in visited:
                raise FetchError("redirect_loop", f"{printable_url(here)} redirects to itself")
            visited.add(hop)
        raise FetchError("too_many_redirects", f"more than {self._limits.most_redirects} redirects")

    async def _fetch(self, request: _Request, cookies: httpx.Cookies) -> Fetched | _Redirect:
        """Return the answer to one request, or the redirect. Raises `FetchError`."""
        url = checked_url(request.url)
        try:
            return await self._send(request, url, cookies)
        except BlockedAddress as error:
            raise FetchError("blocked_address", str(error)) from error
        except (httpx.UnsupportedProtocol, httpx.InvalidURL, httpx.LocalProtocolError) as error:
            raise FetchError("bad_url", str(error)) from error
        except httpx.HTTPError as error:
            raise _classified(error) from error
        except ValueError as error:  # httpx parses the target of a redirect before we see it
            raise FetchError("bad_url", f"a malformed address: {error}") from error

    async def _send(
        self, request: _Request, url: httpx.URL, cookies: httpx.Cookies
    ) -> Fetched | _Redirect:
        client = self._client(request.verify_tls, is_lenient=request.is_lenient)
        headers = {
            name.encode("ascii"): value.encode("latin-1", "replace")
            for name, value in request.headers.items()
        }
        message = client.build_request("GET", url, headers=headers)
        cookies.set_cookie_header(message)
        response = await client.send(message, stream=True)
        try:
            cookies.extract_cookies(response)
            target = response.headers.get("location")
            if response.status_code in REDIRECTS and target:
                return _Redirect(response.status_code, target)
            _refuse(response)
            body = b"" if response.status_code == 304 else await self._body(request, response)
        finally:
            await response.aclose()
        return Fetched(
            url=request.url,
            status=response.status_code,
            headers=_received_headers(response),
            body=body,
        )

    async def _body(self, request: _Request, response: httpx.Response) -> bytes:
        """Return the decoded body. Raises `FetchError` or `WrongEncoding`."""
        most_bytes = self._limits.most_bytes
        raw = BodyDecoder("", most_bytes)
        encoding = response.headers.get("content-encoding", "")
        decoder = BodyDecoder(encoding, most_bytes)
        keeps_raw = request.ignores_encoding and decoder.is_encoded
        parts: list[bytes] = []
        raw_parts: list[bytes] = []
        is_wrong = False
        async for chunk in response.aiter_raw():
            if keeps_raw:
                raw_parts.append(raw.decode(chunk))
            if is_wrong:
                continue
            try:
                parts.append(decoder.decode(chunk))
            except WrongEncoding:
                if not keeps_raw:
                    raise
                is_wrong = True
        if is_wrong:
            return _uncompressed(b"".join(raw_parts))
        parts.append(decoder.finish())
        return undeclared_gzip(b"".join(parts), most_bytes)


def _uncompressed(body: bytes) -> bytes:
    """Return a body whose header names a wrong encoding. Raises `FetchError` for a broken gzip."""
    if body.startswith(GZIP_MARK):
        raise FetchError("incomplete", "the compressed body is broken")
    return body


def next_hop(here: str, target: str) -> str:
    """Return the address that a redirect leads to. Raises `FetchError`."""
    there = urldefrag(without_credentials(join_url(here, target))).url
    parsed = checked_url(there)
    if here.startswith("https:") and parsed.scheme == "http":
        raise FetchError("downgrade", f"{printable_url(here)} redirects to {printable_url(there)}")
    return there


def _cookie_key(cookies: httpx.Cookies) -> str:
    pairs = (f"{cookie.domain}{cookie.path}{cookie.name}={cookie.value}" for cookie in cookies.jar)
    return ";".join(sorted(pairs))


def _received_headers(response: httpx.Response) -> dict[str, str]:
    return {
        name.decode("latin-1").lower(): value.decode("latin-1")
        for name, value in response.headers.raw
    }


def _classified(error: httpx.HTTPError) -> FetchError:
    """Return the error of the client library with its class."""
    detail = str(error) or type(error.__cause__ or error).__name__
    match error:
        case httpx.ConnectTimeout():
            return FetchError("connect", f"no connection within {CONNECT:.0f} s")
        case httpx.TimeoutException():
            return FetchError("read_timeout", f"no bytes for {READ:.0f} s")
        case httpx.ConnectError():
            return FetchError(_connect_kind(detail.lower()), detail)
        case httpx.RemoteProtocolError():
            if "peer closed" in detail or "incomplete" in detail.lower():
                return FetchError("incomplete", detail)
            return FetchError("bad_headers", detail)
    return FetchError("connect", f"{type(error).__name__}: {detail}")


def _connect_kind(detail: str) -> str:
    if detail.startswith("dns") or "name or service" in detail or "getaddrinfo" in detail:
        return "dns"
    is_tls = "ssl" in detail or "certificate" in detail or "tls" in detail
    return "tls" if is_tls else "connect"


def _refuse(response: httpx.Response) -> None:
    """Raise `FetchError` unless the status is 304, or 2xx with the whole body."""
    status = response.status_code
    if status == 206:
        raise FetchError("incomplete", "206: a part of the body, where all of it was requested")
    if status == 304 or 200 <= status < 300:
        return
    retry_after = parse_retry_after(response.headers.get("retry-after"), datetime.now(UTC))
    detail = f"{status} {response.reason_phrase}".strip()
    if response.headers.get("cf-mitigated") == "challenge":
        raise FetchError("challenge", f"{detail}: the site demands a browser")
    if status < 400:
        raise FetchError("bad_headers", f"{detail}: a redirect without an address")
    if status == 429:
        raise FetchError("rate_limited", detail, retry_after)
    if status == 410:
        raise FetchError("gone", f"{detail}: the feed was removed permanently")
    if status >= 500:
        raise FetchError("http_5xx", detail, retry_after if status == 503 else None)
    raise FetchError("http_4xx", detail)
