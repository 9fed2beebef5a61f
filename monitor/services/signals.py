"""Run a process until it is stopped by a signal."""

import asyncio
import signal
from collections.abc import Awaitable, Callable


def run_until_stopped(main: Callable[[], Awaitable[None]]) -> int:
    """Run a coroutine until it returns, or until SIGTERM or Ctrl-C cancels it.

    Return the exit status: 0 unless the coroutine was cancelled without a signal.
    """
    return asyncio.run(_run(main))


async def _run(main: Callable[[], Awaitable[None]]) -> int:
    task = asyncio.ensure_future(main())
    is_stopped = False

    def stop() -> None:
        nonlocal is_stopped
        is_stopped = True
        task.cancel()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)
    try:
        await task
    except asyncio.CancelledError:
        return 0 if is_stopped else 1
    return 0
