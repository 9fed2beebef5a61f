"""``monitor rejected list``."""

from pathlib import Path

import click
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.cli.database import database_name, run_on_database
from monitor.cli.options import CONFIG, JSON, LIMIT, MOST_ROWS
from monitor.cli.output import Row, print_rows
from monitor.cli.rejected.view import rejection_view
from monitor.cli.settings import read_settings
from monitor.records import Rejection
from monitor.store import Store

COLUMNS = {
    title: title
    for title in ("id", "at", "stage", "topic", "partition", "offset", "error", "message")
}


@click.command("list")
@CONFIG
@JSON
@LIMIT
@click.option("--stage", default="", help="Only of this stage, such as read or poll.")
@click.option("--topic", default="", help="Only from this topic.")
@click.option("--error", default="", help="Only with this class of error.")
def command(folder: Path, as_json: bool, limit: int, **options: str) -> None:
    """List pending dead letters, newest first."""
    clauses = {name: value for name, value in options.items() if value}
    settings = read_settings(folder)

    async def read(engine: AsyncEngine) -> tuple[Rejection, ...]:
        return await Store(engine).rejections.find(limit=MOST_ROWS if clauses else limit)

    matching = [
        rejection for rejection in run_on_database(settings, read) if _meets(rejection, clauses)
    ]
    print_rows(
        [_row(rejection) for rejection in matching[:limit]],
        COLUMNS,
        as_json=as_json,
        if_empty=f"No dead letter in {database_name(settings)} matches.",
    )


def _meets(rejection: Rejection, clauses: dict[str, str]) -> bool:
    return all(getattr(rejection, name) == value for name, value in clauses.items())


def _row(rejection: Rejection) -> Row:
    """Return a rejection without its body, which may have a megabyte."""
    return {key: value for key, value in rejection_view(rejection).items() if key != "body"}
