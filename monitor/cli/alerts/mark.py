"""``monitor alerts mark``."""

from pathlib import Path

import click
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.alerts.noise import FAULTS, Fault
from monitor.cli.database import run_on_database
from monitor.cli.ids import full_id, unknown_item
from monitor.cli.options import CONFIG
from monitor.cli.settings import read_settings
from monitor.store import Feedback, Store


@click.command("mark")
@CONFIG
@click.option("--fault", type=click.Choice(FAULTS), required=True, help="The kind of mistake.")
@click.option("--note", default="", help="A remark for later readers.")
@click.argument("alert", metavar="ID")
def command(folder: Path, fault: Fault, note: str, alert: str) -> None:
    """Mark an alert as wrong, with the kind of mistake.

    `monitor check --noise` counts the marks and proposes changes of the watchlist. ID is the id of
    an alert or the beginning of it.
    """

    async def mark(engine: AsyncEngine) -> str:
        # An alert that was joined into another is marked as that one.
        stored = await Store(engine).alerts.get(await full_id(engine, "alert", alert))
        if stored is None or not await Feedback(engine).mark(stored.id, fault, note):
            raise unknown_item("alert", alert)
        return stored.id

    marked = run_on_database(read_settings(folder), mark)
    click.echo(f"{marked}: marked as {fault}")
