"""Clicks of chats: each signed request and link is used once, whichever web process gets it."""

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.store.database import upsert_into
from monitor.store.schema import clicks

KEPT_FOR_S = 30 * 86400.0
"""Longer than any signature is valid: a link is for seven days."""


class Clicks:
    """Remembers which signatures were used."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def use(self, digest: str, now: float) -> bool:
        """Use a signature, by a digest of at most 64 characters; return whether it is unused."""
        row = {"digest": digest, "at": now}
        async with self._engine.begin() as connection:
            await connection.execute(delete(clicks).where(clicks.c.at < now - KEPT_FOR_S))
            added = upsert_into(connection)(clicks).values(row).on_conflict_do_nothing()
            # The drivers do not agree on the number of rows of such an insert.
            first = (await connection.execute(added.returning(clicks.c.digest))).first()
        return first is not None

    async def release(self, digest: str) -> None:
        """Let a signature be used again: its change of the alert has failed."""
        async with self._engine.begin() as connection:
            await connection.execute(delete(clicks).where(clicks.c.digest == digest))
