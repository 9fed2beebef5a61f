"""The callback address of a WebSub subscription (W3C Recommendation 2018). Pure.

A callback contains a key derived from the subscription's secret, so that only the hub that received
the address can confirm or deny the subscription.
"""

import hashlib
import hmac

KEY_LENGTH = 32
"""Hexadecimal digits of the key: 128 bits cannot be guessed."""


def callback_path(feed: str, secret: str) -> str:
    """Return the path at which the web service answers the hub of a feed."""
    return f"/hub/{feed}/{callback_key(feed, secret)}"


def callback_key(feed: str, secret: str) -> str:
    """Return the key in the callback of a feed."""
    message = f"callback:{feed}".encode()
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()[:KEY_LENGTH]


def is_callback_key(key: str, feed: str, secret: str) -> bool:
    """Return whether a key belongs to the callback of a feed; in constant time."""
    expected = callback_key(feed, secret)
    return hmac.compare_digest(key.encode(), expected.encode())
