"""The proxy of the storm passes on how a connection ends: no side waits for one that is gone."""

import asyncio
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

from tests.system.proxy import Proxy
from tests.waiting import WITHIN_S

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def reset(writer: asyncio.StreamWriter) -> None:
    """Close a connection as the kernel does for a killed process with unread data."""
    its: socket.socket = writer.get_extra_info("socket")
    its.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


@asynccontextmanager
async def proxied(serve: Serve) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """Serve behind a proxy; yield a connection through it."""
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    proxy = await asyncio.to_thread(Proxy, server.sockets[0].getsockname()[1])
    reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
    try:
        async with asyncio.timeout(WITHIN_S):
            yield reader, writer
    finally:
        writer.close()
        await asyncio.to_thread(proxy.close)
        server.close()


async def test_a_client_learns_that_its_server_was_reset() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        reset(writer)

    async with proxied(serve) as (reader, writer):
        writer.write(b"x")
        with suppress(ConnectionResetError):
            assert await reader.read() == b""


async def test_a_server_learns_that_its_client_was_reset() -> None:
    ended = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"y")
        with suppress(ConnectionResetError):
            await reader.read()
        ended.set()
        writer.close()

    async with proxied(serve) as (reader, writer):
        await reader.read(1)
        reset(writer)
        await ended.wait()


async def test_what_is_sent_to_a_server_that_has_gone_is_answered_by_an_end() -> None:
    async def serve(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        reset(writer)

    async with proxied(serve) as (reader, writer):
        writer.write(b"x")
        with suppress(ConnectionResetError):
            assert await reader.read() == b""
