"""The archiver: what comes off the topics into the store, and only then are offsets committed.

    statements, alerts, feeds, rejected --batches--> one transaction --then--> commit

The database away, it waits and tries the same batch again; nothing is skipped and memory stays bounded by one batch.
Bytes that are no record are parked in ``rejected``.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from aiokafka import AIOKafkaConsumer
from sqlalchemy.exc import SQLAlchemyError

from monitor.kafka.consumer import group_consumer
from monitor.kafka.lag import ARCHIVER
from monitor.kafka.producer import RecordProducer
from monitor.kafka.rejections import make_rejection, park
from monitor.kafka.topics import ALERTS, FEEDS, REJECTED, STATEMENTS
from monitor.records import Alert, FeedState, Reading, Record, Rejection
from monitor.records.wire import Unreadable, decode

BATCH = 200
"""Messages in one transaction: enough to make its cost small, little enough to be in the store within 0.2 s."""

RETRY_S = 2.0

TYPES: dict[str, type[Record]] = {
    STATEMENTS.name: Reading,
    ALERTS.name: Alert,
    FEEDS.name: FeedState,
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
                    await self._store_until_done(
                        [record for message in messages if (record := await self._read(message)) is not None]
                    )
                    await _commit(consumer)
        finally:
            await consumer.stop()
            await self._producer.stop()

    async def _read(self, message: Any) -> Record | None:
        if message.value is None:
            return None  # a tombstone of a compacted topic
        record = decode(message.value, TYPES[message.topic])
        if not isinstance(record, Unreadable):
            return record
        if message.topic == REJECTED.name:  # parking it there again would go round for ever
            return make_rejection(message, "archive", "unreadable", record.reason)
        await park(self._producer, make_rejection(message, "archive", "unreadable", record.reason))
        return None

    async def _store_until_done(self, records: list[Record]) -> None:
        while records:
            try:
                made = await self._store(records)
            except (SQLAlchemyError, OSError) as error:
                log.error("store.unavailable", error=str(error)[:300])
                await asyncio.sleep(RETRY_S)
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
