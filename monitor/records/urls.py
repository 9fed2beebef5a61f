"""Addresses: the form in which two are compared, the form that is shown, and safe resolution.

No function here raises for a malformed address.
"""

from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

_TRACKING_PREFIX = "utm_"
_TRACKING_NAMES = frozenset(
    "at_bbc_team at_campaign at_campaign_type at_channel at_creation at_custom1 at_custom2 "
    "at_custom3 at_custom4 at_emailtype at_format at_link_id at_link_origin at_link_type at_medium "
    "at_ptr_name at_ptr_type at_variant dclid fbclid gclid igshid mc_cid mc_eid msclkid "
    "ns_campaign ns_fee ns_linkname ns_mchannel ns_source _ga yclid".split()
)
"""Parameters that name where a click came from. Only whole names: ``ns_id`` may be an article."""

DEFAULT_PORTS = (80, 443)


def canonical_url(url: str, *, keep_fragment: bool = False) -> str:
    """Return the form in which two addresses are compared.

    It omits the scheme, ``www.``, a default port, a trailing slash, tracking parameters and, unless
    ``keep_fragment`` is set, the fragment.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").removeprefix("www."), parts.port
    except ValueError:
        return url.strip()
    if not host:
        return url.strip()
    place = f"{host}:{port}" if port and port not in DEFAULT_PORTS else host
    query = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if not _is_tracking(name)
    ]
    path = parts.path.rstrip("/") or "/"
    fragment = parts.fragment if keep_fragment else ""
    return urlunsplit(("http", place, path, urlencode(sorted(query)), fragment))


def _is_tracking(parameter: str) -> bool:
    return parameter in _TRACKING_NAMES or parameter.startswith(_TRACKING_PREFIX)


def resolve_url(base: str, reference: str) -> str | None:
    """Return a reference as an absolute ``http`` or ``https`` address.

    None if it is malformed or has another scheme (``javascript:``, ``data:``, ``mailto:``).
    """
    try:
        url = urljoin(base, reference.strip())
        parts = urlsplit(url)
        is_web = parts.scheme in ("http", "https") and bool(parts.hostname)
        _ = parts.port  # raises for a port that is not a number below 65536
    except ValueError:
        return None
    return url if is_web else None


def without_credentials(url: str) -> str:
    """Return the address without user name and password, for logs and pages."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def host_of(url: str) -> str:
    """Return the host of an address without ``www.``, ``""`` if it has none."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
