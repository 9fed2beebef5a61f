"""Subscriptions: which alerts go to which destination, and when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from monitor.deliveries.filter import AlertFilter
from monitor.records import Alert
from monitor.records.quiet_hours import QuietHours

SUBSCRIPTION_KIND = "subscription"
"""Kind of the alert on a subscription that was switched off; its ``article.id`` is the
subscription's id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A filter and a destination. Durations are in seconds."""

    id: str
    filter: AlertFilter
    channel: str
    """Name of the channel in the registry: ``webhook``, ``email``, ``slack`` and so on."""
    address: str
    """Destination, without secrets, fit for display."""
    secrets: tuple[str, ...] = ()
    """Signing keys ``whsec_…`` (several during rotation), or the secret address of a room.

    At Slack and Teams, the secret that signs what people do there follows the address.
    """
    source: Literal["file", "api", "contact"] = "api"
    """``contact``: belongs to the contact of another subscription, see ``contact_of``."""
    owner: str = ""
    contact: str = ""
    """Mail address that is notified when the subscription is switched off."""
    contact_of: str = ""
    """The subscription whose contact this one notifies."""
    group_wait_s: float = 0.0
    """Time after the first alert of a group until its message; 0 sends each alert at once."""
    group_interval_s: float = 0.0
    """Least time between two messages of one group."""
    group_by: tuple[str, ...] = ()
    """Fields that divide alerts into groups: ``rule``, ``actor``, ``severity``."""
    repeat_s: float = 0.0
    """Time after which an unacknowledged alert is sent again; 0 for never."""
    quiet_hours: QuietHours | None = None
    """Hours in which nothing is sent; pending alerts go when they end."""

    def wants(self, alert: Alert, owners: Mapping[str, str]) -> bool:
        """Return whether an alert goes to this subscription.

        ``owners`` are the owners of all subscriptions by id. An alert on a subscription that was
        switched off goes to its contact and to every other subscription of its owner, whatever
        they filter.
        """
        if alert.suppressed:
            return False
        if alert.kind == SUBSCRIPTION_KIND:
            switched_off = alert.article.id
            if switched_off == self.id:
                return False
            is_owners = bool(self.owner) and self.owner == owners.get(switched_off)
            if is_owners or switched_off == self.contact_of:
                return True
        return not self.contact_of and self.filter.wants(alert)


@dataclass(frozen=True, slots=True)
class Delivered:
    """The receiver has taken the message."""


@dataclass(frozen=True, slots=True)
class Deferred:
    """The receiver has not taken the message; it is sent again later."""

    reason: str
    retry_after: timedelta | None = None
    """Wait that the receiver asked for."""


@dataclass(frozen=True, slots=True)
class Refused:
    """The receiver is gone for good; the subscription is switched off."""

    reason: str


Outcome = Delivered | Deferred | Refused
