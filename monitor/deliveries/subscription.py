"""Who gets which alerts, and how; and what became of one delivery."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from monitor.deliveries.filter import AlertFilter
from monitor.records import Alert
from monitor.watchlist.values import QuietHours

OWN_KIND = "subscription"
"""Kind of the alert that tells that a subscription was switched off; its ``article.id`` is the subscription's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """One subscription: a filter and a destination."""

    id: str
    filter: AlertFilter
    channel: str
    """Name of the channel in the registry: ``webhook``, ``email``, ``chat``, ``kafka``."""
    address: str
    secrets: tuple[str, ...] = ()
    """What messages are signed with, ``whsec_…``; several while one replaces another."""
    source: Literal["file", "api", "contact"] = "api"
    """``contact``: made for the contact of another one, which it tells of that one's being switched off."""
    owner: str = ""
    contact: str = ""
    """Mail address of whoever is told when it is switched off."""
    contact_of: str = ""
    group_wait_s: float = 0.0
    """Seconds for which alerts are gathered into one message after the first; 0: each goes at once by itself."""
    group_interval_s: float = 0.0
    """Seconds between two messages of one group."""
    group_by: tuple[str, ...] = ()
    """Fields by which gathered alerts are parted into messages: ``rule``, ``actor``, ``severity``."""
    repeat_s: float = 0.0
    """Seconds after which an alert that nobody has acknowledged is sent again; 0: never."""
    quiet_hours: QuietHours | None = None
    """When nothing is sent; what waits goes when they end."""

    def is_sent(self, alert: Alert, owners: Mapping[str, str]) -> bool:
        """Return whether an alert goes to this subscription; ``owners`` are those of all subscriptions by id.

        That a subscription was switched off is told to its contact and to every other subscription of its owner, whatever they filter.
        """
        if alert.quiet:
            return False
        if alert.kind == OWN_KIND:
            off = alert.article.id
            if off == self.id:
                return False
            if off == self.contact_of or (self.owner and self.owner == owners.get(off)):
                return True
        return not self.contact_of and self.filter.wants(alert)


@dataclass(frozen=True, slots=True)
class Delivered:
    """The destination has it."""


@dataclass(frozen=True, slots=True)
class Deferred:
    """The destination did not take it now; it is tried again."""

    reason: str
    retry_after: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """The destination does not want it and will not: the subscription is switched off."""

    reason: str


Outcome = Delivered | Deferred | Refused
