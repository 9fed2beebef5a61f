"""Waiting in tests: on conditions, never for a fixed time; a slow machine has half a minute."""

import asyncio
import threading
from collections.abc import Awaitable, Callable

WITHIN_S = 30.0
PAUSE_S = 0.01

Condition = Callable[[], bool] | Callable[[], Awaitable[bool]]


async def until(is_true: Condition, *, within_s: float = WITHIN_S) -> None:
    """Return as soon as a condition holds. Raises TimeoutError."""
    async with asyncio.timeout(within_s):
        while True:
            result = is_true()
            if result if isinstance(result, bool) else await result:
                return
            await asyncio.sleep(PAUSE_S)


def wait_until(is_true: Callable[[], bool], *, within_s: float = WITHIN_S) -> None:
    """Return as soon as a condition holds, without an event loop. Raises TimeoutError."""
    pause = threading.Event()
    for _ in range(int(within_s / PAUSE_S)):
        if is_true():
            return
        pause.wait(PAUSE_S)
    raise TimeoutError
