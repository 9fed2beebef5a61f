"""``monitor watchlist find``."""

from collections.abc import Iterator
from pathlib import Path

import click

from monitor.articles.language import detect_language
from monitor.cli.options import CONFIG, JSON
from monitor.cli.output import Row, print_rows
from monitor.cli.settings import read_configuration, read_settings
from monitor.watchlist import Watchlist, WatchlistIndex

COLUMNS = {"kind": "kind", "id": "id", "text": "text", "start": "start", "end": "end"}


@click.command("find")
@CONFIG
@JSON
@click.argument("text")
def command(folder: Path, as_json: bool, text: str) -> None:
    """Show the actors and themes that occur in a text."""
    watchlist = read_configuration(read_settings(folder), compiles=True).watchlist
    rows = list(rows_in_text(watchlist, text))
    print_rows(rows, COLUMNS, as_json=as_json, if_empty="No actor or theme occurs in this text.")


def rows_in_text(watchlist: Watchlist, text: str) -> Iterator[Row]:
    """Yield a row for each mention of an actor, then for each theme; offsets are code points."""
    index = WatchlistIndex(watchlist)
    for mention in index.find_mentions(text):
        yield _row("actor", mention.actor, text, mention.start, mention.end)
    for hit in index.find_themes(text, detect_language(text)):
        yield _row("theme", hit.theme, text, hit.start, hit.end)


def _row(kind: str, id_: str, text: str, start: int, end: int) -> Row:
    return {"kind": kind, "id": id_, "text": text[start:end], "start": start, "end": end}
