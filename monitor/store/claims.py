"""Claims: messages that are due are handed to one deliverer each.

1. A claim holds for `CLAIM_S` seconds; then the message is due again, in case the deliverer died.
2. The subscription that has waited longest is first, and each gets at most `MOST_IN_FLIGHT`
   messages: a receiver that hangs and a digest of thousands delay no other one.
3. A receiver that fails gets one message.
4. Without grouping, each delivery is a message of its own. Grouped deliveries wait until
   ``group_wait_s`` after the first of their group and the interval after the group's last message,
   and then go together; a group that is retried does not wait. How many messages people get is
   bounded (`monitor.deliveries.ceiling`).
5. A subscription that is switched off, held back or in its quiet hours gets nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Row, Select, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.alerts.suppress import is_held
from monitor.deliveries import Delivery, Message, Subscription
from monitor.deliveries.ceiling import divide, interval_of, is_grouped, most_alerts
from monitor.store.events import whole_alerts
from monitor.store.rows import is_among
from monitor.store.schema import deliveries, events, subscriptions

MOST_IN_FLIGHT = 4
"""Messages to one receiver in flight."""
CLOCK_SLACK_S = 30.0
"""A time further ahead than this was recorded by a clock that has been set back since."""
CLAIM_S = 60.0
"""Three times the 20 s that a receiver has to answer."""


@dataclass(frozen=True, slots=True)
class _DueMessage:
    """A message that is due: its subscription with the failures in a row, and its deliveries."""

    subscription: Subscription
    rows: list[Row[Any]]
    failures: int


async def claim_messages(
    connection: AsyncConnection, now: float, limit: int, in_flight: Mapping[str, int]
) -> tuple[Message, ...]:
    """Return up to ``limit`` messages that are due ``now`` (epoch seconds), claimed."""
    due: list[_DueMessage] = []
    for row in (await connection.execute(_due_subscriptions(now))).all():
        subscription = msgspec.json.decode(row.record, type=Subscription)
        if is_held(subscription.quiet_hours, datetime.fromtimestamp(now, UTC)):
            continue
        busy = in_flight.get(subscription.id, 0)
        share = (1 if row.failures else MOST_IN_FLIGHT) - busy
        room = min(share, limit - len(due))
        if room > 0:
            messages = await _due_rows(connection, subscription, now, room, busy)
            due += [_DueMessage(subscription, rows, row.failures) for rows in messages if rows]
    return await _claim(connection, due, now)


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
    connection: AsyncConnection, subscription: Subscription, now: float, room: int, busy: int
) -> list[list[Row[Any]]]:
    """Return the due deliveries of up to ``room`` messages, by message; ``busy`` are in flight."""
    due = (
        select(deliveries, events.c.record, events.c.copies)
        .join(events, events.c.seq == deliveries.c.event)
        .where(deliveries.c.subscription == subscription.id, deliveries.c.next_at <= now)
        .order_by(deliveries.c.event)
    )
    if not is_grouped(subscription):
        return [[row] for row in await connection.execute(due.limit(room))]
    ripe = await _ripe_groups(connection, subscription, now)
    sent = busy + await _messages_sent(connection, subscription, now)
    messages = []
    for groups in divide(ripe, subscription, sent)[:room]:
        grouped = due.where(deliveries.c.gathered.in_(groups)).limit(most_alerts(subscription))
        messages.append(list(await connection.execute(grouped)))
    return messages


async def _claim(
    connection: AsyncConnection, due: list[_DueMessage], now: float
) -> tuple[Message, ...]:
    """Return the messages with what no other deliverer has claimed meanwhile, in one update."""
    rows = [row for message in due for row in message.rows]
    if not rows:
        return ()
    own = is_among(connection, deliveries.c.seq, [row.seq for row in rows])
    claim = update(deliveries).where(own, deliveries.c.next_at <= now).values(next_at=now + CLAIM_S)
    claimed = set((await connection.execute(claim.returning(deliveries.c.seq))).scalars())
    alerts = await whole_alerts(
        connection, [(row.event, row.record, row.copies) for row in rows if row.seq in claimed]
    )
    messages = []
    for message in due:
        own_rows = [row for row in message.rows if row.seq in claimed and row.event in alerts]
        if own_rows:
            own_deliveries = tuple(
                Delivery(row.seq, alerts[row.event], row.attempt, row.reminders) for row in own_rows
            )
            messages.append(Message(message.subscription, own_deliveries, message.failures))
    return tuple(messages)


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
        after_last = sent_at.get(row.gathered, 0.0) + interval_of(subscription)
        if row.attempts or now >= max(after_first, after_last):
            ripe.append(row.gathered)
    return ripe


async def _last_messages(
    connection: AsyncConnection, subscription: Subscription, now: float
) -> dict[str, float]:
    """Return when each group's last message was delivered, within the interval."""
    sent = await connection.execute(
        select(deliveries.c.gathered, func.max(deliveries.c.at).label("last_at"))
        .where(*_delivered_lately(subscription, now))
        .group_by(deliveries.c.gathered)
    )
    return {row.gathered: row.last_at for row in sent}


async def _messages_sent(
    connection: AsyncConnection, subscription: Subscription, now: float
) -> int:
    """Return the number of messages within the interval; one message is recorded at one time."""
    query = select(func.count(deliveries.c.at.distinct()))
    sent = await connection.execute(query.where(*_delivered_lately(subscription, now)))
    return int(sent.scalar_one())


def _delivered_lately(subscription: Subscription, now: float) -> list[ColumnElement[bool]]:
    """Return the clauses of deliveries within the interval, none of a clock that was ahead."""
    return [
        deliveries.c.subscription == subscription.id,
        deliveries.c.outcome == "delivered",
        deliveries.c.at > now - interval_of(subscription),
        deliveries.c.at <= now + CLOCK_SLACK_S,
    ]
