"""Three brokers: restarts of each in turn, and a dead one, lose nothing and delay little."""

import asyncio
import contextlib
import itertools
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiokafka.admin import AIOKafkaAdminClient

from monitor.kafka.connection import KafkaConnection
from monitor.kafka.consumer import group_consumer
from monitor.kafka.create_topics import create_topics
from monitor.kafka.faust.app import AppOptions, create_faust_app, raw_topic
from monitor.kafka.producer import RecordProducer
from monitor.kafka.topics import ALL, ARTICLES, READINGS
from tests.kafka.brokers import Cluster
from tests.waiting import BUSY, START_WITHIN_S, until

PARTITIONS = 2
LONGEST_STOP_S = 30.0
"""Seconds without a message that an outage of one broker may cost at most."""
BETWEEN_S = 0.05

pytestmark = [pytest.mark.broker, pytest.mark.system]


@pytest.fixture
async def cluster(tmp_path: Path, kafka_jars: tuple[Path, ...]) -> AsyncIterator[Cluster]:
    """Three brokers that run."""
    running = Cluster(tmp_path, kafka_jars)
    await running.start()
    yield running
    await running.stop()


class Line:
    """Numbered messages through a Faust stage, and when each came out of it."""

    def __init__(self, kafka: KafkaConnection, folder: Path) -> None:
        self._kafka = kafka
        self._app = create_faust_app(AppOptions(kafka=kafka, partitions=PARTITIONS, folder=folder))
        self.sent = 0
        self.came_at: dict[int, float] = {}
        self._is_stopping = False

    async def stage(self, stream: Any) -> AsyncIterator[str]:
        """Pass each message on and wait for the brokers, as the stages of the processor do."""
        target = raw_topic(self._app, READINGS)
        async for event in stream.noack().events():
            await (await target.send(key=event.value, value=event.value))
            self._app.consumer.acknowledge(event.message)
            yield "passed on"

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Send and read while the body runs; then wait until everything has come through."""
        self._app.agent(raw_topic(self._app, ARTICLES), concurrency=1)(self.stage)
        async with self._app:
            reading = asyncio.create_task(self._read())
            sending = asyncio.create_task(self._send())
            yield
            self._is_stopping = True
            await sending
            await until(lambda: len(self.came_at) >= self.sent, within_s=START_WITHIN_S)
            reading.cancel()

    async def _send(self) -> None:
        producer = RecordProducer(self._kafka, "test")
        while not self._is_stopping:
            body = str(self.sent).encode()
            await producer.send_bytes(ARTICLES.name, body, body, [])
            self.sent += 1
            await asyncio.sleep(BETWEEN_S)
        await producer.stop()

    async def _read(self) -> None:
        consumer = group_consumer(self._kafka, "test", READINGS.name, wait_ms=100)
        await consumer.start()
        try:
            async for message in consumer:
                self.came_at.setdefault(int(message.value), asyncio.get_running_loop().time())
        finally:
            await consumer.stop()


async def copies_of_topics(kafka: KafkaConnection) -> set[int]:
    """Return the numbers of copies that partitions of our topics have."""
    admin = AIOKafkaAdminClient(**kafka.options())
    await admin.start()
    try:
        topics = await admin.describe_topics([topic.name for topic in ALL])
    finally:
        await admin.close()
    partitions = itertools.chain.from_iterable(topic["partitions"] for topic in topics)
    return {len(partition["replicas"]) for partition in partitions}


async def test_a_restart_of_each_broker_and_a_dead_one_lose_nothing(
    cluster: Cluster, tmp_path: Path
) -> None:
    kafka = cluster.connection
    await create_topics(kafka, PARTITIONS)
    line = Line(kafka, tmp_path / "faust")
    async with line.running():
        await has_advanced(line)
        assert await copies_of_topics(kafka) == {3}
        for broker in cluster.brokers:
            await broker.stop()
            await has_advanced(line)
            await broker.start()
            await has_advanced(line)
        pid = cluster.brokers[0].pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        await has_advanced(line, by=100)
    times = sorted(line.came_at.values())
    assert set(line.came_at) == set(range(line.sent))
    assert (
        max(later - earlier for earlier, later in itertools.pairwise(times)) < BUSY * LONGEST_STOP_S
    )


async def has_advanced(line: Line, by: int = 20) -> None:
    """Return when ``by`` further messages have come through."""
    target = len(line.came_at) + by
    await until(lambda: len(line.came_at) >= target, within_s=START_WITHIN_S)
