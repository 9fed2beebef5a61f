"""Run commands inside the test's process, and read what they print."""

import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from click.testing import CliRunner, Result

from monitor.cli import main
from tests.waiting import WITHIN_S

LONGEST_RUN_S = WITHIN_S
"""A command that runs for longer, such as a process that should have been refused, has failed."""


def run(*arguments: str, stdin: str | bytes | None = None) -> Result:
    """Run ``monitor`` with arguments; an exception that is not translated is raised."""
    with time_limit(LONGEST_RUN_S):
        result = CliRunner().invoke(main, list(arguments), input=stdin)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def run_json(*arguments: str) -> list[dict[str, Any]]:
    """Run a command with ``--json`` and return the object of each line."""
    return [json.loads(line) for line in run(*arguments, "--json").stdout.splitlines()]


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise AssertionError in the main thread if the block takes longer."""

    def stop(*_: object) -> None:
        raise AssertionError(f"the command still runs after {seconds:.0f} s")

    previous = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)
