"""The results of one message on their way to the broker.

A stage queues its results without waiting for each, and the producer sends what is queued in few
requests. The message is acknowledged when all of its results are in the broker
(`monitor.kafka.pipe`).
"""

import asyncio
from collections.abc import Callable
from typing import Protocol

from monitor.kafka.topics import Topic
from monitor.records import Record

Headers = tuple[tuple[str, bytes], ...]

Delivery = asyncio.Future[object]
"""Ends when the broker has a record, or with its KafkaError."""


class Outbox(Protocol):
    """Takes the results of one message; created for each message, passed to its stage."""

    async def send(self, topic: Topic, key: str, record: Record, *, headers: Headers = ()) -> None:
        """Queue a record; waits only while the producer's buffer is full.

        Raises `Unprocessable` for a record over the limit, KafkaError.
        """
        ...

    async def flush(self) -> None:
        """Return when the broker has every record queued so far. Raises KafkaError."""
        ...

    def on_delivered(self, work: Callable[[], None]) -> None:
        """Run ``work`` once the broker has every record, before the message is acknowledged."""
        ...


class Producer(Protocol):
    """Queues records for the broker; called for each record of an outbox."""

    async def post(self, topic: Topic, key: str, record: Record, headers: Headers = ()) -> Delivery:
        """Queue a record and return its delivery."""
        ...


class BrokerOutbox:
    """An outbox whose records go to the broker."""

    def __init__(self, producer: Producer) -> None:
        self._producer = producer
        self.deliveries: list[Delivery] = []
        """One for each queued record."""
        self._work: list[Callable[[], None]] = []

    async def send(self, topic: Topic, key: str, record: Record, *, headers: Headers = ()) -> None:
        """Queue a record."""
        self.deliveries.append(await self._producer.post(topic, key, record, headers))

    async def flush(self) -> None:
        """Wait for the broker."""
        pending = [delivery for delivery in self.deliveries if not delivery.done()]
        if pending:
            await asyncio.wait(pending)
        for delivery in self.deliveries:
            delivery.result()

    def on_delivered(self, work: Callable[[], None]) -> None:
        """Keep ``work`` for `finish`."""
        self._work.append(work)

    def finish(self) -> None:
        """Run what was kept for the time when every record is in the broker."""
        for work in self._work:
            work()
