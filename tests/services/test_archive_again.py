"""A lost database is filled from Kafka, once, without notifications, beside the archiver."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiokafka import TopicPartition
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.deliveries import AlertFilter, Subscription
from monitor.kafka.broker.process import EmbeddedBroker
from monitor.kafka.create_topics import create_topics
from monitor.kafka.producer import RecordProducer
from monitor.kafka.topics import ALERTS, FEED_STATES, READINGS
from monitor.records import Alert, FeedState, Reading, Record
from monitor.records.errors import KafkaUnavailable
from monitor.records.wire import encode
from monitor.services.archive_again import ArchiveAgain, Pace, Range, open_archive
from monitor.services.archiver import Archiver
from monitor.store import Archive, Store, open_engine, upgrade_database
from tests.builders import NOON, a_match, an_alert, an_article
from tests.waiting import until

PARTITIONS = 2


@dataclass(frozen=True)
class Message:
    """A message as aiokafka has it."""

    topic: str
    partition: int
    offset: int
    value: bytes | None


class Topics:
    """Topics in memory, read as aiokafka's consumer does; the group has committed all of them."""

    def __init__(self) -> None:
        self.messages: dict[TopicPartition, list[tuple[datetime, bytes | None]]] = {}
        self.uncommitted = 0
        self.is_silent = False
        self._positions: dict[TopicPartition, int] = {}

    def put(self, topic: str, *values: Record | bytes | None, at: datetime = NOON) -> None:
        """Add messages to the first partition of a topic."""
        messages = self.messages.setdefault(TopicPartition(topic, 0), [])
        for value in values:
            messages.append((at, encode(value) if isinstance(value, Record) else value))

    def assign(self, partitions: Sequence[TopicPartition]) -> None:
        """Read these partitions from now on."""
        self._positions = dict.fromkeys(partitions, 0)

    def seek(self, partition: TopicPartition, offset: int) -> None:
        """Read a partition from an offset on."""
        self._positions[partition] = offset

    async def committed(self, partition: TopicPartition) -> int | None:
        """Return the end of a partition but for what is not committed."""
        messages = self.messages.get(partition)
        return len(messages) - self.uncommitted if messages else None

    async def beginning_offsets(
        self, partitions: Sequence[TopicPartition]
    ) -> Mapping[TopicPartition, int]:
        """Return 0 for every partition."""
        return dict.fromkeys(partitions, 0)

    async def offsets_for_times(
        self, times: Mapping[TopicPartition, int]
    ) -> Mapping[TopicPartition, Any]:
        """Return the first message at or after a time."""
        return {partition: self._first(partition, at) for partition, at in times.items()}

    def _first(self, partition: TopicPartition, at_ms: int) -> Any:
        for offset, (at, _) in enumerate(self.messages.get(partition, ())):
            if at.timestamp() * 1000 >= at_ms:
                return Message(partition.topic, partition.partition, offset, None)
        return None

    async def position(self, partition: TopicPartition) -> int:
        """Return the offset of the next message."""
        return self._positions[partition]

    async def getmany(self, *, timeout_ms: int, max_records: int) -> Mapping[TopicPartition, Any]:
        """Return two messages of each partition at most, past the committed ones too."""
        del timeout_ms, max_records
        await asyncio.sleep(0)
        batches: dict[TopicPartition, list[Message]] = {}
        for partition, at in self._positions.items():
            messages = () if self.is_silent else self.messages.get(partition, ())[at : at + 2]
            if messages:
                batches[partition] = [
                    Message(partition.topic, partition.partition, at + number, value)
                    for number, (_, value) in enumerate(messages)
                ]
                self._positions[partition] = at + len(messages)
        return batches


def a_reading(id_: str) -> Reading:
    statement = a_match().statement
    article = an_article(id=id_, text=f"{id_}\n\nThe bridge opens.")
    return Reading(article=article, statements=(statement,), mentions=(), config="c")


def stored_in(records: list[Record]) -> Any:
    async def store(batch: Sequence[Record]) -> int:
        records.extend(batch)
        return 0

    return store


async def run(topics: Topics, store: Any, since: datetime | None = None) -> Any:
    again = ArchiveAgain(topics, store, PARTITIONS, pace=Pace(0.0, 0.05))
    return await again.run(await again.ranges(since))


async def test_topics_under_a_prefix_are_read_and_counted_without_it() -> None:
    topics, stored = Topics(), list[Record]()
    topics.put(f"one.{READINGS.name}", a_reading("mine"))
    topics.put(READINGS.name, a_reading("of another monitor"))
    again = ArchiveAgain(topics, stored_in(stored), PARTITIONS, pace=Pace(0.0, 0.05), prefix="one.")
    archived = await again.run(await again.ranges(None))
    assert archived.records == {"readings": 1}
    assert [record.article.id for record in stored if isinstance(record, Reading)] == ["mine"]


async def test_readings_are_stored_before_the_alerts_on_them() -> None:
    topics, stored = Topics(), list[Record]()
    topics.put(ALERTS.name, an_alert(), an_alert("two"))
    topics.put(READINGS.name, *(a_reading(str(number)) for number in range(5)))
    archived = await run(topics, stored_in(stored))
    assert [type(record) for record in stored] == [Reading] * 5 + [Alert] * 2
    assert archived.records == {"readings": 5, "alerts": 2}


