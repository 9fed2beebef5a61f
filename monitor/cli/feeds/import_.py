"""``monitor feeds import``."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from monitor.cli.imports import SOURCE, read_bytes, target_file
from monitor.cli.options import CONFIG
from monitor.cli.settings import read_configuration, read_settings
from monitor.config.feed_files import FOLDER, added_feeds, feed_mistakes, write_feeds
from monitor.feeds.opml import Outline
from monitor.feeds.values import feed_id
from monitor.http.lists import read_list
from monitor.records.errors import CommandFailed, UnreadableOpml


@dataclass(slots=True)
class ImportedFeeds:
    """The feeds of a list, by id, and a sentence for each outline that was skipped."""

    feeds: dict[str, dict[str, Any]] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)


@click.command("import")
@CONFIG
@click.option("--name", help="Name of the file in feeds/. Default: the name of FILE.")
@SOURCE
def command(folder: Path, name: str | None, source: str) -> None:
    """Import the feeds of an OPML list; its folders become tags. - is standard input.

    Importing a list again replaces the feeds that it brought before.
    """
    target = target_file(folder / FOLDER, name, source)
    before = {feed_id(feed["url"]) for feed in added_feeds(target)}
    other_ids = {feed.id for feed in read_configuration(read_settings(folder)).feeds} - before
    try:
        outlines, skipped = asyncio.run(read_list(read_bytes(source)))
    except UnreadableOpml as error:
        raise UnreadableOpml(f"{source}: {error}") from error
    imported = import_outlines(outlines, other_ids)
    imported.skipped[:0] = skipped
    for sentence in imported.skipped:
        click.echo(f"  skipped {sentence}")
    if not imported.feeds:
        raise CommandFailed(f"{source}: no feed was imported, {target} is unchanged")
    write_feeds(target, imported.feeds.values())
    click.echo(f"{target}: {_counts_text(imported, before)}")


def import_outlines(outlines: list[Outline], other_ids: set[str]) -> ImportedFeeds:
    """Return the feeds of a list; skip feeds of other files and wrong ones."""
    imported = ImportedFeeds()
    for outline in outlines:
        id_ = feed_id(outline.url)
        if id_ in other_ids or id_ in imported.feeds:
            imported.skipped.append(f"{outline.url}: it is already a feed")
            continue
        written = {"url": outline.url, "name": outline.name, "tags": outline.tags}
        if reason := feed_mistakes(written):
            imported.skipped.append(f"{outline.url}: {reason}")
            continue
        imported.feeds[id_] = {key: value for key, value in written.items() if value}
    return imported


def _counts_text(imported: ImportedFeeds, before: set[str]) -> str:
    added = len(imported.feeds.keys() - before)
    removed = len(before - imported.feeds.keys())
    unchanged = len(imported.feeds) - added
    return (
        f"{added} added, {removed} removed, {unchanged} unchanged, {len(imported.skipped)} skipped"
    )
