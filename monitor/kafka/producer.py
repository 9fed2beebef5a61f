"""Records to topics, acknowledged by the broker before anybody goes on.

An idempotent aiokafka producer that is dead after an OutOfOrderSequence (aiokafka #1017) is replaced, and the record sent again.
"""

import asyncio

from aiokafka import AIOKafkaProducer
from aiokafka.errors import (
    IllegalOperation,
    KafkaError,
    MessageSizeTooLargeError,
    OutOfOrderSequenceNumber,
    ProducerFenced,
)

from monitor.kafka.topics import MOST_BYTES, Topic
from monitor.records import Record
from monitor.records.errors import MonitorError
from monitor.records.wire import encode, headers_of

LONGEST_OUTAGE = 600.0
"""Seconds for which one record is tried again before the caller is told; brokers come back within minutes."""

_DEAD = (OutOfOrderSequenceNumber, ProducerFenced, IllegalOperation)


class TooLarge(MonitorError):
    """A record that Kafka does not take."""


class RecordProducer:
    """Sends records and waits for the broker's acknowledgement."""

    def __init__(self, bootstrap: str, client: str) -> None:
        self._bootstrap = bootstrap
        self._client = client
        self._producer: AIOKafkaProducer | None = None
        self._starting = asyncio.Lock()

    async def start(self) -> None:
        """Connect. Raises KafkaError where no broker answers."""
        await self._started()

    async def stop(self) -> None:
        """Flush and disconnect."""
        if self._producer is not None:
            producer = self._producer
            self._producer = None
            await producer.stop()

    async def send(
        self, topic: Topic, key: str, record: Record, *, partition: int | None = None
    ) -> None:
        """Send one record and return when the broker has it. Raises `TooLarge`, or KafkaError after `LONGEST_OUTAGE`."""
        await self.send_bytes(
            topic.name, key.encode(), encode(record), headers_of(record), partition=partition
        )

    async def send_bytes(
        self,
        topic: str,
        key: bytes | None,
        body: bytes | None,
        headers: list[tuple[str, bytes]],
        *,
        partition: int | None = None,
    ) -> None:
        """Send bytes as they are; see `send`."""
        deadline = asyncio.get_running_loop().time() + LONGEST_OUTAGE
        while True:
            producer = await self._started()
            try:
                await producer.send_and_wait(
                    topic, value=body, key=key, headers=headers, partition=partition
                )
            except MessageSizeTooLargeError as error:
                raise TooLarge(f"{len(body or b'')} bytes; the topic takes {MOST_BYTES}") from error
            except _DEAD:
                await self._replace(producer)
            except (KafkaError, OSError):
                if asyncio.get_running_loop().time() > deadline:
                    raise
                await asyncio.sleep(0.5)
            else:
                return

    async def _started(self) -> AIOKafkaProducer:
        async with self._starting:
            if self._producer is None:
                producer = AIOKafkaProducer(
                    bootstrap_servers=self._bootstrap,
                    client_id=self._client,
                    enable_idempotence=True,
                    max_request_size=MOST_BYTES,
                    compression_type="gzip",
                    request_timeout_ms=30_000,
                )
                try:
                    await producer.start()
                except BaseException:
                    await producer.stop()
                    raise
                self._producer = producer
            return self._producer

    async def _replace(self, dead: AIOKafkaProducer) -> None:
        if self._producer is dead:
            self._producer = None
        await dead.stop()
