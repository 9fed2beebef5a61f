"""Hand-written stand-ins for Kafka: messages, a sender and an outbox that keep what is sent."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from monitor.kafka.outbox import Headers
from monitor.kafka.topics import Topic
from monitor.records import Record
from monitor.records.wire import encode


class FakePartition(NamedTuple):
    """A partition of a topic."""

    topic: str
    partition: int


@dataclass(frozen=True)
class FakeMessage:
    """A message as aiokafka and Faust deliver it."""

    topic: str = "articles"
    partition: int = 0
    offset: int = 0
    key: bytes | None = b"key"
    value: bytes | None = b""
    headers: tuple[tuple[str, bytes], ...] = ()

    @property
    def tp(self) -> FakePartition:
        """Its partition, as Faust names it."""
        return FakePartition(self.topic, self.partition)


def a_message(record: Record, key: str = "key", topic: str = "articles") -> FakeMessage:
    """Return the message that carries a record."""
    return FakeMessage(topic=topic, key=key.encode(), value=encode(record))


@dataclass
class FakeSender:
    """Keeps the records that are sent, with topic and key; raises ``error`` instead, if given."""

    sent: list[tuple[str, str, Record]] = field(default_factory=list)
    error: Exception | None = None

    async def send(self, topic: Topic, key: str, record: Record) -> None:
        """Keep a record."""
        if self.error is not None:
            raise self.error
        self.sent.append((topic.name, key, record))

    def on(self, topic: Topic) -> list[Record]:
        """Return the records sent to a topic."""
        return [record for name, _, record in self.sent if name == topic.name]


@dataclass
class FakeOutbox(FakeSender):
    """Keeps the results of a message; `deliver` is the broker's acknowledgement."""

    work: list[Callable[[], None]] = field(default_factory=list)
    headers: list[Headers] = field(default_factory=list)
    flushed: list[int] = field(default_factory=list)
    """How many records had been queued at each flush."""

    async def send(self, topic: Topic, key: str, record: Record, *, headers: Headers = ()) -> None:
        """Keep a record."""
        await super().send(topic, key, record)
        self.headers.append(headers)

    async def flush(self) -> None:
        """Note that the stage has waited."""
        self.flushed.append(len(self.sent))

    def on_delivered(self, work: Callable[[], None]) -> None:
        """Keep the work."""
        self.work.append(work)

    def deliver(self) -> None:
        """Run the work that needs the delivery."""
        work, self.work = self.work, []
        for each in work:
            each()
