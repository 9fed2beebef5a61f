"""The supervisor: one per data folder, and children that are started again until they are ended."""

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import BinaryIO

import pytest
from structlog.testing import capture_logs

from monitor.config import load_settings
from monitor.records.errors import AlreadyRunning
from monitor.services.children import Child
from monitor.services.loop import Backoff, Loops, Timing, background
from monitor.services.supervisor import hold
from tests.waiting import WITHIN_S, until

FAST = Timing(backoff=Backoff(0.001, 0.01))


def test_a_second_supervisor_on_the_same_data_is_refused_with_the_process_of_the_first(
    tmp_path: Path,
) -> None:
    with hold(tmp_path):
        with pytest.raises(AlreadyRunning) as refused, hold(tmp_path):
            pass
        assert str(os.getpid()) in str(refused.value)
        assert "MONITOR_DATA" in str(refused.value)
    with hold(tmp_path):
        pass


class Programs:
    """Starts small Python programs in place of the commands, and keeps their processes."""

    def __init__(self, *programs: str) -> None:
        self.programs = list(programs)
        self.started: list[asyncio.subprocess.Process] = []
        self.has_run_out = asyncio.Event()

    async def spawn(
        self, name: str, environment: dict[str, str], output: BinaryIO
    ) -> asyncio.subprocess.Process:
        """Start the next program; it may read its command's name from ``NAME``."""
        program = self.programs.pop(0)
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", program, env={**environment, "NAME": name}, stdout=output
        )
        self.started.append(process)
        if not self.programs:
            self.has_run_out.set()
        return process


WAIT = "import signal; signal.pause()"


def a_child(folder: Path, programs: Programs) -> Child:
    settings = load_settings(folder, {"MONITOR_DATA": str(folder / "data")})
    return Child("poll", settings, "127.0.0.1:9", spawn=programs.spawn)


async def test_a_child_that_ends_is_started_again_and_its_status_is_reported(
    tmp_path: Path,
) -> None:
    programs = Programs("raise SystemExit(3)", "raise SystemExit(0)", WAIT)
    child = a_child(tmp_path, programs)
    loops = Loops(FAST)
    with capture_logs() as logs:
        async with background(loops.forever(child.run, name="child poll")):
            await asyncio.wait_for(programs.has_run_out.wait(), WITHIN_S)
        await child.end()
    ended = [(entry["child"], entry["status"]) for entry in logs if entry["event"] == "child.ended"]
    assert ended == [("poll", 3), ("poll", 0)]
    errors = [entry["error"] for entry in logs if entry["event"] == "loop.failed"]
    assert errors[0] == "ChildEnded: `monitor poll` ended with status 3"
    assert programs.started[-1].returncode == -signal.SIGTERM


async def test_a_child_that_ignores_the_request_to_end_is_killed(tmp_path: Path) -> None:
    ignore = (
        "import signal, sys; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        "sys.stdout.write('ready'); sys.stdout.flush(); signal.pause()"
    )
    programs = Programs(ignore)
    child = a_child(tmp_path, programs)
    log = tmp_path / "data" / "logs" / "poll.log"
    async with background(child.run()):
        await until(lambda: log.exists() and log.read_text() == "ready")
    await child.end(within=0.05)
    assert programs.started[0].returncode == -signal.SIGKILL


async def test_a_child_gets_the_addresses_and_folders_of_its_supervisor(tmp_path: Path) -> None:
    show = "import os; print(*(os.environ['MONITOR_' + n] for n in ('KAFKA', 'DATA', 'CONFIG')))"
    programs = Programs(show)
    child = a_child(tmp_path, programs)
    with pytest.raises(Exception, match="status 0"):
        await child.run()
    log = (tmp_path / "data" / "logs" / "poll.log").read_text()
    assert log.split() == ["127.0.0.1:9", str(tmp_path / "data"), str(tmp_path)]


async def test_a_child_that_never_started_can_be_ended(tmp_path: Path) -> None:
    await a_child(tmp_path, Programs()).end()


async def test_each_child_has_a_port_for_metrics_and_no_other_source_of_its_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MONITOR_KAFKA_FILE", "/run/secrets/kafka")
    environ = {"MONITOR_METRICS": "[::1]:9464", "MONITOR_DATA": str(tmp_path)}
    settings = load_settings(tmp_path, environ)
    environments = []

    async def spawn(
        name: str, environment: dict[str, str], output: BinaryIO
    ) -> asyncio.subprocess.Process:
        environments.append(environment)
        raise OSError(name)

    for place in range(4):
        with pytest.raises(OSError, match="poll"):
            await Child("poll", settings, "127.0.0.1:1", place=place, spawn=spawn).run()
    addresses = [environment["MONITOR_METRICS"] for environment in environments]
    assert addresses == [f"[::1]:{port}" for port in (9464, 9465, 9466, 9467)]
    assert not any("MONITOR_KAFKA_FILE" in environment for environment in environments)
