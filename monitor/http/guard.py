"""The guard: which addresses may be connected to.

1. The address is checked when the socket is opened, at every hop, so that no redirect and no DNS
   answer avoids the check.
2. Allowed are the addresses that the tables below do not list. The tables are our own: the answer
   does not depend on the version of Python. Of IPv6 only global unicast (2000::/3) is allowed,
   which excludes every embedded IPv4 address but 6to4, Teredo and ISATAP; those are listed.
3. Every allowed address of a host is tried, each a moment after the one before (RFC 8305).
4. Hosts that the operator allows by name are not checked.
"""

import asyncio
import contextlib
import ipaddress
import socket
from collections.abc import Iterable, Sequence
from typing import Any

import httpcore

from monitor.records.errors import BlockedAddress

ATTEMPT_DELAY = 0.25
"""Seconds until the next address of a host is tried beside the last (RFC 8305, 5)."""

_SPECIAL_IPV4 = tuple(
    ipaddress.IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # this network, RFC 791
        "10.0.0.0/8",  # private, RFC 1918
        "100.64.0.0/10",  # shared by carriers, RFC 6598; metadata of Alibaba Cloud
        "127.0.0.0/8",  # loopback, RFC 1122
        "168.63.129.16/32",  # metadata and DNS of Azure
        "169.254.0.0/16",  # link-local, RFC 3927; metadata of AWS, Google, Azure and others
        "172.16.0.0/12",  # private, RFC 1918
        "192.0.0.0/24",  # protocol assignments, RFC 6890; metadata of Oracle Cloud
        "192.0.2.0/24",  # documentation, RFC 5737
        "192.31.196.0/24",  # AS112, RFC 7535
        "192.52.193.0/24",  # AMT, RFC 7450
        "192.88.99.0/24",  # relays of 6to4, RFC 7526
        "192.168.0.0/16",  # private, RFC 1918
        "192.175.48.0/24",  # AS112, RFC 7534
        "198.18.0.0/15",  # benchmarks, RFC 2544
        "198.51.100.0/24",  # documentation, RFC 5737
        "203.0.113.0/24",  # documentation, RFC 5737
        "224.0.0.0/4",  # multicast, RFC 5771
        "240.0.0.0/4",  # reserved and broadcast, RFC 1112
    )
)
"""IANA IPv4 Special-Purpose Address Registry, multicast, and metadata services of clouds."""

_GLOBAL_IPV6 = ipaddress.IPv6Network("2000::/3")
_SPECIAL_IPV6 = tuple(
    ipaddress.IPv6Network(network)
    for network in (
        "2001::/23",  # protocol assignments, RFC 2928: Teredo, ORCHID, benchmarks
        "2001:db8::/32",  # documentation, RFC 3849
        "2002::/16",  # 6to4, RFC 3056
        "2620:4f:8000::/48",  # AS112, RFC 7534
        "3ffe::/16",  # 6bone, returned by RFC 3701
        "3fff::/20",  # documentation, RFC 9637
    )
)
"""IANA IPv6 Special-Purpose Address Registry, as far as it is inside global unicast."""

_ISATAP = (0x00005EFE, 0x02005EFE)
"""First half of an interface id that embeds an IPv4 address (RFC 5214, 6.1)."""


def is_public(address: str) -> bool:
    """Return whether an IP address is on the public internet."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv4Address):
        return not any(ip in network for network in _SPECIAL_IPV4)
    if ip not in _GLOBAL_IPV6 or any(ip in network for network in _SPECIAL_IPV6):
        return False
    is_isatap = (int(ip) >> 32) & 0xFFFFFFFF in _ISATAP
    return not is_isatap


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """A network backend that connects to public addresses, and to hosts allowed by name."""

    def __init__(self, allowed_hosts: Iterable[str], backend: Any = None) -> None:
        """``backend`` opens the sockets; by default it is httpcore's own."""
        from httpcore._backends.auto import AutoBackend

        self._allowed = frozenset(allowed_hosts)
        self._backend: Any = backend or AutoBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Any = None,
    ) -> Any:
        """Connect to the host. Raises `BlockedAddress`, or httpcore's ConnectError."""

        async def connect(address: str) -> Any:
            return await self._backend.connect_tcp(
                address, port, timeout, local_address, socket_options
            )

        addresses = await resolve(host, port)
        if host in self._allowed:
            return await first_connection(addresses, connect)
        public = [address for address in addresses if is_public(address)]
        if not public:
            raise _blocked(host, addresses)
        return await first_connection(public, connect)

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ARG002  the base class names them
        socket_options: Any = None,  # noqa: ARG002  as above
    ) -> Any:
        """Refuse: no address leads to a socket of this machine."""
        raise BlockedAddress(path)

    async def sleep(self, seconds: float) -> None:
        """Wait, as the backend does."""
        await self._backend.sleep(seconds)


async def refuse_private(host: str) -> None:
    """Raise `BlockedAddress` if an address of a host is not public; a proxy will choose among them.

    A host that cannot be resolved here passes: where a proxy is needed, names often resolve only
    there.
    """
    try:
        addresses = await resolve(host, 0)
    except httpcore.ConnectError:
        return
    private = [address for address in addresses if not is_public(address)]
    if private:
        raise _blocked(host, private)


def _blocked(host: str, addresses: Iterable[str]) -> BlockedAddress:
    return BlockedAddress(
        f"{host} resolves to {', '.join(addresses)}, which is not a public address; "
        "add the host to allow_hosts to permit it"
    )


async def resolve(host: str, port: int) -> list[str]:
    """Return the addresses of a host, the preferred first. Raises httpcore's ConnectError."""
    try:
        infos = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpcore.ConnectError(f"dns: {error}") from error
    return list(dict.fromkeys(str(info[4][0]) for info in infos))


async def first_connection(
    addresses: Sequence[str], connect: Any, *, delay: float = ATTEMPT_DELAY
) -> Any:
    """Return the first connection to one of the addresses that succeeds.

    The next address is tried after ``delay`` seconds, or at once when the last has failed. Raises
    the error of the first address if all fail.
    """
    attempts: list[asyncio.Task[Any]] = []
    winner: asyncio.Task[Any] | None = None
    try:
        for address in addresses:
            attempts.append(asyncio.create_task(connect(address)))
            await asyncio.wait(attempts, timeout=delay, return_when=asyncio.FIRST_COMPLETED)
            if (winner := _succeeded(attempts)) is not None:
                return winner.result()
        while pending := [attempt for attempt in attempts if not attempt.done()]:
            await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
            if (winner := _succeeded(attempts)) is not None:
                return winner.result()
        return attempts[0].result()
    finally:
        await _abandon([attempt for attempt in attempts if attempt is not winner])


def _succeeded(attempts: Iterable[asyncio.Task[Any]]) -> asyncio.Task[Any] | None:
    for attempt in attempts:
        if attempt.done() and not attempt.cancelled() and attempt.exception() is None:
            return attempt
    return None


async def _abandon(attempts: Sequence[asyncio.Task[Any]]) -> None:
    """Cancel the attempts that are open, and close the connections that are not used."""
    for attempt in attempts:
        attempt.cancel()
    for outcome in await asyncio.gather(*attempts, return_exceptions=True):
        if not isinstance(outcome, BaseException):
            with contextlib.suppress(Exception):
                await outcome.aclose()
