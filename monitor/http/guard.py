"""Addresses that may be connected to: checked on the connected IP at every hop, so that no redirect and no DNS answer gets around it."""

import asyncio
import ipaddress
import socket
from collections.abc import Iterable
from typing import Any

import httpcore

from monitor.records.errors import MonitorError

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_CGNAT = ipaddress.ip_network("100.64.0.0/10")


class BlockedAddress(MonitorError):
    """The host resolves to an address that is not public."""


def is_public(address: str) -> bool:
    """Return whether an IP address is on the public internet: no private, loopback, link-local, shared or tunnel one."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            return is_public(str(ip.ipv4_mapped))
        if ip in _NAT64 or ip.sixtofour is not None or ip.teredo is not None:
            return False
    elif ip in _CGNAT:
        return False
    return ip.is_global and not ip.is_multicast


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """A network backend that resolves names itself and connects to public addresses, or to hosts that are allowed by name."""

    def __init__(self, allowed_hosts: Iterable[str]) -> None:
        from httpcore._backends.auto import AutoBackend

        self._allowed = frozenset(allowed_hosts)
        self._backend: Any = AutoBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Any = None,
    ) -> Any:
        """Connect to the first address of the host that may be connected to. Raises `BlockedAddress`."""
        if host in self._allowed:
            return await self._backend.connect_tcp(
                host, port, timeout, local_address, socket_options
            )
        try:
            found = await asyncio.get_running_loop().getaddrinfo(
                host, port, type=socket.SOCK_STREAM
            )
        except socket.gaierror as error:
            raise httpcore.ConnectError(f"dns: {error}") from error
        addresses = [str(entry[4][0]) for entry in found]
        public = [address for address in addresses if is_public(address)]
        if not public:
            raise BlockedAddress(
                f"{host} is at {', '.join(addresses)}, which is no public address; allow_hosts lists exceptions"
            )
        return await self._backend.connect_tcp(
            public[0], port, timeout, local_address, socket_options
        )

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ARG002  the base class names them
        socket_options: Any = None,  # noqa: ARG002  as above
    ) -> Any:
        """Refuse: feeds are not on sockets of this machine."""
        raise BlockedAddress(path)

    async def sleep(self, seconds: float) -> None:
        """Wait, as the backend does."""
        await self._backend.sleep(seconds)
