"""How far each consumer group is behind, and how much has come in: read from the broker, nobody is asked to report.

LagReader   one look
LagWatch    looks again and again, through restarts of the broker; for readiness, metrics, the terminal and the watchdog
Watchdog    which partitions have messages waiting and do not move
"""

import asyncio
import contextlib
import itertools
import math
import time
from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import GroupCoordinatorNotAvailableError, KafkaError

from monitor.kafka.topics import (
    ALERTS,
    ARTICLES,
    FEED_STATES,
    MATCHES,
    PATTERN_MATCHES,
    PROCESSOR,
    READINGS,
    REJECTED,
)

ARCHIVER = "archiver"
FOLLOWED = {
    PROCESSOR: (ARTICLES.name, READINGS.name, MATCHES.name, PATTERN_MATCHES.name),
    ARCHIVER: (READINGS.name, ALERTS.name, FEED_STATES.name, REJECTED.name),
}


class Place(NamedTuple):
    """One partition as one consumer group reads it."""

    group: str
    topic: str
    partition: int


STUCK_AFTER = 60.0
"""Seconds in which a partition with messages waiting did not move; the slowest article takes 3."""
LOOK_EVERY = 2.0
NEAR, NEAR_FOR = 200, 20.0
"""A group that was behind by no more messages for so many seconds has done whatever waited before."""


@dataclass(frozen=True, slots=True)
class Lag:
    """Ends of topics (messages ever written), and by place the messages that wait and the offset done so far."""

    ends: dict[str, int]
    waiting: dict[Place, int]
    done: dict[Place, int]

    def of(self, group: str) -> int:
        """Return how many messages wait for a group in all."""
        return sum(count for place, count in self.waiting.items() if place.group == group)

    def by_topic(self) -> dict[tuple[str, str], int]:
        """Return how many messages wait by group and topic."""
        found: Counter[tuple[str, str]] = Counter()
        for place, count in self.waiting.items():
            found[place.group, place.topic] += count
        return dict(found)


class LagReader:
    """Reads lags over one connection; start it, ask it, stop it."""

    def __init__(self, bootstrap: str, partitions: int) -> None:
        self._bootstrap = bootstrap
        self._partitions = partitions
        self._admin: AIOKafkaAdminClient | None = None
        self._consumer: AIOKafkaConsumer | None = None

    async def start(self) -> None:
        """Connect. Raises KafkaError."""
        self._admin = AIOKafkaAdminClient(
            bootstrap_servers=self._bootstrap, request_timeout_ms=10_000
        )
        self._consumer = AIOKafkaConsumer(
            bootstrap_servers=self._bootstrap, group_id=None, request_timeout_ms=10_000
        )
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
        partitions = [
            TopicPartition(name, number) for name in topics for number in range(self._partitions)
        ]
        ends = await self._consumer.end_offsets(partitions)
        waiting, done = {}, {}
        for group, names in FOLLOWED.items():
            try:
                committed = await self._admin.list_consumer_group_offsets(group)
            except GroupCoordinatorNotAvailableError:
                committed = {}  # a broker on which no group has ever committed
            for name, number in itertools.product(names, range(self._partitions)):
                partition, place = TopicPartition(name, number), Place(group, name, number)
                known = committed.get(partition)
                done[place] = max(0, known.offset if known is not None else 0)
                waiting[place] = max(0, ends[partition] - done[place])
        totals = {
            name: sum(ends[partition] for partition in partitions if partition.topic == name)
            for name in topics
        }
        return Lag(totals, waiting, done)


class Watchdog:
    """Tells how long partitions have had messages waiting and done none of them (aiokafka #1154, #727; faust #175)."""

    def __init__(self) -> None:
        self._waiting: dict[Place, tuple[int, float]] = {}

    def look(self, lag: Lag, now: float) -> dict[Place, float]:
        """Return the seconds since each partition that has messages waiting last moved; ``now`` is monotonic."""
        waiting = {place: lag.done[place] for place, count in lag.waiting.items() if count}
        self._waiting = {
            place: known
            if (known := self._waiting.get(place)) is not None and known[0] == done
            else (done, now)
            for place, done in waiting.items()
        }
        return {place: now - since for place, (_, since) in self._waiting.items()}


class LagWatch:
    """Knows the lag of the last few seconds, or why it is not known."""

    def __init__(self, bootstrap: str, partitions: int, *, every: float = LOOK_EVERY) -> None:
        self._bootstrap, self._partitions, self._every = bootstrap, partitions, every
        self._watchdog = Watchdog()
        self.lag: Lag | None = None
        self.still: dict[Place, float] = {}
        """Seconds for which partitions with messages waiting have not moved."""
        self.error: str | None = "not read yet"
        self._near_since: dict[str, float] = {}

    def stuck(self, group: str | None = None, *, after: float = STUCK_AFTER) -> list[Place]:
        """Return the places, of one group or of all, that have not moved for so many seconds."""
        return sorted(
            place for place, s in self.still.items() if s > after and group in (None, place.group)
        )

    def is_caught_up(self, group: str) -> bool:
        """Return whether nothing waits for a group but what came in the last seconds."""
        return (
            self.error is None
            and time.monotonic() - self._near_since.get(group, math.inf) >= NEAR_FOR
        )

    def _looked(self, lag: Lag, now: float) -> None:
        self.lag, self.error = lag, None
        self.still = self._watchdog.look(lag, now)
        self._near_since = {
            group: self._near_since.get(group, now) for group in FOLLOWED if lag.of(group) <= NEAR
        }

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            reader = LagReader(self._bootstrap, self._partitions)
            try:
                await reader.start()
                while True:
                    self._looked(await reader.read(), time.monotonic())
                    await asyncio.sleep(self._every)
            except (KafkaError, OSError, TimeoutError) as error:
                self.error = f"{type(error).__name__}: {error}"
                self.still, self._near_since = (
                    {},
                    {},
                )  # an unreachable broker is nobody's being stuck
            finally:
                with contextlib.suppress(KafkaError, OSError):
                    await reader.stop()
            await asyncio.sleep(self._every)
