"""The line as processes on an embedded broker in a temporary folder, for benchmarks."""

import asyncio
import contextlib
import os
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import psutil

from monitor.config import load_settings
from monitor.kafka.broker.jars import fetch_jars
from monitor.kafka.broker.process import EmbeddedBroker, free_port
from monitor.kafka.create_topics import create_topics
from monitor.kafka.lag import LagReader
from monitor.kafka.topics import PROCESSOR

PARTITIONS = 4


class Machine:
    """A broker and processes of the line; everything ends with it."""

    def __init__(self, folder: Path, broker: EmbeddedBroker) -> None:
        self.folder, self.broker = folder, broker
        self.config = folder / "config"
        self.config.mkdir(exist_ok=True)
        self.http = f"127.0.0.1:{free_port()}"
        self.settings: dict[str, str] = {}
        """Further variables of every process."""
        self.processes: list[subprocess.Popen[bytes]] = []
        self.names: list[str] = []
        self.reader = LagReader(broker.connection, PARTITIONS)

    def start(self, name: str) -> subprocess.Popen[bytes]:
        """Start one process of the line."""
        environ = {
            **os.environ,
            "MONITOR_CONFIG": str(self.config),
            "MONITOR_KAFKA": self.broker.bootstrap,
            "MONITOR_DATA": str(self.folder / "data"),
            "MONITOR_HTTP": self.http,
            "MONITOR_PARTITIONS": str(PARTITIONS),
            "MONITOR_LOG_LEVEL": "warning",
            **self.settings,
        }
        with (self.folder / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                [str(Path(sys.executable).parent / "monitor"), name],
                env=environ,
                stdout=log,
                stderr=log,
            )
        self.processes.append(process)
        self.names.append(name)
        return process

    def pids(self) -> list[tuple[str, int]]:
        """Return the name and id of each process, the broker's too."""
        own = [(name, each.pid) for name, each in zip(self.names, self.processes, strict=True)]
        return [*own, ("broker", self.broker.pid)] if self.broker.pid else own

    async def until_done(self, *, within: float, groups: tuple[str, ...] = (PROCESSOR,)) -> None:
        """Wait until some groups catch up. Raises SystemExit with the last log lines."""
        try:
            async with asyncio.timeout(within):
                # Kafka does not notify when a group has caught up.
                while await self._pending(groups):  # noqa: ASYNC110
                    await asyncio.sleep(0.2)
        except TimeoutError:
            waiting = (await self.reader.read()).pending
            raise SystemExit(
                f"not done within {within:.0f} s; waiting: {waiting}\n{self._last_words()}"
            ) from None

    async def _pending(self, groups: tuple[str, ...]) -> int:
        lag = await self.reader.read()
        return sum(lag.of(group) for group in groups)

    def _last_words(self) -> str:
        states = [f"process {process.pid}: exit {process.poll()}" for process in self.processes]
        logs = (f"{log.name}:\n{log.read_text()[-4000:]}" for log in self.folder.glob("*.log"))
        return "\n".join((*states, *logs))

    def end(self, process: subprocess.Popen[bytes]) -> None:
        """End one process and wait for it."""
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextlib.asynccontextmanager
async def a_machine() -> AsyncIterator[Machine]:
    """Start a broker with topics; end it and every process afterwards."""
    with tempfile.TemporaryDirectory(prefix="news-monitor-bench-") as temporary:
        folder = Path(temporary)
        broker = EmbeddedBroker(folder, fetch_jars(load_settings(Path("config"), os.environ).cache))
        await broker.start()
        machine = Machine(folder, broker)
        try:
            await create_topics(broker.connection, PARTITIONS)
            await machine.reader.start()
            yield machine
        finally:
            for process in machine.processes:
                if process.poll() is None:
                    machine.end(process)
            await machine.reader.stop()
            await broker.stop()


def memory_of(pid: int) -> float:
    """Return the memory of a process and its children in MB, shared pages counted by share."""
    root = psutil.Process(pid)
    return (
        sum(process.memory_full_info().pss for process in (root, *root.children(recursive=True)))
        / 1e6
    )
