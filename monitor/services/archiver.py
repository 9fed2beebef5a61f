"""The archiver: stores the records of all topics, and commits their offsets after that.

    readings, alerts, feed states, rejections --batches--> one transaction --> commit

1. While the database is unavailable, the same batch is tried again; nothing is skipped, and memory
   is bounded by one batch.
2. A message that is not a record goes to the topic of rejections.
3. So does a record that cannot be stored: its batch is stored record by record.
4. On SQLite, which has one writer, a pause follows each batch, so that people's writes over the
   API are served between two of them (`ONE_WRITER`).
5. A rejection that cannot be read or stored is replaced by one on itself, which is stored directly:
   on its own topic it would come back for ever.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import structlog
from aiokafka import AIOKafkaConsumer
from aiokafka.errors import CommitFailedError, IllegalStateError

from monitor.kafka.closing import close
from monitor.kafka.connection import KafkaConnection
from monitor.kafka.consumer import group_consumer
from monitor.kafka.dead_letters import make_rejection, send_rejection
from monitor.kafka.producer import RecordProducer
from monitor.kafka.topics import ALERTS, ARCHIVER, FEED_STATES, READINGS, REJECTED
from monitor.records import Alert, FeedState, Reading, Record, Rejection
from monitor.records.wire import Unreadable, decode
from monitor.store.database import UNAVAILABLE
from monitor.telemetry.metrics import STORE_DURATION, STORED, observe_article
from monitor.telemetry.tracing import record_span

STAGE = "archive"
"""Name of this stage in rejections."""

FETCH_WAIT_MS = 100
"""A fetch without news returns after this; news end it at once."""

TYPES: dict[str, type[Record]] = {
    READINGS.name: Reading,
    ALERTS.name: Alert,
    FEED_STATES.name: FeedState,
    REJECTED.name: Rejection,
}
"""Record type by topic."""

log = structlog.get_logger("archiver")

Store = Callable[[list[Record]], Awaitable[int]]
"""Stores records in one transaction; returns the number of new events."""
ReadMessage = tuple[Any, Record]
"""A message of Kafka and its record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchLimits:
    """Limits of an archiver; durations are in seconds."""

    messages: int = 200
    """Messages in one transaction: its cost is small beside theirs, and it ends within 0.2 s."""
    poll_s: float = 0.5
    """Longest wait for a batch; a message ends it at once."""
    retry_s: float = 2.0
    """Pause before a batch is tried again while the database is unavailable."""
    pause_s: float = 0.0
    """Pause after a batch, in which other writers get their turn."""


ONE_WRITER = BatchLimits(pause_s=0.12)
"""Limits for SQLite: a waiting writer tries every 0.1 s, so it succeeds in the first pause."""


def _consumer(kafka: KafkaConnection) -> AIOKafkaConsumer:
    return group_consumer(kafka, ARCHIVER, *TYPES, wait_ms=FETCH_WAIT_MS)


class Archiver:
    """Stores what the topics carry until cancelled."""

    def __init__(
        self,
        kafka: KafkaConnection,
        store: Store,
        limits: BatchLimits | None = None,
        *,
        open_consumer: Callable[[KafkaConnection], Any] = _consumer,
    ) -> None:
        self._kafka, self._open_consumer = kafka, open_consumer
        self._store = store
        self._limits = limits or BatchLimits()
        self._producer = RecordProducer(kafka, "archiver")

    async def run(self) -> None:
        """Archive until cancelled."""
        consumer = self._open_consumer(self._kafka)
        try:
            await self._producer.start()
            await consumer.start()
            while True:
                await self._archive_batch(consumer)
        finally:
            await close(consumer.stop(), self._producer.stop())

    async def _archive_batch(self, consumer: AIOKafkaConsumer) -> None:
        batches = await consumer.getmany(
            timeout_ms=int(self._limits.poll_s * 1000), max_records=self._limits.messages
        )
        read = []
        for message in (message for batch in batches.values() for message in batch):
            record = await self._read(message)
            if record is not None:
                read.append((message, record))
        if batches:
            await self._store_until_done(read)
            await _commit(consumer)
            await asyncio.sleep(self._limits.pause_s)

    async def _read(self, message: Any) -> Record | None:
        """Return the record of a message; None for a tombstone and for what was rejected."""
        topic = self._kafka.own_name(message.topic)
        if message.value is None and topic == FEED_STATES.name:
            return None
        record = decode(message.value, TYPES[topic])
        if not isinstance(record, Unreadable):
            return record
        rejection = make_rejection(message, STAGE, "unreadable", record.reason, topic=topic)
        if topic == REJECTED.name:
            return rejection
        await send_rejection(self._producer, rejection)
        return None

    async def _store_until_done(self, read: list[ReadMessage]) -> None:
        """Store a batch, however long the database is unavailable."""
        while read:
            started = time.monotonic()
            try:
                events = await self._store([record for _, record in read])
            except UNAVAILABLE as error:
                log.error("store.unavailable", error=str(error)[:300])
                await asyncio.sleep(self._limits.retry_s)
            except Exception as error:  # noqa: BLE001  # the record is at fault: it is logged
                await self._divide(read, error)
                return
            else:
                _observe(read, time.monotonic() - started)
                if events:
                    log.info("alerts.stored", events=events)
                return

    async def _divide(self, read: list[ReadMessage], error: Exception) -> None:
        """Store the records of a batch one by one; reject the one that cannot be stored."""
        if len(read) > 1:
            for one in read:
                await self._store_until_done([one])
            return
        [(message, record)] = read
        log.error("record.not_stored", topic=message.topic, offset=message.offset, exc_info=error)
        topic = self._kafka.own_name(message.topic)
        kind = type(error).__name__
        rejection = make_rejection(message, STAGE, kind, str(error), topic=topic)
        if topic != REJECTED.name:
            await send_rejection(self._producer, rejection)
        elif isinstance(record, Rejection) and record.id != rejection.id:
            await self._store_until_done([(message, rejection)])


def _observe(read: list[ReadMessage], seconds: float) -> None:
    """Count the records of a transaction, and the way of their articles."""
    STORE_DURATION.observe(seconds)
    ended_ns = time.time_ns()
    began_ns = ended_ns - int(seconds * 1e9)
    for message, record in read:
        STORED.labels(type(record).__name__.lower()).inc()
        if isinstance(record, Reading):
            observe_article("fetched_to_stored", record.article)
        if isinstance(record, Reading | Alert):
            article = record.article.id
            record_span("archive", message.headers, article, began_ns=began_ns, ended_ns=ended_ns)


async def _commit(consumer: AIOKafkaConsumer) -> None:
    try:
        await consumer.commit()
    except (CommitFailedError, IllegalStateError) as error:
        # The group was rebalanced meanwhile. The batch is stored and comes again to its new owner,
        # which changes nothing.
        log.warning("commit.failed", error=str(error))
