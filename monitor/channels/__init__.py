"""Destinations of alerts: one module each, in a registry by the name that a subscription gives.

A channel is an async function ``(events, subscription) -> Outcome`` made by its module's ``open_channel`` (`monitor.channels.registry`);
``docs/how-to/add-a-channel.md`` tells how to add one.
"""

from monitor.channels import chat, kafka_topic, mail, webhook
from monitor.channels.registry import Channel, Services

REGISTRY = {
    "webhook": webhook.open_channel,
    "email": mail.open_channel,
    "chat": chat.open_channel,
    "kafka": kafka_topic.open_channel,
}


def open_channels(services: Services) -> dict[str, Channel]:
    """Return every channel by name."""
    return {name: open_channel(services) for name, open_channel in REGISTRY.items()}


__all__ = ["Channel", "Services", "open_channels"]
