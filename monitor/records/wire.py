"""Records to bytes and back: JSON, the schema's name in the record and in a header.

Bytes that are no record are a value, `Unreadable`, never an exception: the caller parks them.
"""

import functools
from dataclasses import dataclass
from typing import TypeVar

import msgspec

from monitor.records.base import Record, schema_of

R = TypeVar("R", bound=Record)

SCHEMA_HEADER = "schema"


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Bytes that are no record of the type asked for, and why."""

    body: bytes
    reason: str


_ENCODER = msgspec.json.Encoder()


@functools.cache
def _decoder(record_type: type[R]) -> msgspec.json.Decoder[R]:
    return msgspec.json.Decoder(record_type)


def encode(record: Record) -> bytes:
    """Return the record as UTF-8 JSON."""
    return _ENCODER.encode(record)


def headers_of(record: Record) -> list[tuple[str, bytes]]:
    """Return the Kafka headers of a record: its schema."""
    return [(SCHEMA_HEADER, schema_of(type(record)).encode())]


def decode(body: bytes | None, record_type: type[R]) -> R | Unreadable:
    """Return the record in ``body``, or an `Unreadable` that says what is wrong with it."""
    if body is None:
        return Unreadable(b"", "an empty message where a record was expected")
    try:
        record: R = _decoder(record_type).decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        return Unreadable(body, f"no {schema_of(record_type)}: {error}")
    return record
