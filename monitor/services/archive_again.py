"""Archive again: store what Kafka still holds in a database that was lost or restored.

    topics of the archiver, since a time --batches--> store

1. Only messages that the archiver has committed are read: it archives all later ones itself, so the
   two never store the same message at the same time.
2. Readings come first: alerts refer to their articles.
3. Everything is an upsert by id. A record that the database refuses is counted and skipped; the
   archiver has made a dead letter of it.
4. Whether alerts notify subscribers, who have seen most of them, is up to ``store``.
"""

import asyncio
import contextlib
import itertools
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

import structlog
from aiokafka import TopicPartition

from monitor.kafka.closing import close
from monitor.kafka.connection import KafkaConnection
from monitor.kafka.consumer import group_consumer
from monitor.kafka.topics import ALERTS, ARCHIVER, FEED_STATES, READINGS, REJECTED
from monitor.records import Record
from monitor.records.errors import KafkaUnavailable
from monitor.records.wire import Unreadable, decode
from monitor.services.archiver import FETCH_WAIT_MS, TYPES
from monitor.store.database import UNAVAILABLE, is_busy

ORDER = (READINGS.name, FEED_STATES.name, REJECTED.name, ALERTS.name)
"""Topics in the order in which they are stored."""
MESSAGES = 100
"""Messages in one transaction: it ends within 0.2 s."""
PAUSE_S = 0.12
"""Pause after a batch, in which the archiver and people's writes get their turn."""
STALLED_AFTER_S = 30.0
"""Seconds without a message before the end: a broker answers a fetch within 0.1 s."""
BUSY_TRIES = 5
"""Attempts to store a batch while another process writes; each waits 15 s."""

log = structlog.get_logger("archive")

Store = Callable[[Sequence[Record]], Awaitable[int]]
"""Stores records in one transaction; returns the number of new events."""


class Consumer(Protocol):
    """The part of aiokafka's consumer that is used, with partitions that are assigned by hand."""

    def assign(self, partitions: Sequence[TopicPartition]) -> None:
        """Read these partitions from now on."""
        ...

    def seek(self, partition: TopicPartition, offset: int) -> None:
        """Read a partition from an offset on."""
        ...

    async def committed(self, partition: TopicPartition) -> int | None:
        """Return the offset that the group has committed, or None."""
        ...

    async def beginning_offsets(
        self, partitions: Sequence[TopicPartition]
    ) -> Mapping[TopicPartition, int]:
        """Return the first offset that each partition still holds."""
        ...

    async def offsets_for_times(
        self, times: Mapping[TopicPartition, int]
    ) -> Mapping[TopicPartition, Any]:
        """Return the first offset at or after a time (epoch milliseconds), None after the last."""
        ...

    async def position(self, partition: TopicPartition) -> int:
        """Return the offset of the next message."""
        ...

    async def getmany(self, *, timeout_ms: int, max_records: int) -> Mapping[TopicPartition, Any]:
        """Return messages by partition."""
        ...


@dataclass(slots=True)
class Archived:
    """What was stored: records by topic, new events, and messages that were skipped."""

    records: Counter[str] = field(default_factory=Counter)
    events: int = 0
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class Range:
    """The offsets of one partition that are read: from ``start``, before ``end``."""

    start: int
    end: int

    @property
    def messages(self) -> int:
        """The number of offsets."""
        return max(0, self.end - self.start)


@dataclass(frozen=True, slots=True)
class Pace:
    """Durations of a run, in seconds."""

    pause_s: float = PAUSE_S
    stalled_after_s: float = STALLED_AFTER_S


