"""What a channel is, and what it may use."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from monitor.config import Settings
from monitor.deliveries import Outcome, Subscription

Channel = Callable[[Sequence[dict[str, Any]], Subscription], Awaitable[Outcome]]
"""Delivers alert events (CloudEvents), one or, where the subscription groups, several; says what became of it."""

SendToTopic = Callable[[str, bytes, bytes, list[tuple[str, bytes]]], Awaitable[None]]
"""Topic, key, body, headers; returns once the broker has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """What channels share: a guarded HTTP client, the settings, a way to Kafka."""

    client: httpx.AsyncClient
    settings: Settings
    send_to_topic: SendToTopic | None = None
    more_chat: frozenset[str] = frozenset()
    """Schemes of chat services beside those of `monitor.channels.chat`, for tests."""
