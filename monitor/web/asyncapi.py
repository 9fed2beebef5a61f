"""``/asyncapi.json``: streams, webhooks and topics as AsyncAPI 3.0, from the records themselves."""

from typing import Any

import msgspec

from monitor import __version__
from monitor.records import Alert, Article, FeedState, Heartbeat, Match, Reading, Record, Rejection
from monitor.records.base import schema_of

TOPICS: dict[str, type[Record]] = {
    "feed-states": FeedState,
    "articles": Article,
    "readings": Reading,
    "matches": Match,
    "pattern-matches": Match,
    "alerts": Alert,
    "rejected": Rejection,
    "heartbeats": Heartbeat,
}
"""The record of each topic of `monitor.kafka.topics`; changelogs are internal."""
EVENT = {
    "type": "object",
    "description": "CloudEvents 1.0, JSON format",
    "required": ["specversion", "id", "source", "type", "time", "data"],
    "properties": {
        "specversion": {"const": "1.0"},
        "id": {"type": "string", "description": "alert id and revision; the same for a repeat"},
        "source": {"type": "string", "description": "/news-monitor/rules/RULE"},
        "type": {
            "enum": [
                "news-monitor.alert.raised",
                "news-monitor.alert.updated",
                "news-monitor.alert.reminded",
            ]
        },
        "subject": {"type": "string", "description": "alert id"},
        "time": {"type": "string", "format": "date-time"},
        "datacontenttype": {"const": "application/json"},
        "data": {"description": "the alert as GET /api/v1/alerts/{id} returns it"},
    },
}
"""What the live stream, the WebSocket and webhooks carry."""
REACTION = {
    "type": "object",
    "description": "An alert that a person acknowledged or marked, or where that was undone.",
    "required": ["seq", "alert"],
    "properties": {
        "seq": {"type": "integer", "description": "?reactions= resumes after it"},
        "alert": {"type": "string", "description": "alert id"},
    },
}
"""What the live stream and the WebSocket carry beside events where ``?reactions=`` is given."""


def describe_streams() -> dict[str, Any]:
    """Return the description of everything that is sent without being asked."""
    channels: dict[str, Any] = {
        "alerts-stream": _channel(
            "/api/v1/alerts/stream",
            "Server-sent events; each has an id, and Last-Event-ID resumes without gap or repeat."
            " With ?reactions= also reactions, which have no id.",
            "reaction",
        ),
        "alerts-websocket": _channel(
            "/api/v1/alerts/ws",
            "The same events as JSON messages; ?last_event_id= resumes.",
            "reaction",
        ),
        "webhook": _channel(
            None, "POST to the receiver's address, signed by Standard Webhooks; 2xx accepts it."
        ),
    }
    schemas: dict[str, Any] = {}
    messages: dict[str, Any] = {
        "event": {"contentType": "application/cloudevents+json", "payload": EVENT},
        "reaction": {"contentType": "application/json", "payload": REACTION},
    }
    for topic, record in TOPICS.items():
        name = schema_of(record)
        schemas |= _schemas_of(record)
        reference = {"$ref": f"#/components/schemas/{record.__name__}"}
        messages[name] = {
            "contentType": "application/json",
            "headers": {"type": "object", "properties": {"schema": {"const": name}}},
            "payload": reference,
        }
        channels[f"topic-{topic}"] = {
            "address": topic,
            "description": f"Kafka topic of {name} records, JSON",
            "messages": {name: {"$ref": f"#/components/messages/{name}"}},
        }
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "News monitor: streams, webhooks and topics",
            "version": __version__,
            "description": "What the monitor sends by itself. Requests are in /openapi.json.",
        },
        "channels": channels,
        "operations": {f"send-{name}": _operation(name) for name in channels},
        "components": {"messages": messages, "schemas": schemas},
    }


def _channel(address: str | None, description: str, *others: str) -> dict[str, Any]:
    names = ("event", *others)
    return {
        "address": address,
        "description": description,
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in names},
    }


def _operation(channel: str) -> dict[str, Any]:
    return {"action": "send", "channel": {"$ref": f"#/channels/{channel}"}}


def _schemas_of(record: Any) -> dict[str, Any]:
    """Return the JSON Schemas of a record and its parts, by name."""
    _, schemas = msgspec.json.schema_components(
        [record], ref_template="#/components/schemas/{name}"
    )
    return dict(schemas)
