"""How far each consumer group is behind, and how much has come in: read from the broker, nobody is asked to report."""

import asyncio
from dataclasses import dataclass

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import GroupCoordinatorNotAvailableError

from monitor.kafka.topics import ALERTS, ARTICLES, FEEDS, MATCHES, PROCESSOR, REJECTED, STATEMENTS

ARCHIVER = "archiver"
FOLLOWED = {
    PROCESSOR: (ARTICLES.name, STATEMENTS.name, MATCHES.name),
    ARCHIVER: (STATEMENTS.name, ALERTS.name, FEEDS.name, REJECTED.name),
}


@dataclass(frozen=True, slots=True)
class Lag:
    """Ends of topics (messages ever written) and messages waiting per group and topic."""

    ends: dict[str, int]
    waiting: dict[tuple[str, str], int]

    def of(self, group: str) -> int:
        """Return how many messages wait for a group in all."""
        return sum(count for (name, _), count in self.waiting.items() if name == group)


class LagReader:
    """Reads lags over one connection; start it, ask it, stop it."""

    def __init__(self, bootstrap: str, partitions: int) -> None:
        self._bootstrap = bootstrap
        self._partitions = partitions
        self._admin: AIOKafkaAdminClient | None = None
        self._consumer: AIOKafkaConsumer | None = None

    async def start(self) -> None:
        """Connect. Raises KafkaError."""
        self._admin = AIOKafkaAdminClient(bootstrap_servers=self._bootstrap, request_timeout_ms=10_000)
        self._consumer = AIOKafkaConsumer(bootstrap_servers=self._bootstrap, group_id=None, request_timeout_ms=10_000)
        await self._admin.start()
        await self._consumer.start()

    async def stop(self) -> None:
        """Disconnect."""
        if self._admin is not None:
            await self._admin.close()
        if self._consumer is not None:
            await self._consumer.stop()

    async def read(self, *, within: float = 8.0) -> Lag:
        """Return the lags now. Raises KafkaError or TimeoutError."""
        return await asyncio.wait_for(self._read(), within)

    async def _read(self) -> Lag:
        assert self._admin is not None, "start() comes first"
        assert self._consumer is not None, "start() comes first"
        topics = sorted({name for names in FOLLOWED.values() for name in names})
        partitions = [TopicPartition(name, number) for name in topics for number in range(self._partitions)]
        ends = await self._consumer.end_offsets(partitions)
        waiting: dict[tuple[str, str], int] = {}
        for group, names in FOLLOWED.items():
            try:
                committed = await self._admin.list_consumer_group_offsets(group)
            except GroupCoordinatorNotAvailableError:
                committed = {}  # a broker on which no group has ever committed
            for name in names:
                behind = 0
                for number in range(self._partitions):
                    partition = TopicPartition(name, number)
                    known = committed.get(partition)
                    behind += max(0, ends[partition] - max(0, known.offset if known is not None else 0))
                waiting[group, name] = behind
        totals = {name: sum(ends[partition] for partition in partitions if partition.topic == name) for name in topics}
        return Lag(totals, waiting)
