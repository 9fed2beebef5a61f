"""``monitor feeds list``."""

from pathlib import Path

import click
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.cli.database import database_name, run_on_database
from monitor.cli.options import CONFIG, JSON, LIMIT
from monitor.cli.output import Row, print_rows
from monitor.cli.settings import read_settings
from monitor.deliveries import feed_view
from monitor.store import Store

COLUMNS = {
    "name": "name",
    "publisher": "publisher",
    "polls": "polls",
    "articles": "articles",
    "interval_s": "interval_s",
    "failures": "failures",
    "error": "error",
    "detail": "error_detail",
    "notice": "notice",
    "url": "url",
}


@click.command("list")
@CONFIG
@JSON
@LIMIT
@click.option("--failing", is_flag=True, help="Only feeds whose last poll failed.")
@click.option("--publisher", help="Only feeds of this publisher.")
def command(folder: Path, as_json: bool, limit: int, failing: bool, publisher: str | None) -> None:
    """List the feeds that were polled, with their last error."""
    settings = read_settings(folder)

    async def read(engine: AsyncEngine) -> list[Row]:
        return [feed_view(state) for state in await Store(engine).feeds.all()]

    rows = [
        row
        for row in run_on_database(settings, read)
        if (row["error"] or not failing) and publisher in (None, row["publisher"])
    ]
    print_rows(
        rows[:limit],
        COLUMNS,
        as_json=as_json,
        if_empty=f"No feed in {database_name(settings)} matches.",
    )
