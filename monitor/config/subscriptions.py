"""From a subscription as a user writes it to the record that the deliverer uses.

Files of secrets are read here, when the deliverer takes the subscriptions of the file, and never
earlier.
"""

from pathlib import Path
from typing import Any

from monitor.channels import Endpoint
from monitor.channels.channel import FileSettings, RequestSettings
from monitor.channels.secret_text import read_secret
from monitor.config.models import SubscriptionInFile, Timing
from monitor.deliveries import Subscription
from monitor.deliveries.grouping import UNGROUPED
from monitor.records.errors import ConfigurationError, Mistake, UnreadableSecret


def timing_fields(timing: Timing, channel: FileSettings | RequestSettings) -> dict[str, Any]:
    """Return the fields of a `Subscription` that say when it is sent."""
    group = timing.group or channel.grouping or UNGROUPED
    return {
        "group_wait_s": group.wait.total_seconds(),
        "group_interval_s": group.interval.total_seconds(),
        "group_by": group.by,
        "repeat_s": group.repeat.total_seconds() if group.repeat else 0.0,
        "quiet_hours": timing.quiet_hours,
        "contact": timing.contact or "",
    }


def subscription_of(written: SubscriptionInFile, folder: Path) -> Subscription:
    """Return the record of a subscription of the file, with its secrets.

    Paths are relative to ``folder``. Raises `ConfigurationError`.
    """
    endpoint = _endpoint_of(written, folder)
    return Subscription(
        id=written.id,
        filter=written.filter,
        channel=written.channel.type,
        address=endpoint.address,
        secrets=endpoint.secrets,
        source="file",
        **timing_fields(written, written.channel),
    )


def _endpoint_of(written: SubscriptionInFile, folder: Path) -> Endpoint:
    path = f"subscriptions.{written.id}"
    file = folder

    def read(name: Path) -> tuple[str, ...]:
        nonlocal file
        file = folder / name
        try:
            return tuple(read_secret(file).split())
        except UnreadableSecret as error:
            raise ConfigurationError([Mistake(str(file), 1, path, str(error))]) from error

    try:
        return written.channel.file_endpoint(read)
    except ValueError as error:
        raise ConfigurationError([Mistake(str(file), 1, path, str(error))]) from error
