"""Which chat services messages are handed to: those at addresses of their own. One whose host a subscriber names could be made to speak to a
private network. Pure."""

from urllib.parse import urlsplit

ALLOWED = frozenset(
    "slack msteams workflow workflows tgram discord gchat pover pbul webex wxteams twilio signals line zulip".split()
)
"""Schemes of Apprise addresses."""


def is_chat_address(address: str) -> bool:
    """Return whether an address is one of a chat service that messages are handed to."""
    return urlsplit(address).scheme.lower() in ALLOWED
