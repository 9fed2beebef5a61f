"""CarefulConsumer: every message is delivered, and only processed ones are committed over.

Faust's own consumer is underneath; its thread, which speaks to the broker, is replaced by a log in
memory. So each test names what the broker has and what Faust was about to skip.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiokafka.errors import KafkaConnectionError
from faust.types import TP

from monitor.kafka.faust.transport import (
    GAP_TIMEOUT_S,
    RESTORE_TIMEOUT_S,
    STALL_TIMEOUT_S,
    CarefulConsumer,
)

ARTICLES = TP("articles", 0)
OTHER = TP("articles", 1)
CHANGELOG = TP("processor-alerts-changelog", 0)


@dataclass(eq=False)
class Message:
    """A message as Faust's streams hold it."""

    tp: TP
    offset: int
    acked: bool = False

    @property
    def topic(self) -> str:
        return str(self.tp.topic)

    def ack(self, consumer: CarefulConsumer) -> bool:
        """Acknowledge the message to a consumer, as Faust's messages do."""
        return consumer.ack(self)


@dataclass
class FakeThread:
    """What Faust's consumer thread knows of the broker."""

    beginnings: dict[TP, int] = field(default_factory=dict)
    positions: dict[TP, int | None] = field(default_factory=dict)
    seeks: list[dict[TP, int]] = field(default_factory=list)
    error: Exception | None = None

    async def earliest_offsets(self, *partitions: TP) -> dict[TP, int]:
        return {partition: self.beginnings.get(partition, 0) for partition in partitions}

    async def seek_wait(self, offsets: dict[TP, int]) -> None:
        self.seeks.append(dict(offsets))

    async def position(self, partition: TP) -> int | None:
        if self.error is not None:
            raise self.error
        return self.positions.get(partition)


class Consumer(CarefulConsumer):
    """The consumer with a fake broker: ``fetched`` is the result of the next fetch."""

    def __init__(self, app: Any, committed: dict[TP, int | None]) -> None:
        async def ignore(*_arguments: Any) -> None:
            """Ignore a callback of Faust."""

        self.thread = FakeThread()
        super().__init__(app.transport, ignore, ignore, ignore)
        self.committed = committed
        self.seeks_at_start: list[dict[TP, int]] = []
        self.fetched: list[tuple[TP, Message]] = []

    def _new_consumer_thread(self) -> Any:
        return self.thread

    def add_dependency(self, service: Any) -> Any:
        """Accept the fake thread, which is never started."""
        return service

    def assignment(self) -> set[TP]:
        return set(self.committed)

    async def seek_to_committed(self) -> dict[TP, int | None]:
        return self.committed

    async def fetch(self) -> list[int]:
        """Return the offsets that are delivered."""
        return [message.offset async for _, message in self.getmany(0.0)]


