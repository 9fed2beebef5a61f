"""Poller processes that tests start and kill."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.waiting import WITHIN_S


class Pollers:
    """Poller processes, oldest first."""

    def __init__(self, folder: Path, bootstrap: str, partitions: int) -> None:
        self._folder = folder
        self._environ = {
            **os.environ,
            "MONITOR_CONFIG": str(folder),
            "MONITOR_KAFKA": bootstrap,
            "MONITOR_DATA": str(folder / "data"),
            "MONITOR_ALLOW_HOSTS": "127.0.0.1",
            "MONITOR_PARTITIONS": str(partitions),
            "MONITOR_LOG_LEVEL": "error",
        }
        self.running: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        """Start one more."""
        with (self._folder / "pollers.log").open("ab") as log:
            command = [str(Path(sys.executable).parent / "monitor"), "poll"]
            self.running.append(
                subprocess.Popen(command, env=self._environ, stdout=log, stderr=log)
            )

    def kill(self) -> None:
        """Kill the oldest."""
        process = self.running.pop(0)
        process.send_signal(signal.SIGKILL)
        process.wait(WITHIN_S)

    def stop(self) -> None:
        """Stop all."""
        for process in self.running:
            process.terminate()
        for process in self.running:
            process.wait(WITHIN_S)
