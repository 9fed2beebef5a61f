"""Deliveries: pending, delivered and failed, one per subscription and event.

1. `enqueue` moves the cursors of subscriptions over the events and adds a delivery for each event
   that one wants, in one transaction.
2. `claim` returns messages that are due, each to one deliverer (`monitor.store.claims`).
3. `record` writes the outcome of an attempt. A subscription that is switched off keeps its pending
   deliveries until it is switched on again.
4. `enqueue_reminders` makes unacknowledged alerts due again
   (`monitor.store.reminders`).

Times are in epoch seconds. Everything survives a restart.
"""

import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Select, bindparam, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from monitor.deliveries import Message, Subscription
from monitor.deliveries.message import Attempt
from monitor.deliveries.subscription_index import SubscriptionIndex
from monitor.records import Alert
from monitor.store.claims import CLOCK_SLACK_S, claim_messages
from monitor.store.database import upsert_into
from monitor.store.events import whole_alerts
from monitor.store.reminders import enqueue_reminders
from monitor.store.schema import attempts, deliveries, events, subscriptions

EVENTS_PER_PASS = 200
"""Events that the cursors pass at a time: a transaction of some 0.1 s."""
LONGEST_DETAIL = 500
"""Characters of an outcome's detail in its column."""

_OUTCOME_COLUMNS: dict[str, Any] = {
    name: bindparam(name) for name in ("attempt", "outcome", "detail", "at", "next_at")
}


