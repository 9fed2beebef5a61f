"""Read the state of the brokers, the topics and the consumer groups of a cluster.

try_server      connects to one address as every client does, and gives the reason if it fails
ClusterReader   brokers, topics with their settings, groups with their members
broker_time     the broker's clock, from the time that it gives to a message
"""

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.conn import create_conn
from aiokafka.errors import GroupCoordinatorNotAvailableError

from monitor.kafka.closing import close
from monitor.kafka.connection import KafkaConnection
from monitor.kafka.topics import HEARTBEATS

REQUEST_TIMEOUT_MS = 8_000
"""A broker that recovers from a kill answers within this."""
IGNORED_BODY = b"{}"
"""Body of a message that the readers of heartbeats ignore: it is not a record."""
NO_LEADER = -1


@dataclass(frozen=True, slots=True)
class TopicView:
    """One topic as its brokers have it."""

    partitions: int
    replicas: int
    """The smallest number of copies of a partition."""
    lacking: tuple[int, ...] = ()
    """Partitions with fewer copies in sync than they have copies."""
    offline: tuple[int, ...] = ()
    """Partitions without a leader: they can be neither read nor written."""
    configs: Mapping[str, str] | None = None
    """Settings by Kafka's names; None where this client may not read them."""


@dataclass(frozen=True, slots=True)
class GroupView:
    """One consumer group."""

    state: str
    """Kafka's word: ``Stable``, ``Empty``, ``Dead``, ``PreparingRebalance``."""
    members: int


@dataclass(frozen=True, slots=True)
class ClusterView:
    """One reading of a cluster."""

    brokers: int
    topics: Mapping[str, TopicView]
    groups: Mapping[str, GroupView]


async def try_server(kafka: KafkaConnection, host: str, port: int) -> None:
    """Connect and sign in to one server, and disconnect.

    Raises OSError (of which ``ssl.SSLError`` and ``socket.gaierror`` are kinds) or KafkaError.
    """
    options = kafka.options()
    del options["bootstrap_servers"]
    connection = await create_conn(host, port, request_timeout_ms=REQUEST_TIMEOUT_MS, **options)
    connection.close()


class ClusterReader:
    """Reads a cluster over one connection: a context manager."""

    def __init__(self, kafka: KafkaConnection) -> None:
        self._kafka = kafka
        self._admin = AIOKafkaAdminClient(**kafka.options(), request_timeout_ms=REQUEST_TIMEOUT_MS)

    async def __aenter__(self) -> Self:
        """Connect. Raises KafkaError."""
        try:
            await self._admin.start()
        except BaseException:
            await close(self._admin.close())
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Disconnect."""
        await close(self._admin.close())

    async def read(self, topics: Iterable[str], groups: Iterable[str]) -> ClusterView:
        """Return the brokers, and those of some topics and groups that exist. Raises KafkaError.

        Names are those of this program.
        """
        names = sorted(map(self._kafka.wire_name, topics))
        cluster = await self._admin.describe_cluster()
        described = await self._admin.describe_topics(names)
        existing = {each["topic"]: each for each in described if not each["error_code"]}
        configs = await self._configs(sorted(existing))
        views = {
            self._kafka.own_name(name): _topic_view(each, configs.get(name))
            for name, each in existing.items()
        }
        return ClusterView(len(cluster["brokers"]), views, await self._groups(sorted(groups)))

    async def _configs(self, names: list[str]) -> dict[str, dict[str, str]]:
        if not names:
            return {}
        resources = [ConfigResource(ConfigResourceType.TOPIC, name) for name in names]
        answers = await self._admin.describe_configs(resources)
        by_name = {}
        for code, _, _, name, entries in itertools.chain.from_iterable(
            answer.resources for answer in answers
        ):
            if not code:
                by_name[name] = {entry[0]: entry[1] for entry in entries}
        return by_name

    async def _groups(self, names: list[str]) -> dict[str, GroupView]:
        groups = {}
        for name in names:
            # One at a time: aiokafka 0.14 misreads an answer about several groups, since it decodes
            # version 3 of it as version 2.
            try:
                wire_name = self._kafka.wire_name(name)
                [answer] = await self._admin.describe_consumer_groups([wire_name])
            except GroupCoordinatorNotAvailableError:
                continue  # a broker on which no group has ever committed
            code, _, state, _, _, members, *_ = answer.groups[0]
            if not code:
                groups[name] = GroupView(state, len(members))
        return groups


def _topic_view(topic: Mapping[str, Any], configs: Mapping[str, str] | None) -> TopicView:
    partitions = topic["partitions"]
    return TopicView(
        partitions=len(partitions),
        replicas=min((len(each["replicas"]) for each in partitions), default=0),
        lacking=_numbers(each for each in partitions if len(each["isr"]) < len(each["replicas"])),
        offline=_numbers(each for each in partitions if each["leader"] == NO_LEADER),
        configs=configs,
    )


def _numbers(partitions: Iterable[Mapping[str, Any]]) -> tuple[int, ...]:
    return tuple(sorted(each["partition"] for each in partitions))


async def broker_time(kafka: KafkaConnection) -> float:
    """Return the broker's clock in epoch seconds.

    Writes a message on ``heartbeats`` that every reader ignores. Raises KafkaError.
    """
    producer = AIOKafkaProducer(**kafka.options(), request_timeout_ms=REQUEST_TIMEOUT_MS)
    topic = kafka.wire_name(HEARTBEATS.name)
    try:
        await producer.start()
        written = await producer.send_and_wait(topic, IGNORED_BODY, key=b"doctor")
        return float(written.timestamp) / 1000
    finally:
        await close(producer.stop())
