"""Messages: pending deliveries of one subscription that are sent together.

One delivery is one alert to one receiver. A subscription that groups gets several in one message.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from monitor.deliveries.subscription import Subscription
from monitor.records import Alert


@dataclass(frozen=True, slots=True)
class Delivery:
    """One pending delivery."""

    seq: int
    """Number of its row."""
    alert: Alert
    attempts: int
    """Attempts before this one."""
    reminders: int = 0
    """Times that the alert was sent again because it was unacknowledged."""


@dataclass(frozen=True, slots=True)
class Message:
    """Deliveries of one subscription, at least one, in the order of their events."""

    subscription: Subscription
    deliveries: tuple[Delivery, ...]
    failures: int = 0
    """Messages in a row that the receiver has not taken before this one."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What is recorded of one delivery after an attempt."""

    delivery: Delivery
    outcome: Literal["delivered", "waiting", "failed"]
    detail: str = ""
    wait: timedelta | None = None
    """Until the next attempt; None for no further one."""
