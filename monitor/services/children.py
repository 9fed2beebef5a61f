"""Child processes of `monitor up`: started, watched, started again, ended with their parent."""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import BinaryIO

import structlog

from monitor.config import Settings
from monitor.config.addresses import split_host_port
from monitor.config.read_settings import FILE_SUFFIX
from monitor.kafka.broker.process import die_with_parent, end_process
from monitor.records.errors import MonitorError

STOP_WITHIN_S = 12.0
"""Seconds for a child to end by itself; with the broker's 15 s the whole stays below 30 s."""

log = structlog.get_logger("up")


Spawn = Callable[[str, dict[str, str], BinaryIO], Awaitable[asyncio.subprocess.Process]]
"""Starts a process from the name of its command, its environment and its output file."""


async def spawn(
    name: str, environment: dict[str, str], output: BinaryIO
) -> asyncio.subprocess.Process:
    """Start a command of this program as a process that ends with its parent. Raises OSError."""
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "monitor",
        name,
        env=environment,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        start_new_session=True,
        preexec_fn=die_with_parent,
    )


class ChildEnded(MonitorError):
    """A child process ended without being stopped."""


class Child:
    """One process of the program, which runs the command `name`.

    ``place`` is its number among the children: each has a port of its own for metrics.
    """

    def __init__(
        self,
        name: str,
        settings: Settings,
        servers: str,
        *,
        place: int = 0,
        spawn: Spawn = spawn,
    ) -> None:
        self.name, self._place = name, place
        self._settings, self._servers, self._spawn = settings, servers, spawn
        self._process: asyncio.subprocess.Process | None = None

    async def run(self) -> None:
        """Start the process and wait for its end. Raises `ChildEnded`, or OSError at the start."""
        self._process = await self._start()
        status = await self._process.wait()
        log.error("child.ended", child=self.name, status=status)
        raise ChildEnded(f"`monitor {self.name}` ended with status {status}")

    async def end(self, *, within: float = STOP_WITHIN_S) -> None:
        """Ask the process to end, and kill it if it takes longer than ``within`` seconds."""
        process = self._process
        if process is None:
            return
        await end_process(process, within)

    async def _start(self) -> asyncio.subprocess.Process:
        logs = self._settings.data / "logs"
        logs.mkdir(parents=True, exist_ok=True)
        with (logs / f"{self.name}.log").open("ab") as output:
            return await self._spawn(self.name, self._environment(), output)

    def _environment(self) -> dict[str, str]:
        config: Path = self._settings.config.resolve()
        own = {
            "MONITOR_KAFKA": self._servers,
            "MONITOR_DATA": str(self._settings.data),
            "MONITOR_CONFIG": str(config),
        }
        if self._settings.metrics is not None:
            own["MONITOR_METRICS"] = _next_address(self._settings.metrics, self._place)
        files = {f"{name}{FILE_SUFFIX}" for name in own}
        inherited = {name: value for name, value in os.environ.items() if name not in files}
        return {**inherited, **own}


def _next_address(address: str, distance: int) -> str:
    """Return an address with a port that is higher by ``distance``."""
    host, port = split_host_port(address)
    literal = f"[{host}]" if ":" in host else host
    return f"{literal}:{port + distance}"
