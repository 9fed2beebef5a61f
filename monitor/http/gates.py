"""Politeness: few requests at a time to one host, with a pause between their starts."""

import asyncio
import contextlib
from collections.abc import AsyncIterator


class HostGates:
    """One gate per host; a gate that no request uses is removed."""

    def __init__(self, *, per_host: int, spacing_s: float) -> None:
        self._per_host, self._spacing_s = per_host, spacing_s
        self._gates: dict[str, _Gate] = {}

    @contextlib.asynccontextmanager
    async def pass_through(self, host: str) -> AsyncIterator[None]:
        """Wait until a request to a host may start, and hold its place until it has ended."""
        gate = self._gates.setdefault(host, _Gate(self._per_host))
        gate.users += 1
        try:
            async with gate.places:
                await gate.wait(self._spacing_s)
                yield
        finally:
            gate.users -= 1
            if gate.users == 0 and gate.is_free:
                self._gates.pop(host, None)


class _Gate:
    """The gate of one host."""

    def __init__(self, places: int) -> None:
        self.places = asyncio.Semaphore(places)
        self.users = 0
        self._free_at = 0.0

    @property
    def is_free(self) -> bool:
        """Whether a request could start at once."""
        return self._free_at <= asyncio.get_running_loop().time()

    async def wait(self, spacing_s: float) -> None:
        """Return when the next request may start."""
        loop = asyncio.get_running_loop()
        start = max(loop.time(), self._free_at)
        self._free_at = start + spacing_s
        await asyncio.sleep(start - loop.time())
