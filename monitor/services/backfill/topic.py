"""Articles that a Kafka still holds: read once more, of this system or of another one.

1. Each partition is read to its end as of the start, so that a run over the own topic ends.
2. Articles keep the time at which they were seen. A message that is not an article is skipped.
"""

import itertools
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import msgspec
from aiokafka import AIOKafkaConsumer, TopicPartition

from monitor.kafka.closing import close
from monitor.kafka.cluster import ClusterReader
from monitor.kafka.connection import KafkaConnection
from monitor.kafka.consumer import FETCH_BYTES
from monitor.records import Article
from monitor.records.errors import InvalidInput, KafkaUnavailable
from monitor.records.wire import Unreadable, decode
from monitor.services.backfill.items import BACKFILL_FLAG, ITEMS_PER_BATCH, Batch, Position, Skipped

WAIT_MS = 1_000
"""A broker answers a fetch of what it has within this."""
SILENT_FETCHES = 30
"""Fetches without a message before the end of a partition: the broker has a problem."""


@dataclass(slots=True)
class ArticleTopic:
    """A source: the topic of articles."""

    kafka: KafkaConnection
    topic: str
    since: datetime | None = None
    _sizes: dict[int, int] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The servers and the topic."""
        return f"{self.kafka.servers}/{self.topic}/{self.since}"

    def total(self) -> int | None:
        """Return None: the brokers say it when the source is read."""
        return None

    async def batches(self, after: Position | None) -> AsyncIterator[Batch]:
        """Yield the articles. Raises KafkaError, `KafkaUnavailable`, `InvalidInput`."""
        consumer = AIOKafkaConsumer(
            **self.kafka.options(), group_id=None, max_partition_fetch_bytes=FETCH_BYTES
        )
        try:
            await consumer.start()
            places = await self._partitions(consumer)
            ends = await consumer.end_offsets(places)
            offsets = await self._starts(consumer, places, after)
            async for batch in self._read(consumer, offsets, ends):
                yield batch
        finally:
            await close(consumer.stop())

    async def _partitions(self, consumer: Any) -> list[TopicPartition]:
        async with ClusterReader(replace(self.kafka, prefix="")) as reader:
            topic = (await reader.read([self.topic], [])).topics.get(self.topic)
        if topic is None:
            raise InvalidInput(f"{self.kafka.servers} has no topic {self.topic!r}")
        places = [TopicPartition(self.topic, number) for number in range(topic.partitions)]
        consumer.assign(places)
        return places

    async def _starts(
        self, consumer: Any, places: list[TopicPartition], after: Position | None
    ) -> dict[TopicPartition, int]:
        starts = dict(await consumer.beginning_offsets(places))
        if self.since is not None:
            at = int(self.since.timestamp() * 1000)
            first = await consumer.offsets_for_times(dict.fromkeys(places, at))
            ends = await consumer.end_offsets(places)
            starts = {
                place: message.offset if (message := first.get(place)) else ends[place]
                for place in places
            }
        offsets = (after or {}).get("offsets", {})
        return {
            place: max(start, offsets.get(str(place.partition), 0))
            for place, start in starts.items()
        }

    async def _read(
        self, consumer: Any, offsets: dict[TopicPartition, int], ends: dict[TopicPartition, int]
    ) -> AsyncIterator[Batch]:
        for place, offset in offsets.items():
            consumer.seek(place, offset)
        silent = 0
        while any(offsets[place] < ends[place] for place in offsets):
            fetched = await consumer.getmany(timeout_ms=WAIT_MS, max_records=ITEMS_PER_BATCH)
            messages = list(itertools.chain.from_iterable(fetched.values()))
            silent = 0 if messages else silent + 1
            if silent > SILENT_FETCHES:
                raise KafkaUnavailable("Kafka sends no more messages; run the command again")
            for place, batch in fetched.items():
                offsets[place] = batch[-1].offset + 1
            own = [each for each in messages if each.offset < ends[_place_of(each)]]
            # Marks of transactions and removed messages are offsets without a message.
            for place, offset in list(offsets.items()):
                offsets[place] = max(offset, await consumer.position(place))
            yield _batch(own, offsets)


def _place_of(message: Any) -> TopicPartition:
    return TopicPartition(message.topic, message.partition)


def _batch(messages: list[Any], offsets: dict[TopicPartition, int]) -> Batch:
    articles, skipped = [], []
    for message in messages:
        article = decode(message.value, Article)
        if isinstance(article, Unreadable):
            item = f"{message.topic}/{message.partition} offset {message.offset}"
            skipped.append(Skipped(item, article.reason))
            continue
        flags = tuple(dict.fromkeys((*article.flags, BACKFILL_FLAG)))
        articles.append(msgspec.structs.replace(article, flags=flags))
    position = {"offsets": {str(place.partition): offset for place, offset in offsets.items()}}
    return Batch(tuple(articles), tuple(skipped), position, len(messages))
