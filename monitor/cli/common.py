"""What every command shares: the group, the option for the configuration folder, and the two ways to fail."""

import os
from pathlib import Path

import click

from monitor.config import Configuration, Settings, load_settings
from monitor.records.errors import ConfigurationError


class Failure(click.ClickException):
    """Something failed; exit code 1."""

    exit_code = 1


class WrongInput(click.ClickException):
    """The input or the configuration is wrong; exit code 2."""

    exit_code = 2


JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object on a line for each.")

CONFIG = click.option(
    "--config", "folder", type=click.Path(path_type=Path), default=Path(os.environ.get("MONITOR_CONFIG", "config")), show_default=True,
    help="Folder with feeds.yaml, watchlist.yaml, subscriptions.yaml and monitor.yaml.",
)  # fmt: skip


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="news-monitor", prog_name="monitor")
def main() -> None:
    """Flag who said what: statements in news feeds, matched against your watchlist, raised as alerts.

    Try `monitor scan ARTICLE.txt` on any text first. The processes poll, process and deliver need a Kafka: MONITOR_KAFKA=host:9092.
    """


def settings_of(folder: Path) -> Settings:
    """Load the machine's settings. Raises `WrongInput`."""
    try:
        return load_settings(folder, os.environ)
    except ConfigurationError as error:
        raise WrongInput(str(error)) from error


def process_settings(folder: Path, name: str) -> tuple[Settings, str]:
    """Load what a process needs; return its settings and the bootstrap servers."""
    from monitor.bootstrap import configure_logging

    settings = settings_of(folder)
    configuration_of(settings)
    if not settings.kafka:
        raise WrongInput(f"`monitor {name}` needs a Kafka: set MONITOR_KAFKA=host:9092")
    configure_logging(settings.log_level, name)
    return settings, settings.kafka


def install_parsers(settings: Settings) -> None:
    """Register the user's own spaCy pipelines with the statement engine. Raises `WrongInput` for one that is not there."""
    if not settings.parsers:
        return
    from monitor.statements import parser_from_spacy, register_parser

    try:
        import spacy
    except ImportError as error:
        raise WrongInput(
            "parsers: spaCy is not installed; `pip install spacy`, or leave the setting out"
        ) from error
    for entry in settings.parsers:
        language, _, pipeline = entry.partition("=")
        try:
            register_parser(language, parser_from_spacy(spacy.load(pipeline)))
        except OSError as error:
            raise WrongInput(f"parsers: {entry}: {error}") from error


def configuration_of(settings: Settings) -> Configuration:
    """Load the configuration as a running system would have it, whole. Raises `WrongInput` with every mistake, `Failure`."""
    from monitor.records.errors import DatabaseUnavailable
    from monitor.services.configuration import load_in_force

    try:
        return load_in_force(settings)
    except ConfigurationError as error:
        raise WrongInput(
            f"{len(error.mistakes)} mistake(s) in the configuration:\n{error}"
        ) from error
    except DatabaseUnavailable as error:
        raise Failure(str(error)) from error
