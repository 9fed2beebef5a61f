"""The destinations, by the name that a subscription gives.

``docs/how-to/add-a-channel.md`` adds one.
"""

from monitor.channels import chat, kafka_topic, mail, slack, teams, webhook
from monitor.channels.channel import Channel, Destination, Services

REGISTRY: dict[str, Destination] = {
    "webhook": webhook.DESTINATION,
    "email": mail.DESTINATION,
    "chat": chat.DESTINATION,
    "slack": slack.DESTINATION,
    "teams": teams.DESTINATION,
    "kafka": kafka_topic.DESTINATION,
}


def open_channels(services: Services) -> dict[str, Channel]:
    """Return every channel by name."""
    return {name: destination.open(services) for name, destination in REGISTRY.items()}


def shown_address(channel: str, address: str) -> str:
    """Return the address of a subscription without secrets, fit for answers and logs."""
    return REGISTRY[channel].redact(address)
