"""``monitor check``."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.cli.options import CONFIG
from monitor.cli.settings import read_configuration, read_settings

if TYPE_CHECKING:
    from monitor.alerts.noise import Noise
    from monitor.cli.output import Row
    from monitor.config import Configuration, Settings
    from monitor.records.errors import ConfigurationError, Mistake

MISTAKES_EXIT_CODE = 2


@click.command("check")
@CONFIG
@click.option("--json", "as_json", is_flag=True, help="Print mistakes or counts as JSON.")
@click.option(
    "--noise",
    is_flag=True,
    help="Show the rules whose alerts were marked as wrong, and proposals to improve them.",
)
def command(folder: Path, as_json: bool, noise: bool) -> None:
    """Check the configuration and report every mistake.

    Each mistake has its file, line and path. Also checks the settings, and the changes that were
    made through the API.
    """
    from monitor.records.errors import ConfigurationError

    if noise:
        _print_noise(read_settings(folder), as_json=as_json)
        return
    try:
        configuration = _checked_configuration(folder)
    except ConfigurationError as error:
        if not as_json:
            raise
        _print_mistakes(error)
        sys.exit(MISTAKES_EXIT_CODE)
    _print_counts(configuration, folder, as_json=as_json)


def _checked_configuration(folder: Path) -> "Configuration":
    """Return the configuration in force.

    Raises `ConfigurationError` with the mistakes of settings, files and changes;
    `DatabaseUnavailable` if the files are valid and the changes cannot be read.
    """
    from monitor.config import load_settings
    from monitor.records.errors import ConfigurationError, DatabaseUnavailable

    try:
        settings = load_settings(folder, os.environ)
    except ConfigurationError as error:
        raise ConfigurationError({*error.mistakes, *_file_mistakes(folder)}) from error
    try:
        return read_configuration(settings)
    except DatabaseUnavailable as error:
        if mistakes := _file_mistakes(folder):
            raise ConfigurationError(mistakes) from error
        raise DatabaseUnavailable(
            f"the files in {folder} are valid, but the changes made through the API were not "
            f"checked: {error}"
        ) from error


def _file_mistakes(folder: Path) -> "tuple[Mistake, ...]":
    """Return the mistakes of the files alone, for when nothing else can be read."""
    from monitor.config import load_configuration
    from monitor.records.errors import ConfigurationError

    try:
        load_configuration(folder)
    except ConfigurationError as error:
        return error.mistakes
    return ()


def _print_mistakes(error: "ConfigurationError") -> None:
    from monitor.cli.output import print_json

    print_json({"ok": False, "mistakes": [_mistake_view(mistake) for mistake in error.mistakes]})


def _mistake_view(mistake: "Mistake") -> dict[str, str | int]:
    return {
        "file": mistake.file,
        "line": mistake.line,
        "path": mistake.path,
        "message": mistake.message,
    }


def _print_counts(configuration: "Configuration", folder: Path, *, as_json: bool) -> None:
    from monitor.cli.output import print_json

    watchlist = configuration.watchlist
    counts = {
        "feeds": len(configuration.feeds),
        "actors": len(watchlist.actors),
        "themes": len(watchlist.themes),
        "rules": len(watchlist.rules),
        "subscriptions": len(configuration.subscriptions),
    }
    if as_json:
        warnings = [_mistake_view(warning) for warning in configuration.warnings]
        print_json({"ok": True, "hash": configuration.hash, **counts, "warnings": warnings})
        return
    for warning in configuration.warnings:
        click.echo(f"warning: {warning}", err=True)
    summary = ", ".join(f"{count} {name}" for name, count in counts.items())
    click.echo(f"{folder}: sound, {summary}; hash {configuration.hash}")


def _print_noise(settings: "Settings", *, as_json: bool) -> None:
    from monitor.cli.database import run_on_database
    from monitor.cli.output import print_rows
    from monitor.store import Feedback

    noise = run_on_database(settings, lambda engine: Feedback(engine).noise())
    rows = [_noise_row(each) for each in noise]
    columns = {title: title for title in ("rule", "alerts", "marked", "as", "proposals")}
    print_rows(rows, columns, as_json=as_json, if_empty="No alert is marked as wrong.")


def _noise_row(noise: "Noise") -> "Row":
    return {
        "rule": noise.rule,
        "alerts": noise.alerts,
        "marked": ", ".join(f"{count} {fault}" for fault, count in noise.faults.items()),
        "as": ", ".join(f"{text} ({count})" for text, count in noise.aliases.items()),
        "proposals": "\n".join(noise.proposals),
    }
