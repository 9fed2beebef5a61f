"""``monitor rejected drop``."""

from pathlib import Path

import click
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.cli.database import run_on_database
from monitor.cli.options import CONFIG
from monitor.cli.rejected.settle import Outcomes, print_outcomes, settle_rejections
from monitor.cli.settings import read_settings
from monitor.records import Rejection
from monitor.store.rejections import Rejections


@click.command("drop")
@CONFIG
@click.argument("rejections", nargs=-1, required=True, metavar="ID...")
def command(folder: Path, rejections: tuple[str, ...]) -> None:
    """Drop dead letters.

    They stay in the database and are no longer listed. ID is the id of a dead letter or the
    beginning of it.
    """

    async def drop_all(engine: AsyncEngine) -> Outcomes:
        stored = Rejections(engine)

        async def drop(rejection: Rejection) -> None:
            await stored.settle(rejection.id, "dropped")

        return await settle_rejections(engine, rejections, drop)

    print_outcomes(run_on_database(read_settings(folder), drop_all), "dropped")
