"""Canonical URLs: what counts as the same address, and addresses fit to be shown."""

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

_TRACKING = ("utm_", "fbclid", "gclid", "mc_cid", "mc_eid", "at_medium", "at_campaign", "ns_")


def canonical_url(url: str) -> str:
    """Return the form by which two addresses are compared.

    Scheme, ``www.``, default port, a trailing slash, the fragment and tracking parameters do not count.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").removeprefix("www."), parts.port
    except ValueError:
        return url.strip()
    if not host:
        return url.strip()
    place = f"{host}:{port}" if port and port not in (80, 443) else host
    query = [
        (key, value)
        for key, value in parse_qsl(parts.query, keep_blank_values=True)
        if not key.startswith(_TRACKING)
    ]
    return urlunsplit(("http", place, parts.path.rstrip("/") or "/", urlencode(sorted(query)), ""))


def without_credentials(url: str) -> str:
    """Return the address without user name and password, fit for logs and pages."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def host_of(url: str) -> str:
    """Return the host of an address, ``www.`` left out, or ``""``."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
