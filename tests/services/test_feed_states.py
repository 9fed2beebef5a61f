"""The states that a poller owns, and when they are published."""

import msgspec

from monitor.feeds.transition import new_state
from monitor.feeds.values import Feed
from monitor.kafka.topics import Topic
from monitor.records import FeedState, Record
from monitor.services.feed_states import (
    MANY_FEEDS,
    UNEVENTFUL_EVERY,
    OwnedStates,
    StatePublisher,
    is_eventful,
)
from tests.builders import NOON

STATE = new_state(Feed(url="https://wire.example/rss"), NOON)


def after(polls: int, **changes: object) -> FeedState:
    return msgspec.structs.replace(STATE, polls=polls, **changes)


class SentRecords:
    """A sender that keeps what it sends."""

    def __init__(self) -> None:
        self.sent: list[tuple[int | None, Record]] = []

    async def send(
        self, topic: Topic, key: str, record: Record, *, partition: int | None = None
    ) -> None:
        """Keep the record."""
        self.sent.append((partition, record))


def test_a_partition_is_complete_when_it_was_read_to_its_end() -> None:
    states = OwnedStates()
    states.assign(0, end_offset=5)
    states.assign(1, end_offset=0)
    states.advance(0, 4)
    states.advance(1, 0)
    assert (states.complete, states.incomplete) == ({1}, {0})
    states.advance(0, 5)
    states.advance(0, 6)
    assert (states.complete, states.incomplete) == ({0, 1}, set())


def test_the_state_with_the_most_polls_counts() -> None:
    states = OwnedStates()
    states.assign(0, end_offset=0)
    for polls in (3, 5, 4):
        states.read(0, after(polls))
    assert states.get(0, STATE.id) == after(5)


def test_a_partition_that_is_not_owned_holds_nothing() -> None:
    states = OwnedStates()
    states.read(0, STATE)
    states.put(0, STATE)
    assert states.get(0, STATE.id) is None
    states.assign(0, end_offset=0)
    states.put(0, STATE)
    assert states.revoke([0, 1]) == [STATE.id]
    assert not states.owns(0)
    assert states.get(0, STATE.id) is None


def test_a_poll_is_eventful_if_more_than_counters_and_times_changed() -> None:
    assert not is_eventful(STATE, after(1, next_due_at=NOON, quiet_polls=3))
    for changes in ({"etag": '"1"'}, {"error": "dns"}, {"muted": True}, {"notice": "x"}):
        assert is_eventful(STATE, after(1, **changes))


async def test_uneventful_states_of_many_feeds_are_published_at_intervals() -> None:
    sender = SentRecords()
    publisher = StatePublisher(sender, OwnedStates())
    many = MANY_FEEDS + 1
    assert publisher.is_due(STATE, after(1), feeds=MANY_FEEDS, now=0.0)
    await publisher.publish(0, after(1), now=0.0)
    assert not publisher.is_due(after(1), after(2), feeds=many, now=UNEVENTFUL_EVERY - 1)
    assert publisher.is_due(after(1), after(2, error="dns"), feeds=many, now=1.0)
    assert publisher.is_due(after(1), after(2), feeds=many, now=UNEVENTFUL_EVERY)


async def test_pending_states_are_published_once_when_their_partition_is_given_up() -> None:
    sender, states = SentRecords(), OwnedStates()
    publisher = StatePublisher(sender, states)
    for partition in (0, 1):
        states.assign(partition, end_offset=0)
    states.put(1, after(7))
    publisher.postpone(STATE.id)
    await publisher.flush([0], now=0.0)
    assert sender.sent == []
    await publisher.flush([1], now=0.0)
    await publisher.flush([1], now=0.0)
    assert sender.sent == [(1, after(7))]
