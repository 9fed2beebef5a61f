"""The HTTP client of everything that leaves this machine: guarded addresses, verified TLS, no proxy of the environment."""

import ssl

import httpcore
import httpx

from monitor import __version__
from monitor.http.guard import GuardedBackend

CONNECT, READ = 10.0, 15.0
"""Seconds for a connection, and for the next bytes."""


def guarded_client(
    *, contact: str, allow_hosts: tuple[str, ...] = (), verify_tls: bool = True
) -> httpx.AsyncClient:
    """Return a client that connects to public addresses and to ``allow_hosts`` only and follows no redirect; its owner closes it."""
    context = ssl.create_default_context()
    if not verify_tls:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    transport = httpx.AsyncHTTPTransport()
    # httpx has no public way to give its pool a network backend; the guard must sit where the socket is opened.
    transport._pool = httpcore.AsyncConnectionPool(
        ssl_context=context,
        max_connections=200,
        max_keepalive_connections=20,
        keepalive_expiry=10.0,
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
        trust_env=False,
    )
