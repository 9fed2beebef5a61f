"""Reactions: which alerts people have acknowledged or marked, in order, for open pages elsewhere.

1. A change of an acknowledgement or a mark adds a number in its own transaction. One transaction at
   a time numbers reactions, so that they are committed in their order.
2. The newest `MOST_KEPT` are kept: a page that was closed for longer is loaded again.
"""

from dataclasses import dataclass

from sqlalchemy import delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from monitor.store.schema import reactions

REACTION_LOCK = 715_005
"""PostgreSQL advisory lock of the transaction that adds a reaction; no other lock has it."""
MOST_KEPT = 5_000
"""Reactions that are kept: some hours of a desk of ten; 200 kB."""


@dataclass(frozen=True, slots=True)
class Reaction:
    """A change of what people think of an alert."""

    seq: int
    alert: str


class Reactions:
    """Reads reactions."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def newest(self) -> int:
        """Return the number of the newest reaction, 0 without any."""
        async with self._engine.connect() as connection:
            newest = select(func.max(reactions.c.seq))
            return int((await connection.execute(newest)).scalar() or 0)

    async def after(self, seq: int, *, limit: int) -> tuple[Reaction, ...]:
        """Return reactions after a number, in order."""
        query = select(reactions).where(reactions.c.seq > seq).order_by(reactions.c.seq)
        async with self._engine.connect() as connection:
            rows = (await connection.execute(query.limit(limit))).all()
        return tuple(Reaction(row.seq, row.alert) for row in rows)


async def add_reaction(connection: AsyncConnection, alert: str) -> None:
    """Add a reaction in the transaction that changes what people think of an alert."""
    if connection.dialect.name == "postgresql":
        await connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({REACTION_LOCK})")
    added = await connection.execute(insert(reactions).values(alert=alert))
    past = reactions.c.seq <= added.inserted_primary_key[0] - MOST_KEPT  # type: ignore[index]
    await connection.execute(delete(reactions).where(past))
