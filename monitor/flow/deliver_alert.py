"""alerts --deliver--> deliveries.

    Message --channel--> outcome --settle--> Settlement: what is recorded of each delivery, whether
                                             the receiver is held back or switched off

1. A receiver that takes the message is no longer held back.
2. A receiver that is gone for good switches its subscription off; the message stays pending.
3. Otherwise each delivery climbs its ladder of retries and the receiver is held back for a while
   (`monitor.deliveries.retry`). A delivery at the end of its ladder has failed, but if the receiver
   takes nothing else either, its subscription is switched off and the delivery stays pending.
4. A channel that raises an exception defers its message and affects no other one.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from monitor.deliveries import (
    Deferred,
    Delivered,
    Outcome,
    Refused,
    Subscription,
    alert_event,
    hold_for,
    next_wait,
)
from monitor.deliveries.message import Attempt, Delivery, Message
from monitor.deliveries.retry import MOST_FAILURES

Share = Callable[[str], float]
"""A share from 0 to 1 for a key, by which waits are spread; the same for the same key."""


Receiver = Callable[[Sequence[dict[str, Any]], Subscription], Awaitable[Outcome]]
"""Sends alert events (CloudEvents) to a subscription's address. Called once per attempt; an
exception defers the message."""


@dataclass(frozen=True, slots=True)
class Settlement:
    """Consequences of an attempt. Recording it twice changes nothing."""

    attempts: tuple[Attempt, ...]
    hold: timedelta | None = None
    """How long the receiver is held back; None ends a hold."""
    switched_off: str | None = None
    """Why the subscription is switched off; None if it is not."""
    error: Exception | None = None
    """What the channel raised."""


async def deliver_alert(message: Message, send: Receiver, share: Share) -> Settlement:
    """Send a message and return the consequences. Never raises for what a channel raises."""
    events = [alert_event(delivery.alert, delivery.reminders) for delivery in message.deliveries]
    try:
        outcome = await send(events, message.subscription)
    except Exception as error:  # noqa: BLE001  # the caller logs it
        return settle(message, Deferred(f"{type(error).__name__}: {error}"), share, error)
    return settle(message, outcome, share)


def settle(
    message: Message, outcome: Outcome, share: Share, error: Exception | None = None
) -> Settlement:
    """Return the consequences of the outcome of a message."""
    match outcome:
        case Delivered():
            return Settlement(tuple(Attempt(each, "delivered") for each in message.deliveries))
        case Refused(reason):
            kept = tuple(_keep_pending(each, reason) for each in message.deliveries)
            return Settlement(kept, switched_off=reason)
        case Deferred():
            return _defer(message, outcome, share, error)


def _defer(
    message: Message, outcome: Deferred, share: Share, error: Exception | None
) -> Settlement:
    reason, retry_after = outcome.reason, outcome.retry_after
    first = message.deliveries[0]
    failures = message.failures + 1
    hold = hold_for(failures, share=share(_key(first)), retry_after=retry_after)
    attempts, is_dead = [], False
    for delivery in message.deliveries:
        tried = delivery.attempts + 1
        wait = next_wait(tried, share=share(_key(delivery)), retry_after=retry_after)
        if wait is not None:
            attempts.append(Attempt(delivery, "waiting", reason, wait))
        elif message.failures >= MOST_FAILURES:
            is_dead = True
            attempts.append(_keep_pending(delivery, reason))
        else:
            attempts.append(Attempt(delivery, "failed", reason))
    dead = f"it took nothing in {failures} attempts, the last time: {reason}" if is_dead else None
    return Settlement(tuple(attempts), hold, dead, error)


def _keep_pending(delivery: Delivery, reason: str) -> Attempt:
    """Return an attempt whose delivery is due as soon as its subscription is switched on again."""
    return Attempt(delivery, "waiting", reason, timedelta(0))


def _key(delivery: Delivery) -> str:
    return f"{delivery.seq}.{delivery.attempts}"
