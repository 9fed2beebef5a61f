"""Parts of every process: settings, loops, live configuration, and a port for its metrics.

Every task and thread of a process runs in its `Loops`, and a `HeartbeatSender` reports them.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Coroutine
from dataclasses import dataclass
from typing import Any

from monitor.config import Settings
from monitor.services.configuration import LiveConfiguration
from monitor.services.loop import Loops, background
from monitor.services.metrics_port import open_metrics_port
from monitor.telemetry.exposition import ProcessState

Work = Coroutine[Any, Any, None]


@dataclass(frozen=True, slots=True)
class Process:
    """The parts that every process has; ``stack`` closes what it opens."""

    settings: Settings
    loops: Loops
    live: LiveConfiguration
    stack: contextlib.AsyncExitStack
    state: ProcessState


@contextlib.asynccontextmanager
async def open_process(settings: Settings, command: str) -> AsyncIterator[Process]:
    """Open the parts that every process has, and close them at the end."""
    loops = Loops()
    async with contextlib.AsyncExitStack() as stack:
        live = LiveConfiguration(settings)
        live.watch(loops)
        stack.callback(live.stop)
        state = stack.enter_context(open_metrics_port(settings, command, loops))
        await stack.enter_async_context(background(loops.forever(state.run, name="pulse")))
        yield Process(settings, loops, live, stack, state)


async def run_together(*work: Work) -> None:
    """Run coroutines until this task is cancelled."""
    async with asyncio.TaskGroup() as tasks:
        for coroutine in work:
            tasks.create_task(coroutine)
