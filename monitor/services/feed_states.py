"""The states of the feeds that one poller owns: read from the compacted topic, published to it.

1. `OwnedStates` holds the states of the assigned partitions. A partition is complete once it has
   been read up to the end offset that it had when it was assigned; only then are its feeds polled.
2. Of several states of one feed the one with the most polls counts: a late message of the previous
   owner never replaces a newer state.
3. `StatePublisher` decides when a state goes to Kafka. With more than `MANY_FEEDS` feeds the state
   after an uneventful poll is published every `UNEVENTFUL_EVERY` seconds, and when its partition is
   given up: a state lost with a killed process costs one redundant poll.
"""

from collections.abc import Iterable, Iterator
from typing import Protocol

from monitor.kafka.topics import FEED_STATES, Topic
from monitor.records import FeedState, Record

MANY_FEEDS = 500
"""Feeds up to which each poll is published: at 5 minutes, under 2 messages a second."""

UNEVENTFUL_EVERY = 300.0
"""Seconds between two published states of a feed without news: one message per default interval."""

_EVENTFUL_FIELDS = (
    "etag", "last_modified", "body_hash", "error", "moved_url", "notice", "muted",
)  # fmt: skip
"""Fields whose change makes a poll eventful."""


class OwnedStates:
    """The states in the assigned partitions."""

    def __init__(self) -> None:
        self._states: dict[int, dict[str, FeedState]] = {}
        self._end_offsets: dict[int, int] = {}

    def assign(self, partition: int, end_offset: int) -> None:
        """Own a partition, whose states are read next, up to ``end_offset``."""
        self._states[partition] = {}
        self._end_offsets[partition] = end_offset

    def revoke(self, partitions: Iterable[int]) -> list[str]:
        """Forget partitions; return the feeds whose states were in them."""
        feeds: list[str] = []
        for partition in partitions:
            feeds.extend(self._states.pop(partition, {}))
            self._end_offsets.pop(partition, None)
        return feeds

    def owns(self, partition: int) -> bool:
        """Return whether a partition is assigned."""
        return partition in self._states

    @property
    def partitions(self) -> set[int]:
        """The assigned partitions."""
        return set(self._states)

    @property
    def incomplete(self) -> set[int]:
        """The assigned partitions that have not been read to their end yet."""
        return set(self._end_offsets)

    @property
    def complete(self) -> set[int]:
        """The assigned partitions whose states have been read whole."""
        return self._states.keys() - self._end_offsets.keys()

    def read(self, partition: int, state: FeedState) -> None:
        """Take over a state from the topic, unless a newer one is present."""
        states = self._states.get(partition)
        if states is None:
            return
        present = states.get(state.id)
        if present is None or present.polls <= state.polls:
            states[state.id] = state

    def advance(self, partition: int, position: int) -> None:
        """Note how far a partition has been read."""
        if position >= self._end_offsets.get(partition, position + 1):
            del self._end_offsets[partition]

    def get(self, partition: int, feed: str) -> FeedState | None:
        """Return the state of a feed, None if it has none or its partition is not owned."""
        return self._states.get(partition, {}).get(feed)

    def put(self, partition: int, state: FeedState) -> None:
        """Store the state after a poll; ignored if the partition is no longer owned."""
        if partition in self._states:
            self._states[partition][state.id] = state


class StateSender(Protocol):
    """Sends a record. Called for each published state; an error fails the poll that caused it."""

    async def send(
        self, topic: Topic, key: str, record: Record, *, partition: int | None = None
    ) -> None:
        """Return when the broker has acknowledged the record."""
        ...


class StatePublisher:
    """Publishes states to Kafka, uneventful ones at intervals."""

    def __init__(self, sender: StateSender, states: OwnedStates) -> None:
        self._sender, self._states = sender, states
        self._published_at: dict[str, float] = {}
        self._pending: set[str] = set()
        """Feeds whose latest state is not in Kafka yet."""

    async def publish(self, partition: int, state: FeedState, now: float) -> None:
        """Publish a state."""
        await self._sender.send(FEED_STATES, state.id, state, partition=partition)
        self._published_at[state.id] = now
        self._pending.discard(state.id)

    def postpone(self, feed: str) -> None:
        """Leave a state to a later publication or to `flush`."""
        self._pending.add(feed)

    def is_due(self, before: FeedState, after: FeedState, *, feeds: int, now: float) -> bool:
        """Return whether the state after a poll without articles is to be published now."""
        if feeds <= MANY_FEEDS or is_eventful(before, after):
            return True
        return now - self._published_at.get(after.id, -UNEVENTFUL_EVERY) >= UNEVENTFUL_EVERY

    async def flush(self, partitions: Iterable[int], now: float) -> None:
        """Publish the pending states of partitions that are about to be given up."""
        for partition, state in list(self._pending_states(partitions)):
            await self.publish(partition, state, now)

    def _pending_states(self, partitions: Iterable[int]) -> Iterator[tuple[int, FeedState]]:
        for partition in partitions:
            for feed in sorted(self._pending):
                state = self._states.get(partition, feed)
                if state is not None:
                    yield partition, state


def is_eventful(before: FeedState, after: FeedState) -> bool:
    """Return whether a poll changed more of a state than its counters and times."""
    return any(getattr(before, name) != getattr(after, name) for name in _EVENTFUL_FIELDS)
