"""A slow or failing network before a server: a proxy of TCP with latency and a rate.

Each new connection and each request waits for a round trip; all answers share the rate, as they
share a radio link. Unlike the emulation of the developer tools it holds for service workers too.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from urllib.parse import urlsplit

PIECE = 1_460
"""Bytes that are passed on at once: a packet."""


@dataclass(frozen=True, slots=True)
class Profile:
    """A network: seconds of a round trip, bytes per second to the browser."""

    round_trip_s: float
    bytes_per_s: float


BAD_GATEWAY = b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
FAST = Profile(0, 1e9)
SLOW_3G = Profile(0.4, 50_000)
"""The profile "3G Slow" of WebPageTest and Lighthouse: 400 ms, 400 kbit/s."""
SLOWER_3G = Profile(2.0, 50_000)
"""The profile "Slow 3G" of the developer tools of Chromium: 2 s, 400 kbit/s."""


class SlowNetwork:
    """A proxy whose profile changes while it runs; without one, connections are refused."""

    def __init__(self, site: str) -> None:
        parts = urlsplit(site)
        self._host, self._port = parts.hostname or "", parts.port or 80
        self._radio = asyncio.Lock()
        self.profile: Profile | None = FAST
        self.address = ""
        self.is_failing = False
        self.cut_path = ""
        """Requests of this path are cut without an answer; by default none."""
        self._connections: set[asyncio.Task[None]] = set()

    async def connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection of the browser."""
        task = asyncio.ensure_future(self._serve(reader, writer))
        self._connections.add(task)
        task.add_done_callback(self._connections.discard)
        await asyncio.wait((task,))

    async def fail(self) -> None:
        """Cut every connection; from now on answer 502, as a proxy whose server is restarted."""
        self.is_failing = True
        await self.close()

    async def close(self) -> None:
        """End every connection."""
        for task in self._connections:
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            if self.is_failing:
                await reader.read(65_536)
                await asyncio.sleep(self.profile.round_trip_s if self.profile else 0)
                writer.write(BAD_GATEWAY)
            elif self.profile is not None:
                await asyncio.sleep(self.profile.round_trip_s)
                await self._pass_on(reader, writer)
        finally:
            await _closed(writer)

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Connect to the site and pass on what both sides send, until one has closed."""
        server_reader, server_writer = await asyncio.open_connection(self._host, self._port)
        both = (self._send(reader, server_writer), self._receive(server_reader, writer))
        try:
            async with asyncio.TaskGroup() as group:
                for each in both:
                    group.create_task(each)
        except* OSError:
            pass  # one side has closed; the other one is cancelled
        finally:
            await _closed(server_writer)

    async def _send(self, browser: asyncio.StreamReader, server: asyncio.StreamWriter) -> None:
        while request := await browser.read(65_536):
            is_cut = bool(self.cut_path) and request.startswith(f"GET {self.cut_path}".encode())
            if self.profile is None or is_cut:
                break
            await asyncio.sleep(self.profile.round_trip_s)
            server.write(request)
            await server.drain()
        raise ConnectionResetError

    async def _receive(self, server: asyncio.StreamReader, browser: asyncio.StreamWriter) -> None:
        while piece := await server.read(PIECE):
            if self.profile is None:
                break
            async with self._radio:
                await asyncio.sleep(len(piece) / self.profile.bytes_per_s)
            browser.write(piece)
            await browser.drain()
        raise ConnectionResetError


async def _closed(writer: asyncio.StreamWriter) -> None:
    """Close a connection and wait until its socket is closed."""
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()


@contextlib.asynccontextmanager
async def slow_network(site: str) -> AsyncIterator[SlowNetwork]:
    """Run the proxy before a site; at first it is fast."""
    network = SlowNetwork(site)
    server = await asyncio.start_server(network.connect, "127.0.0.1", 0)
    network.address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield network
    finally:
        server.close()
        await network.close()
