"""Rejections: dead letters, listed until an operator retries or drops them."""

from typing import Literal

from sqlalchemy import select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from monitor.records import Rejection
from monitor.records.wire import encode
from monitor.store.database import upsert_into
from monitor.store.rows import readable, readable_or_none
from monitor.store.schema import rejections

PENDING = "parked"
"""Status of a rejection that no operator has settled; the word is in stored rows."""


class Rejections:
    """Reads and settles rejections."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def find(
        self, *, limit: int = 200, status: str | None = PENDING
    ) -> tuple[Rejection, ...]:
        """Return rejections of a status, newest first; of any status for None."""
        query = select(rejections.c.record).order_by(rejections.c.at.desc()).limit(limit)
        if status is not None:
            query = query.where(rejections.c.status == status)
        async with self._engine.connect() as connection:
            return tuple(readable((await connection.execute(query)).scalars(), Rejection))

    async def page(
        self, *, limit: int, before: str | None = None, stage: str | None = None
    ) -> tuple[tuple[Rejection, ...], str | None]:
        """Return pending rejections, newest first, and the cursor of the next page.

        ``before`` is the id of the last rejection of the page before, settled or not.
        """
        query = select(rejections.c.id, rejections.c.record).where(rejections.c.status == PENDING)
        if stage is not None:
            query = query.where(rejections.c.stage == stage)
        newest_first = query.order_by(rejections.c.at.desc(), rejections.c.id.desc())
        async with self._engine.connect() as connection:
            if before is not None:
                last = select(rejections.c.at).where(rejections.c.id == before)
                at = (await connection.execute(last)).scalar()
                own = tuple_(rejections.c.at, rejections.c.id)
                newest_first = newest_first.where(own < (at if at is not None else 0.0, before))
            rows = (await connection.execute(newest_first.limit(limit + 1))).all()
        page = tuple(readable((row.record for row in rows[:limit]), Rejection))
        return page, rows[limit - 1].id if len(rows) > limit else None

    async def get(self, id_: str) -> Rejection | None:
        """Return a rejection that is not settled, or None."""
        query = select(rejections.c.record).where(
            rejections.c.id == id_, rejections.c.status == PENDING
        )
        async with self._engine.connect() as connection:
            return readable_or_none((await connection.execute(query)).scalar(), Rejection)

    async def settle(self, id_: str, status: Literal["retried", "dropped"]) -> None:
        """Mark a rejection as retried or dropped; it is no longer listed."""
        settled = update(rejections).where(rejections.c.id == id_).values(status=status)
        async with self._engine.begin() as connection:
            await connection.execute(settled)


async def store_rejection(connection: AsyncConnection, rejection: Rejection) -> None:
    """Store a rejection; a repeat changes nothing."""
    row = {
        "id": rejection.id,
        "stage": rejection.stage,
        "at": rejection.at.timestamp(),
        "status": PENDING,
        "record": encode(rejection),
    }
    insert = upsert_into(connection)(rejections).values(row)
    await connection.execute(insert.on_conflict_do_nothing(index_elements=["id"]))
