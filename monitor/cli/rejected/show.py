"""``monitor rejected show``."""

import json
from pathlib import Path

import click
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.cli.database import run_on_database
from monitor.cli.ids import full_id, unknown_item
from monitor.cli.options import CONFIG, JSON
from monitor.cli.output import print_json
from monitor.cli.rejected.view import rejection_view
from monitor.cli.settings import read_settings
from monitor.records import Rejection
from monitor.store import Store


@click.command("show")
@CONFIG
@JSON
@click.argument("rejection", metavar="ID")
def command(folder: Path, as_json: bool, rejection: str) -> None:
    """Show one dead letter as JSON, with the original message.

    ID is the id of a dead letter or the beginning of it.
    """

    async def read(engine: AsyncEngine) -> Rejection:
        stored = await Store(engine).rejections.get(await full_id(engine, "rejection", rejection))
        if stored is None:
            raise unknown_item("rejection", rejection)
        return stored

    view = rejection_view(run_on_database(read_settings(folder), read))
    if as_json:
        print_json(view)
    else:
        click.echo(json.dumps(view, ensure_ascii=False, indent=2))
