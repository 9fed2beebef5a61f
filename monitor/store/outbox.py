"""The outbox: what is still to be delivered to each subscription. It survives every restart.

1. `fill` walks a subscription's cursor over the events and notes one delivery for each that it wants, in one transaction.
2. `claim` hands out deliveries that are due, each to one deliverer: a claim holds for `CLAIM_S` seconds, then it is due again. Who has waited
   longest is first, and nobody takes more than its share: a receiver that hangs, or a digest of thousands, delays nobody else.
3. `note` writes what became of a try. A subscription that is switched off keeps what waits, until it is switched on again.
4. `remind` makes due again what was delivered and nobody has acknowledged, where a subscription asks for that.
"""

import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import msgspec
from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from monitor.deliveries import Subscription
from monitor.records import Alert
from monitor.records.alert import EVENT_WINDOW
from monitor.records.wire import Unreadable, decode
from monitor.store.schema import attempts, deliveries, events, subscriptions
from monitor.store.silences import is_acknowledged, silenced_by

MOST_GATHERED = 500
"""Deliveries that go together at most; those of a digest."""
SHARE = 4
"""Messages to one receiver in flight."""
CLAIM_S = 60.0
"""Three times the time that a receiver has to answer."""
AT_ONCE = 200
CLOCK_SLACK_S = 30.0
"""A plan further ahead than this was made by a clock that has been set back since."""
REMINDED_FOR = EVENT_WINDOW
"""An alert of which nobody takes note is repeated for as long as its event grows."""


@dataclass(frozen=True, slots=True)
class Due:
    """One delivery to try now; ``attempts`` were made before, and the receiver took nothing ``failures`` times in a row."""

    seq: int
    subscription: Subscription
    alert: Alert
    attempts: int
    reminders: int = 0
    failures: int = 0


Message = tuple[Due, ...]
"""Deliveries of one subscription that go together."""


