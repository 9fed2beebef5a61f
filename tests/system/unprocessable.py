"""Unprocessable messages for each topic: bytes other than a record, and senseless records."""

import gzip
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from monitor.kafka.topics import (
    ALERTS,
    ARTICLES,
    FEED_STATES,
    MATCHES,
    PATTERN_MATCHES,
    READINGS,
    REJECTED,
)

GOLDEN = Path("tests/data/golden")
SCHEMAS = {
    ARTICLES.name: "article.v1",
    READINGS.name: "reading.v1",
    MATCHES.name: "match.v1",
    PATTERN_MATCHES.name: "match.v1",
    ALERTS.name: "alert.v1",
    FEED_STATES.name: "feed.v1",
    REJECTED.name: "rejection.v1",
}
"""By topic, the schema of its records; the golden files have one record of each."""
TYPED_FIELDS = {
    "article.v1": "seen_at",
    "reading.v1": "article",
    "match.v1": "seen_at",
    "alert.v1": "raised_at",
    "feed.v1": "next_due_at",
    "rejection.v1": "at",
}
"""By schema, a field that cannot be any text: a time, or a record."""

Record = dict[str, Any]


def _changed(record: Record, **changes: Any) -> bytes:
    return json.dumps({**record, **changes}).encode()


def _with_typed_field(record: Record, value: Any) -> bytes:
    return _changed(record, **{TYPED_FIELDS[record["schema"]]: value})


def _without(record: Record, field: str) -> bytes:
    return json.dumps({name: value for name, value in record.items() if name != field}).encode()


def _as_later_version(record: Record) -> bytes:
    return _changed(record, schema=str(record["schema"]).replace(".v1", ".v99"))


def _with_half_a_surrogate(record: Record) -> bytes:
    body = json.dumps(record).encode()
    return body.replace(b'"schema": "', b'"\\ud800": 1, "schema": "\\ud800')


KINDS: dict[str, Callable[[Record], bytes | None]] = {
    "empty": lambda _: b"",
    "truncated": lambda record: json.dumps(record).encode()[:-10],
    "trailing": lambda record: json.dumps(record).encode() + b"{}",
    "twice": lambda record: json.dumps(record).encode() * 2,
    "not utf-8": lambda record: json.dumps(record).encode().replace(b'"id"', b'"\xff\xfe"'),
    "utf-16": lambda record: json.dumps(record).encode("utf-16"),
    "compressed": lambda record: gzip.compress(json.dumps(record).encode()),
    "zeros": lambda _: bytes(1000),
    "a page": lambda _: b"<!doctype html><html><body>502 Bad Gateway</body></html>",
    "a list": lambda record: json.dumps([record]).encode(),
    "a string": lambda _: b'"article"',
    "a number": lambda _: b"-0.0",
    "null": lambda _: b"null",
    "too deep": lambda _: b"[" * 100_000,
    "2.9 MB": lambda _: b'{"schema": "' + b"x" * 2_900_000,
    "a number for its schema": lambda record: _changed(record, schema=1),
    "later version": _as_later_version,
    "another record": lambda record: _changed(record, schema="pattern-state.v1"),
    "no id": lambda record: _without(record, "id" if "id" in record else "article"),
    "wrong type": lambda record: _with_typed_field(record, {"not": ["a", "time"]}),
    "no such day": lambda record: _with_typed_field(record, "2026-02-30T25:61:00Z"),
    "half a surrogate": _with_half_a_surrogate,
}
"""By kind, the body of a message that is not a record, made from one that is."""


def unreadable_for(topic: str) -> Iterator[tuple[str, bytes, bytes | None]]:
    """Yield the undecodable messages for a topic: kind, key, body."""
    record = json.loads((GOLDEN / f"{SCHEMAS[topic]}.json").read_text("utf-8"))
    for name, spoil in KINDS.items():
        yield name, f"unreadable {name}".encode(), spoil(record)
    if topic != FEED_STATES.name:  # on a compacted topic an empty message deletes its key
        yield "nothing", b"unreadable nothing", None


def senseless_for(topic: str) -> Iterator[tuple[str, bytes, bytes]]:
    """Yield records that can be decoded and not be processed: kind, key, body."""
    record = json.loads((GOLDEN / f"{SCHEMAS[topic]}.json").read_text("utf-8"))
    if topic == ARTICLES.name:
        yield "no words", b"senseless", _changed(record, id="senseless", text=" \u200b\n… ")
    if topic == ALERTS.name:
        yield "no copies", b"senseless", _changed(record, id="senseless", copies=[])
        yield (
            "a severity of its own",
            b"senseless",
            _changed(record, id="senseless", severity="apocalyptic"),
        )
    if topic in (MATCHES.name, PATTERN_MATCHES.name):
        yield "a severity of its own", b"senseless", _changed(record, severity="apocalyptic")
    if topic == PATTERN_MATCHES.name:
        yield "another's key", b"senseless", _changed(record, rule="dalir-turns")
