"""Consumer lag and topic sizes, read from the broker; the processes report nothing.

LagReader   one reading over an open connection
LagWatch    repeated readings, for readiness, metrics, the terminal and the watchdog
Watchdog    for how long partitions with pending messages have not advanced
"""

import asyncio
import itertools
import math
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import GroupCoordinatorNotAvailableError, KafkaError

from monitor.kafka.closing import close
from monitor.kafka.connection import KafkaConnection
from monitor.kafka.partitions import check_partitions
from monitor.kafka.topics import (
    ALERTS,
    ARCHIVER,
    ARTICLES,
    FEED_STATES,
    MATCHES,
    PATTERN_MATCHES,
    PROCESSOR,
    READINGS,
    REJECTED,
)

FOLLOWED = {
    PROCESSOR: (ARTICLES.name, MATCHES.name, PATTERN_MATCHES.name),
    ARCHIVER: (READINGS.name, ALERTS.name, FEED_STATES.name, REJECTED.name),
}
"""Consumer groups and the topics that they consume."""

STUCK_AFTER = 60.0
"""Seconds without progress after which a partition is stuck; the slowest article takes 3 s."""

READ_EVERY = 2.0
"""Seconds between readings: two requests to the broker, and news for the terminal."""

READ_WITHIN = 8.0
"""Seconds for one reading; a broker that recovers from a kill answers within this."""

CHECK_PARTITIONS_EVERY = 15
"""Readings between two checks of the number of partitions: half a minute."""

REQUEST_TIMEOUT_MS = 10_000
"""Longer than `READ_WITHIN`, so that the limit of the reading applies first."""

NEAR, NEAR_FOR = 200, 20.0
"""Lag of at most NEAR messages for NEAR_FOR seconds counts as caught up: all older messages are
done, as a processor handles several hundred messages a second."""

KAFKA_ERRORS = (KafkaError, OSError, TimeoutError)
"""Errors of a broker that does not answer."""


class Place(NamedTuple):
    """One partition as one consumer group reads it."""

    group: str
    topic: str
    partition: int


@dataclass(frozen=True, slots=True)
class Lag:
    """One reading: messages per topic, pending messages and committed offsets per place."""

    ends: dict[str, int]
    """Messages ever written, by topic."""
    pending: dict[Place, int]
    committed: dict[Place, int]

    def of(self, group: str) -> int:
        """Return the number of pending messages of a group."""
        return sum(count for place, count in self.pending.items() if place.group == group)

    def by_topic(self) -> dict[tuple[str, str], int]:
        """Return the number of pending messages by group and topic."""
        counts: Counter[tuple[str, str]] = Counter()
        for place, count in self.pending.items():
            counts[place.group, place.topic] += count
        return dict(counts)


class LagSource(Protocol):
    """A connection that `LagWatch` reads from."""

    async def start(self) -> None:
        """Connect. Called once, before the first reading; raises KafkaError."""
        ...

    async def stop(self) -> None:
        """Disconnect. Called once at the end, also when `start` failed."""
        ...

    async def read(self) -> Lag:
        """Return the current lags. Raises KafkaError or TimeoutError."""
        ...