class Outbox:
    """Reads and writes deliveries."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def fill(self, now: float) -> int:
        """Note deliveries for events that subscriptions have not looked at yet; return how many. ``now`` in epoch seconds."""
        made = 0
        async with self._engine.begin() as connection:
            newest = (await connection.execute(select(func.max(events.c.seq)))).scalar() or 0
            rows = (await connection.execute(select(subscriptions).with_for_update())).all()
            if all(row.cursor >= newest for row in rows):
                return 0
            known: dict[str, Subscription] = {
                row.id: msgspec.json.decode(row.record, type=Subscription) for row in rows
            }
            owners = {id_: subscription.owner for id_, subscription in known.items()}
            for row in rows:
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
                        "at": now, "next_at": now, "gathered": _group_of(known[row.id], alert),
                    }
                    for seq, id_, record in fresh
                    if not isinstance(alert := decode(record, Alert), Unreadable) and known[row.id].is_sent(alert, owners)
                ]  # fmt: skip
                if noted:
                    await connection.execute(insert(deliveries), noted)
                if fresh:
                    await connection.execute(
                        update(subscriptions)
                        .where(subscriptions.c.id == row.id)
                        .values(cursor=fresh[-1].seq)
                    )
                made += len(noted)
        return made

    async def claim(
        self, now: float, *, limit: int = 50, busy: Mapping[str, int] | None = None
    ) -> tuple[Message, ...]:
        """Return what is due, claimed for this deliverer; ``now`` in epoch seconds, ``busy`` the messages in flight by subscription.

        One delivery a message, but for subscriptions that group: theirs wait until the first has waited for ``group_wait_s`` and the last
        message went ``group_interval_s`` ago, and then go together, parted by ``group_by``. A receiver that fails is tried with one message.
        """
        query = (
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
        claimed: list[Message] = []
        async with self._engine.begin() as connection:
            for row in (await connection.execute(query)).all():
                subscription = msgspec.json.decode(row.record, type=Subscription)
                share = (1 if row.failures else SHARE) - (busy or {}).get(subscription.id, 0)
                room = min(share, limit - len(claimed))
                if room <= 0 or _is_quiet(subscription, now):
                    continue
                claimed += await _claim(connection, subscription, row.failures, now, room)
        return tuple(claimed)

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
        tried = {"delivery": due.seq, "outcome": outcome, "detail": detail[:500], "at": now}
        async with self._engine.begin() as connection:
            await connection.execute(
                update(deliveries).where(deliveries.c.seq == due.seq).values(**values)
            )
            await connection.execute(insert(attempts).values(**tried))

    async def remind(self, now: float) -> int:
        """Make due again what nobody has acknowledged after its subscription's ``repeat_s``; return how many. ``now`` in epoch seconds."""
        made = 0
        async with self._engine.begin() as connection:
            for record in (
                await connection.execute(
                    select(subscriptions.c.record).where(subscriptions.c.paused == "")
                )
            ).scalars():
                subscription = msgspec.json.decode(record, type=Subscription)
                if subscription.repeat_s:
                    made += await _remind(connection, subscription, now)
        return made

    async def plan_anew(self, now: float) -> int:
        """Make due what was planned by a clock that was ahead of ``now`` (epoch seconds), and let every receiver be tried; return how many."""
        ahead = deliveries.c.next_at.is_not(None) & (deliveries.c.at > now + CLOCK_SLACK_S)
        async with self._engine.begin() as connection:
            changed = await connection.execute(
                update(deliveries).where(ahead).values(next_at=now, at=now)
            )
            await connection.execute(
                update(subscriptions).where(subscriptions.c.held_until > now).values(held_until=0.0)
            )
        return int(changed.rowcount)

    async def try_newest(self, id_: str) -> bool:
        """Send the newest event to a subscription, whatever its filter and whether or not it was sent; False where there is none."""
        now = time.time()
        async with self._engine.begin() as connection:
            newest = (
                await connection.execute(
                    select(events.c.seq, events.c.alert).order_by(events.c.seq.desc()).limit(1)
                )
            ).first()
            if newest is None:
                return False
            again = {
                "attempt": 0,
                "outcome": "waiting",
                "detail": "a test",
                "at": now,
                "next_at": now,
            }
            mine = (deliveries.c.subscription == id_) & (deliveries.c.event == newest.seq)
            changed = await connection.execute(update(deliveries).where(mine).values(**again))
            if not changed.rowcount:
                row = {"subscription": id_, "event": newest.seq, "alert": newest.alert, **again}
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
        """Send again what a subscription was sent, or not, of the events of a time, or of one alert; return how many."""
        now = time.time()
        chosen = select(events.c.seq)
        if since is not None:
            chosen = chosen.where(events.c.at >= since.timestamp())
        if until is not None:
            chosen = chosen.where(events.c.at < until.timestamp())
        if alert is not None:
            chosen = chosen.where(events.c.alert == alert)
        again = {
            "attempt": 0,
            "outcome": "waiting",
            "detail": "sent again",
            "at": now,
            "next_at": now,
        }
        async with self._engine.begin() as connection:
            mine = (deliveries.c.subscription == id_) & deliveries.c.event.in_(chosen)
            return int(
                (await connection.execute(update(deliveries).where(mine).values(**again))).rowcount
            )

    async def log(self, id_: str, *, limit: int = 100) -> list[dict[str, object]]:
        """Return the newest deliveries of a subscription, each with its ``tries`` in order."""
        query = (
            select(deliveries)
            .where(deliveries.c.subscription == id_)
            .order_by(deliveries.c.event.desc())
        )
        async with self._engine.connect() as connection:
            rows = (await connection.execute(query.limit(limit))).mappings().all()
            tried = select(attempts).where(attempts.c.delivery.in_([row["seq"] for row in rows]))
            tries: dict[int, list[dict[str, object]]] = defaultdict(list)
            for each in (await connection.execute(tried.order_by(attempts.c.seq))).all():
                tries[each.delivery].append(
                    {"at": each.at, "outcome": each.outcome, "detail": each.detail}
                )
        return [{**row, "tries": tries[row["seq"]]} for row in rows]


def _is_quiet(subscription: Subscription, now: float) -> bool:
    hours = subscription.quiet_hours
    return hours is not None and hours.hold(datetime.fromtimestamp(now, UTC))


