"""From what people write of a subscription to the value that the deliverer uses.

Secrets are read here, never earlier.
"""

import base64
import binascii
import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any

from monitor.config.models import (
    ChatChannel,
    EmailChannel,
    GroupModel,
    KafkaChannel,
    SubscriptionModel,
    TimingModel,
    WebhookChannel,
)
from monitor.deliveries import Subscription
from monitor.records.errors import ConfigurationError, Mistake

PREFIX = "whsec_"
"""Standard Webhooks marks a symmetric secret so; base64 of 24 to 64 bytes follows."""

_AT_ONCE = GroupModel(wait=timedelta(0), interval=timedelta(0))


def make_secret() -> str:
    """Return a new secret."""
    return PREFIX + base64.b64encode(secrets.token_bytes(24)).decode()


def is_secret(text: str) -> bool:
    """Return whether a text is a secret that messages can be signed with."""
    try:
        return (
            text.startswith(PREFIX)
            and 24 <= len(base64.b64decode(text.removeprefix(PREFIX), validate=True)) <= 64
        )
    except binascii.Error:
        return False


def timing_of(model: TimingModel, channel: object) -> dict[str, Any]:
    """Return the fields of a `Subscription` that say when it is sent: it gathers as it says, else
    as the digest of its mail says, else not at all.
    """
    group = model.group
    if group is None:
        digest = channel.digest if isinstance(channel, EmailChannel) else None
        group = _AT_ONCE if digest is None else GroupModel(wait=digest, interval=digest)
    return {
        "group_wait_s": group.wait.total_seconds(),
        "group_interval_s": group.interval.total_seconds(),
        "group_by": group.by,
        "repeat_s": group.repeat.total_seconds() if group.repeat else 0.0,
        "quiet_hours": model.quiet_hours,
        "contact": model.contact or "",
    }


def subscription_of(model: SubscriptionModel, folder: Path) -> Subscription:
    """Return a subscription of the file, its secrets read; paths count from ``folder``.

    Raises `ConfigurationError`.
    """
    address, kept = _destination(model, folder)
    return Subscription(
        id=model.id,
        filter=model.filter,
        channel=model.channel.type,
        address=address,
        secrets=kept,
        source="file",
        **timing_of(model, model.channel),
    )


def _destination(model: SubscriptionModel, folder: Path) -> tuple[str, tuple[str, ...]]:
    """Return the address of a subscription, fit to be shown, and its secrets."""
    match model.channel:
        case WebhookChannel(url=url, secret_file=file):
            found = _lines(folder / file, model.id)
            if not all(map(is_secret, found)):
                message = f"one secret a line, each {PREFIX} and base64 of 24 to 64 bytes: {PREFIX}$(openssl rand -base64 24)"
                raise ConfigurationError(
                    [Mistake(str(folder / file), 1, f"subscriptions.{model.id}", message)]
                )
            return url, found
        case EmailChannel(to=to):
            return to, ()
        case KafkaChannel(topic=topic):
            return topic, ()
        case ChatChannel(address_file=file):
            [address, *_] = _lines(folder / file, model.id)
            return f"{address.partition(':')[0]}://…", (address,)


def _lines(file: Path, id_: str) -> tuple[str, ...]:
    try:
        found = tuple(file.read_text("utf-8").split())
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            [Mistake(str(file), 1, f"subscriptions.{id_}", f"cannot be read: {error}")]
        ) from error
    if not found:
        raise ConfigurationError([Mistake(str(file), 1, f"subscriptions.{id_}", "holds nothing")])
    return found
