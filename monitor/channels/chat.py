"""Chat: Slack, Teams, Telegram, Discord and the rest through Apprise, by an address of its kind (``slack://…``), which is a secret.

Only the services of `monitor.channels.chat_addresses` are let through.
"""

import logging
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from monitor.channels.chat_addresses import is_chat_address
from monitor.channels.registry import Channel, Services
from monitor.deliveries import Deferred, Delivered, Outcome, Refused, Subscription
from monitor.deliveries.render.chat import render_chat


def open_channel(services: Services) -> Channel:
    """Return the channel; ``services`` names further schemes for tests."""

    async def send(events: Sequence[dict[str, Any]], subscription: Subscription) -> Outcome:
        import apprise

        logging.getLogger("apprise").setLevel(logging.CRITICAL)  # its warnings may hold the address
        [address] = subscription.secrets or ("",)
        if not is_chat_address(address) and urlsplit(address).scheme not in services.more_chat:
            return Refused(
                f"{urlsplit(address).scheme or 'nothing'}:// is no chat service that messages are handed to"
            )
        service = apprise.Apprise()
        if not service.add(address):
            return Refused("the address is not one of its service")
        message = render_chat(events)
        sent = await service.async_notify(
            title=message.title, body=message.body, body_format=apprise.NotifyFormat.TEXT
        )
        return Delivered() if sent else Deferred("the service did not take the message")

    return send
