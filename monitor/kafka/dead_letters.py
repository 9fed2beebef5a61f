"""Dead letters: messages that could not be processed, kept on the topic ``rejected`` for retry.

A dead letter is in the broker before its message is acknowledged, with the place it came from, the
stage that failed and the reason. ``monitor rejected`` lists, retries and drops dead letters.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Protocol

from monitor.kafka.topics import REJECTED, Topic
from monitor.records import Record, Rejection
from monitor.records.ids import digest
from monitor.records.rejection import BODY_KEPT

ATTEMPT_HEADER = "attempt"
"""Header with the attempt number, on a message that was sent again from a dead letter."""
LONGEST_REASON = 1_000
"""Characters of a reason that are kept: decoders may quote the whole message."""

Headers = Mapping[str, bytes] | Iterable[tuple[str, bytes]]


class Message(Protocol):
    """A message as aiokafka and Faust deliver it."""

    @property
    def topic(self) -> str:
        """Its topic."""
        ...

    @property
    def partition(self) -> int:
        """Its partition."""
        ...

    @property
    def offset(self) -> int:
        """Its offset in the partition."""
        ...

    @property
    def key(self) -> bytes | None:
        """Its key, or None."""
        ...

    @property
    def value(self) -> bytes | None:
        """Its body, or None."""
        ...

    @property
    def headers(self) -> Headers | None:
        """Its headers, as pairs or as a mapping."""
        ...


class Sender(Protocol):
    """Sends a record and waits for the broker; called for results and for dead letters."""

    async def send(self, topic: Topic, key: str, record: Record) -> None:
        """Return when the broker has the record. Raises KafkaError."""
        ...


def make_rejection(
    message: Message, stage: str, error: str, reason: str, *, topic: str | None = None
) -> Rejection:
    """Return the dead letter of a message; ``error`` is a class of errors, ``reason`` a sentence.

    ``topic`` is the topic's name in this program, None where no prefix is before it. The id is a
    function of the stage and the message's place: a repeat gives the same dead letter.
    """
    topic = message.topic if topic is None else topic
    place = f"{topic}/{message.partition}/{message.offset}"
    body = message.value or b""
    return Rejection(
        id=digest("rejection", stage, place),
        topic=topic,
        partition=message.partition,
        offset=message.offset,
        key=message.key,
        body=body[:BODY_KEPT],
        stage=stage,
        error=error,
        message=reason[:LONGEST_REASON],
        attempt=_attempt_of(message),
        at=datetime.now(UTC),
        truncated=len(body) > BODY_KEPT,
    )


def make_entry_rejection(
    key: str, stage: str, error: str, reason: str, body: bytes = b""
) -> Rejection:
    """Return the dead letter of something that never was a message, such as an entry of a feed.

    Its topic is ``""`` and its partition and offset are -1: it cannot be sent again.
    """
    return Rejection(
        id=digest("rejection", stage, f"{key}/{reason}"),
        topic="",
        partition=-1,
        offset=-1,
        key=key.encode() if key else None,
        body=body[:BODY_KEPT],
        stage=stage,
        error=error,
        message=reason[:LONGEST_REASON],
        attempt=1,
        at=datetime.now(UTC),
        truncated=len(body) > BODY_KEPT,
    )


async def send_rejection(sender: Sender, rejection: Rejection) -> None:
    """Send a dead letter and return when the broker has it. Raises KafkaError."""
    await sender.send(REJECTED, rejection.id, rejection)


def _attempt_of(message: Message) -> int:
    """Return the number in `ATTEMPT_HEADER`; 1 without a valid one."""
    number = dict(message.headers or ()).get(ATTEMPT_HEADER, b"1")
    return int(number) if number.isdigit() else 1
