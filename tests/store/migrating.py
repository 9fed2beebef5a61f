"""Older schemas for tests of migrations."""

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy.ext.asyncio import AsyncEngine

import monitor.store


async def downgrade_database(engine: AsyncEngine, revision: str) -> None:
    """Take the schema of a database back to a revision; rows stay."""

    def downgrade(connection: Any) -> None:
        config = Config()
        folder = Path(monitor.store.__file__).parent / "migrations"
        config.set_main_option("script_location", str(folder))
        config.attributes["connection"] = connection
        command.downgrade(config, revision)

    async with engine.begin() as connection:
        await connection.run_sync(downgrade)
