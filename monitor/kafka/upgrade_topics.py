"""Copy the pending messages of renamed topics to their present names, once.

1. Copying a partition starts where an earlier upgrade ended; else a compacted topic is copied from
   its beginning, and any other topic from the smallest offset that its consumer groups have
   committed (its beginning, where one of them has committed none).
2. It ends at the end of the partition as of now. Key, body and headers stay as they are: a record
   of an older schema is upgraded where it is decoded (`monitor.records.wire`).
3. The position reached is a message on the compacted topic ``topic-upgrades``, written after the
   broker has acknowledged the copies. A crash in between repeats at most `BATCH` messages per
   partition, and repeats are recognised by their ids.
4. Processes that start together share the work as members of a consumer group: each partition has
   one owner, and every process waits until all partitions are copied.
5. The old topics remain, for an operator to delete.

Processes of the version before the renaming must be stopped first: messages that they send to an
old topic later are copied at the next start only.
"""

import asyncio
import contextlib
import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import structlog
from aiokafka import (
    AIOKafkaConsumer,
    AIOKafkaProducer,
    ConsumerRebalanceListener,
    TopicPartition,
)
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import GroupCoordinatorNotAvailableError, TopicAlreadyExistsError, for_code

from monitor.kafka.connection import KafkaConnection
from monitor.kafka.topics import MAX_MESSAGE_BYTES, RENAMINGS, Renaming

GROUP = "topic-upgrade"
POSITIONS = "topic-upgrades"
"""Compacted topic with one message per copied partition: key ``feeds/3``, body the next offset.

Offsets that a group commits expire a week after its last member has left; these must not.
"""
BATCH = 200
"""Messages copied between two writes of the position: well under a second."""
POLL_MS = 200
"""Milliseconds for which one fetch waits, and so the interval of checks for completion."""

Positions = dict[TopicPartition, int]

log = structlog.get_logger("kafka")


async def upgrade_topics(kafka: KafkaConnection, names: set[str]) -> None:
    """Copy what is pending on the old topics among ``names``; return when all of it is copied.

    Raises KafkaError.
    """
    renamings = [renaming for renaming in RENAMINGS if renaming.old_name in names]
    if renamings:
        async with contextlib.AsyncExitStack() as stack:
            upgrade = await _Upgrade.start(kafka, renamings, stack)
            await upgrade.run()


@dataclass(slots=True)
class _Clients:
    """Connections to one cluster."""

    admin: AIOKafkaAdminClient
    reader: AIOKafkaConsumer
    """Reads offsets and positions, outside of any group."""
    producer: AIOKafkaProducer


