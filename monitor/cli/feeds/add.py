"""``monitor feeds add``."""

from pathlib import Path
from typing import Any

import click
from pydantic import ValidationError

from monitor.cli.options import CONFIG
from monitor.cli.settings import read_configuration, read_settings
from monitor.config.feed_files import ADDED, FOLDER, added_feeds, write_feeds
from monitor.config.models import FeedModel
from monitor.feeds.values import feed_id
from monitor.records.errors import InvalidInput


@click.command("add")
@CONFIG
@click.option("--name", help="Default: the feed's own title.")
@click.option("--publisher", help="Copies are counted by publisher. Default: the host.")
@click.option("--language", help="A hint, in ISO 639-1.")
@click.option("--interval", help="Such as 2m or 1h. Default: adapts to the feed.")
@click.option("--tag", "tags", multiple=True, help="May be repeated.")
@click.argument("url")
def command(folder: Path, url: str, **fields: Any) -> None:
    """Add a feed. A running system polls it within 5 s."""
    feed = validated_feed({"url": url, **fields})
    configuration = read_configuration(read_settings(folder))
    if any(known.id == feed_id(url) for known in configuration.feeds):
        raise InvalidInput(f"{url} is already a feed; `monitor feeds export` prints all of them")
    file = folder / FOLDER / ADDED
    write_feeds(file, [*added_feeds(file), feed])
    click.echo(f"{file}: {url} added")


def validated_feed(fields: dict[str, Any]) -> FeedModel:
    """Return a feed with the fields that have a value. Raises `InvalidInput` with every mistake."""
    try:
        return FeedModel.model_validate({name: value for name, value in fields.items() if value})
    except ValidationError as error:
        problems = error.errors(include_url=False)
        raise InvalidInput("\n".join(map(_problem_text, problems))) from error


def _problem_text(problem: Any) -> str:
    path = ".".join(map(str, problem["loc"]))
    message: str = problem["msg"].removeprefix("Value error, ")
    return f"{path}: {message}" if path else message
