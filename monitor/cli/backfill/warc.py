"""``monitor backfill warc``."""

from pathlib import Path

import click

from monitor.cli.backfill.work import Common, common, run_backfill


@click.command("warc")
@common
@click.option("--publisher", default="", help="Publisher. Default: the host of each page.")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False)
)
def command(options: Common, publisher: str, files: tuple[Path, ...]) -> None:
    """Load the articles of web archives (WARC). Needs the extra `warc`."""
    from monitor.services.backfill.warc import WarcFiles, require_warcio

    require_warcio()
    run_backfill("warc", options, lambda place: WarcFiles(files, place.parser, publisher))
