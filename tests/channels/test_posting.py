"""An answer that does not end, or is endless, delays no delivery and fills no memory."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import httpx
import pytest

from monitor.channels.posting import AnswerLimits, post

GENEROUS_S = 60.0
"""Far longer than any of these answers takes, so that a busy machine does not decide."""
HEAD = b"HTTP/1.1 200 OK\r\nConnection: keep-alive\r\n"

Answer = Callable[[asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def a_receiver(answer: Answer) -> AsyncIterator[str]:
    """Serve one answer to every connection; yield the URL."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        try:
            await answer(writer)
        except OSError:  # the sender has closed the connection
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    finally:
        server.close()


async def endless_body(writer: asyncio.StreamWriter) -> None:
    writer.write(HEAD + b"Content-Length: 10000000000\r\n\r\n")
    while True:
        writer.write(bytes(65_536))
        await writer.drain()


async def body_that_stalls(writer: asyncio.StreamWriter) -> None:
    writer.write(HEAD + b"Content-Length: 10\r\n\r\nonly")
    await asyncio.sleep(GENEROUS_S)


async def body_cut_off(writer: asyncio.StreamWriter) -> None:
    writer.write(HEAD + b"Content-Length: 10\r\n\r\nonly")
    await writer.drain()


async def head_byte_by_byte(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        writer.write(b"X-More: yes\r\n")
        await writer.drain()
        await asyncio.sleep(0.01)


@pytest.mark.parametrize(
    ("answer", "limits"),
    [
        (endless_body, AnswerLimits(body_within_s=GENEROUS_S)),
        (body_that_stalls, AnswerLimits(body_within_s=0.05)),
        (body_cut_off, AnswerLimits(body_within_s=GENEROUS_S)),
    ],
)
async def test_the_status_decides_whatever_the_body_is(
    answer: Answer, limits: AnswerLimits
) -> None:
    async with a_receiver(answer) as url, httpx.AsyncClient() as client:
        async with asyncio.timeout(GENEROUS_S / 2):
            response = await post(client, url, limits, content=b"{}")
        assert response.status_code == 200


async def test_a_head_that_never_ends_is_an_error_of_the_receiver() -> None:
    async with a_receiver(head_byte_by_byte) as url, httpx.AsyncClient() as client:
        with pytest.raises(httpx.HTTPError):
            async with asyncio.timeout(GENEROUS_S):
                await post(client, url, AnswerLimits(head_within_s=0.3), json={})


async def test_the_connection_of_a_short_answer_is_used_again() -> None:
    connections = 0

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        while await reader.readline():
            await reader.readuntil(b"\r\n\r\n")
            await reader.readexactly(2)
            writer.write(HEAD + b"Content-Length: 2\r\n\r\nok")
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    async with server, httpx.AsyncClient() as client:
        for _ in range(3):
            assert (await post(client, url, content=b"{}")).status_code == 200
    assert connections == 1
