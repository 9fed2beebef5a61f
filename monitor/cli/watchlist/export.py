"""``monitor watchlist export``."""

from pathlib import Path

import click

from monitor.cli.options import CONFIG
from monitor.cli.settings import read_configuration, read_settings
from monitor.watchlist.exchange import write_followthemoney, write_table

WRITERS = {"followthemoney": write_followthemoney, "csv": write_table}


@click.command("export")
@CONFIG
@click.option(
    "--format",
    "form",
    type=click.Choice(tuple(WRITERS)),
    default="followthemoney",
    show_default=True,
    help="CSV keeps every field.",
)
@click.option("--tag", help="Only actors with this tag.")
def command(folder: Path, form: str, tag: str | None) -> None:
    """Print every actor, from watchlist.yaml and from imported lists."""
    watchlist = read_configuration(read_settings(folder)).watchlist
    actors = [actor for actor in watchlist.actors if tag is None or tag in actor.tags]
    for line in WRITERS[form](actors):
        click.echo(line)
