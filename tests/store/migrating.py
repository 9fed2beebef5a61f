"""Older schemas for tests of migrations."""

from typing import Any

from alembic import command
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.store.upgrade import migrations_of


async def downgrade_database(engine: AsyncEngine, revision: str) -> None:
    """Take the schema of a database back to a revision; rows stay."""

    def downgrade(connection: Any) -> None:
        command.downgrade(migrations_of(connection), revision)

    async with engine.begin() as connection:
        await connection.run_sync(downgrade)
