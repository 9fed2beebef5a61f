"""Claims: messages that are due are handed to one deliverer each.

1. A claim holds for `CLAIM_S` seconds; then the message is due again, in case the deliverer died.
2. The subscription that has waited longest is first, and each gets at most `MOST_IN_FLIGHT`
   messages: a receiver that hangs and a digest of thousands delay no other one.
3. A receiver that fails gets one message.
4. Without grouping, each delivery is a message of its own. Grouped deliveries wait until
   ``group_wait_s`` after the first of their group and ``group_interval_s`` after the group's last
   message, and then go together; a group that is retried does not wait.
5. A subscription that is switched off, held back or in its quiet hours gets nothing.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import Row, Select, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.alerts.suppress import is_held
from monitor.deliveries import Delivery, Message, Subscription
from monitor.records import Alert
from monitor.store.rows import readable_or_none
from monitor.store.schema import deliveries, events, subscriptions

MOST_GROUPED = 500
"""Deliveries of one message; a mail writes out 50 of them and counts the rest."""
MOST_IN_FLIGHT = 4
"""Messages to one receiver in flight."""
CLAIM_S = 60.0
"""Three times the 20 s that a receiver has to answer."""


async def claim_messages(
    connection: AsyncConnection, now: float, limit: int, in_flight: Mapping[str, int]
) -> tuple[Message, ...]:
    """Return up to ``limit`` messages that are due ``now`` (epoch seconds), claimed."""
    messages: list[Message] = []
    for row in (await connection.execute(_due_subscriptions(now))).all():
        subscription = msgspec.json.decode(row.record, type=Subscription)
        if is_held(subscription.quiet_hours, datetime.fromtimestamp(now, UTC)):
            continue
        share = (1 if row.failures else MOST_IN_FLIGHT) - in_flight.get(subscription.id, 0)
        room = min(share, limit - len(messages))
        if room <= 0:
            continue
        for rows in await _due_rows(connection, subscription, now, room):
            claimed = await _claim(connection, rows, now)
            if claimed:
                messages.append(Message(subscription, claimed, row.failures))
    return tuple(messages)


def _due_subscriptions(now: float) -> Select[tuple[bytes, int]]:
    """Return the query of subscriptions with due deliveries, the longest waiting first."""
    return (
        select(subscriptions.c.record, subscriptions.c.failures)
        .join(deliveries, deliveries.c.subscription == subscriptions.c.id)
        .where(
            deliveries.c.next_at <= now,
            subscriptions.c.paused == "",
            subscriptions.c.held_until <= now,
        )
        .group_by(subscriptions.c.id, subscriptions.c.record, subscriptions.c.failures)
        .order_by(func.min(deliveries.c.next_at), subscriptions.c.id)
    )


async def _due_rows(
    connection: AsyncConnection, subscription: Subscription, now: float, room: int
) -> list[list[Row[Any]]]:
    """Return the due deliveries of up to ``room`` messages, by message."""
    due = (
        select(deliveries, events.c.record.label("event_record"))
        .join(events, events.c.seq == deliveries.c.event)
        .where(deliveries.c.subscription == subscription.id, deliveries.c.next_at <= now)
        .order_by(deliveries.c.event)
    )
    if not subscription.group_wait_s:
        return [[row] for row in await connection.execute(due.limit(room))]
    messages = []
    for group in (await _ripe_groups(connection, subscription, now))[:room]:
        grouped = due.where(deliveries.c.gathered == group).limit(MOST_GROUPED)
        messages.append(list(await connection.execute(grouped)))
    return messages


async def _claim(
    connection: AsyncConnection, rows: list[Row[Any]], now: float
) -> tuple[Delivery, ...]:
    """Return the deliveries of some rows that no other deliverer has claimed meanwhile."""
    claimed = []
    for row in rows:
        unclaimed = (deliveries.c.seq == row.seq) & (deliveries.c.next_at == row.next_at)
        changed = await connection.execute(
            update(deliveries).where(unclaimed).values(next_at=now + CLAIM_S)
        )
        alert = readable_or_none(row.event_record, Alert)
        if changed.rowcount and alert is not None:
            claimed.append(Delivery(row.seq, alert, row.attempt, row.reminders))
    return tuple(claimed)


async def _ripe_groups(
    connection: AsyncConnection, subscription: Subscription, now: float
) -> list[str]:
    """Return the groups whose message is due, the longest waiting first."""
    sent_at = await _last_messages(connection, subscription, now)
    own = deliveries.c.subscription == subscription.id
    pending = await connection.execute(
        select(
            deliveries.c.gathered,
            func.min(deliveries.c.at).label("first_at"),
            func.max(deliveries.c.attempt).label("attempts"),
        )
        .where(own, deliveries.c.next_at <= now)
        .group_by(deliveries.c.gathered)
        .order_by(func.min(deliveries.c.event))
    )
    ripe = []
    for row in pending:
        after_first = row.first_at + subscription.group_wait_s
        after_last = sent_at.get(row.gathered, 0.0) + subscription.group_interval_s
        if row.attempts or now >= max(after_first, after_last):
            ripe.append(row.gathered)
    return ripe


async def _last_messages(
    connection: AsyncConnection, subscription: Subscription, now: float
) -> dict[str, float]:
    """Return when each group's last message was delivered, within ``group_interval_s``."""
    sent = await connection.execute(
        select(deliveries.c.gathered, func.max(deliveries.c.at).label("last_at"))
        .where(
            deliveries.c.subscription == subscription.id,
            deliveries.c.outcome == "delivered",
            deliveries.c.at > now - subscription.group_interval_s,
        )
        .group_by(deliveries.c.gathered)
    )
    return {row.gathered: row.last_at for row in sent}