async def _claim(
    connection: AsyncConnection, subscription: Subscription, failures: int, now: float, room: int
) -> list[Message]:
    """Return up to ``room`` messages of one subscription, claimed."""
    due = (
        select(deliveries, events.c.record.label("told"))
        .join(events, events.c.seq == deliveries.c.event)
        .where(deliveries.c.subscription == subscription.id, deliveries.c.next_at <= now)
        .order_by(deliveries.c.event)
    )
    if subscription.group_wait_s:
        ripe = await _ripe_groups(connection, subscription, now)
        chosen = [
            due.where(deliveries.c.gathered == key).limit(MOST_GATHERED) for key in ripe[:room]
        ]
        found = [(await connection.execute(query)).all() for query in chosen]
    else:
        found = [[row] for row in (await connection.execute(due.limit(room))).all()]
    messages = []
    for rows in found:
        message = []
        for row in rows:
            alert = decode(row.told, Alert)
            taken = await connection.execute(
                update(deliveries)
                .where(deliveries.c.seq == row.seq, deliveries.c.next_at == row.next_at)
                .values(next_at=now + CLAIM_S)
            )
            if taken.rowcount and not isinstance(alert, Unreadable):
                message.append(
                    Due(row.seq, subscription, alert, row.attempt, row.reminders, failures)
                )
        if message:
            messages.append(tuple(message))
    return messages


async def _ripe_groups(
    connection: AsyncConnection, subscription: Subscription, now: float
) -> list[str]:
    """Return the groups that are no longer gathered, who waits longest first; a message that is tried again is gathered no more."""
    mine = deliveries.c.subscription == subscription.id
    waiting = await connection.execute(
        select(deliveries.c.gathered, func.min(deliveries.c.at).label("first"), func.max(deliveries.c.attempt).label("tried"))
        .where(mine, deliveries.c.next_at <= now)
        .group_by(deliveries.c.gathered)
        .order_by(func.min(deliveries.c.event))
    )  # fmt: skip
    sent = await connection.execute(
        select(deliveries.c.gathered, func.max(deliveries.c.at).label("last"))
        .where(
            mine,
            deliveries.c.outcome == "delivered",
            deliveries.c.at > now - subscription.group_interval_s,
        )
        .group_by(deliveries.c.gathered)
    )
    last = {row.gathered: row.last for row in sent.all()}
    return [
        row.gathered
        for row in waiting.all()
        if row.tried
        or (
            now >= row.first + subscription.group_wait_s
            and now >= last.get(row.gathered, 0.0) + subscription.group_interval_s
        )
    ]


async def _remind(connection: AsyncConnection, subscription: Subscription, now: float) -> int:
    newest = (
        select(func.max(deliveries.c.event))
        .where(deliveries.c.subscription == subscription.id)
        .group_by(deliveries.c.alert)
    )
    query = (
        select(deliveries.c.seq, deliveries.c.at, deliveries.c.reminders, events.c.record)
        .join(events, events.c.seq == deliveries.c.event)
        .where(
            deliveries.c.subscription == subscription.id,
            deliveries.c.outcome == "delivered",
            deliveries.c.at.between(
                now - REMINDED_FOR.total_seconds(), now - subscription.repeat_s
            ),
            deliveries.c.event.in_(newest),
        )
    )
    made = 0
    for row in (await connection.execute(query)).all():
        alert = decode(row.record, Alert)
        if (
            isinstance(alert, Unreadable)
            or now > alert.raised_at.timestamp() + REMINDED_FOR.total_seconds()
        ):
            continue
        if (
            await is_acknowledged(connection, alert.id)
            or await silenced_by(connection, alert) is not None
        ):
            continue
        again = update(deliveries).where(deliveries.c.seq == row.seq, deliveries.c.at == row.at)
        await connection.execute(
            again.values(
                attempt=0,
                outcome="waiting",
                detail="a reminder",
                at=now,
                next_at=now,
                reminders=row.reminders + 1,
            )
        )
        made += 1
    return made


def _group_of(subscription: Subscription, alert: Alert) -> str:
    """Return the name of the group in which an alert goes to a subscription."""
    fields = {"rule": alert.rule, "actor": alert.actor or "", "severity": alert.severity}
    return "|".join(fields[name] for name in subscription.group_by)
