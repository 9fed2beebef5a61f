"""``monitor feeds remove``."""

from pathlib import Path

import click

from monitor.cli.options import CONFIG
from monitor.cli.settings import read_configuration, read_settings
from monitor.config.feed_files import added_feeds, feed_files, write_feeds
from monitor.feeds.values import feed_id
from monitor.records.errors import InvalidInput


@click.command("remove")
@CONFIG
@click.argument("url")
def command(folder: Path, url: str) -> None:
    """Remove a feed that a command added. Its articles stay."""
    for file in feed_files(folder):
        feeds = added_feeds(file)
        remaining = [feed for feed in feeds if feed_id(feed["url"]) != feed_id(url)]
        if len(remaining) < len(feeds):
            write_feeds(file, remaining)
            click.echo(f"{file}: {url} removed")
            return
    configuration = read_configuration(read_settings(folder))
    if any(feed.id == feed_id(url) for feed in configuration.feeds):
        raise InvalidInput(f"{url} is in {folder / 'feeds.yaml'}; remove it from that file")
    raise InvalidInput(f"{url} is not a feed here; `monitor feeds export` prints all of them")
