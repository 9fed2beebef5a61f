"""The command line: one module per command, named as it is typed.

    monitor up               up.py
    monitor scan             scan/
    monitor feeds add        feeds/add.py
    monitor feeds import     feeds/import_.py   (a name that Python reserves)

    group       imports a command when it is used; refuses an unknown name with the nearest
    errors      turns every error into one message and an exit code
    options     options that several commands have
    settings    reads the settings and the configuration in force
    checks      data folder, port, Kafka: checked before a process starts
    database    runs work on the database
    ids         finds an item by a prefix of its id
    output      tables, JSON lines, progress

Exit codes: 0 done; 1 failed; 2 the input, the configuration or a setting is wrong. A command
imports what it needs when it runs: ``import monitor.cli`` loads only click.
"""

import contextlib
import sys
from typing import Any

import click

from monitor.cli.errors import translate_errors
from monitor.cli.group import LazyGroup

HELP_WIDTH = 100
"""Columns of the help at most, as in the source; click wraps it to a narrower terminal."""


def write_any_character() -> None:
    """Escape what the encoding of the terminal or the pipe lacks, instead of failing.

    An argument may have bytes that are not UTF-8, a terminal may be in Latin-1.
    """
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, ValueError):  # a stream of a test, or a closed one
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]


def keep_libraries_quiet() -> None:
    """Let no library print its steps: some set up logging for everyone when they are imported.

    Processes set up their own log afterwards (`monitor.services.logging`).
    """
    import logging

    if logging.lastResort is not None:  # prints warnings, as without any set-up
        logging.basicConfig(handlers=[logging.lastResort])  # later calls change nothing


class MonitorGroup(LazyGroup):
    """The root group: translates the errors of every command."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; turn an expected error into a message and an exit code."""
        write_any_character()
        keep_libraries_quiet()
        with translate_errors():
            return super().invoke(ctx)


@click.group(
    cls=MonitorGroup,
    package=__name__,
    names=(
        "up",
        "poll",
        "process",
        "deliver",
        "serve",
        "topics",
        "scan",
        "init",
        "check",
        "doctor",
        "feeds",
        "watchlist",
        "alerts",
        "replay",
        "rejected",
        "mcp",
        "archive",
        "backup",
        "restore",
        "backfill",
        "prune",
    ),
    context_settings={
        "help_option_names": ["-h", "--help"],
        "max_content_width": HELP_WIDTH,
    },
)
@click.version_option(package_name="news-monitor", prog_name="monitor")
def main() -> None:
    """Flag who said what: statements in news feeds, matched against a watchlist, raised as alerts.

    See it run on a bundled newsroom with `monitor up --demo`, or try `monitor scan ARTICLE.txt` on
    any text. `monitor up` runs everything on this machine. The processes poll, process and
    deliver are for a cluster; they need a running Kafka: set MONITOR_KAFKA=host:9092.
    """


__all__ = ["main"]
