"""History of polls: how often each feed was polled in each hour, and what came of it.

1. A feed's state has totals (polls, failures, articles, seconds of waiting). An hour gains what a
   state has more than the stored one, so a state that is stored again adds nothing, and states
   that the poller held back are counted when the next one comes.
2. The first stored state of a feed begins its history; only a first poll counts itself.
3. Rows are bounded: one per feed and hour, removed by `monitor.store.prune`.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from monitor.records import FeedState
from monitor.store.database import upsert_into
from monitor.store.schema import poll_history

HOUR_S = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class PolledHour:
    """The polls of one feed in one hour; ``hour`` is the number of the hour since the epoch."""

    hour: int
    feed: str
    polls: int
    failed: int
    articles: int
    waited_s: float
    """Seconds in which the poller waited for the feed's server, all polls together."""

    @property
    def at(self) -> datetime:
        """Begin of the hour."""
        return datetime.fromtimestamp(self.hour * HOUR_S, UTC)

    @property
    def latency_s(self) -> float | None:
        """Mean seconds until a poll was answered; None without a poll."""
        return self.waited_s / self.polls if self.polls else None


class PollHistory:
    """Reads the history."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def since(
        self, at: datetime, *, feeds: Collection[str] | None = None
    ) -> dict[str, tuple[PolledHour, ...]]:
        """Return the hours since a time by feed, oldest first; of some feeds or of all."""
        query = select(poll_history).where(poll_history.c.hour >= hour_of(at))
        if feeds is not None:
            query = query.where(poll_history.c.feed.in_(feeds))
        by_feed: dict[str, list[PolledHour]] = defaultdict(list)
        async with self._engine.connect() as connection:
            for row in (await connection.execute(query.order_by(poll_history.c.hour))).mappings():
                by_feed[row["feed"]].append(PolledHour(**row))
        return {id_: tuple(hours) for id_, hours in by_feed.items()}


def hour_of(at: datetime) -> int:
    """Return the number of the hour of a time since the epoch."""
    return int(at.timestamp()) // HOUR_S


def polled_hours(states: Iterable[FeedState], stored: Mapping[str, FeedState]) -> list[PolledHour]:
    """Return what states add to the history; ``stored`` has the states before them by id."""
    before = dict(stored)
    hours = []
    for state in states:
        earlier = before.get(state.id)
        if earlier is None and state.polls == 1:
            earlier = FeedState(id=state.id, url="", name="", publisher="")
        if earlier is not None and state.polls <= earlier.polls:
            continue
        before[state.id] = state
        if earlier is not None and state.last_polled_at is not None:
            hours.append(_difference(earlier, state, hour_of(state.last_polled_at)))
    return hours


def _difference(earlier: FeedState, state: FeedState, hour: int) -> PolledHour:
    polls = state.polls - earlier.polls
    return PolledHour(
        hour=hour,
        feed=state.id,
        polls=polls,
        failed=min(max(state.failed_polls - earlier.failed_polls, 0), polls),
        articles=max(state.articles - earlier.articles, 0),
        waited_s=max(state.waited_s - earlier.waited_s, 0.0),
    )


async def add_hours(connection: AsyncConnection, hours: Sequence[PolledHour]) -> None:
    """Add to the history."""
    if not hours:
        return
    insert = upsert_into(connection)(poll_history)
    counts = ("polls", "failed", "articles", "waited_s")
    sums = {name: poll_history.c[name] + insert.excluded[name] for name in counts}
    statement = insert.on_conflict_do_update(index_elements=["hour", "feed"], set_=sums)
    await connection.execute(statement, [asdict(hour) for hour in hours])
