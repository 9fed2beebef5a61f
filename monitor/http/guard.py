"""The guard: which addresses may be connected to.

1. The address is checked when the socket is opened, at every hop, so that no redirect and no DNS
   answer avoids the check.
2. Allowed are the addresses that `monitor.records.public_addresses` calls public.
3. Every allowed address of a host is tried, each a moment after the one before (RFC 8305).
4. Hosts that the operator allows by name are not checked.
"""

import asyncio
import contextlib
import socket
from collections.abc import Iterable, Sequence
from typing import Any

import httpcore

from monitor.records.errors import BlockedAddress
from monitor.records.public_addresses import is_public

ATTEMPT_DELAY = 0.25
"""Seconds until the next address of a host is tried beside the last (RFC 8305, 5)."""


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
