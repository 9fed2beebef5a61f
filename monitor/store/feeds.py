"""Feeds: the newest state of each, as operators see it."""

from collections.abc import Collection

import msgspec
from sqlalchemy import bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from monitor.records import FeedState
from monitor.records.wire import encode
from monitor.store.database import upsert_into
from monitor.store.rows import readable
from monitor.store.schema import feeds


class Feeds:
    """Reads feed states."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def all(self) -> tuple[FeedState, ...]:
        """Return the state of every feed, by name."""
        async with self._engine.connect() as connection:
            bodies = (await connection.execute(select(feeds.c.record))).scalars()
            states = readable(bodies, FeedState)
        return tuple(sorted(states, key=lambda state: state.name.casefold()))

    async def keep(self, ids: Collection[str]) -> int:
        """Remove the states of all feeds but some; return how many."""
        async with self._engine.begin() as connection:
            stored = (await connection.execute(select(feeds.c.id))).scalars().all()
            removed = [{"own_id": id_} for id_ in stored if id_ not in ids]
            if removed:
                own = feeds.c.id == bindparam("own_id")
                await connection.execute(delete(feeds).where(own), removed)
        return len(removed)


async def store_feed_state(connection: AsyncConnection, state: FeedState) -> None:
    """Store a feed state unless a newer one is stored; it is stored without the poller's memory."""
    body = encode(msgspec.structs.replace(state, seen={}, revisions={}))
    row = {"id": state.id, "polls": state.polls, "record": body}
    await connection.execute(
        upsert_into(connection)(feeds)
        .values(row)
        .on_conflict_do_update(
            index_elements=["id"],
            set_={"polls": state.polls, "record": body},
            where=feeds.c.polls <= state.polls,
        )
    )
