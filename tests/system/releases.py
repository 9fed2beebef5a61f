"""Programs of earlier versions, from the history of this repository, run beside the present ones.

They are run by the Python of the tests with the folder of their version before everything else, so
that they use the libraries that are installed now.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.waiting import START_WITHIN_S

PRESENT = Path(__file__).parents[2]
RELEASED = "129411be6498d70d729be4484ba3600296b9bdba"
"""The commit of version 0.1.0, the last one that was released."""
BESIDE = "e016efd8f8bb3c4407c53e132645667e55e64241"
"""The first commit with the present names of topics, before every migration since 0.1.0: versions
from it on may run side by side. When a version is released, both become that release."""


def checkout(commit: str, folder: Path) -> Path | None:
    """Write the files of a commit into a folder; None where the history does not have it."""
    command = ["git", "-C", str(PRESENT), "archive", commit, "monitor", "config"]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode:
        return None
    folder.mkdir(parents=True)
    subprocess.run(["tar", "-x", "-C", str(folder)], input=done.stdout, check=True)
    return folder


@dataclass
class Version:
    """The processes of one version on a common broker and database."""

    folder: Path
    settings: Mapping[str, str]
    logs: Path
    processes: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)

    def start(self, *commands: str) -> None:
        """Start processes, such as ``poll``; each logs into a file of its own."""
        self.logs.mkdir(parents=True, exist_ok=True)
        for command in commands:
            with (self.logs / command).open("ab") as output:
                self.processes[command] = subprocess.Popen(
                    self._command(command), env=self._environ(), stdout=output, stderr=output
                )

    def run(self, command: str) -> None:
        """Run a command to its end, which has to be status 0."""
        done = subprocess.run(
            self._command(command), env=self._environ(), capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr.decode("utf-8", "replace")[-1_500:]

    def ended(self) -> dict[str, str]:
        """Return the processes that have ended by themselves, with the ends of their logs."""
        over = [name for name, process in self.processes.items() if process.poll() is not None]
        return {name: (self.logs / name).read_text("utf-8", "replace")[-1_500:] for name in over}

    def kill(self, command: str) -> None:
        """End a process as a crash does."""
        process = self.processes.pop(command)
        process.kill()
        process.wait()

    def stop(self) -> dict[str, int]:
        """End every process by SIGTERM; return their exit statuses."""
        for process in self.processes.values():
            process.send_signal(signal.SIGTERM)
        statuses = {name: process.wait(START_WITHIN_S) for name, process in self.processes.items()}
        self.processes.clear()
        return statuses

    def close(self) -> None:
        """Kill whatever still runs."""
        for command in list(self.processes):
            self.kill(command)

    def _command(self, command: str) -> list[str]:
        return [sys.executable, "-m", "monitor", command]

    def _environ(self) -> dict[str, str]:
        own = {name: value for name, value in os.environ.items() if name[:8] != "MONITOR_"}
        return {**own, **self.settings, "PYTHONPATH": str(self.folder)}
