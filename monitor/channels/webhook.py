"""Webhooks: CloudEvents 1.0 as JSON, signed by Standard Webhooks.

1. ``webhook-id`` is the event's id, the same for every try, so that a receiver can drop repeats.
2. Each secret gives one signature, so that a receiver can change over without missing anything.
3. 2xx is success. A redirect is a failure. 410 switches the subscription off. Everything else is tried again; Retry-After is honoured.
"""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import httpx
from standardwebhooks import Webhook

from monitor.channels.registry import Channel, Services
from monitor.deliveries import Deferred, Delivered, Outcome, Refused, Subscription
from monitor.feeds.schedule import parse_retry_after
from monitor.http.guard import BlockedAddress

WITHIN = 20.0
"""Seconds for a receiver to answer."""


def open_channel(services: Services) -> Channel:
    """Return the channel over a client that is guarded against private addresses and follows no redirect."""

    async def send(events: Sequence[dict[str, Any]], subscription: Subscription) -> Outcome:
        for event in events:
            outcome = await post(event, subscription)
            if not isinstance(outcome, Delivered):
                return outcome
        return Delivered()

    async def post(event: dict[str, Any], subscription: Subscription) -> Outcome:
        body = json.dumps(event, ensure_ascii=False)
        headers = signed_headers(event["id"], body, subscription.secrets, datetime.now(UTC))
        try:
            response = await services.client.post(
                subscription.address, content=body.encode(), headers=headers, timeout=WITHIN
            )
        except BlockedAddress as error:
            return Deferred(f"blocked_address: {error}")
        except httpx.HTTPError as error:
            return Deferred(f"{type(error).__name__}: {error}")
        return outcome_of(response)

    return send


def signed_headers(id_: str, body: str, secrets: tuple[str, ...], now: datetime) -> dict[str, str]:
    """Return the headers of Standard Webhooks for a body."""
    signatures = " ".join(Webhook(secret).sign(id_, now, body) for secret in secrets)
    return {
        "Content-Type": "application/cloudevents+json; charset=utf-8",
        "webhook-id": id_,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": signatures,
    }


def outcome_of(response: httpx.Response) -> Outcome:
    """Return what a receiver's answer means."""
    status = response.status_code
    if 200 <= status < 300:
        return Delivered()
    if status == 410:
        return Refused("410: the receiver is gone for good")
    retry_after = parse_retry_after(response.headers.get("retry-after"), datetime.now(UTC))
    return Deferred(f"{status} {response.reason_phrase}".strip(), retry_after)
