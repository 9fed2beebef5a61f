"""Feeds: the newest state of each, as operators see it."""

from collections.abc import Collection, Sequence
from typing import Any

import msgspec
from sqlalchemy import bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from monitor.records import FeedState
from monitor.records.wire import encode
from monitor.store.database import upsert_into
from monitor.store.poll_history import add_hours, polled_hours
from monitor.store.rows import is_among, readable, readable_or_none
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

    async def get(self, id_: str) -> FeedState | None:
        """Return the state of a feed, or None."""
        query = select(feeds.c.record).where(feeds.c.id == id_)
        async with self._engine.connect() as connection:
            return readable_or_none((await connection.execute(query)).scalar(), FeedState)

    async def keep(self, ids: Collection[str]) -> int:
        """Remove the states of all feeds but some; return how many."""
        async with self._engine.begin() as connection:
            stored = (await connection.execute(select(feeds.c.id))).scalars().all()
            removed = [{"own_id": id_} for id_ in stored if id_ not in ids]
            if removed:
                own = feeds.c.id == bindparam("own_id")
                await connection.execute(delete(feeds).where(own), removed)
        return len(removed)


async def store_feed_states(connection: AsyncConnection, states: Sequence[FeedState]) -> None:
    """Store the newest state of each feed, without the poller's memory, and the history of polls.

    A state that is older than the stored one changes nothing.
    """
    newest = {state.id: state for state in states}
    if not newest:
        return
    query = select(feeds.c.record).where(is_among(connection, feeds.c.id, set(newest)))
    stored = readable((await connection.execute(query)).scalars().all(), FeedState)
    await add_hours(connection, polled_hours(states, {state.id: state for state in stored}))
    rows = [_row(state) for state in newest.values()]
    insert = upsert_into(connection)(feeds)
    values = {name: insert.excluded[name] for name in ("polls", "record")}
    await connection.execute(
        insert.on_conflict_do_update(
            index_elements=["id"], set_=values, where=feeds.c.polls <= insert.excluded.polls
        ),
        rows,
    )


def _row(state: FeedState) -> dict[str, Any]:
    body = encode(msgspec.structs.replace(state, seen={}, revisions={}))
    return {"id": state.id, "polls": state.polls, "record": body}
