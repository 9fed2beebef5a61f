"""Waiting in tests: on conditions, never for a fixed time."""

import asyncio
from collections.abc import Callable


async def until(is_true: Callable[[], bool], *, within_s: float = 20.0) -> None:
    """Return as soon as a condition holds. Raises TimeoutError."""
    async with asyncio.timeout(within_s):
        while not is_true():  # noqa: ASYNC110  # the condition may be of anything
            await asyncio.sleep(0.01)
