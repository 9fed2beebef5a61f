"""Pauses of hosts: a server that answers with Retry-After pauses all feeds of its host.

Hosts that the operator names as proxies serve many unrelated sites and are never paused. Times are
seconds on the caller's clock.
"""

from urllib.parse import urlsplit


class HostPauses:
    """The hosts that must not be polled before a certain time."""

    def __init__(self, proxy_hosts: frozenset[str] = frozenset()) -> None:
        self._proxy_hosts = proxy_hosts
        self._until: dict[str, float] = {}

    def pause(self, url: str, until: float) -> None:
        """Pause the host of an address, unless it is a proxy; a pause is never shortened."""
        host = host_with_port(url)
        if host not in self._proxy_hosts:
            self._until[host] = max(until, self._until.get(host, 0.0))

    def paused_until(self, url: str, now: float) -> float | None:
        """Return the end of the pause of an address's host, None if it is not paused."""
        host = host_with_port(url)
        until = self._until.get(host)
        if until is None:
            return None
        if until <= now:
            del self._until[host]
            return None
        return until


def host_with_port(url: str) -> str:
    """Return host and port of an address, ``""`` if it cannot be parsed."""
    try:
        return urlsplit(url).netloc.rpartition("@")[2]
    except ValueError:
        return ""
