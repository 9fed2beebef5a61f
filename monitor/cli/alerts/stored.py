"""One alert from the database by its id, or by the beginning of it."""

from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.cli.database import run_on_database
from monitor.cli.ids import full_id, unknown_item
from monitor.cli.settings import read_settings
from monitor.records import Alert
from monitor.store import Store


def stored_alert(folder: Path, beginning: str) -> Alert:
    """Return the alert whose id begins so. Raises UnknownItem if there is none, or several."""

    async def read(engine: AsyncEngine) -> Alert:
        stored = await Store(engine).alerts.get(await full_id(engine, "alert", beginning))
        if stored is None:
            raise unknown_item("alert", beginning)
        return stored

    return run_on_database(read_settings(folder), read)
