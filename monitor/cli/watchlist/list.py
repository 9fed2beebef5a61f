"""``monitor watchlist list``."""

from collections.abc import Iterator
from pathlib import Path

import click

from monitor.cli.options import CONFIG, JSON, LIMIT
from monitor.cli.output import Row, print_rows
from monitor.cli.settings import read_configuration, read_settings
from monitor.watchlist import Actor, Rule, Watchlist

COLUMNS = {"kind": "kind", "id": "id", "name": "name", "details": "details"}

KINDS = ("person", "organization", "group", "state", "theme", "rule")


@click.command("list")
@CONFIG
@JSON
@LIMIT
@click.option("--tag", help="Only actors with this tag.")
@click.option("--kind", type=click.Choice(KINDS), help="Only items of this kind.")
def command(folder: Path, as_json: bool, limit: int, tag: str | None, kind: str | None) -> None:
    """List the actors, themes and rules in force."""
    watchlist = read_configuration(read_settings(folder)).watchlist
    rows = [row for row in watchlist_rows(watchlist, tag) if kind in (None, row["kind"])]
    if len(rows) > limit:
        click.echo(f"{len(rows)} items match, --limit prints {limit} of them", err=True)
    print_rows(rows[:limit], COLUMNS, as_json=as_json, if_empty=f"No item in {folder} matches.")


def watchlist_rows(watchlist: Watchlist, tag: str | None = None) -> Iterator[Row]:
    """Yield a row for each actor, theme and rule; with a tag, for the actors that have it."""
    for actor in watchlist.actors:
        if tag is None or tag in actor.tags:
            yield _actor_row(actor)
    if tag is not None:
        return
    for theme in watchlist.themes:
        yield {"kind": "theme", "id": theme.id, "name": theme.name, "details": theme.query}
    yield from map(_rule_row, watchlist.rules)


def _actor_row(actor: Actor) -> Row:
    aliases = ", ".join(actor.aliases)
    return {"kind": actor.kind, "id": actor.id, "name": actor.name, "details": aliases}


def _rule_row(rule: Rule) -> Row:
    speakers = ", ".join(rule.speakers) or "anyone"
    details = f"{rule.severity}: {speakers}"
    return {"kind": "rule", "id": rule.id, "name": rule.name, "details": details}
