"""Logging: one line per event, and no work fails because a line cannot be written."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from monitor.services.logging import LossyStream

PROGRAM = """
import structlog
from monitor.services.logging import configure_logging
configure_logging("info", "poll")
structlog.get_logger("x").info("feed.polled", feed="https://x.example", new=3)
structlog.get_logger("x").debug("not.logged")
print("done")
"""


class FullDisk(io.StringIO):
    """A stream on a disk without space."""

    def write(self, text: str) -> int:
        """Raise OSError."""
        raise OSError(28, "No space left on device")

    def flush(self) -> None:
        """Raise OSError."""
        raise OSError(28, "No space left on device")


def run(stderr: int | io.BufferedWriter) -> subprocess.CompletedProcess[str]:
    """Run a program that logs one event."""
    return subprocess.run(
        [sys.executable, "-c", PROGRAM],
        stdout=subprocess.PIPE,
        stderr=stderr,
        text=True,
        check=False,
        env={**os.environ, "NO_COLOR": "1"},
    )


def test_an_event_is_one_line_with_process_and_values() -> None:
    [line] = run(subprocess.PIPE).stderr.splitlines()
    assert "level=info process=poll event=feed.polled" in line
    assert line.endswith("feed=https://x.example new=3")


def test_a_stream_on_a_full_disk_drops_lines() -> None:
    stream = LossyStream(FullDisk())
    assert stream.write("line\n") == 5
    stream.flush()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_process_goes_on_when_its_log_cannot_be_written() -> None:
    with Path("/dev/full").open("wb", buffering=0) as full:
        assert run(full).stdout == "done\n"  # type: ignore[arg-type]  # an unbuffered file
