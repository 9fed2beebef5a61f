"""Records to bytes and back: JSON, with the schema's name in the record and in a header.

Bytes that are not a record are a value, `Unreadable`, and never an exception: the caller sends them
to ``rejected``. A record of an older schema is upgraded here, so that the rest of the program knows
the present one only.
"""

import functools
from dataclasses import dataclass
from typing import TypeVar

import msgspec

from monitor.records.base import Record, schema_of
from monitor.records.pattern_state import MomentV1, PatternState

R = TypeVar("R", bound=Record)

SCHEMA_HEADER = "schema"

OLDER_SCHEMAS: dict[type[Record], type[Record]] = {PatternState: MomentV1}
"""By record, its older schema: a subclass with the older tag and the same fields."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Bytes that are not a record of the expected type, and the reason."""

    body: bytes
    reason: str


_ENCODER = msgspec.json.Encoder()


@functools.cache
def _decoder(record_type: type[R]) -> msgspec.json.Decoder[R]:
    older = OLDER_SCHEMAS.get(record_type)
    return msgspec.json.Decoder(record_type | older if older else record_type)


def encode(record: Record) -> bytes:
    """Return the record as UTF-8 JSON."""
    return _ENCODER.encode(record)


def headers_of(record: Record) -> list[tuple[str, bytes]]:
    """Return the Kafka headers of a record: its schema."""
    return [(SCHEMA_HEADER, schema_of(type(record)).encode())]


def decode(body: bytes | None, record_type: type[R]) -> R | Unreadable:
    """Return the record in ``body``, or an `Unreadable` with the reason."""
    if body is None:
        return Unreadable(b"", "an empty message where a record was expected")
    try:
        record: R = _decoder(record_type).decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        return Unreadable(body, f"not a record of {schema_of(record_type)}: {error}")
    if type(record) is record_type:
        return record
    return record_type(**{name: getattr(record, name) for name in record.__struct_fields__})
