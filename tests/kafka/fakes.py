"""Hand-written stand-ins for Kafka: messages, and a sender that keeps what is sent."""

from dataclasses import dataclass, field

from monitor.kafka.topics import Topic
from monitor.records import Record
from monitor.records.wire import encode


@dataclass(frozen=True)
class FakeMessage:
    """A message as aiokafka and Faust deliver it."""

    topic: str = "articles"
    partition: int = 0
    offset: int = 0
    key: bytes | None = b"key"
    value: bytes | None = b""
    headers: tuple[tuple[str, bytes], ...] = ()


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
