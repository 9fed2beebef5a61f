"""The ceiling on messages to people, whatever a subscription sets. Pure.

1. Channels that people read (`PEOPLE_CHANNELS`) are grouped by default: their settings say how
   (`monitor.deliveries.grouping`).
2. Whatever a subscription sets, people get at most `MOST_MESSAGES` messages in its interval, which
   is `LEAST_INTERVAL` at least. Groups beyond that are sent together in the last of them.
3. A message to people may have thousands of alerts: it writes out the first and counts the rest.
   Other channels get every alert whole, so their messages are smaller.
"""

from collections.abc import Sequence
from datetime import timedelta

from monitor.deliveries.subscription import Subscription

PEOPLE_CHANNELS = frozenset(("email", "chat", "slack", "teams"))
LEAST_INTERVAL = timedelta(seconds=60)
MOST_MESSAGES = 3
"""Messages to people in an interval: a group of its own for the first two events, then the rest."""
MOST_FOR_PEOPLE = 5_000
"""Alerts of one message to people; a day of a broad rule, and some 20 MB of memory."""
MOST_FOR_PROGRAMS = 500
"""Alerts of one message to a program: some 2 MB."""


def is_for_people(subscription: Subscription) -> bool:
    """Return whether people read what a subscription delivers."""
    return subscription.channel in PEOPLE_CHANNELS


def is_grouped(subscription: Subscription) -> bool:
    """Return whether several alerts may go in one message."""
    return bool(subscription.group_wait_s) or is_for_people(subscription)


def interval_of(subscription: Subscription) -> float:
    """Return the least time between two messages of one group, in seconds."""
    if is_for_people(subscription):
        return max(subscription.group_interval_s, LEAST_INTERVAL.total_seconds())
    return subscription.group_interval_s


def most_alerts(subscription: Subscription) -> int:
    """Return how many alerts one message may have."""
    return MOST_FOR_PEOPLE if is_for_people(subscription) else MOST_FOR_PROGRAMS


def divide(ripe: Sequence[str], subscription: Subscription, sent: int) -> list[list[str]]:
    """Return the groups of each message, of groups that are due in order.

    ``sent`` is the number of messages that the subscription got within its interval.
    """
    if not is_for_people(subscription):
        return [[group] for group in ripe]
    room = MOST_MESSAGES - sent
    if room <= 0:
        return []
    messages = [[group] for group in ripe[: room - 1]]
    rest = list(ripe[room - 1 :])
    return [*messages, rest] if rest else messages
