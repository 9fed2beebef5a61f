"""``monitor feeds discover``: find the feeds of a site (`monitor.http.discovery`)."""

import asyncio
from pathlib import Path

import click

from monitor.cli.options import CONFIG, JSON
from monitor.cli.output import print_json, printable
from monitor.cli.settings import read_settings
from monitor.config import Settings
from monitor.http.discovery import DiscoveredFeed, discover_feeds
from monitor.http.fetcher import HttpFetcher
from monitor.records.errors import CommandFailed, FetchError


@click.command("discover")
@CONFIG
@JSON
@click.argument("url")
def command(folder: Path, as_json: bool, url: str) -> None:
    """Find the feeds of a site.

    Looks at the feeds that the page advertises, and at common paths.
    """
    try:
        feeds = asyncio.run(discover(read_settings(folder), url))
    except FetchError as error:
        raise CommandFailed(f"{url}: {error}") from error
    if not feeds:
        raise CommandFailed(f"{url}: this site has no feed at its page or at a common path")
    for feed in feeds:
        if as_json:
            print_json({"url": feed.url, "title": feed.title, "entries": feed.entries})
        else:
            click.echo(printable(f"{feed.url}  {feed.title} ({feed.entries} entries)"))


async def discover(settings: Settings, url: str) -> list[DiscoveredFeed]:
    """Return the feeds of a page and its site. Raises `FetchError` for the page itself."""
    fetcher = HttpFetcher(
        contact=settings.contact, allow_hosts=settings.allow_hosts, proxy=settings.proxy
    )
    try:
        return await discover_feeds(fetcher, url)
    finally:
        await fetcher.aclose()
