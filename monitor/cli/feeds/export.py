"""``monitor feeds export``."""

from pathlib import Path

import click

from monitor.cli.options import CONFIG
from monitor.cli.settings import read_configuration, read_settings
from monitor.feeds.opml import Outline, write_opml

TITLE = "News monitor"
"""The title of the list."""


@click.command("export")
@CONFIG
def command(folder: Path) -> None:
    """Print every feed as OPML. Tags become folders."""
    feeds = read_configuration(read_settings(folder)).feeds
    outlines = (Outline(feed.url, feed.name, feed.tags) for feed in feeds)
    click.echo(write_opml(outlines, TITLE), nl=False)
