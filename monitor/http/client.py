"""The HTTP client of everything that leaves this machine.

Addresses are guarded, TLS is verified, and neither a proxy nor a cookie of another request is used.
"""

import ssl
from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpcore
import httpx

from monitor import __version__
from monitor.http.guard import GuardedBackend

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
    *, contact: str, allow_hosts: tuple[str, ...] = (), verify_tls: bool = True
) -> httpx.AsyncClient:
    """Return a client that connects to public addresses and to ``allow_hosts`` only.

    It follows no redirect and stores no cookie. The caller closes it.
    """
    context = ssl.create_default_context()
    if not verify_tls:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    transport = httpx.AsyncHTTPTransport()
    # httpx has no public way to give its pool a network backend; the guard must be where the
    # socket is opened.
    transport._pool = httpcore.AsyncConnectionPool(
        ssl_context=context,
        max_connections=CONNECTIONS,
        max_keepalive_connections=IDLE_CONNECTIONS,
        keepalive_expiry=IDLE_SECONDS,
        network_backend=GuardedBackend(allow_hosts),
    )
    return httpx.AsyncClient(
        transport=transport,
        follow_redirects=False,
        timeout=httpx.Timeout(READ, connect=CONNECT),
        headers={
            "User-Agent": f"news-monitor/{__version__} (+{contact})",
            "Accept-Encoding": "gzip, deflate",
        },
        cookies=CookieJar(policy=DefaultCookiePolicy(allowed_domains=())),
        trust_env=False,
    )
