"""``monitor feeds``: what is polled, how it is, and what should be polled."""

import asyncio
import json
from pathlib import Path

import click

from monitor.cli.common import CONFIG, JSON, Failure, WrongInput, configuration_of, settings_of


@click.group()
def feeds() -> None:
    """Feeds: their health, trying, adding, finding, OPML."""


@feeds.command("list")
@CONFIG
@JSON
def list_feeds(folder: Path, as_json: bool) -> None:
    """List every feed that was polled, with its last error and what else to know of it."""
    from monitor.cli import listing
    from monitor.records.errors import DatabaseUnavailable

    columns = (
        "name",
        "publisher",
        "polls",
        "articles",
        "interval_s",
        "failures",
        "error",
        "error_detail",
        "notice",
    )
    try:
        listing.print_rows(settings_of(folder), listing.feed_rows, columns, as_json=as_json)
    except DatabaseUnavailable as error:
        raise Failure(str(error)) from error


@feeds.command("test")
@CONFIG
@JSON
@click.argument("url")
def test_feed(folder: Path, as_json: bool, url: str) -> None:
    """Poll a feed once and show how it answers and what it would publish; nothing is published."""
    from monitor.cli.trial import print_trial, try_feed

    trial = asyncio.run(try_feed(settings_of(folder), url))
    print_trial(trial, as_json=as_json)
    if trial.polled.state.error:
        raise Failure(f"{trial.polled.state.error}: {trial.polled.state.error_detail}")


@feeds.command("discover")
@CONFIG
@JSON
@click.argument("url")
def discover(folder: Path, as_json: bool, url: str) -> None:
    """Find the feeds of a site: those that a page offers, and those at the usual addresses."""
    from monitor.cli.trial import discover_feeds
    from monitor.records.errors import FetchError

    try:
        found = asyncio.run(discover_feeds(settings_of(folder), url))
    except FetchError as error:
        raise Failure(f"{url}: {error.kind}: {error.detail}") from error
    for feed in found:
        line = {"url": feed.url, "title": feed.title, "entries": feed.entries}
        click.echo(
            json.dumps(line, ensure_ascii=False)
            if as_json
            else f"{feed.url}  {feed.title} ({feed.entries} entries)"
        )
    if not found:
        raise Failure(f"{url}: no feed was found there")


@feeds.command("add")
@CONFIG
@click.option("--name", help="Left out: the feed's own title.")
@click.option("--publisher", help="Copies are counted by publisher; left out: the host.")
@click.option("--language", help="A hint, ISO 639-1.")
@click.option("--interval", help="2m, 1h; left out: the default, which adapts.")
@click.option("--tag", "tags", multiple=True, help="May stand several times.")
@click.argument("url")
def add(
    folder: Path,
    name: str | None,
    publisher: str | None,
    language: str | None,
    interval: str | None,
    tags: tuple[str, ...],
    url: str,
) -> None:
    """Add a feed. A running system polls it within 5 s."""
    from pydantic import ValidationError

    from monitor.config.feed_files import ADDED, FOLDER, added_feeds, write_feeds
    from monitor.config.models import FeedModel
    from monitor.feeds.values import feed_id

    given = {
        "url": url,
        "name": name,
        "publisher": publisher,
        "language": language,
        "interval": interval,
        "tags": tags,
    }
    try:
        model = FeedModel.model_validate({key: value for key, value in given.items() if value})
    except ValidationError as error:
        raise WrongInput(
            "\n".join(f"{problem['loc'][0]}: {problem['msg']}" for problem in error.errors())
        ) from error
    if any(feed.id == feed_id(url) for feed in configuration_of(settings_of(folder)).feeds):
        raise WrongInput(f"{url} is a feed already")
    file = folder / FOLDER / ADDED
    write_feeds(file, [*added_feeds(file), model])
    click.echo(f"{file}: {url} added")


@feeds.command("remove")
@CONFIG
@click.argument("url")
def remove(folder: Path, url: str) -> None:
    """Take a feed away that a command added; its articles stay."""
    from monitor.config.feed_files import added_feeds, feed_files, write_feeds
    from monitor.feeds.values import feed_id

    for file in feed_files(folder):
        listed = added_feeds(file)
        left = [feed for feed in listed if feed_id(feed.url) != feed_id(url)]
        if len(left) < len(listed):
            write_feeds(file, left)
            click.echo(f"{file}: {url} removed")
            return
    if any(feed.id == feed_id(url) for feed in configuration_of(settings_of(folder)).feeds):
        raise WrongInput(f"{url} stands in {folder / 'feeds.yaml'}; take it out there")
    raise WrongInput(f"{url} is no feed here; monitor feeds export shows all")


@feeds.command("import")
@CONFIG
@click.option("--name", help="Of the file that is written; left out: that of the list.")
@click.argument("file", type=click.File("r", encoding="utf-8"))
def import_feeds(folder: Path, name: str | None, file: click.utils.LazyFile) -> None:
    """Take in the feeds of an OPML list; folders become tags. Importing a list again replaces what it brought before."""
    from pydantic import ValidationError

    from monitor.config.feed_files import FOLDER, added_feeds, write_feeds
    from monitor.config.models import FeedModel
    from monitor.feeds.opml import read_opml
    from monitor.feeds.values import feed_id
    from monitor.records.errors import UnreadableOpml

    target = folder / FOLDER / f"{name or Path(file.name).stem.strip('<>-') or 'imported'}.jsonl"
    before = {feed_id(feed.url) for feed in added_feeds(target)}
    elsewhere = {feed.id for feed in configuration_of(settings_of(folder)).feeds} - before
    try:
        outlines = read_opml(file.read())
    except (UnreadableOpml, UnicodeDecodeError) as error:
        raise WrongInput(f"{file.name}: {error}") from error
    taken: dict[str, FeedModel] = {}
    for outline in outlines:
        id_ = feed_id(outline.url)
        if id_ in elsewhere or id_ in taken:
            click.echo(f"  skipped {outline.url}: it is a feed already")
            continue
        try:
            taken[id_] = FeedModel(url=outline.url, name=outline.name, tags=outline.tags)
        except ValidationError as error:
            click.echo(f"  skipped {outline.url}: {error.errors()[0]['msg']}")
    write_feeds(target, taken.values())
    added, gone = len(taken.keys() - before), len(before - taken.keys())
    click.echo(
        f"{target}: {added} added, {gone} removed, {len(taken) - added} unchanged, {len(outlines) - len(taken)} skipped"
    )


@feeds.command("export")
@CONFIG
def export_feeds(folder: Path) -> None:
    """Print every feed as OPML; tags become folders."""
    from monitor.feeds.opml import Outline, write_opml

    listed = configuration_of(settings_of(folder)).feeds
    click.echo(
        write_opml((Outline(feed.url, feed.name, feed.tags) for feed in listed), "News monitor"),
        nl=False,
    )
