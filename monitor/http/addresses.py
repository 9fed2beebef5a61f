"""Addresses that can be requested, and the credentials in them.

An address is refused before a socket is opened: malformed ones, host names that DNS cannot hold
(empty or long labels, broken ``xn--``), and ports outside 1 to 65535, which the operating system
would take modulo 65536.
"""

import base64
import re
from urllib.parse import unquote, urljoin, urlsplit

import httpx

from monitor.records.errors import FetchError

LONGEST_LABEL = 63
"""Characters of one label of a host name (RFC 1035, 2.3.4)."""

LONGEST_HOST = 253
"""Characters of a host name."""

_HOST = re.compile(r"[A-Za-z0-9._-]+")
_SCHEMES = ("http", "https")


def checked_url(url: str) -> httpx.URL:
    """Return an address that can be requested. Raises `FetchError` (``bad_url``)."""
    try:
        parsed = httpx.URL(url)
        host, port = parsed.host, urlsplit(url).port
        ascii_host = parsed.raw_host.decode("ascii")
    except (httpx.InvalidURL, ValueError) as error:  # UnicodeError and IDNAError are ValueErrors
        raise FetchError("bad_url", f"{printable_url(url)}: {error}") from error
    if parsed.scheme not in _SCHEMES:
        raise FetchError("bad_url", f"{printable_url(url)}: not an http or https address")
    if not host:
        raise FetchError("bad_url", f"{printable_url(url)}: no host")
    if port is not None and port < 1:
        raise FetchError("bad_url", f"{printable_url(url)}: {port} is not a port")
    if not parsed.is_absolute_url or not _is_host(ascii_host):
        raise FetchError("bad_url", f"{printable_url(url)}: {host!r} is not a host name")
    return parsed


def _is_host(host: str) -> bool:
    if ":" in host:  # an IPv6 address, which httpx has checked
        return True
    if not _HOST.fullmatch(host):
        return False
    labels = host.removesuffix(".").split(".")
    is_short = len(host) <= LONGEST_HOST
    return is_short and all(1 <= len(label) <= LONGEST_LABEL for label in labels)


def join_url(base: str, reference: str) -> str:
    """Return a reference resolved against an address. Raises `FetchError` (``bad_url``)."""
    try:
        return urljoin(base, reference.strip())
    except ValueError as error:
        raise FetchError("bad_url", f"{printable_url(reference)}: {error}") from error


def printable_url(url: str) -> str:
    """Return an address without credentials, short enough for a message."""
    scheme, mark, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}{mark}{host.rpartition('@')[2]}{slash}{path}"[:200]


def authorization_of(url: str) -> dict[str, str]:
    """Return the header for a URL's user name and password (RFC 7617).

    Left in the URL they would be logged by the client library.
    """
    parts = urlsplit(url)
    if parts.username is None:
        return {}
    pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}
