"""Waiting in tests: on conditions, never for a fixed time.

The machine may be busy with anything else. A wait ends with its condition, so that a generous
limit costs nothing; only a test that fails waits it out.
"""

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable

WITHIN_S = 120.0
"""Seconds for a condition in a thread, a process or a browser, and for an answer of a server."""
WITHIN_MS = WITHIN_S * 1_000
"""The same for programs that count in milliseconds."""
START_WITHIN_S = 300.0
"""Seconds for a step of the whole system: starts of several processes, rebalances, recoveries."""
BUSY = 4.0
"""Factor by which a time that the documentation promises may be exceeded in a test, which shares
the machine with other work; the benchmarks measure such times on an idle one."""
PAUSE_S = 0.01

Condition = Callable[[], bool] | Callable[[], Awaitable[bool]]


async def until(
    is_true: Condition, *, within_s: float = WITHIN_S, pause_s: float = PAUSE_S
) -> None:
    """Return as soon as a condition holds. Raises TimeoutError."""
    async with asyncio.timeout(within_s):
        while True:
            result = is_true()
            if result if isinstance(result, bool) else await result:
                return
            await asyncio.sleep(pause_s)


def wait_until(
    is_true: Callable[[], bool], *, within_s: float = WITHIN_S, pause_s: float = PAUSE_S
) -> None:
    """Return as soon as a condition holds, without an event loop. Raises TimeoutError."""
    pause = threading.Event()
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        if is_true():
            return
        pause.wait(pause_s)
    raise TimeoutError
