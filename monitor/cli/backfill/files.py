"""``monitor backfill files``."""

from pathlib import Path

import click

from monitor.cli.backfill.work import Common, common, run_backfill


@click.command("files")
@common
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False)
)
def command(options: Common, files: tuple[Path, ...]) -> None:
    """Load articles from files of JSON lines or CSV.

    Columns: url, text or html; optional title, published_at, language, publisher, authors, feed,
    id. Names end in .jsonl, .ndjson or .csv, each also with .gz.
    """
    from monitor.services.backfill.files import Files

    run_backfill("files", options, lambda place: Files(files, place.parser))
