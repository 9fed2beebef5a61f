"""The HTTP client of everything that leaves this machine.

1. Addresses are guarded, TLS is verified, and no cookie of another request is used.
2. Proxies of the environment are not used. Where the operator sets a proxy, every request goes
   through it but those to hosts allowed by name. The guard then checks the addresses that this
   machine finds for a host; a host that it cannot resolve is left to the proxy.
"""

import ssl
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any

import httpcore
import httpx

from monitor import __version__
from monitor.http.addresses import authorization_of
from monitor.http.guard import GuardedBackend, refuse_private
from monitor.http.lenient_heads import LenientBackend
from monitor.records.urls import without_credentials

CONNECT = 10.0
"""Seconds for a connection; a server that needs longer is overloaded."""

READ = 15.0
"""Seconds for the next bytes; slow sites need up to 10 for the first."""

CONNECTIONS = 200
"""Connections at a time: three for each poll in flight."""

IDLE_CONNECTIONS = 20
"""Connections kept open; with 300 and more the pool's own cost grows sixfold (httpcore #1035)."""

IDLE_SECONDS = 10.0
"""Seconds for which a connection is kept open: the pages of a feed follow each other in one."""


def guarded_client(
    *,
    contact: str,
    allow_hosts: tuple[str, ...] = (),
    proxy: str | None = None,
    verify_tls: bool = True,
    is_lenient: bool = False,
) -> httpx.AsyncClient:
    """Return a client that connects to public addresses and to ``allow_hosts`` only.

    It follows no redirect and stores no cookie. ``is_lenient`` reads heads that break the rules
    (`monitor.http.lenient_heads`), one request per connection. The caller closes the client.
    """
    context = ssl.create_default_context()
    if not verify_tls:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    transport: httpx.AsyncBaseTransport = _transport(context, allow_hosts, is_lenient=is_lenient)
    if proxy is not None:
        proxied = _transport(context, allow_hosts, proxy, is_lenient=is_lenient)
        transport = _ThroughProxy(transport, proxied, allow_hosts)
    return httpx.AsyncClient(
        transport=transport,
        follow_redirects=False,
        timeout=httpx.Timeout(READ, connect=CONNECT),
        headers={
            "User-Agent": f"news-monitor/{__version__} (+{contact})",
            "Accept-Encoding": "gzip, deflate",
            **({"Connection": "close"} if is_lenient else {}),
        },
        cookies=CookieJar(policy=DefaultCookiePolicy(allowed_domains=())),
        trust_env=False,
    )


def _transport(
    context: ssl.SSLContext,
    allow_hosts: tuple[str, ...],
    proxy: str | None = None,
    *,
    is_lenient: bool = False,
) -> httpx.AsyncHTTPTransport:
    """Return a transport whose connections are guarded."""
    allowed = allow_hosts if proxy is None else (httpx.URL(proxy).host,)
    backend: httpcore.AsyncNetworkBackend = GuardedBackend(allowed)
    if is_lenient:
        backend = LenientBackend(backend)
    transport = httpx.AsyncHTTPTransport()
    # httpx has no public way to give its pool a network backend; the guard must be where the
    # socket is opened.
    transport._pool = _pool(context, backend, proxy)
    return transport


def _pool(
    context: ssl.SSLContext, backend: httpcore.AsyncNetworkBackend, proxy: str | None
) -> httpcore.AsyncConnectionPool:
    options: dict[str, Any] = {
        "ssl_context": context,
        "max_connections": CONNECTIONS,
        "max_keepalive_connections": IDLE_CONNECTIONS,
        "keepalive_expiry": IDLE_SECONDS,
        "network_backend": backend,
    }
    if proxy is None:
        return httpcore.AsyncConnectionPool(**options)
    headers = [
        (f"Proxy-{name}", value) for name, value in authorization_of(proxy).items()
    ]  # fmt: skip
    return httpcore.AsyncHTTPProxy(without_credentials(proxy), proxy_headers=headers, **options)


class _ThroughProxy(httpx.AsyncBaseTransport):
    """Sends requests through a proxy, those to hosts allowed by name directly."""

    def __init__(
        self,
        direct: httpx.AsyncBaseTransport,
        proxied: httpx.AsyncBaseTransport,
        allow_hosts: tuple[str, ...],
    ) -> None:
        self._direct, self._proxied = direct, proxied
        self._allowed = frozenset(allow_hosts)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request. Raises `BlockedAddress`, or an error of httpx."""
        host = request.url.host
        if host in self._allowed:
            return await self._direct.handle_async_request(request)
        await refuse_private(host)
        return await self._proxied.handle_async_request(request)

    async def aclose(self) -> None:
        """Close every connection."""
        await self._direct.aclose()
        await self._proxied.aclose()
