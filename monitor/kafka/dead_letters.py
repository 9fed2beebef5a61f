"""The ``rejected`` topic: what could not be read or worked on, with where it came from, in the broker before the line goes on."""

from datetime import UTC, datetime
from typing import Any, Protocol

from monitor.kafka.topics import REJECTED, Topic
from monitor.records import Record, Rejection
from monitor.records.ids import digest
from monitor.records.rejection import BODY_KEPT

ATTEMPT_HEADER = "attempt"
"""Of a message that is sent again after it was parked: the how manieth time it is worked on."""


class Sender(Protocol):
    """What can put a record on a topic and wait for the broker."""

    async def send(self, topic: Topic, key: str, record: Record) -> None:
        """Return when the broker has the record."""
        ...


def make_rejection(
    message: Any | None,
    stage: str,
    error: str,
    reason: str,
    *,
    key: str | None = None,
    body: bytes = b"",
) -> Rejection:
    """Return the record for a message (anything with topic, partition, offset, key, value and headers), or for something that was none."""
    topic = message.topic if message is not None else ""
    partition = message.partition if message is not None else -1
    offset = message.offset if message is not None else -1
    value = (message.value if message is not None else body) or b""
    message_key = message.key if message is not None else (key.encode() if key else None)
    place = f"{topic}/{partition}/{offset}" if message is not None else f"{key}/{reason}"
    return Rejection(
        id=digest("rejection", stage, place),
        topic=topic,
        partition=partition,
        offset=offset,
        key=message_key,
        body=value[:BODY_KEPT],
        stage=stage,
        error=error,
        message=reason[:1000],
        attempt=_attempt_of(message),
        at=datetime.now(UTC),
        truncated=len(value) > BODY_KEPT,
    )


def _attempt_of(message: Any | None) -> int:
    """Return the number that `ATTEMPT_HEADER` gives, else 1: the message was not sent again from here."""
    headers: Any = getattr(message, "headers", None) or ()
    told = dict(headers.items() if hasattr(headers, "items") else headers).get(ATTEMPT_HEADER, b"1")
    return int(told) if told.isdigit() else 1


async def park(sender: Sender, rejection: Rejection) -> None:
    """Put a rejection on its topic and return when the broker has it."""
    await sender.send(REJECTED, rejection.id, rejection)
