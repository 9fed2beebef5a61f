"""Records to topics, acknowledged by the broker before the caller goes on.

An idempotent aiokafka producer cannot be used after an OutOfOrderSequenceNumber (aiokafka #1017):
it is replaced, and the record sent again.
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

from monitor.kafka.closing import close
from monitor.kafka.connection import KafkaConnection
from monitor.kafka.topics import MAX_MESSAGE_BYTES, Topic
from monitor.records import Record
from monitor.records.errors import MonitorError
from monitor.records.wire import encode, headers_of
from monitor.telemetry.tracing import with_trace

GIVE_UP_AFTER_S = 600.0
"""Seconds for which one record is retried before the caller gets the error: brokers come back
within minutes."""
RETRY_INTERVAL_S = 0.5
"""Seconds between attempts: a restarting broker costs little, and is used soon after it is up."""
REQUEST_TIMEOUT_MS = 30_000
"""Milliseconds for one request: far more than a busy broker takes, and under the time limits of
the callers."""

_PRODUCER_UNUSABLE = (OutOfOrderSequenceNumber, ProducerFenced, IllegalOperation)


class TooLarge(MonitorError):
    """A record over Kafka's limit on the size of a message."""


class RecordProducer:
    """Sends records and waits for the broker's acknowledgement; connects at the first use."""

    def __init__(
        self, kafka: KafkaConnection, client: str, *, give_up_after_s: float = GIVE_UP_AFTER_S
    ) -> None:
        self._kafka = kafka
        self._client = client
        self._give_up_after_s = give_up_after_s
        self._producer: AIOKafkaProducer | None = None
        self._starting = asyncio.Lock()

    async def start(self) -> None:
        """Connect. Raises KafkaError where no broker answers."""
        await self._started()

    async def stop(self) -> None:
        """Send what is buffered, and disconnect within `CLOSE_WITHIN_S`."""
        if self._producer is not None:
            producer = self._producer
            self._producer = None
            await close(producer.stop())

    async def send(
        self, topic: Topic, key: str, record: Record, *, partition: int | None = None
    ) -> None:
        """Send one record and return when the broker has it.

        Raises `TooLarge`, or KafkaError after `GIVE_UP_AFTER_S`.
        """
        await self.send_bytes(
            self._kafka.wire_name(topic.name),
            key.encode(),
            encode(record),
            with_trace(headers_of(record)),
            partition=partition,
        )

    async def send_again(
        self, topic: str, key: bytes | None, body: bytes, headers: list[tuple[str, bytes]]
    ) -> None:
        """Send bytes to a topic of this program, given by its name here; see `send`."""
        await self.send_bytes(self._kafka.wire_name(topic), key, body, headers)

    async def send_bytes(
        self,
        topic: str,
        key: bytes | None,
        body: bytes | None,
        headers: list[tuple[str, bytes]],
        *,
        partition: int | None = None,
    ) -> None:
        """Send bytes as they are to a topic by its name on the cluster; see `send`."""
        clock = asyncio.get_running_loop().time
        deadline = clock() + self._give_up_after_s
        while True:
            producer = await self._started()
            try:
                await producer.send_and_wait(
                    topic, value=body, key=key, headers=headers, partition=partition
                )
            except MessageSizeTooLargeError as error:
                size = len(body or b"")
                raise TooLarge(f"{size} bytes; a message holds {MAX_MESSAGE_BYTES}") from error
            except _PRODUCER_UNUSABLE:
                await self._discard(producer)
            except (KafkaError, OSError):
                if clock() > deadline:
                    raise
                await asyncio.sleep(RETRY_INTERVAL_S)
            else:
                return

    async def _started(self) -> AIOKafkaProducer:
        async with self._starting:
            if self._producer is None:
                self._producer = await self._connect()
            return self._producer

    async def _connect(self) -> AIOKafkaProducer:
        producer = AIOKafkaProducer(
            **self._kafka.options(),
            client_id=self._client,
            enable_idempotence=True,
            max_request_size=MAX_MESSAGE_BYTES,
            compression_type="gzip",
            request_timeout_ms=REQUEST_TIMEOUT_MS,
        )
        try:
            await producer.start()
        except BaseException:
            await close(producer.stop())
            raise
        return producer

    async def _discard(self, producer: AIOKafkaProducer) -> None:
        """Stop a producer that cannot be used any more; the next send connects another one."""
        if self._producer is producer:
            self._producer = None
        await close(producer.stop())
