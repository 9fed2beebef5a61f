"""Readings that an earlier version wrote and has not matched: their articles are read again.

Earlier versions wrote readings in one stage and matched them in another. Now one stage does both,
and marks each reading (`MATCHED`). Before a processor starts, the readings without a mark that its
group has not processed are pending: their articles go to ``articles`` again.

1. Reading a partition begins at the offset that the group has committed, or at its beginning, and
   ends at the first marked reading, or at the end as of now.
2. Afterwards the group's offset is committed, which the broker refuses while other processors run:
   the next start then repeats the same few. Repeats are recognised by their ids.
"""

from collections.abc import AsyncIterator
from typing import Any

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from monitor.kafka.closing import close
from monitor.kafka.connection import KafkaConnection
from monitor.kafka.producer import RecordProducer
from monitor.kafka.topics import ARTICLES, PROCESSOR, READINGS
from monitor.records import Reading
from monitor.records.wire import Unreadable, decode

MATCHED = (("matched", b"1"),)
"""Header of a reading whose matches were sent with it."""
POLL_MS = 1_000
"""Milliseconds for which one fetch waits: without an answer the broker has deleted the rest."""

log = structlog.get_logger("kafka")


async def requeue_pending_readings(kafka: KafkaConnection, partitions: int) -> int:
    """Send the articles of pending readings to ``articles``; return how many. Raises KafkaError."""
    consumer = AIOKafkaConsumer(
        **kafka.options(),
        group_id=kafka.wire_name(PROCESSOR),
        enable_auto_commit=False,
        auto_offset_reset="earliest",
    )
    producer = RecordProducer(kafka, PROCESSOR)
    try:
        await consumer.start()
        count = 0
        for number in range(partitions):
            place = TopicPartition(kafka.wire_name(READINGS.name), number)
            count += await _requeue_partition(consumer, producer, place)
    finally:
        await close(consumer.stop(), producer.stop())
    if count:
        log.warning("readings.requeued", count=count)
    return count


async def _requeue_partition(
    consumer: AIOKafkaConsumer, producer: RecordProducer, place: TopicPartition
) -> int:
    end = (await consumer.end_offsets([place]))[place]
    first = (await consumer.beginning_offsets([place]))[place]
    start = max(first, await consumer.committed(place) or 0)
    if start >= end:
        return 0
    consumer.assign([place])
    consumer.seek(place, start)
    count, position = 0, start
    async for message in _messages(consumer, place, end):
        if MATCHED[0] in message.headers:
            break
        reading = decode(message.value, Reading)
        if not isinstance(reading, Unreadable):
            await producer.send(ARTICLES, reading.article.id, reading.article)
            count += 1
        position = message.offset + 1
    if count:
        await _commit(consumer, place, position)
    return count


async def _messages(
    consumer: AIOKafkaConsumer, place: TopicPartition, end: int
) -> AsyncIterator[Any]:
    """Yield the messages of a partition before an offset, as far as the broker still has them."""
    while messages := (await consumer.getmany(place, timeout_ms=POLL_MS)).get(place):
        for message in messages:
            if message.offset >= end:
                return
            yield message
        if messages[-1].offset + 1 >= end:
            return


async def _commit(consumer: AIOKafkaConsumer, place: TopicPartition, offset: int) -> None:
    """Commit the offset of the group, unless it has members."""
    try:
        await consumer.commit({place: offset})
    except KafkaError as error:
        log.info("readings.not_committed", error=type(error).__name__)
