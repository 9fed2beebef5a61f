"""Destinations of alerts: one module each, which brings its settings, its secret and address rules
and its renderer.

    webhook.py        CloudEvents posted to a URL, signed by Standard Webhooks
    mail.py           mail, at once or as a digest
    chat.py           chat services at addresses of their own, through Apprise
    slack.py          rooms at Slack, with buttons whose clicks come back signed
    teams.py          rooms at Microsoft Teams, with buttons that open signed links
    kafka_topic.py    a Kafka topic of the subscriber's own

`channel.py` defines the parts of a channel, `registry.py` lists the channels. Drivers are imported
when a channel is opened, so that a command which only checks the configuration loads none of them.
"""

from monitor.channels.channel import Channel, Endpoint, MailServer, Services, secret_files
from monitor.channels.registry import REGISTRY, open_channels, shown_address

__all__ = [
    "REGISTRY",
    "Channel",
    "Endpoint",
    "MailServer",
    "Services",
    "open_channels",
    "secret_files",
    "shown_address",
]
