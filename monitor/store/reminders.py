"""Reminders: delivered alerts that stay unacknowledged are sent again.

1. A reminder is due ``repeat_s`` after the last message on the alert.
2. An alert is repeated for as long as its event grows (`EVENT_WINDOW`), not for ever.
3. An alert that is acknowledged or silenced by now is not repeated.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Select, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.alerts.suppress import Circumstances, Notify, suppress
from monitor.deliveries import Subscription
from monitor.records import Alert
from monitor.records.alert import EVENT_WINDOW
from monitor.store.acknowledgements import is_acknowledged
from monitor.store.events import whole_alerts
from monitor.store.schema import deliveries, events
from monitor.store.silences import unexpired_silences

LONGEST_S = EVENT_WINDOW.total_seconds()


async def enqueue_reminders(
    connection: AsyncConnection, subscription: Subscription, now: float
) -> int:
    """Make a subscription's unacknowledged alerts due again; return how many."""
    moment = datetime.fromtimestamp(now, UTC)
    added = 0
    rows = (await connection.execute(_delivered(subscription, now))).all()
    alerts = await whole_alerts(connection, [(row.event, row.record, row.copies) for row in rows])
    for row in rows:
        alert = alerts.get(row.event)
        if alert is None or now > alert.raised_at.timestamp() + LONGEST_S:
            continue
        if not await _notifies(connection, alert, moment):
            continue
        unchanged = (deliveries.c.seq == row.seq) & (deliveries.c.at == row.at)
        await connection.execute(
            update(deliveries)
            .where(unchanged)
            .values(
                attempt=0,
                outcome="waiting",
                detail="a reminder",
                at=now,
                next_at=now,
                reminders=row.reminders + 1,
            )
        )
        added += 1
    return added


async def _notifies(connection: AsyncConnection, alert: Alert, now: datetime) -> bool:
    circumstances = Circumstances(
        is_acknowledged=await is_acknowledged(connection, alert.id),
        now=now,
        silences=await unexpired_silences(connection, now),
    )
    return isinstance(suppress(alert, circumstances), Notify)


def _delivered(subscription: Subscription, now: float) -> Select[Any]:
    """Return the query of the newest delivery of each alert whose reminder is due."""
    newest = (
        select(func.max(deliveries.c.event))
        .where(deliveries.c.subscription == subscription.id)
        .group_by(deliveries.c.alert)
    )
    return (
        select(
            deliveries.c.seq,
            deliveries.c.event,
            deliveries.c.at,
            deliveries.c.reminders,
            events.c.record,
            events.c.copies,
        )
        .join(events, events.c.seq == deliveries.c.event)
        .where(
            deliveries.c.subscription == subscription.id,
            deliveries.c.outcome == "delivered",
            deliveries.c.at.between(now - LONGEST_S, now - subscription.repeat_s),
            deliveries.c.event.in_(newest),
        )
    )
