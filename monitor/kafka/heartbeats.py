"""Heartbeats: every process reports its health on a topic, and the web process shows it.

    process --`HeartbeatSender`--> topic heartbeats --`HeartbeatWatch`--> /readyz, /metrics

1. A heartbeat older than `SILENT_AFTER` does not count: its process has ended or hangs.
2. At least one process of each of `EXPECTED` must report. Single instances may come and go; the
   others take over their partitions.
3. At least one poller owns partitions.
4. While the broker is unavailable nothing is known about any process, and nothing is claimed.
"""

import os
import socket
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Protocol

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from monitor.kafka.closing import close
from monitor.kafka.connection import KafkaConnection
from monitor.kafka.topics import HEARTBEATS
from monitor.records import Heartbeat, LoopState
from monitor.records.wire import Unreadable, decode, encode, headers_of

BEAT_EVERY = 1.0
"""Seconds between heartbeats: a failure has to show within five."""

SILENT_AFTER = 5.0
"""Seconds without a heartbeat; the slowest article blocks a processor for 3 s."""

EXPECTED = ("poll", "process", "deliver")
"""Processes without which no alert is delivered."""

REQUEST_TIMEOUT_MS = 5_000
"""A heartbeat that takes longer is no longer of use."""

FETCH_WAIT_MS = 500
"""A fetch without news returns after this, so that stopping is quick."""


class ProcessDetail(Protocol):
    """What a process reports apart from its loops. Called for every heartbeat."""

    def problems(self) -> tuple[str, ...]:
        """Return sentences about what keeps the process from its work."""
        ...

    def partitions(self) -> int | None:
        """Return the number of partitions that the process owns, None if it is unknown."""
        ...


class HeartbeatSender:
    """Reports the health of this process over a connection that it opens when needed."""

    def __init__(
        self,
        kafka: KafkaConnection,
        process: str,
        *,
        loops: Callable[[], tuple[LoopState, ...]],
        detail: ProcessDetail | None = None,
    ) -> None:
        self._kafka, self._process = kafka, process
        self._loops, self._detail = loops, detail
        self._id = f"{process}@{socket.gethostname()}:{os.getpid()}"
        self._producer: AIOKafkaProducer | None = None

    async def send(self) -> None:
        """Send one heartbeat. Raises KafkaError or OSError if the broker does not answer."""
        heartbeat = self._heartbeat()
        try:
            producer = await self._connect()
            await producer.send_and_wait(
                self._kafka.wire_name(HEARTBEATS.name),
                value=encode(heartbeat),
                key=self._id.encode(),
                headers=headers_of(heartbeat),
            )
        except Exception:
            await self.close()  # the next heartbeat connects again
            raise

    async def close(self) -> None:
        """Disconnect."""
        producer, self._producer = self._producer, None
        if producer is not None:
            await close(producer.stop())

    async def _connect(self) -> AIOKafkaProducer:
        if self._producer is None:
            self._producer = AIOKafkaProducer(
                **self._kafka.options(),
                client_id=self._id,
                acks=1,
                request_timeout_ms=REQUEST_TIMEOUT_MS,
            )
            await self._producer.start()
        return self._producer

    def _heartbeat(self) -> Heartbeat:
        return Heartbeat(
            id=self._id,
            process=self._process,
            at=datetime.now(UTC),
            loops=self._loops(),
            problems=self._detail.problems() if self._detail else (),
            partitions=self._detail.partitions() if self._detail else None,
        )


def _consumer(kafka: KafkaConnection) -> AIOKafkaConsumer:
    return AIOKafkaConsumer(
        **kafka.options(),
        group_id=None,
        request_timeout_ms=REQUEST_TIMEOUT_MS,
        auto_offset_reset="latest",
    )


class HeartbeatWatch:
    """Holds the latest heartbeat of every process."""

    def __init__(
        self,
        kafka: KafkaConnection,
        partitions: int,
        *,
        clock: Callable[[], float] = time.monotonic,
        open_consumer: Callable[[KafkaConnection], Any] = _consumer,
    ) -> None:
        self._kafka, self._partitions, self._clock = kafka, partitions, clock
        self._open_consumer = open_consumer
        self._latest: dict[str, tuple[float, Heartbeat]] = {}
        self._is_connected = False

    async def run(self) -> None:
        """Read heartbeats until cancelled. Raises KafkaError if the broker does not answer."""
        consumer = self._open_consumer(self._kafka)
        name = self._kafka.wire_name(HEARTBEATS.name)
        places = [TopicPartition(name, number) for number in range(self._partitions)]
        try:
            await consumer.start()
            consumer.assign(places)
            await consumer.seek_to_end(*places)
            self._is_connected = True
            while True:
                batches = await consumer.getmany(timeout_ms=FETCH_WAIT_MS)
                for messages in batches.values():
                    for message in messages:
                        self.record(message.value)
        finally:
            self._is_connected = False
            await close(consumer.stop())

    def record(self, body: bytes | None) -> None:
        """Store a heartbeat as it came from the topic; ignore what is not a heartbeat."""
        self._is_connected = True
        heartbeat = decode(body, Heartbeat)
        if not isinstance(heartbeat, Unreadable):
            self._latest[heartbeat.id] = (self._clock(), heartbeat)

    def current(self) -> list[Heartbeat]:
        """Return the heartbeat of every process that reports, ordered by id; forget the others."""
        oldest = self._clock() - SILENT_AFTER
        self._latest = {id_: entry for id_, entry in self._latest.items() if entry[0] >= oldest}
        return [heartbeat for _, (_, heartbeat) in sorted(self._latest.items())]

    def problems(self) -> list[str]:
        """Return a sentence for each problem of a process, and for each process that is missing."""
        if not self._is_connected:
            return []
        heartbeats = self.current()
        problems = [
            f"{heartbeat.id}: {problem}"
            for heartbeat in heartbeats
            for problem in heartbeat.all_problems()
        ]
        running = {heartbeat.process for heartbeat in heartbeats}
        missing = [process for process in EXPECTED if process not in running]
        problems += [
            f"no `monitor {process}` has reported for {SILENT_AFTER:.0f} s" for process in missing
        ]
        owned = [beat.partitions for beat in heartbeats if beat.process == "poll"]
        if owned and not any(count != 0 for count in owned):
            problems.append("no `monitor poll` owns a partition: no feed is polled")
        return problems
