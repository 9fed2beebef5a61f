"""``monitor feeds add``."""

from pathlib import Path
from typing import Any

import click

from monitor.cli.options import CONFIG
from monitor.cli.settings import read_configuration, read_settings
from monitor.config.feed_files import ADDED, FOLDER, added_feeds, feed_mistakes, write_feeds
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
    if any(other.id == feed_id(url) for other in configuration.feeds):
        raise InvalidInput(f"{url} is already a feed; `monitor feeds export` prints all of them")
    file = folder / FOLDER / ADDED
    write_feeds(file, [*added_feeds(file), feed])
    click.echo(f"{file}: {url} added")


def validated_feed(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a feed that have a value. Raises `InvalidInput` with every mistake."""
    written = {name: value for name, value in fields.items() if value}
    if mistakes := feed_mistakes(written):
        raise InvalidInput(mistakes)
    return written