class ArchiveAgain:
    """Reads the topics of the archiver once more."""

    def __init__(
        self,
        consumer: Consumer,
        store: Store,
        partitions: int,
        *,
        pace: Pace = Pace(),
        prefix: str = "",
    ) -> None:
        """``prefix`` is that of the topics on the cluster."""
        self._prefix = prefix
        self._consumer, self._store, self._partitions = consumer, store, partitions
        self._pace = pace
        self.archived = Archived()

    async def ranges(self, since: datetime | None) -> dict[TopicPartition, Range]:
        """Return what is to be read of each partition. Raises KafkaError."""
        partitions = [
            TopicPartition(f"{self._prefix}{topic}", number)
            for topic, number in itertools.product(ORDER, range(self._partitions))
        ]
        self._consumer.assign(partitions)
        starts = dict(await self._consumer.beginning_offsets(partitions))
        ends = {each: await self._consumer.committed(each) or 0 for each in partitions}
        if since is not None:
            at = int(since.timestamp() * 1000)
            first_messages = await self._consumer.offsets_for_times(dict.fromkeys(partitions, at))
            for partition in partitions:
                first = first_messages.get(partition)
                starts[partition] = first.offset if first is not None else ends[partition]
        return {each: Range(starts[each], ends[each]) for each in partitions}

    async def run(
        self, ranges: Mapping[TopicPartition, Range], on_read: Callable[[int], object] = int
    ) -> Archived:
        """Store the messages of some ranges; ``on_read`` is called with the number of each batch.

        Raises KafkaError, `KafkaUnavailable`, and the errors of an unavailable database.
        """
        for topic in ORDER:
            own = {
                partition: wanted
                for partition, wanted in ranges.items()
                if self._own_name(partition) == topic and wanted.messages
            }
            if own:
                await self._run_topic(own, on_read)
        return self.archived

    def _own_name(self, place: Any) -> str:
        """Return the name in this program of the topic of a partition or a message."""
        return str(place.topic).removeprefix(self._prefix)

    async def _run_topic(
        self, ranges: Mapping[TopicPartition, Range], on_read: Callable[[int], object]
    ) -> None:
        self._consumer.assign(list(ranges))
        for partition, wanted in ranges.items():
            self._consumer.seek(partition, wanted.start)
        clock = asyncio.get_running_loop().time
        heard_at = clock()
        while await self._is_incomplete(ranges):
            batches = await self._consumer.getmany(timeout_ms=1000, max_records=MESSAGES)
            messages = [
                message
                for partition, batch in batches.items()
                for message in batch
                if message.offset < ranges[partition].end
            ]
            if batches:
                heard_at = clock()
            elif clock() - heard_at > self._pace.stalled_after_s:
                raise KafkaUnavailable("Kafka sends no more messages; run the command again")
            if messages:
                await self._store_messages(messages)
                on_read(len(messages))
                await asyncio.sleep(self._pace.pause_s)

    async def _is_incomplete(self, ranges: Mapping[TopicPartition, Range]) -> bool:
        for partition, wanted in ranges.items():
            if await self._consumer.position(partition) < wanted.end:
                return True
        return False

    async def _store_messages(self, messages: Sequence[Any]) -> None:
        read = [
            (message, decode(message.value, TYPES[self._own_name(message)])) for message in messages
        ]
        records = [(m, record) for m, record in read if not isinstance(record, Unreadable)]
        tombstones = sum(message.value is None for message, _ in read)
        self.archived.skipped += len(read) - len(records) - tombstones
        try:
            await self._store_records(records)
        except UNAVAILABLE:
            raise
        except Exception:  # noqa: BLE001  # one of them is at fault: each is stored by itself
            for one in records:
                await self._store_one(one)

    async def _store_one(self, one: tuple[Any, Record]) -> None:
        try:
            await self._store_records([one])
        except UNAVAILABLE:
            raise
        except Exception as error:  # noqa: BLE001  # the database refuses it: it is counted
            message = one[0]
            log.warning(
                "record.skipped", topic=message.topic, offset=message.offset, error=str(error)[:300]
            )
            self.archived.skipped += 1

    async def _store_records(self, records: Sequence[tuple[Any, Record]]) -> None:
        if not records:
            return
        for attempt in range(1, BUSY_TRIES + 1):
            try:
                self.archived.events += await self._store([record for _, record in records])
                break
            except UNAVAILABLE as error:
                if not is_busy(error) or attempt == BUSY_TRIES:
                    raise
        self.archived.records.update(self._own_name(message) for message, _ in records)


@contextlib.asynccontextmanager
async def open_archive(
    kafka: KafkaConnection, store: Store, partitions: int
) -> AsyncIterator[ArchiveAgain]:
    """Connect to Kafka, and disconnect at the end. Raises KafkaError."""
    # In the archiver's group without joining it, so that its committed offsets can be read.
    consumer = group_consumer(kafka, ARCHIVER, wait_ms=FETCH_WAIT_MS)
    try:
        await consumer.start()
        yield ArchiveAgain(consumer, store, partitions, prefix=kafka.prefix)
    finally:
        await close(consumer.stop())