class Deliveries:
    """Writes and reads deliveries."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._indexed: Sequence[bytes] = ()
        self._index: SubscriptionIndex | None = None

    async def enqueue(self, now: float) -> int:
        """Add deliveries for the events after the cursors of subscriptions; return how many.

        An event is read and decoded once, whatever the number of subscriptions.
        """
        query = select(subscriptions.c.id, subscriptions.c.cursor, subscriptions.c.record)
        async with self._engine.begin() as connection:
            first = (await connection.execute(select(func.min(subscriptions.c.cursor)))).scalar()
            newest = (await connection.execute(select(func.max(events.c.seq)))).scalar() or 0
            if first is None or first >= newest:
                return 0
            rows = (await connection.execute(query.with_for_update())).all()
            cursors = {row.id: row.cursor for row in rows}
            index = self._index_of([row.record for row in rows])
            return await _enqueue(connection, index, cursors, now)

    def _index_of(self, records: Sequence[bytes]) -> SubscriptionIndex:
        """Return the index of subscriptions; it is built again when one of them has changed."""
        if self._index is None or self._indexed != records:
            decoded = [msgspec.json.decode(record, type=Subscription) for record in records]
            self._indexed, self._index = records, SubscriptionIndex(decoded)
        return self._index

    async def claim(
        self, now: float, *, limit: int = 50, in_flight: Mapping[str, int] | None = None
    ) -> tuple[Message, ...]:
        """Return up to ``limit`` messages that are due, claimed for this deliverer.

        ``in_flight`` is the number of messages in flight by subscription.
        """
        async with self._engine.begin() as connection:
            return await claim_messages(connection, now, limit, in_flight or {})

    async def record(self, tried: Sequence[Attempt], now: float) -> None:
        """Write the outcome of attempts."""
        rows = [_outcome_of(attempt, now) for attempt in tried]
        own = deliveries.c.seq == bindparam("own_seq")
        changed = update(deliveries).where(own).values(_OUTCOME_COLUMNS)
        logged = [
            {
                "delivery": row["own_seq"],
                "outcome": row["outcome"],
                "detail": row["detail"],
                "at": row["at"],
            }
            for row in rows
        ]
        async with self._engine.begin() as connection:
            await connection.execute(changed, rows)
            await connection.execute(insert(attempts), logged)

    async def enqueue_reminders(self, now: float) -> int:
        """Make due again what is unacknowledged after its subscription's ``repeat_s``.

        Return how many.
        """
        query = select(subscriptions.c.record).where(subscriptions.c.paused == "")
        added = 0
        async with self._engine.begin() as connection:
            bodies = (await connection.execute(query)).scalars().all()
            for body in bodies:
                subscription = msgspec.json.decode(body, type=Subscription)
                if subscription.repeat_s:
                    added += await enqueue_reminders(connection, subscription, now)
        return added

    async def reschedule(self, now: float) -> int:
        """Make due what was planned before the clock was set back, and end every hold.

        Return how many deliveries were rescheduled.
        """
        is_ahead = deliveries.c.next_at.is_not(None) & (deliveries.c.at > now + CLOCK_SLACK_S)
        held = subscriptions.c.held_until > now
        async with self._engine.begin() as connection:
            changed = await connection.execute(
                update(deliveries).where(is_ahead).values(next_at=now, at=now)
            )
            await connection.execute(update(subscriptions).where(held).values(held_until=0.0))
        return int(changed.rowcount)

    async def enqueue_newest(self, id_: str) -> bool:
        """Make the newest event due for a subscription, whatever its filter.

        Return False where the store has none.
        """
        values = _due_again("a test")
        query = select(events.c.seq, events.c.alert).order_by(events.c.seq.desc()).limit(1)
        async with self._engine.begin() as connection:
            newest = (await connection.execute(query)).first()
            if newest is None:
                return False
            own = (deliveries.c.subscription == id_) & (deliveries.c.event == newest.seq)
            changed = await connection.execute(update(deliveries).where(own).values(**values))
            if not changed.rowcount:
                row = {"subscription": id_, "event": newest.seq, "alert": newest.alert, **values}
                await connection.execute(insert(deliveries).values(row))
        return True

    async def redeliver(
        self,
        id_: str,
        since: datetime | None = None,
        until: datetime | None = None,
        *,
        alert: str | None = None,
    ) -> int:
        """Make due again what a subscription wanted of a time, or of one alert; return how many."""
        chosen = _events_of(since, until, alert)
        own = (deliveries.c.subscription == id_) & deliveries.c.event.in_(chosen)
        again = update(deliveries).where(own).values(**_due_again("sent again"))
        async with self._engine.begin() as connection:
            return int((await connection.execute(again)).rowcount)

    async def log(self, id_: str, *, limit: int = 100) -> list[dict[str, object]]:
        """Return the newest deliveries of a subscription, each with its ``tries`` in order."""
        query = (
            select(deliveries)
            .where(deliveries.c.subscription == id_)
            .order_by(deliveries.c.event.desc())
            .limit(limit)
        )
        async with self._engine.connect() as connection:
            rows = (await connection.execute(query)).mappings().all()
            tries = await read_attempts(connection, [row["seq"] for row in rows])
        return [{**row, "tries": tries[row["seq"]]} for row in rows]


async def _enqueue(
    connection: AsyncConnection, index: SubscriptionIndex, cursors: Mapping[str, int], now: float
) -> int:
    """Add the deliveries of the next events after the cursors, and move the cursors."""
    query = (
        select(events.c.seq, events.c.record, events.c.copies)
        .where(events.c.seq > min(cursors.values()))
        .order_by(events.c.seq)
        .limit(EVENTS_PER_PASS)
    )
    fresh = (await connection.execute(query)).all()
    if not fresh:
        return 0
    alerts = await whole_alerts(connection, [(row.seq, row.record, row.copies) for row in fresh])
    rows = [
        _row_of(seq, alert, subscription, now)
        for seq, alert in alerts.items()
        for subscription in index.wanting(alert)
        if cursors[subscription.id] < seq
    ]
    if rows:
        added = upsert_into(connection)(deliveries).on_conflict_do_nothing()
        await connection.execute(added, rows)
    last = fresh[-1].seq
    behind = subscriptions.c.cursor < last
    await connection.execute(update(subscriptions).where(behind).values(cursor=last))
    return len(rows)


def _row_of(event: int, alert: Alert, subscription: Subscription, now: float) -> dict[str, Any]:
    return {
        "subscription": subscription.id,
        "event": event,
        "alert": alert.id,
        "attempt": 0,
        "outcome": "waiting",
        "detail": "",
        "at": now,
        "next_at": now,
        "gathered": group_of(subscription, alert),
    }


def group_of(subscription: Subscription, alert: Alert) -> str:
    """Return the name of the group in which an alert goes to a subscription."""
    fields = {"rule": alert.rule, "actor": alert.actor or "", "severity": alert.severity}
    return "|".join(fields[name] for name in subscription.group_by)


def _outcome_of(attempt: Attempt, now: float) -> dict[str, Any]:
    """Return the values of `_OUTCOME_COLUMNS`, and the delivery as ``own_seq``."""
    wait = attempt.wait
    return {
        "own_seq": attempt.delivery.seq,
        "attempt": attempt.delivery.attempts + 1,
        "outcome": attempt.outcome,
        "detail": attempt.detail[:LONGEST_DETAIL],
        "at": now,
        "next_at": now + wait.total_seconds() if wait is not None else None,
    }


async def read_attempts(
    connection: AsyncConnection, seqs: Sequence[int]
) -> dict[int, list[dict[str, object]]]:
    """Return the attempts of some deliveries, in order, by delivery."""
    query = select(attempts).where(attempts.c.delivery.in_(seqs)).order_by(attempts.c.seq)
    by_delivery: dict[int, list[dict[str, object]]] = defaultdict(list)
    for row in await connection.execute(query):
        entry = {"at": row.at, "outcome": row.outcome, "detail": row.detail}
        by_delivery[row.delivery].append(entry)
    return by_delivery


def _events_of(
    since: datetime | None, until: datetime | None, alert: str | None
) -> Select[tuple[int]]:
    clauses: list[ColumnElement[bool]] = []
    if since is not None:
        clauses.append(events.c.at >= since.timestamp())
    if until is not None:
        clauses.append(events.c.at < until.timestamp())
    if alert is not None:
        clauses.append(events.c.alert == alert)
    return select(events.c.seq).where(*clauses)


def _due_again(detail: str) -> dict[str, Any]:
    """Return the columns of a delivery that is due now and begins a new ladder."""
    now = time.time()
    return {"attempt": 0, "outcome": "waiting", "detail": detail, "at": now, "next_at": now}
