"""Subscriptions: those of the file and those of the API, in force or switched off."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from monitor.deliveries import AlertFilter, Subscription
from monitor.store.schema import attempts, deliveries, events, subscriptions


@dataclass(frozen=True, slots=True)
class Listed:
    """A subscription with its state."""

    subscription: Subscription
    paused: str
    """Why nothing is sent; ``""`` where it is in force."""
    failures: int = 0
    """How often in a row its receiver took nothing."""
    waiting: int = 0
    delivered: int = 0


class Subscriptions:
    """Reads and writes subscriptions."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def all(self) -> tuple[Listed, ...]:
        """Return every subscription, by id; not those that tell the contact of another."""
        counted = select(deliveries.c.subscription, deliveries.c.outcome, func.count()).group_by(
            deliveries.c.subscription, deliveries.c.outcome
        )
        query = (
            select(subscriptions)
            .where(subscriptions.c.source != "contact")
            .order_by(subscriptions.c.id)
        )
        async with self._engine.connect() as connection:
            rows = (await connection.execute(query)).all()
            counts = {
                (id_, outcome): count
                for id_, outcome, count in (await connection.execute(counted)).all()
            }
        return tuple(
            Listed(
                msgspec.json.decode(row.record, type=Subscription),
                row.paused,
                row.failures,
                counts.get((row.id, "waiting"), 0),
                counts.get((row.id, "delivered"), 0),
            )
            for row in rows
        )

    async def put(self, subscription: Subscription) -> bool:
        """Create or change a subscription, and that of its contact; return whether it is new. A new one starts at the newest event."""
        async with self._engine.begin() as connection:
            contact = contact_id(subscription.id)
            if subscription.contact:
                await _put(connection, _contact_of(subscription))
            else:
                await _remove(connection, contact)
            return await _put(connection, subscription)

    async def remove(self, id_: str) -> bool:
        """Remove a subscription and its deliveries; return whether there was one."""
        async with self._engine.begin() as connection:
            await _remove(connection, contact_id(id_))
            return await _remove(connection, id_)

    async def take_over(self, wanted: Sequence[Subscription]) -> None:
        """Make the subscriptions of the file what is in force: new and changed ones are put, vanished ones removed."""
        known = {each.subscription.id: each.subscription for each in await self.all()}
        for subscription in wanted:
            if known.get(subscription.id) != subscription:
                await self.put(subscription)
        names = {subscription.id for subscription in wanted}
        for id_, subscription in known.items():
            if subscription.source == "file" and id_ not in names:
                await self.remove(id_)

    async def pause(self, id_: str, reason: str) -> bool:
        """Switch a subscription off, with the reason; return whether it was in force."""
        in_force = update(subscriptions).where(
            subscriptions.c.id == id_, subscriptions.c.paused == ""
        )
        async with self._engine.begin() as connection:
            return bool((await connection.execute(in_force.values(paused=reason))).rowcount)

    async def resume(self, id_: str) -> None:
        """Switch a subscription on again; what waits for it is tried at once, from the foot of the ladder."""
        now = time.time()
        waiting = update(deliveries).where(
            deliveries.c.subscription == id_, deliveries.c.outcome == "waiting"
        )
        async with self._engine.begin() as connection:
            await connection.execute(waiting.values(attempt=0, next_at=now))
            row = update(subscriptions).where(subscriptions.c.id == id_)
            await connection.execute(row.values(paused="", failures=0, held_until=0.0))

    async def hold(self, id_: str, seconds: float | None) -> None:
        """Leave a receiver that took nothing alone for so many seconds; None: it took something."""
        failed = {
            "failures": subscriptions.c.failures + 1,
            "held_until": time.time() + (seconds or 0.0),
        }
        values = failed if seconds is not None else {"failures": 0, "held_until": 0.0}
        async with self._engine.begin() as connection:
            await connection.execute(
                update(subscriptions).where(subscriptions.c.id == id_).values(**values)
            )


def contact_id(id_: str) -> str:
    """Return the id of the subscription that tells the contact of another; no name of a user's has a slash."""
    return f"{id_}/contact"


def _contact_of(subscription: Subscription) -> Subscription:
    return Subscription(
        id=contact_id(subscription.id),
        filter=AlertFilter(),
        channel="email",
        address=subscription.contact,
        source="contact",
        contact_of=subscription.id,
    )


async def _put(connection: AsyncConnection, subscription: Subscription) -> bool:
    values = {
        "record": msgspec.json.encode(subscription),
        "source": subscription.source,
        "paused": "",
        "failures": 0,
        "held_until": 0.0,
    }
    changed = await connection.execute(
        update(subscriptions).where(subscriptions.c.id == subscription.id).values(**values)
    )
    if changed.rowcount:
        return False
    last = (await connection.execute(select(func.max(events.c.seq)))).scalar() or 0
    await connection.execute(
        insert(subscriptions).values(id=subscription.id, cursor=last, **values)
    )
    return True


async def _remove(connection: AsyncConnection, id_: str) -> bool:
    mine = select(deliveries.c.seq).where(deliveries.c.subscription == id_)
    await connection.execute(delete(attempts).where(attempts.c.delivery.in_(mine)))
    await connection.execute(delete(deliveries).where(deliveries.c.subscription == id_))
    return bool(
        (await connection.execute(delete(subscriptions).where(subscriptions.c.id == id_))).rowcount
    )
