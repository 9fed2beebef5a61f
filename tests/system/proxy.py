"""A TCP proxy on loopback that cuts, slows and half-opens what goes through it."""

import asyncio
import threading
from typing import Literal

from tests.waiting import WITHIN_S

Mode = Literal["open", "cut", "half-open", "slow"]
DELAY_S = 0.2
"""Delay of a slow link per chunk, in each direction."""
CHUNK = 16_384
"""Bytes; with the delay a slow link carries some 80 kB per second."""


class Proxy:
    """Forwards a port of its own to another one until it is closed.

    open       forwards without delay
    cut        closes every connection and refuses new ones
    half-open  keeps connections and accepts bytes, but forwards none, as after a lost host
    slow       forwards with `DELAY_S` per chunk
    """

    def __init__(self, target: int) -> None:
        self._target = target
        self._mode: Mode = "open"
        self._writers: set[asyncio.StreamWriter] = set()
        self._flows = asyncio.Event()
        self._flows.set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(
            target=self._loop.run_forever, name=f"proxy {target}", daemon=True
        )
        self._thread.start()
        starting = asyncio.start_server(self._serve, "127.0.0.1", 0)
        self._server = asyncio.run_coroutine_threadsafe(starting, self._loop).result(WITHIN_S)
        self.port = int(self._server.sockets[0].getsockname()[1])

    def be(self, mode: Mode) -> None:
        """Change the mode; leaving ``half-open`` closes the connections that were stuck."""
        asyncio.run_coroutine_threadsafe(self._be(mode), self._loop).result(WITHIN_S)

    def close(self) -> None:
        """Close every connection and stop."""
        self.be("cut")
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(WITHIN_S)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(WITHIN_S)
        self._loop.close()

    async def _be(self, mode: Mode) -> None:
        is_closing = mode == "cut" or self._mode == "half-open"
        self._mode = mode
        if mode == "half-open":
            self._flows.clear()
        else:
            self._flows.set()
        if is_closing:
            for writer in list(self._writers):
                writer.transport.abort()

    async def _close(self) -> None:
        """Close the server and wait for the tasks of its connections."""
        self._server.close()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._mode == "cut":
            writer.transport.abort()
            return
        self._writers.add(writer)
        try:
            there, back = await asyncio.open_connection("127.0.0.1", self._target)
        except OSError:  # the target refuses connections, so the proxy does
            self._writers.discard(writer)
            writer.transport.abort()
            return
        ends = (writer, back)
        self._writers.add(back)
        try:
            async with asyncio.TaskGroup() as pumps:
                pumps.create_task(self._pump(reader, back))
                pumps.create_task(self._pump(there, writer))
        except* OSError:  # a reset is passed on: the other side would wait for good
            for end in ends:
                end.transport.abort()
        finally:
            self._writers.difference_update(ends)
            for end in ends:
                end.close()

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Forward until one side ends. Raises OSError for a reset."""
        while data := await reader.read(CHUNK):
            await self._flows.wait()
            if self._mode == "slow":
                await asyncio.sleep(DELAY_S)
            writer.write(data)
            await writer.drain()
        if writer.can_write_eof():
            writer.write_eof()
