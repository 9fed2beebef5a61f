"""A Kafka topic of the subscriber's own, which must exist.

Each alert event is one JSON message, keyed by the id of the alert, so that a compacted topic keeps
the newest revision. The topics of the monitor and of Kafka itself are refused: events in them
would enter the pipeline as records.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from monitor.channels.channel import Channel, Destination, Endpoint, ReadSecrets, Services
from monitor.deliveries import Deferred, Delivered, Outcome, Refused, Subscription
from monitor.deliveries.grouping import Grouping
from monitor.records.fields import Checked, UserInput, quoted

MAX_TOPIC_LENGTH = 200
"""Characters of a topic's name; Kafka accepts 249 and tools add suffixes."""
OWN_TOPICS = frozenset(
    "alerts articles feeds feed-states heartbeats matches moments pattern-matches "
    "readings rejected statements".split()
)
"""Topics of the monitor, present and former; a test compares them with `monitor.kafka.topics`."""
OWN_PREFIXES = ("__", "processor-", "faust-")
"""Beginnings of the names of topics that Kafka and the stream processors create."""

_NAME = re.compile(r"[A-Za-z0-9._-]+")


def check_topic(topic: str) -> str:
    """Return the name of a topic as it is. Raises ValueError."""
    is_name = _NAME.fullmatch(topic) and topic not in (".", "..")
    if not is_name or len(topic) > MAX_TOPIC_LENGTH:
        raise ValueError(
            f"{quoted(topic)} is not the name of a topic; "
            f"use at most {MAX_TOPIC_LENGTH} letters, digits, '.', '_' and '-'"
        )
    folded = (
        topic.lower().replace("_", "-").replace(".", "-")
    )  # Kafka's metrics do not distinguish these
    is_own = folded in OWN_TOPICS or topic.startswith("__") or folded.startswith(OWN_PREFIXES)
    if is_own:
        raise ValueError(f"{quoted(topic)} is a topic of the monitor or of Kafka; use your own")
    return topic


@dataclass(frozen=True, slots=True, kw_only=True)
class KafkaSettings(UserInput):
    """Alert events to a Kafka topic."""

    type: Literal["kafka"]
    """Name of the channel."""
    topic: Annotated[str, Checked(check_topic)]
    """Topic of your own, which must exist."""

    @property
    def grouping(self) -> Grouping | None:
        """How alerts are grouped by default: not at all."""
        return None

    def file_endpoint(self, _: ReadSecrets) -> Endpoint:
        """Return the topic."""
        return Endpoint(address=self.topic)

    def request_endpoint(self, _: Endpoint | None) -> Endpoint:
        """Return the topic."""
        return Endpoint(address=self.topic)


def open_channel(services: Services) -> Channel:
    """Return the channel over the producer of the process."""
    from aiokafka.errors import KafkaError

    async def send(events: Sequence[dict[str, Any]], subscription: Subscription) -> Outcome:
        if services.send_to_topic is None:
            return Deferred("this process has no Kafka; set MONITOR_KAFKA")
        try:
            check_topic(subscription.address)
        except ValueError as error:  # stored before the rule existed
            return Refused(str(error))
        headers = [("content-type", b"application/cloudevents+json")]
        for event in events:
            body = json.dumps(event, ensure_ascii=False).encode()
            key = event["subject"].encode()
            try:
                await services.send_to_topic(subscription.address, key, body, headers)
            except (KafkaError, OSError) as error:
                return Deferred(f"{type(error).__name__}: {error}")
        return Delivered()

    return send


DESTINATION = Destination(
    file_settings=KafkaSettings,
    request_settings=KafkaSettings,
    address_key="topic",
    open=open_channel,
)
