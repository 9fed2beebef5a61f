"""A Kafka topic of the subscriber's own: each alert event as JSON, keyed by the alert's id, so that a compacted topic keeps the newest."""

import json
from collections.abc import Sequence
from typing import Any

from aiokafka.errors import KafkaError

from monitor.channels.registry import Channel, Services
from monitor.deliveries import Deferred, Delivered, Outcome, Subscription


def open_channel(services: Services) -> Channel:
    """Return the channel over the producer of the process."""

    async def send(events: Sequence[dict[str, Any]], subscription: Subscription) -> Outcome:
        if services.send_to_topic is None:
            return Deferred("no Kafka is known to this process")
        for event in events:
            body = json.dumps(event, ensure_ascii=False).encode()
            headers = [("content-type", b"application/cloudevents+json")]
            try:
                await services.send_to_topic(
                    subscription.address, event["subject"].encode(), body, headers
                )
            except (KafkaError, OSError) as error:
                return Deferred(f"{type(error).__name__}: {error}")
        return Delivered()

    return send
