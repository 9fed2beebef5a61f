"""Destinations of alerts: one module each, in a registry by the name that a subscription gives.

A channel is an async function ``(event, subscription) -> Outcome`` made by its module's ``open_channel``.
"""

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

import httpx

from monitor.channels import webhook
from monitor.deliveries import Outcome, Subscription

Channel = Callable[[dict[str, Any], Subscription], Awaitable[Outcome]]

REGISTRY = {"webhook": webhook.open_channel}


async def open_channels(stack: AsyncExitStack, client: httpx.AsyncClient) -> dict[str, Channel]:
    """Return every channel by name, over one guarded client that the stack closes."""
    await stack.enter_async_context(client)
    return {name: open_channel(client) for name, open_channel in REGISTRY.items()}
