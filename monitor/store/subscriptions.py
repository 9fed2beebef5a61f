"""Subscriptions of the file and of the API, in force or switched off.

A subscription with a contact has a second one beside it, by which the contact is notified when the
first is switched off; that one is not listed.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from monitor.deliveries import AlertFilter, Subscription
from monitor.store.schema import attempts, deliveries, events, subscriptions


@dataclass(frozen=True, slots=True)
class SubscriptionState:
    """A subscription with its state."""

    subscription: Subscription
    paused: str
    """Why nothing is sent; ``""`` while the subscription is in force."""
    failures: int = 0
    """Messages in a row that the receiver has not taken."""
    waiting: int = 0
    """Pending deliveries."""
    delivered: int = 0


class Subscriptions:
    """Writes and reads subscriptions."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def all(self) -> tuple[SubscriptionState, ...]:
        """Return every subscription, by id."""
        counted = select(
            deliveries.c.subscription, deliveries.c.outcome, func.count().label("total")
        ).group_by(deliveries.c.subscription, deliveries.c.outcome)
        query = (
            select(subscriptions)
            .where(subscriptions.c.source != "contact")
            .order_by(subscriptions.c.id)
        )
        async with self._engine.connect() as connection:
            rows = (await connection.execute(query)).all()
            counts = {
                (row.subscription, row.outcome): int(row.total)
                for row in await connection.execute(counted)
            }
        return tuple(
            SubscriptionState(
                subscription=msgspec.json.decode(row.record, type=Subscription),
                paused=row.paused,
                failures=row.failures,
                waiting=counts.get((row.id, "waiting"), 0),
                delivered=counts.get((row.id, "delivered"), 0),
            )
            for row in rows
        )

    async def get(self, id_: str) -> Subscription | None:
        """Return a subscription, None where there is none of this id."""
        query = select(subscriptions.c.record).where(
            subscriptions.c.id == id_, subscriptions.c.source != "contact"
        )
        async with self._engine.connect() as connection:
            record = (await connection.execute(query)).scalar()
        return None if record is None else msgspec.json.decode(record, type=Subscription)

    async def put(self, subscription: Subscription) -> bool:
        """Create or change a subscription; return whether it is new.

        A new subscription begins after the newest event. A change puts it in force.
        """
        async with self._engine.begin() as connection:
            if subscription.contact:
                await _put(connection, _contact_subscription(subscription))
            else:
                await _remove(connection, contact_id(subscription.id))
            return await _put(connection, subscription)

    async def remove(self, id_: str) -> bool:
        """Remove a subscription and its deliveries; return whether there was one."""
        async with self._engine.begin() as connection:
            await _remove(connection, contact_id(id_))
            return await _remove(connection, id_)

    async def take_over(self, wanted: Sequence[Subscription]) -> None:
        """Make the subscriptions of the file those in force: put changed ones, remove others."""
        stored = {state.subscription.id: state.subscription for state in await self.all()}
        for subscription in wanted:
            if stored.get(subscription.id) != subscription:
                await self.put(subscription)
        ids = {subscription.id for subscription in wanted}
        for id_, subscription in stored.items():
            if subscription.source == "file" and id_ not in ids:
                await self.remove(id_)

    async def pause(self, id_: str, reason: str) -> bool:
        """Switch a subscription off; return whether it was in force."""
        own = (subscriptions.c.id == id_) & (subscriptions.c.paused == "")
        paused = update(subscriptions).where(own).values(paused=reason)
        async with self._engine.begin() as connection:
            return bool((await connection.execute(paused)).rowcount)

    async def resume(self, id_: str) -> None:
        """Switch a subscription on again; its pending deliveries begin a new ladder at once."""
        pending = (deliveries.c.subscription == id_) & (deliveries.c.outcome == "waiting")
        async with self._engine.begin() as connection:
            await connection.execute(
                update(deliveries).where(pending).values(attempt=0, next_at=time.time())
            )
            await connection.execute(
                update(subscriptions)
                .where(subscriptions.c.id == id_)
                .values(paused="", failures=0, held_until=0.0)
            )

    async def hold(self, id_: str, seconds: float) -> None:
        """Count a failure of a receiver and hold it back for ``seconds`` from now."""
        values = {
            "failures": subscriptions.c.failures + 1,
            "held_until": time.time() + seconds,
        }
        await self._set(id_, values)

    async def release(self, id_: str) -> None:
        """End the hold of a receiver that has taken a message."""
        await self._set(id_, {"failures": 0, "held_until": 0.0})

    async def _set(self, id_: str, values: dict[str, object]) -> None:
        changed = update(subscriptions).where(subscriptions.c.id == id_).values(**values)
        async with self._engine.begin() as connection:
            await connection.execute(changed)


def contact_id(id_: str) -> str:
    """Return the id of the subscription for another one's contact; ids of users have no slash."""
    return f"{id_}/contact"


def _contact_subscription(subscription: Subscription) -> Subscription:
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
    own = subscriptions.c.id == subscription.id
    changed = await connection.execute(update(subscriptions).where(own).values(**values))
    if changed.rowcount:
        return False
    newest = (await connection.execute(select(func.max(events.c.seq)))).scalar() or 0
    row = {"id": subscription.id, "cursor": newest, **values}
    await connection.execute(insert(subscriptions).values(row))
    return True


async def _remove(connection: AsyncConnection, id_: str) -> bool:
    own = select(deliveries.c.seq).where(deliveries.c.subscription == id_)
    await connection.execute(delete(attempts).where(attempts.c.delivery.in_(own)))
    await connection.execute(delete(deliveries).where(deliveries.c.subscription == id_))
    removed = await connection.execute(delete(subscriptions).where(subscriptions.c.id == id_))
    return bool(removed.rowcount)