@pytest.fixture(autouse=True)
def faust_fetch(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let Faust's `getmany` yield what the test has put into ``fetched``."""

    async def getmany(consumer: Consumer, _timeout: float) -> AsyncIterator[tuple[TP, Message]]:
        fetched, consumer.fetched = consumer.fetched, []
        for item in fetched:
            yield item

    monkeypatch.setattr(CarefulConsumer.__mro__[1], "getmany", getmany)


Start = Callable[[dict[TP, int | None]], Awaitable[Consumer]]


@pytest.fixture
def start(app: Any, monkeypatch: pytest.MonkeyPatch) -> Start:
    """Start a consumer, by the offsets committed, and seek as after a rebalance."""
    monkeypatch.setattr(app.topics, "acks_enabled_for", lambda _topic: True)
    app.flow_control.resume()

    async def start_consumer(committed: dict[TP, int | None]) -> Consumer:
        consumer = Consumer(app, committed)
        await consumer.perform_seek()
        consumer.seeks_at_start = list(consumer.thread.seeks)
        consumer.thread.seeks.clear()
        return consumer

    return start_consumer


def messages(partition: TP, *offsets: int) -> list[tuple[TP, Message]]:
    return [(partition, Message(partition, offset)) for offset in offsets]


async def test_a_partition_without_a_committed_offset_is_sought_to_its_beginning(
    start: Start,
) -> None:
    consumer = await start({ARTICLES: None, OTHER: 7})
    assert consumer.seeks_at_start == [{ARTICLES: 0}]
    consumer.fetched = messages(ARTICLES, 0, 1) + messages(OTHER, 7)
    assert await consumer.fetch() == [0, 1, 7]


async def test_a_jump_of_the_offsets_is_not_delivered_but_sought_back(start: Start) -> None:
    consumer = await start({ARTICLES: 5, OTHER: 0})
    consumer.fetched = messages(ARTICLES, 5, 8, 9) + messages(OTHER, 0)
    assert await consumer.fetch() == [5, 0]
    assert consumer.thread.seeks == [{ARTICLES: 6}]
    consumer.fetched = messages(ARTICLES, 6, 7, 8)
    assert await consumer.fetch() == [6, 7, 8]


async def test_a_jump_to_the_first_message_that_is_left_is_delivered_after_one_seek(
    start: Start,
) -> None:
    consumer = await start({ARTICLES: 5})
    consumer.thread.beginnings = {ARTICLES: 20}  # the broker has deleted 5 to 19
    consumer.fetched = messages(ARTICLES, 20)
    assert await consumer.fetch() == []
    assert consumer.thread.seeks == [{ARTICLES: 20}]
    consumer.fetched = messages(ARTICLES, 20, 21)
    assert await consumer.fetch() == [20, 21]


async def test_gaps_of_a_compacted_changelog_are_delivered(start: Start) -> None:
    consumer = await start({CHANGELOG: 0})
    consumer.fetched = messages(CHANGELOG, 1, 9, 40)
    assert await consumer.fetch() == [1, 9, 40]
    assert consumer.thread.seeks == []


async def test_a_position_behind_undelivered_messages_is_sought_back(start: Start) -> None:
    consumer = await start({ARTICLES: 5})
    consumer.thread.positions = {ARTICLES: 9}  # a fetch of 5 to 8 was lost in a rebalance
    assert await consumer.fetch() == []
    assert consumer.thread.seeks == [{ARTICLES: 5}]


@pytest.mark.parametrize("position", [None, 4, 5])
async def test_any_other_position_is_left_as_it_is(start: Start, position: int | None) -> None:
    consumer = await start({ARTICLES: 5})
    consumer.thread.positions = {ARTICLES: position}
    await consumer.fetch()
    assert consumer.thread.seeks == []


async def test_positions_that_cannot_be_read_change_nothing(start: Start) -> None:
    consumer = await start({ARTICLES: 5})
    consumer.thread.positions = {ARTICLES: 9}
    consumer.thread.error = KafkaConnectionError()
    await consumer.fetch()
    assert consumer.thread.seeks == []


async def test_only_a_processed_message_is_acknowledged(start: Start) -> None:
    consumer = await start({ARTICLES: 0})
    consumer.fetched = messages(ARTICLES, 0, 1)
    processed, skipped = [message async for _, message in consumer.getmany(0.0)]
    consumer.acknowledge(processed)
    assert (processed.acked, consumer.ack(skipped)) == (True, False)
    assert consumer._new_offset(ARTICLES) == 1


async def test_a_skipped_message_is_delivered_again_and_can_then_be_acknowledged(
    start: Start,
) -> None:
    consumer = await start({ARTICLES: 0})
    consumer.fetched = messages(ARTICLES, 0, 1, 2)
    for _, message in [item async for item in consumer.getmany(0.0)]:
        consumer.ack(message)  # a rebalance empties the stream's queue
    assert await consumer.fetch() == []
    assert consumer.thread.seeks == [{ARTICLES: 0}]
    consumer.fetched = messages(ARTICLES, 0, 1, 2)
    for _, message in [item async for item in consumer.getmany(0.0)]:
        consumer.acknowledge(message)
        assert message.acked
    assert consumer._new_offset(ARTICLES) == 3


async def test_a_skipped_message_that_was_processed_since_is_not_sought_again(start: Start) -> None:
    consumer = await start({ARTICLES: 0})
    skipped = Message(ARTICLES, 0)
    consumer.ack(skipped)
    processed = Message(ARTICLES, 0)
    consumer.acknowledge(processed)
    await consumer.fetch()
    assert consumer.thread.seeks == []


async def test_a_skipped_message_of_a_partition_that_moved_away_is_forgotten(start: Start) -> None:
    consumer = await start({ARTICLES: 0})
    consumer.ack(Message(ARTICLES, 0))
    consumer.committed = {}
    await consumer.fetch()
    assert consumer.thread.seeks == []


async def test_nothing_is_committed_over_a_message_that_is_not_acknowledged(start: Start) -> None:
    consumer = await start({ARTICLES: 0})
    first, second = Message(ARTICLES, 0), Message(ARTICLES, 1)
    consumer.acknowledge(second)
    assert consumer._new_offset(ARTICLES) is None
    consumer.acknowledge(first)
    assert consumer._new_offset(ARTICLES) == 2


async def test_nothing_is_committed_before_the_partition_was_sought(start: Start) -> None:
    consumer = await start({ARTICLES: 0})
    # A partition that was revoked and assigned again, and results that arrive in between.
    consumer._committed_offset.pop(ARTICLES)
    consumer.acknowledge(Message(ARTICLES, 4))
    assert consumer._new_offset(ARTICLES) is None


async def test_a_message_that_disappeared_is_delivered_again_after_a_while(start: Start) -> None:
    consumer = await start({ARTICLES: 5})
    later = Message(ARTICLES, 6)
    consumer.fetched = [*messages(ARTICLES, 5), (ARTICLES, later)]
    await consumer.fetch()
    consumer.acknowledge(later)  # 5 was delivered, and is neither processed nor skipped
    await consumer._check_gaps(100.0)
    await consumer._check_gaps(100.0 + GAP_TIMEOUT_S)
    assert consumer.thread.seeks == []
    await consumer._check_gaps(101.0 + GAP_TIMEOUT_S)
    assert consumer.thread.seeks == [{ARTICLES: 5}]
    consumer.fetched = messages(ARTICLES, 5, 6)
    for _, message in [item async for item in consumer.getmany(0.0)]:
        consumer.acknowledge(message)
    assert consumer._new_offset(ARTICLES) == 7
    await consumer._check_gaps(200.0)
    assert len(consumer.thread.seeks) == 1


async def test_a_last_message_that_disappeared_is_delivered_again_after_a_while(
    start: Start,
) -> None:
    consumer = await start({ARTICLES: 5})
    consumer.fetched = messages(ARTICLES, 5)
    await consumer.fetch()  # 5 is delivered, nothing follows it, and no stage gets it
    fetched_at = consumer._checked_at
    await consumer._check_stalls(fetched_at + STALL_TIMEOUT_S)
    assert consumer.thread.seeks == []
    await consumer._check_stalls(fetched_at + STALL_TIMEOUT_S + 1)
    assert consumer.thread.seeks == [{ARTICLES: 5}]
    consumer.fetched = messages(ARTICLES, 5)
    for _, message in [item async for item in consumer.getmany(0.0)]:
        consumer.acknowledge(message)
    consumer._committed_offset[ARTICLES] = consumer._new_offset(ARTICLES)
    assert consumer._committed_offset[ARTICLES] == 6
    await consumer._check_stalls(fetched_at + 10 * STALL_TIMEOUT_S)
    await consumer._check_stalls(fetched_at + 20 * STALL_TIMEOUT_S)
    assert len(consumer.thread.seeks) == 1


async def test_a_partition_whose_topic_goes_on_is_not_sought_back(start: Start) -> None:
    consumer = await start({ARTICLES: 0})
    consumer.fetched = messages(ARTICLES, 0, 1, 2)
    delivered = [message for _, message in [item async for item in consumer.getmany(0.0)]]
    fetched_at = consumer._checked_at
    for number, message in enumerate(delivered[:2], 1):
        consumer.acknowledge(message)
        await consumer._check_stalls(fetched_at + number * STALL_TIMEOUT_S)
    await consumer._check_stalls(fetched_at + 3 * STALL_TIMEOUT_S)
    assert consumer.thread.seeks == []


async def test_a_message_of_a_changelog_is_acknowledged_without_processing(start: Start) -> None:
    consumer = await start({CHANGELOG: 0})
    assert consumer.ack(Message(CHANGELOG, 0))


@pytest.fixture
async def restoring(start: Start, app: Any) -> Consumer:
    """A consumer that restores a table: a changelog has the entries 0 to 9, of which 3 came."""
    consumer = await start({CHANGELOG: None})
    recovery = app.tables.recovery
    recovery.in_recovery = True
    recovery.active_tps.add(CHANGELOG)
    recovery.active_highwaters[CHANGELOG] = 9
    recovery.active_offsets[CHANGELOG] = 3
    return consumer


async def test_entries_of_a_changelog_that_were_lost_are_read_again(restoring: Consumer) -> None:
    await restoring._check_restoration(100.0)
    await restoring._check_restoration(100.0 + RESTORE_TIMEOUT_S)
    assert restoring.thread.seeks == []
    await restoring._check_restoration(101.0 + RESTORE_TIMEOUT_S)
    assert restoring.thread.seeks == [{CHANGELOG: 4}]
    await restoring._check_restoration(102.0 + RESTORE_TIMEOUT_S)
    await restoring._check_restoration(102.0 + 2 * RESTORE_TIMEOUT_S)
    assert len(restoring.thread.seeks) == 1
    await restoring._check_restoration(103.0 + 2 * RESTORE_TIMEOUT_S)
    assert len(restoring.thread.seeks) == 2


async def test_a_changelog_is_checked_while_messages_are_fetched(restoring: Consumer) -> None:
    restoring._unrestored_since[CHANGELOG] = -2 * RESTORE_TIMEOUT_S
    assert await restoring.fetch() == []
    assert restoring.thread.seeks == [{CHANGELOG: 4}]


async def test_a_changelog_whose_next_entries_are_deleted_is_read_from_its_first_one(
    restoring: Consumer,
) -> None:
    restoring.thread.beginnings = {CHANGELOG: 7}
    await restoring._check_restoration(100.0)
    await restoring._check_restoration(101.0 + RESTORE_TIMEOUT_S)
    assert restoring.thread.seeks == [{CHANGELOG: 7}]


async def test_a_changelog_that_gives_entries_is_not_sought_back(restoring: Consumer) -> None:
    for number in range(4, 9):
        await restoring._check_restoration(100.0 + number * RESTORE_TIMEOUT_S)
        restoring.fetched = messages(CHANGELOG, number)
        await restoring.fetch()
    assert restoring.thread.seeks == []


@pytest.mark.parametrize("change", ["restored", "ended", "queued", "moved away"])
async def test_a_changelog_that_waits_for_nothing_is_not_sought_back(
    restoring: Consumer, app: Any, change: str
) -> None:
    if change == "restored":
        app.tables.recovery.active_offsets[CHANGELOG] = 9
    elif change == "ended":
        app.tables.recovery.in_recovery = False
    elif change == "queued":
        app.tables.changelog_queue.put_nowait(object())
    else:
        restoring.committed = {}
    await restoring._check_restoration(100.0)
    await restoring._check_restoration(101.0 + RESTORE_TIMEOUT_S)
    assert restoring.thread.seeks == []


async def test_a_rebalance_while_a_changelog_is_sought_back_ends_nothing(
    restoring: Consumer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_partitions: TP) -> dict[TP, int]:
        raise KafkaConnectionError

    monkeypatch.setattr(restoring.thread, "earliest_offsets", fail)
    await restoring._check_restoration(100.0)
    await restoring._check_restoration(101.0 + RESTORE_TIMEOUT_S)
    assert restoring.thread.seeks == []
