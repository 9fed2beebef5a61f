"""A dead letter: a message that could not be processed, kept for inspection and retry."""

from datetime import datetime

from monitor.records.base import Record

BODY_KEPT = 600_000
"""Bytes of a body that are kept: 800 kB in Base64, under Kafka's usual limit of 1 MiB a message."""


class Rejection(Record, frozen=True, kw_only=True, tag="rejection.v1"):
    """One message, the place it came from and the reason why it was not processed."""

    id: str
    topic: str
    """The topic it came from; ``""`` for something that never was a message."""
    partition: int
    offset: int
    key: bytes | None
    body: bytes
    """The message as it was, at most `BODY_KEPT` bytes of it."""
    stage: str
    """The stage that could not process it, such as ``poll``, ``read`` or ``archive``."""
    error: str
    """Class of the error."""
    message: str
    """The reason, in words."""
    attempt: int
    """Number of attempts to process it, this one included."""
    at: datetime
    truncated: bool = False
    """Whether ``body`` is cut, so that it cannot be sent again."""
