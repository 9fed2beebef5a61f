"""Logging: one line per event, and no work fails because a line cannot be written."""

import io
import json
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


LIBRARIES = """
import logging, warnings
import structlog
from monitor.services.logging import configure_logging
configure_logging("{level}", "process", "{form}")
with structlog.contextvars.bound_contextvars(request="r1", article="a1"):
    structlog.get_logger("x").info("stage.failed", text="two\\nlines \\u0627")
    logging.getLogger("uvicorn.error").error("bind %s", "failed")
logging.getLogger("faust.app").info("[^--App]: starting")
logging.getLogger("aiokafka.conn").error("retry")
try:
    raise ValueError("bad \\"value\\"")
except ValueError:
    logging.getLogger("mode.core").exception("Crashed")
warnings.warn("old", DeprecationWarning, stacklevel=1)
"""


def lines_of(form: str, level: str = "info") -> list[str]:
    """Return what a program logs whose libraries log as well."""
    program = LIBRARIES.format(form=form, level=level)
    command = [sys.executable, "-W", "always", "-c", program]
    done = subprocess.run(command, stderr=subprocess.PIPE, text=True, check=True)
    return done.stderr.splitlines()


def test_every_line_of_ours_and_of_libraries_is_a_json_object() -> None:
    lines = [json.loads(line) for line in lines_of("json")]
    assert [line["event"] for line in lines] == [
        "stage.failed",
        "uvicorn.error",
        "mode.core",
        "py.warnings",
    ]
    assert all(line["process"] == "process" for line in lines)
    assert all({"timestamp", "level"} <= line.keys() for line in lines)
    ours, server, crash, _ = lines
    assert (ours["request"], ours["article"], ours["text"]) == ("r1", "a1", "two\nlines ا")
    assert (server["detail"], server["request"]) == ("bind failed", "r1")
    assert 'ValueError: bad "value"' in crash["exception"]


def test_lines_of_libraries_have_the_form_of_ours() -> None:
    lines = lines_of("logfmt")
    assert [line.split("event=")[1].split()[0] for line in lines if "event=" in line][:3] == [
        "stage.failed",
        "uvicorn.error",
        "mode.core",
    ]
    assert all(line.startswith("timestamp=") for line in lines)


def test_fausts_steps_are_logged_for_debugging_alone() -> None:
    assert not any("starting" in line for line in lines_of("json"))
    assert any("starting" in line for line in lines_of("json", "debug"))


@pytest.mark.parametrize(
    ("end", "event"),
    [
        ("raise SystemExit(main(['process', '--wait', '0']))", "process.failed"),
        ("1 / 0", "process.crashed"),
        ("raise SystemExit(main(['poll', '--config', 'none']))", "process.failed"),
        ("raise SystemExit(main(['serve', '--config', 'none']))", "process.failed"),
    ],
)
def test_what_ends_a_process_is_a_json_object_as_well(tmp_path: Path, end: str, event: str) -> None:
    script = (
        "from monitor.cli import main\n"
        "from monitor.services.logging import configure_logging\n"
        f"configure_logging('info', 'process', 'json')\n{end}\n"
    )
    settings = {"MONITOR_KAFKA": "127.0.0.1:1", "MONITOR_LOG_FORMAT": "json"}
    environ = {**os.environ, **settings, "MONITOR_DATA": str(tmp_path), "MONITOR_CONFIG": "config"}
    done = subprocess.run(
        [sys.executable, "-c", script], env=environ, capture_output=True, text=True, check=False
    )
    assert done.returncode in (1, 2)
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert lines[-1]["event"] == event
