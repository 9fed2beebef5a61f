"""From what people write of a subscription to the value that the deliverer uses; secrets are read here, never earlier."""

import base64
import binascii
import secrets
from pathlib import Path

from monitor.config.files import ConfigurationError, Mistake
from monitor.config.models import FilterModel, SubscriptionModel
from monitor.deliveries import AlertFilter, Subscription

PREFIX = "whsec_"
"""Standard Webhooks marks a symmetric secret so; base64 of 24 to 64 bytes follows."""


def make_secret() -> str:
    """Return a new secret."""
    return PREFIX + base64.b64encode(secrets.token_bytes(24)).decode()


def is_secret(text: str) -> bool:
    """Return whether a text is a secret that messages can be signed with."""
    try:
        return text.startswith(PREFIX) and 24 <= len(base64.b64decode(text.removeprefix(PREFIX), validate=True)) <= 64
    except binascii.Error:
        return False


def filter_of(model: FilterModel) -> AlertFilter:
    """Return the filter as a value."""
    return AlertFilter(rules=model.rules, actors=model.actors, themes=model.themes, min_severity=model.min_severity)


def subscription_of(model: SubscriptionModel, folder: Path) -> Subscription:
    """Return a subscription of the file, its secrets read; paths count from ``folder``. Raises `ConfigurationError`."""
    file = folder / model.channel.secret_file
    try:
        found = tuple(file.read_text("utf-8").split())
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            [Mistake(str(file), 1, f"subscriptions.{model.id}", f"cannot be read: {error}")]
        ) from error
    if not found or not all(map(is_secret, found)):
        message = f"one secret a line, each {PREFIX} and base64 of 24 to 64 bytes: {PREFIX}$(openssl rand -base64 24)"
        raise ConfigurationError([Mistake(str(file), 1, f"subscriptions.{model.id}", message)])
    return Subscription(
        id=model.id,
        filter=filter_of(model.filter),
        channel=model.channel.type,
        address=model.channel.url,
        secrets=found,
        source="file",
    )