class LagReader:
    """Reads lags over one connection: `start`, `read` any number of times, `stop`."""

    def __init__(self, kafka: KafkaConnection, partitions: int) -> None:
        self._kafka = kafka
        self._partitions = partitions
        self._admin: AIOKafkaAdminClient | None = None
        self._consumer: AIOKafkaConsumer | None = None
        self._readings = 0

    async def start(self) -> None:
        """Connect. Raises KafkaError."""
        self._admin = AIOKafkaAdminClient(
            **self._kafka.options(), request_timeout_ms=REQUEST_TIMEOUT_MS
        )
        self._consumer = AIOKafkaConsumer(
            **self._kafka.options(), group_id=None, request_timeout_ms=REQUEST_TIMEOUT_MS
        )
        await self._admin.start()
        await self._consumer.start()

    async def stop(self) -> None:
        """Disconnect."""
        closings = []
        if self._admin is not None:
            closings.append(self._admin.close())
        if self._consumer is not None:
            closings.append(self._consumer.stop())
        await close(*closings)

    async def read(self, *, within: float = READ_WITHIN) -> Lag:
        """Return the current lags.

        Raises KafkaError, TimeoutError, or `InvalidInput` where the number of partitions of
        a topic is not the expected one.
        """
        return await asyncio.wait_for(self._read(), within)

    async def _read(self) -> Lag:
        assert self._admin is not None, "start() comes first"
        assert self._consumer is not None, "start() comes first"
        topics = {name for names in FOLLOWED.values() for name in names}
        if self._readings % CHECK_PARTITIONS_EVERY == 0:
            wire_names = map(self._kafka.wire_name, topics)
            await check_partitions(self._admin, wire_names, self._partitions)
        self._readings += 1
        places = itertools.product(sorted(topics), range(self._partitions))
        ends = await self._ends([TopicPartition(*place) for place in places])
        totals: Counter[str] = Counter()
        for partition, end in ends.items():
            totals[partition.topic] += end
        committed: dict[Place, int] = {}
        for group, names in FOLLOWED.items():
            committed |= await self._committed(group, names)
        pending = {
            place: max(0, ends[TopicPartition(place.topic, place.partition)] - offset)
            for place, offset in committed.items()
        }
        return Lag(dict(totals), pending, committed)

    async def _ends(self, places: list[TopicPartition]) -> dict[TopicPartition, int]:
        """Return the end of each place, whose topics have their names of this program."""
        assert self._consumer is not None, "start() comes first"
        on_wire = {self._on_wire(place): place for place in places}
        ends = await self._consumer.end_offsets(list(on_wire))
        return {on_wire[place]: end for place, end in ends.items()}

    def _on_wire(self, place: TopicPartition) -> TopicPartition:
        return TopicPartition(self._kafka.wire_name(place.topic), place.partition)

    async def _committed(self, group: str, topics: tuple[str, ...]) -> dict[Place, int]:
        """Return the committed offset of a group in each partition, 0 where it committed none."""
        assert self._admin is not None, "start() comes first"
        try:
            wire_name = self._kafka.wire_name(group)
            offsets = await self._admin.list_consumer_group_offsets(wire_name)
        except GroupCoordinatorNotAvailableError:
            offsets = {}  # a broker on which no group has ever committed
        committed = {}
        for topic, number in itertools.product(topics, range(self._partitions)):
            stored = offsets.get(self._on_wire(TopicPartition(topic, number)))
            committed[Place(group, topic, number)] = max(0, stored.offset if stored else 0)
        return committed


class Watchdog:
    """Times partitions that have pending messages and do not advance.

    A consumer can stop making progress without an error (aiokafka #1154, #727; faust #175).
    """

    def __init__(self) -> None:
        self._since: dict[Place, tuple[int, float]] = {}

    def observe(self, lag: Lag, now: float) -> dict[Place, float]:
        """Return the seconds since the last progress by place with pending messages.

        ``now`` is monotonic.
        """
        since = {}
        for place, count in lag.pending.items():
            if not count:
                continue
            offset = lag.committed[place]
            earlier = self._since.get(place)
            is_stalled = earlier is not None and earlier[0] == offset
            since[place] = earlier if earlier is not None and is_stalled else (offset, now)
        self._since = since
        return {place: now - started for place, (_, started) in since.items()}


class LagWatch:
    """Holds the latest lag, or the reason why it is unknown."""

    def __init__(
        self,
        kafka: KafkaConnection,
        partitions: int,
        *,
        every: float = READ_EVERY,
        open_reader: Callable[[KafkaConnection, int], LagSource] = LagReader,
    ) -> None:
        self._kafka, self._partitions, self._every = kafka, partitions, every
        self._open_reader = open_reader
        self._watchdog = Watchdog()
        self._near_since: dict[str, float] = {}
        self.lag: Lag | None = None
        self.stalled_for: dict[Place, float] = {}
        """Seconds without progress, by place with pending messages."""
        self.error: str | None = "not read yet"

    def stuck(self, group: str | None = None, *, after: float = STUCK_AFTER) -> list[Place]:
        """Return the places of one group, or of all, without progress for ``after`` seconds."""
        return sorted(
            place
            for place, seconds in self.stalled_for.items()
            if seconds > after and group in (None, place.group)
        )

    def is_caught_up(self, group: str) -> bool:
        """Return whether a group has processed everything but the messages of the last seconds."""
        if self.error is not None:
            return False
        return time.monotonic() - self._near_since.get(group, math.inf) >= NEAR_FOR

    def record(self, lag: Lag, now: float) -> None:
        """Store a reading; ``now`` is monotonic."""
        self.lag, self.error = lag, None
        self.stalled_for = self._watchdog.observe(lag, now)
        near = [group for group in FOLLOWED if lag.of(group) <= NEAR]
        self._near_since = {group: self._near_since.get(group, now) for group in near}

    async def run(self) -> None:
        """Read the lag every few seconds until cancelled; run it in a loop that restarts it.

        Raises KafkaError, OSError or TimeoutError if the broker does not answer; ``error`` then
        gives the reason until the next reading.
        """
        reader = self._open_reader(self._kafka, self._partitions)
        try:
            await reader.start()
            while True:
                self.record(await reader.read(), time.monotonic())
                await asyncio.sleep(self._every)
        except Exception as error:
            self.error = f"{type(error).__name__}: {error}"
            # No partition is stuck because its broker is unavailable.
            self.stalled_for, self._near_since = {}, {}
            raise
        finally:
            await reader.stop()