class _Upgrade:
    """One process's part of an upgrade."""

    def __init__(
        self, kafka: KafkaConnection, renamings: list[Renaming], clients: _Clients
    ) -> None:
        self._kafka = kafka
        self._clients = clients
        self._by_name = {renaming.old_name: renaming for renaming in renamings}
        self._partitions: list[TopicPartition] = []
        self._reading = asyncio.Lock()
        """Held while offsets are read: the loop and a rebalance share one reader."""
        self._copying = asyncio.Lock()
        """Held while a batch is copied: a partition changes its owner between batches only."""
        self._next_offsets: Positions = {}
        """By owned partition, the next message to copy.

        The consumer may fetch messages before `assign` has found where copying starts.
        """

    @classmethod
    async def start(
        cls, kafka: KafkaConnection, renamings: list[Renaming], stack: contextlib.AsyncExitStack
    ) -> "_Upgrade":
        """Connect; ``stack`` closes the connections."""
        admin = AIOKafkaAdminClient(**kafka.options())
        stack.push_async_callback(admin.close)
        await admin.start()
        reader = AIOKafkaConsumer(**kafka.options(), group_id=None)
        stack.push_async_callback(reader.stop)
        await reader.start()
        producer = AIOKafkaProducer(
            **kafka.options(),
            enable_idempotence=True,
            max_request_size=MAX_MESSAGE_BYTES,
            compression_type="gzip",
        )
        stack.push_async_callback(producer.stop)
        await producer.start()
        return cls(kafka, renamings, _Clients(admin, reader, producer))

    async def run(self) -> None:
        """Copy every partition, together with the other processes of the group."""
        await self._create_positions()
        self._partitions = await self._find_partitions()
        ends = await self._clients.reader.end_offsets(self._partitions)
        if not await self._pending(ends):
            return
        consumer = AIOKafkaConsumer(
            **self._kafka.options(),
            group_id=GROUP,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            max_partition_fetch_bytes=MAX_MESSAGE_BYTES,
        )
        await consumer.start()
        try:
            consumer.subscribe(list(self._by_name), listener=_Listener(self, consumer))
            while await self._copy_batch(consumer) or await self._pending(ends):
                pass
        finally:
            await consumer.stop()
        log.info("topics.upgraded", topics=", ".join(sorted(self._by_name)))

    async def assign(
        self, consumer: AIOKafkaConsumer, partitions: Iterable[TopicPartition]
    ) -> None:
        """Start each partition that this process now owns where its copying goes on."""
        starts = await self._starts()
        async with self._copying:
            for partition in partitions:
                self._next_offsets[partition] = starts[partition]
                consumer.seek(partition, starts[partition])

    async def revoke(self, partitions: Iterable[TopicPartition]) -> None:
        """Wait for the batch in progress, then copy no more of these partitions."""
        async with self._copying:
            for partition in partitions:
                self._next_offsets.pop(partition, None)

    async def _find_partitions(self) -> list[TopicPartition]:
        """Return every partition of the old topics."""
        topics = await self._clients.admin.describe_topics(list(self._by_name))
        partitions = []
        for topic in topics:
            numbers = sorted(partition["partition"] for partition in topic["partitions"])
            partitions += [TopicPartition(topic["topic"], number) for number in numbers]
        return partitions

    async def _pending(self, ends: Positions) -> list[TopicPartition]:
        """Return the partitions with messages before ``ends`` that are not copied yet."""
        starts = await self._starts()
        return [partition for partition, end in ends.items() if starts[partition] < end]

    async def _starts(self) -> Positions:
        """Return the offset at which copying each partition starts or goes on."""
        async with self._reading:
            beginnings = await self._clients.reader.beginning_offsets(self._partitions)
            positions = await self._read_positions()
        committed = await self._committed()
        return {
            partition: max(beginning, positions.get(partition, committed[partition]))
            for partition, beginning in beginnings.items()
        }

    async def _committed(self) -> Positions:
        """Return the smallest offset that the consumer groups of each partition committed."""
        groups_of_topics = [renaming.groups for renaming in self._by_name.values()]
        offsets: dict[str, dict[TopicPartition, Any]] = {}
        for group in set(itertools.chain.from_iterable(groups_of_topics)):
            try:
                offsets[group] = await self._clients.admin.list_consumer_group_offsets(group)
            except GroupCoordinatorNotAvailableError:
                offsets[group] = {}  # a broker on which no group has committed yet
        smallest = {}
        for partition in self._partitions:
            groups = self._by_name[partition.topic].groups
            committed = [_offset_of(offsets[group].get(partition)) for group in groups]
            smallest[partition] = min(committed, default=0)
        return smallest

    async def _copy_batch(self, consumer: AIOKafkaConsumer) -> bool:
        """Copy the next messages of the owned partitions; return whether there were any."""
        batches = await consumer.getmany(timeout_ms=POLL_MS, max_records=BATCH)
        async with self._copying:
            for partition, messages in batches.items():
                start = self._next_offsets.get(partition)
                if start is not None:
                    new = [message for message in messages if message.offset >= start]
                    await self._copy(partition, new)
        return bool(batches)

    async def _copy(self, partition: TopicPartition, messages: list[Any]) -> None:
        """Copy messages in their order, then write the position behind them."""
        if not messages:
            return
        topic = self._by_name[partition.topic].topic
        # Queued in order, and acknowledged in order: an idempotent producer keeps it over retries.
        sent = [
            await self._clients.producer.send(
                topic.name,
                key=message.key,
                value=message.value,
                headers=list(message.headers),
                partition=partition.partition,
            )
            for message in messages
        ]
        await asyncio.gather(*sent)
        position = messages[-1].offset + 1
        self._next_offsets[partition] = position
        key = f"{partition.topic}/{partition.partition}".encode()
        await self._clients.producer.send_and_wait(POSITIONS, key=key, value=b"%d" % position)

    async def _create_positions(self) -> None:
        topic = NewTopic(
            POSITIONS,
            num_partitions=1,
            replication_factor=-1,
            replica_assignments={},
            topic_configs={"cleanup.policy": "compact"},
        )
        response = await self._clients.admin.create_topics([topic])
        for name, code, *_ in response.topic_errors:
            error = for_code(code)
            if code and error is not TopicAlreadyExistsError:
                raise error(f"topic {name}")

    async def _read_positions(self) -> Positions:
        """Return the position of each partition that has one."""
        partition = TopicPartition(POSITIONS, 0)
        reader = self._clients.reader
        reader.assign([partition])
        await reader.seek_to_beginning(partition)
        [end] = (await reader.end_offsets([partition])).values()
        positions = {}
        while await reader.position(partition) < end:
            batches = await reader.getmany(timeout_ms=POLL_MS)
            for message in itertools.chain.from_iterable(batches.values()):
                name, _, number = message.key.decode().rpartition("/")
                positions[TopicPartition(name, int(number))] = int(message.value)
        return positions


class _Listener(ConsumerRebalanceListener):  # type: ignore[misc]  # aiokafka carries no types
    def __init__(self, upgrade: _Upgrade, consumer: AIOKafkaConsumer) -> None:
        self._upgrade, self._consumer = upgrade, consumer

    async def on_partitions_revoked(self, revoked: set[TopicPartition]) -> None:
        await self._upgrade.revoke(revoked)

    async def on_partitions_assigned(self, assigned: set[TopicPartition]) -> None:
        await self._upgrade.assign(self._consumer, assigned)


def _offset_of(committed: Any) -> int:
    """Return a committed offset; 0 where a group has committed none."""
    return max(0, committed.offset) if committed is not None else 0
