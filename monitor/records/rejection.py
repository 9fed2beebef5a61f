"""Something that could not be read or worked on, parked where it can be seen, retried and dropped."""

from datetime import datetime

from monitor.records.base import Record


class Rejection(Record, frozen=True, kw_only=True, tag="rejection.v1"):
    """One parked message, with where it came from and what was wrong with it."""

    id: str
    topic: str
    partition: int
    offset: int
    key: bytes | None
    body: bytes
    """The message as it was, at most `BODY_KEPT` bytes of it."""
    stage: str
    error: str
    """Class of the error."""
    message: str
    attempt: int
    at: datetime
    truncated: bool = False


BODY_KEPT = 600_000
"""Base64 makes 800 kB of it, which stays under Kafka's limit of 1 MiB a message."""
