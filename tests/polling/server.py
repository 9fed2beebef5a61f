"""A server on loopback that answers as badly as a test wants: whole, byte by byte, or never."""

import asyncio
import contextlib
import gzip
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

Answer = Callable[["Request"], Awaitable[bytes | None]]
"""Returns the bytes of a response with its headers, None if it wrote to the connection itself."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request, and the writer of its connection."""

    path: str
    headers: dict[str, str]
    writer: asyncio.StreamWriter


@dataclass(slots=True)
class Server:
    """Answers by path; counts requests, also those at the same time."""

    answers: dict[str, Answer] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    hits: Counter[str] = field(default_factory=Counter)
    in_flight: Counter[str] = field(default_factory=Counter)
    most_in_flight: Counter[str] = field(default_factory=Counter)
    origin: str = ""
    keep: int = 1_000

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection."""
        with contextlib.suppress(
            ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError, TimeoutError
        ):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
                path = head[0].split(" ")[1]
                headers = {
                    name.lower(): value.strip()
                    for name, _, value in (line.partition(":") for line in head[1:])
                }
                request = Request(path, headers, writer)
                self.hits[path] += 1
                self.in_flight[path] += 1
                self.most_in_flight[path] = max(self.most_in_flight[path], self.in_flight[path])
                if len(self.requests) < self.keep:
                    self.requests.append(request)
                try:
                    answer = self.answers.get(path.partition("?")[0])
                    body = await answer(request) if answer else response(404)
                finally:
                    self.in_flight[path] -= 1
                if body is None:
                    break
                writer.write(body)
                await writer.drain()
        with contextlib.suppress(ConnectionError, OSError):
            writer.close()


@contextlib.asynccontextmanager
async def running(server: Server) -> AsyncIterator[Server]:
    """Run a server on a free port of loopback."""
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    server.origin = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    try:
        yield server
    finally:
        listening.close()


def response(status: int, body: bytes = b"", **headers: str) -> bytes:
    """Return a whole response; an underscore in a header's name stands for a dash."""
    given = {
        "content-length": str(len(body)),
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in given.items())
    return f"HTTP/1.1 {status} X\r\n{lines}\r\n".encode("latin-1") + body


def always(status: int, body: bytes = b"", **headers: str) -> Answer:
    """Return an answer that is the same for every request."""

    async def answer(_: Request) -> bytes:
        return response(status, body, **headers)

    return answer


def drip(body: bytes, pause: float) -> Answer:
    """Return an answer that comes byte by byte."""

    async def answer(request: Request) -> None:
        request.writer.write(f"HTTP/1.1 200 OK\r\ncontent-length: {len(body)}\r\n\r\n".encode())
        for byte in body:
            request.writer.write(bytes([byte]))
            await request.writer.drain()
            await asyncio.sleep(pause)

    return answer


def cut_off(body: bytes) -> Answer:
    """Return an answer that announces more than it sends."""

    async def answer(request: Request) -> None:
        request.writer.write(response(200, body, content_length=str(len(body) * 2)))
        await request.writer.drain()

    return answer


def rss(
    *guids: str,
    date: str = "Sun, 01 Mar 2026 11:00:00 GMT",
    text: str = "Text. " * 5,
    head: str = "",
) -> bytes:
    """Return a feed with these entries."""
    items = "".join(
        f"<item><guid>{guid}</guid><link>https://wire.example/{guid}</link>"
        f"<title>Story {guid}</title>"
        f"<pubDate>{date}</pubDate><description>{text}</description></item>"
        for guid in guids
    )
    channel = f"<channel><title>Wire</title>{head}{items}</channel>"
    return f"<?xml version='1.0'?><rss version='2.0'>{channel}</rss>".encode()


def gzipped(body: bytes) -> bytes:
    """Return a body compressed."""
    return gzip.compress(body)