async def test_only_what_the_archiver_has_committed_is_read() -> None:
    topics, stored = Topics(), list[Record]()
    topics.put(READINGS.name, *(a_reading(str(number)) for number in range(5)))
    topics.uncommitted = 2
    assert (await run(topics, stored_in(stored))).records == {"readings": 3}


async def test_messages_before_the_time_are_left_out() -> None:
    topics, stored = Topics(), list[Record]()
    topics.put(READINGS.name, a_reading("old"), at=NOON - timedelta(hours=1))
    topics.put(READINGS.name, a_reading("new"), at=NOON)
    await run(topics, stored_in(stored), since=NOON)
    assert [record.article.id for record in stored if isinstance(record, Reading)] == ["new"]
    assert not (await run(topics, stored_in([]), since=NOON + timedelta(hours=1))).records


async def test_a_message_that_cannot_be_stored_is_counted_and_the_others_are_stored() -> None:
    topics, stored = Topics(), list[Record]()
    topics.put(READINGS.name, a_reading("one"), b"not a record", a_reading("bad"), a_reading("two"))
    topics.put(FEED_STATES.name, None)  # the tombstone of a removed feed

    async def store(batch: Sequence[Record]) -> int:
        if any(isinstance(record, Reading) and record.article.id == "bad" for record in batch):
            raise ValueError("refused")
        stored.extend(batch)
        return 0

    archived = await run(topics, store)
    assert (archived.records, archived.skipped) == ({"readings": 2}, 2)


async def test_a_busy_database_is_tried_again_and_an_unavailable_one_ends_the_command() -> None:
    topics, stored = Topics(), list[Record]()
    topics.put(READINGS.name, a_reading("one"))
    errors = ["database is locked", "database is locked"]

    async def store(batch: Sequence[Record]) -> int:
        if errors:
            raise OperationalError("insert", {}, Exception(errors.pop()))
        stored.extend(batch)
        return 0

    await run(topics, store)
    assert len(stored) == 1
    errors.append("disk I/O error")
    with pytest.raises(OperationalError):
        await run(topics, store)


async def test_a_broker_that_sends_nothing_ends_the_command() -> None:
    topics = Topics()
    topics.put(READINGS.name, a_reading("one"))
    topics.is_silent = True
    with pytest.raises(KafkaUnavailable):
        await run(topics, stored_in([]))


def test_a_range_that_was_deleted_has_no_messages() -> None:
    assert Range(start=9, end=5).messages == 0


async def test_alerts_that_are_archived_again_notify_nobody(engine: AsyncEngine) -> None:
    store = Store(engine)
    subscription = Subscription(
        id="desk", filter=AlertFilter(), channel="kafka", address="desk", source="api"
    )
    await store.subscriptions.put(subscription)
    archive = Archive(engine)
    assert await archive.store([an_alert()], is_archived_again=True) == 1
    assert await archive.store([an_alert("two", "post")], is_archived_again=True) == 1
    assert await store.deliveries.enqueue(NOON.timestamp()) == 0
    [alert] = (await store.alerts.find(AlertFilter(), limit=10)).items
    assert (alert.suppressed, len(alert.copies)) == (False, 2)
    assert await archive.store([an_alert("three", "herald")]) == 1
    assert await store.deliveries.enqueue(NOON.timestamp()) == 1


@pytest.mark.broker
async def test_a_deleted_database_is_filled_from_the_broker(
    own_broker: EmbeddedBroker, tmp_path: Path
) -> None:
    broker = own_broker
    await create_topics(broker.connection, PARTITIONS)
    producer = RecordProducer(broker.connection, "test")
    readings = [a_reading(f"{number:040x}") for number in range(50)]
    for reading in readings:
        await producer.send(READINGS, reading.article.id, reading)
    await producer.send(ALERTS, "alert", an_alert())
    state = FeedState(id="feed", url="https://a.example/", name="A", publisher="a")
    await producer.send(FEED_STATES, "feed", state)
    await producer.stop()
    lost, restored = [await _open(tmp_path / name) for name in ("lost.db", "restored.db")]
    archiving = asyncio.create_task(Archiver(broker.connection, Archive(lost).store).run())
    await until(lambda: _is_archived(lost, 50))
    archiving.cancel()
    await asyncio.gather(archiving, return_exceptions=True)
    async with open_archive(broker.connection, Archive(restored).store, PARTITIONS) as again:
        archived = await again.run(await again.ranges(None))
    assert archived.records["readings"] >= 50
    assert await _is_archived(restored, 50)
    assert [state.id for state in await Store(restored).feeds.all()] == ["feed"]
    for engine in (lost, restored):
        await engine.dispose()


async def _open(file: Path) -> AsyncEngine:
    engine = open_engine(f"sqlite+aiosqlite:///{file}")
    await upgrade_database(engine)
    return engine


async def _is_archived(engine: AsyncEngine, articles: int) -> bool:
    totals = await Store(engine).totals()
    states = await Store(engine).feeds.all()
    return (totals["articles"], totals["alerts"], len(states)) == (articles, 1, 1)
