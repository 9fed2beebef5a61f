"""The archiver: what comes off the topics into the store, and only then are offsets committed.

    statements, alerts, feeds, rejected --batches--> one transaction --then--> commit

The database away or its disk full, it waits and tries the same batch again; nothing is skipped and memory stays bounded by one batch.
Bytes that are no record are parked in ``rejected``, and so is a record that cannot be stored: a batch that holds one is stored record by record.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from aiokafka import AIOKafkaConsumer

from monitor.kafka.consumer import group_consumer
from monitor.kafka.dead_letters import make_rejection, park
from monitor.kafka.lag import ARCHIVER
from monitor.kafka.producer import RecordProducer
from monitor.kafka.topics import ALERTS, FEED_STATES, READINGS, REJECTED
from monitor.records import Alert, FeedState, Reading, Record, Rejection
from monitor.records.wire import Unreadable, decode
from monitor.store.database import AWAY

BATCH = 200
"""Messages in one transaction: enough to make its cost small, little enough to be in the store within 0.2 s."""

RETRY_S = 2.0

TYPES: dict[str, type[Record]] = {
    READINGS.name: Reading,
    ALERTS.name: Alert,
    FEED_STATES.name: FeedState,
    REJECTED.name: Rejection,
}

log = structlog.get_logger("archiver")

Store = Callable[[list[Record]], Awaitable[int]]


class Archiver:
    """Stores what the topics carry until it is stopped."""

    def __init__(self, bootstrap: str, store: Store) -> None:
        self._bootstrap = bootstrap
        self._store = store
        self._producer = RecordProducer(bootstrap, "archiver")

    async def run(self) -> None:
        """Archive until cancelled."""
        consumer = group_consumer(self._bootstrap, ARCHIVER, *TYPES, wait_ms=100)
        await self._producer.start()
        await consumer.start()
        try:
            while True:
                batches = await consumer.getmany(timeout_ms=500, max_records=BATCH)
                messages = [message for batch in batches.values() for message in batch]
                if messages:
                    read = [
                        (message, record)
                        for message in messages
                        if (record := await self._read(message)) is not None
                    ]
                    await self._store_until_done(read)
                    await _commit(consumer)
        finally:
            await consumer.stop()
            await self._producer.stop()

    async def _read(self, message: Any) -> Record | None:
        if message.value is None and message.topic == FEED_STATES.name:
            return None  # a tombstone: the topic is compacted
        record = decode(message.value, TYPES[message.topic])
        if not isinstance(record, Unreadable):
            return record
        if message.topic == REJECTED.name:  # parking it there again would go round for ever
            return make_rejection(message, "archive", "unreadable", record.reason)
        await park(self._producer, make_rejection(message, "archive", "unreadable", record.reason))
        return None

    async def _store_until_done(self, read: list[tuple[Any, Record]]) -> None:
        """Store a batch; one record of it after the other, where one of them cannot be stored, which is parked."""
        while read:
            try:
                made = await self._store([record for _, record in read])
            except AWAY as error:
                log.error("store.unavailable", error=str(error)[:300])
                await asyncio.sleep(RETRY_S)
            except Exception as error:
                if len(read) > 1:
                    for each in read:
                        await self._store_until_done([each])
                    return
                [(message, record)] = read
                log.exception("record.not_stored", topic=message.topic, offset=message.offset)
                rejection = make_rejection(message, "archive", type(error).__name__, str(error))
                if message.topic != REJECTED.name:
                    await park(self._producer, rejection)
                elif isinstance(record, Rejection) and record.id != rejection.id:
                    # Stored and not parked: on that topic it would go round for ever.
                    await self._store_until_done([(message, rejection)])
                return
            else:
                if made:
                    log.info("alerts.stored", events=made)
                return


async def _commit(consumer: AIOKafkaConsumer) -> None:
    from aiokafka.errors import CommitFailedError, IllegalStateError

    try:
        await consumer.commit()
    except (CommitFailedError, IllegalStateError) as error:
        # The group was rebalanced meanwhile: the batch is stored, and comes again to its new owner, which changes nothing.
        log.warning("commit.failed", error=str(error))
