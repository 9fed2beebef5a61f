"""The outbox: subscriptions, and what is still to be delivered to each. It survives every restart.

1. `fill` walks a subscription's cursor over the events and notes one delivery for each that it wants, in one transaction.
2. `claim` hands out deliveries that are due, each to one deliverer: a claim holds for `CLAIM_S` seconds, then it is due again.
3. `note` writes what became of a try. A subscription that is switched off keeps what waits, until it is switched on again.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from monitor.deliveries import AlertFilter, Subscription
from monitor.records import Alert
from monitor.records.wire import Unreadable, decode
from monitor.store.tables import deliveries, events, subscriptions

GROUPED_AT_ONCE = 20
"""Deliveries that are looked at for each message: those of a digest go together."""
CLAIM_S = 60.0
"""Three times the time that a receiver has to answer."""
AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Listed:
    """A subscription with its state."""

    subscription: Subscription
    paused: str
    """Why nothing is sent; ``""`` where it is in force."""
    waiting: int = 0
    delivered: int = 0


@dataclass(frozen=True, slots=True)
class Due:
    """One delivery to try now; ``attempts`` were made before."""

    seq: int
    subscription: Subscription
    alert: Alert
    attempts: int


class Outbox:
    """Reads and writes subscriptions and deliveries."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def subscriptions(self) -> tuple[Listed, ...]:
        """Return every subscription, by id."""
        counted = select(deliveries.c.subscription, deliveries.c.outcome, func.count()).group_by(
            deliveries.c.subscription, deliveries.c.outcome
        )
        async with self._engine.connect() as connection:
            rows = (await connection.execute(select(subscriptions).order_by(subscriptions.c.id))).all()
            counts = {(id_, outcome): count for id_, outcome, count in (await connection.execute(counted)).all()}
        return tuple(
            Listed(
                msgspec.json.decode(row.record, type=Subscription),
                row.paused,
                counts.get((row.id, "waiting"), 0),
                counts.get((row.id, "delivered"), 0),
            )
            for row in rows
        )

    async def put(self, subscription: Subscription) -> bool:
        """Create or change a subscription; return whether it is new. A new one starts at the newest event."""
        record = msgspec.json.encode(subscription)
        async with self._engine.begin() as connection:
            values = {"record": record, "source": subscription.source, "paused": ""}
            changed = await connection.execute(
                update(subscriptions).where(subscriptions.c.id == subscription.id).values(**values)
            )
            if changed.rowcount:
                return False
            last = (await connection.execute(select(func.max(events.c.seq)))).scalar() or 0
            await connection.execute(insert(subscriptions).values(id=subscription.id, cursor=last, **values))
        return True

    async def remove(self, id_: str) -> bool:
        """Remove a subscription and its deliveries; return whether there was one."""
        async with self._engine.begin() as connection:
            await connection.execute(delete(deliveries).where(deliveries.c.subscription == id_))
            gone = await connection.execute(delete(subscriptions).where(subscriptions.c.id == id_))
        return bool(gone.rowcount)

    async def take_over(self, wanted: Sequence[Subscription]) -> None:
        """Make the subscriptions of the file what is in force: new and changed ones are put, vanished ones removed."""
        known = {each.subscription.id: each.subscription for each in await self.subscriptions()}
        for subscription in wanted:
            if known.get(subscription.id) != subscription:
                await self.put(subscription)
        names = {subscription.id for subscription in wanted}
        for id_, subscription in known.items():
            if subscription.source == "file" and id_ not in names:
                await self.remove(id_)

    async def pause(self, id_: str, reason: str) -> None:
        """Switch a subscription off, with the reason; ``""`` switches it on."""
        async with self._engine.begin() as connection:
            await connection.execute(update(subscriptions).where(subscriptions.c.id == id_).values(paused=reason))

    async def fill(self, now: float) -> int:
        """Note deliveries for events that subscriptions have not looked at yet; return how many. ``now`` in epoch seconds."""
        made = 0
        async with self._engine.begin() as connection:
            rows = (await connection.execute(select(subscriptions).with_for_update())).all()
            for row in rows:
                wanted: AlertFilter = msgspec.json.decode(row.record, type=Subscription).filter
                fresh = (
                    await connection.execute(
                        select(events.c.seq, events.c.alert, events.c.record)
                        .where(events.c.seq > row.cursor)
                        .order_by(events.c.seq)
                        .limit(AT_ONCE)
                    )
                ).all()
                noted = [
                    {
                        "subscription": row.id, "event": seq, "alert": id_, "attempt": 0, "outcome": "waiting", "detail": "",
                        "at": now, "next_at": now,
                    }
                    for seq, id_, record in fresh
                    if not isinstance(alert := decode(record, Alert), Unreadable) and not alert.quiet and wanted.wants(alert)
                ]  # fmt: skip
                if noted:
                    await connection.execute(insert(deliveries), noted)
                if fresh:
                    await connection.execute(
                        update(subscriptions).where(subscriptions.c.id == row.id).values(cursor=fresh[-1].seq)
                    )
                made += len(noted)
        return made

    async def claim(self, now: float, *, limit: int = 50) -> tuple[tuple[Due, ...], ...]:
        """Return deliveries that are due, claimed for this deliverer, in the messages in which they go; ``now`` in epoch seconds.

        One a message, but for subscriptions that group: theirs wait until the first has waited for ``group_wait_s`` and the last message went
        ``group_interval_s`` ago, and then go together, parted by ``group_by``.
        """
        query = (
            select(
                deliveries.c.seq,
                deliveries.c.attempt,
                deliveries.c.next_at,
                deliveries.c.at,
                events.c.record.label("event"),
                subscriptions.c.record,
            )
            .join(events, events.c.seq == deliveries.c.event)
            .join(subscriptions, subscriptions.c.id == deliveries.c.subscription)
            .where(deliveries.c.next_at <= now, subscriptions.c.paused == "")
            .order_by(deliveries.c.event)
        )
        messages: dict[tuple[str, ...], list[Due]] = {}
        async with self._engine.begin() as connection:
            held: dict[str, bool] = {}
            for row in (await connection.execute(query.limit(limit * GROUPED_AT_ONCE))).all():
                subscription = msgspec.json.decode(row.record, type=Subscription)
                if subscription.group_wait_s and subscription.id not in held:
                    held[subscription.id] = await self._is_held(connection, subscription, row.at, row.attempt, now)
                if held.get(subscription.id) or (not subscription.group_wait_s and len(messages) >= limit):
                    continue
                taken = await connection.execute(
                    update(deliveries)
                    .where(deliveries.c.seq == row.seq, deliveries.c.next_at == row.next_at)
                    .values(next_at=now + CLAIM_S)
                )
                alert = decode(row.event, Alert)
                if taken.rowcount and not isinstance(alert, Unreadable):
                    due = Due(row.seq, subscription, alert, row.attempt)
                    messages.setdefault(_message_of(due), []).append(due)
        return tuple(map(tuple, messages.values()))

    async def _is_held(
        self, connection: AsyncConnection, subscription: Subscription, first_at: float, attempts: int, now: float
    ) -> bool:
        """Return whether the alerts of a subscription that groups are still gathered; a message that is tried again is not."""
        if attempts:
            return False
        sent = await connection.execute(
            select(func.max(deliveries.c.at)).where(
                deliveries.c.subscription == subscription.id, deliveries.c.outcome == "delivered"
            )
        )
        last = sent.scalar() or 0.0
        return now < first_at + subscription.group_wait_s or now < last + subscription.group_interval_s

    async def note(self, due: Due, outcome: str, detail: str, wait: timedelta | None) -> None:
        """Write what became of a try: ``delivered``, ``waiting`` with the wait before the next, or ``failed``."""
        now = time.time()
        values = {
            "attempt": due.attempts + 1,
            "outcome": outcome,
            "detail": detail[:500],
            "at": now,
            "next_at": now + wait.total_seconds() if wait is not None else None,
        }
        async with self._engine.begin() as connection:
            await connection.execute(update(deliveries).where(deliveries.c.seq == due.seq).values(**values))

    async def try_newest(self, id_: str) -> bool:
        """Send the newest event to a subscription, whatever its filter and whether or not it was sent; False where there is none."""
        now = time.time()
        async with self._engine.begin() as connection:
            newest = (
                await connection.execute(select(events.c.seq, events.c.alert).order_by(events.c.seq.desc()).limit(1))
            ).first()
            if newest is None:
                return False
            again = {"attempt": 0, "outcome": "waiting", "detail": "a test", "at": now, "next_at": now}
            mine = (deliveries.c.subscription == id_) & (deliveries.c.event == newest.seq)
            changed = await connection.execute(update(deliveries).where(mine).values(**again))
            if not changed.rowcount:
                row = {"subscription": id_, "event": newest.seq, "alert": newest.alert, **again}
                await connection.execute(insert(deliveries).values(row))
        return True

    async def redeliver(self, id_: str, since: datetime, until: datetime | None = None) -> int:
        """Send again what a subscription was sent, or not, of the events of a time; return how many."""
        now = time.time()
        chosen = select(events.c.seq).where(events.c.at >= since.timestamp())
        if until is not None:
            chosen = chosen.where(events.c.at < until.timestamp())
        again = {"attempt": 0, "outcome": "waiting", "detail": "sent again", "at": now, "next_at": now}
        async with self._engine.begin() as connection:
            mine = (deliveries.c.subscription == id_) & deliveries.c.event.in_(chosen)
            return int((await connection.execute(update(deliveries).where(mine).values(**again))).rowcount)

    async def log(self, id_: str, *, limit: int = 100) -> list[dict[str, object]]:
        """Return the newest deliveries of a subscription."""
        query = select(deliveries).where(deliveries.c.subscription == id_).order_by(deliveries.c.event.desc())
        async with self._engine.connect() as connection:
            rows = (await connection.execute(query.limit(limit))).mappings().all()
        return [dict(row) for row in rows]


def _message_of(due: Due) -> tuple[str, ...]:
    """Return what tells the message that a delivery goes in: itself alone, or its group."""
    subscription, alert = due.subscription, due.alert
    if not subscription.group_wait_s:
        return (subscription.id, str(due.seq))
    fields = {"rule": alert.rule, "actor": alert.actor or "", "severity": alert.severity}
    return (subscription.id, "", *(fields[name] for name in subscription.group_by))
