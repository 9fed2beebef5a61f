"""The deliverer: alerts to subscriptions, at least once, in order of their events, until each has what it wants.

    events --fill--> deliveries that wait --claim--> channel --note--> delivered | waiting, tried again | failed

1. Receivers do not wait for each other: each has its share of what is in flight, and one that fails is left alone for a while (`monitor.deliveries.retry`).
2. A subscription is switched off when its receiver says that it is gone, or when a delivery is at the end of its ladder while the receiver
   takes nothing else either; its contact and its owner are told, and what waits for it is kept.
3. A channel that fails in a way that it does not know itself defers its delivery, and nothing else.
4. When stopped it finishes what is in flight within `FINISH_WITHIN`; what it cannot finish is claimed again later.

Subscriptions of the file are taken over at start and whenever the file changes.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.channels import Channel
from monitor.config import Configuration
from monitor.config.subscriptions import subscription_of
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
from monitor.deliveries.retry import MOST_FAILURES
from monitor.deliveries.switched_off import switched_off_alert
from monitor.feeds.schedule import stable_share
from monitor.records.errors import ConfigurationError
from monitor.services.clock import ClockWatch
from monitor.store import Archive, Subscriptions
from monitor.store.outbox import Due, Message, Outbox

LOOK_EVERY = 0.3
REMIND_EVERY = 10.0
AT_ONCE = 100
"""Messages in flight; a receiver that hangs holds one of them for 20 s."""
FINISH_WITHIN = 8.0
RETRY_S = 2.0

T = TypeVar("T")

log = structlog.get_logger("deliverer")


class Deliverer:
    """Delivers until cancelled."""

    def __init__(
        self,
        engine: AsyncEngine,
        channels: Mapping[str, Channel],
        configuration: Callable[[], Configuration],
        folder: Path,
    ) -> None:
        self._outbox, self._subscriptions, self._archive = (
            Outbox(engine),
            Subscriptions(engine),
            Archive(engine),
        )
        self._channels, self._configuration, self._folder = channels, configuration, folder
        self._taken_over = ""
        self._reminded_at = -REMIND_EVERY
        self._clock: ClockWatch | None = None
        self._in_flight: dict[asyncio.Task[None], str] = {}
        self._switching_off = asyncio.Lock()

    async def run(self) -> None:
        """Deliver until cancelled; while the database is away, wait for it."""
        try:
            while True:
                started = await _until_stored(self._start_due, "claim")
                if not started:
                    await asyncio.sleep(LOOK_EVERY)
        finally:
            if self._in_flight:
                _, unfinished = await asyncio.wait(self._in_flight, timeout=FINISH_WITHIN)
                for task in unfinished:
                    task.cancel()
                await asyncio.gather(*unfinished, return_exceptions=True)

    async def _start_due(self) -> int:
        """Start to deliver what is due; return how many messages."""
        if self._clock is None or self._clock.jumped() < 0:
            planned = await self._outbox.plan_anew(time.time())
            log.info("clock.checked", planned_anew=planned)
            self._clock = self._clock or ClockWatch()
        await self._take_over()
        await self._outbox.fill(time.time())
        if time.monotonic() - self._reminded_at >= REMIND_EVERY:
            self._reminded_at = time.monotonic()
            await self._outbox.remind(time.time())
        room = AT_ONCE - len(self._in_flight)
        due = (
            await self._outbox.claim(
                time.time(), limit=room, busy=Counter(self._in_flight.values())
            )
            if room
            else ()
        )
        for message in due:
            task = asyncio.create_task(self._deliver(message))
            self._in_flight[task] = message[0].subscription.id
            task.add_done_callback(self._in_flight.pop)
        return len(due)

    async def _take_over(self) -> None:
        configuration = self._configuration()
        if configuration.hash == self._taken_over:
            return
        try:
            wanted = [subscription_of(model, self._folder) for model in configuration.subscriptions]
        except ConfigurationError as error:
            self._taken_over = configuration.hash
            log.error("subscriptions.refused", mistakes=str(error))  # the old ones stay in force
            return
        await self._subscriptions.take_over(wanted)
        self._taken_over = configuration.hash

    async def _deliver(self, message: Message) -> None:
        subscription = message[0].subscription
        try:
            outcome = await self._channels[subscription.channel](
                [alert_event(due.alert, due.reminders) for due in message], subscription
            )
        except Exception as error:
            log.exception("channel.failed", subscription=subscription.id)
            outcome = Deferred(f"{type(error).__name__}: {error}")
        await _until_stored(lambda: self._note(message, outcome), "note")

    async def _note(self, message: Message, outcome: Outcome) -> None:
        """Write what became of a message, and how its receiver is; what is written twice changes nothing."""
        first = message[0]
        subscription = first.subscription
        match outcome:
            case Delivered():
                if first.failures:
                    await self._subscriptions.hold(subscription.id, None)
                for due in message:
                    await self._outbox.note(due, "delivered", "", None)
            case Refused(reason):
                await self._switch_off(first, reason)
                for due in message:
                    await self._outbox.note(due, "waiting", reason, timedelta(0))
            case Deferred(reason, retry_after):
                share = stable_share(f"{first.seq}.{first.attempts}")
                hold = hold_for(first.failures + 1, share=share, retry_after=retry_after)
                await self._subscriptions.hold(subscription.id, hold.total_seconds())
                for due in message:
                    await self._defer(due, reason, retry_after)

    async def _defer(self, due: Due, reason: str, retry_after: timedelta | None) -> None:
        share = stable_share(f"{due.seq}.{due.attempts}")
        wait = next_wait(due.attempts + 1, share=share, retry_after=retry_after)
        if wait is None and due.failures >= MOST_FAILURES:
            await self._switch_off(
                due, f"it took nothing in {due.failures + 1} tries, the last time: {reason}"
            )
            wait = timedelta(0)
        await self._outbox.note(due, "waiting" if wait is not None else "failed", reason, wait)
        subscription, alert = due.subscription.id, due.alert.id
        log.warning(
            "delivery.deferred",
            subscription=subscription,
            alert=alert,
            reason=reason,
            wait=str(wait),
        )

    async def _switch_off(self, due: Due, reason: str) -> None:
        """Switch a subscription off, and tell of it first: killed in between, it is told and switched off once more."""
        subscription: Subscription = due.subscription
        async with self._switching_off:
            listed = {each.subscription.id: each for each in await self._subscriptions.all()}
            if subscription.id in listed and not listed[subscription.id].paused:
                hash_ = self._configuration().hash
                await self._archive.store(
                    [switched_off_alert(subscription, reason, hash_, datetime.now(UTC))]
                )
            # That of a contact is not listed: nobody is left to be told of it.
            if await self._subscriptions.pause(subscription.id, reason):
                log.warning("subscription.paused", subscription=subscription.id, reason=reason)


async def _until_stored(work: Callable[[], Awaitable[T]], what: str) -> T:
    """Return what ``work`` returns; while the database is away, do it again."""
    while True:
        try:
            return await work()
        except (SQLAlchemyError, OSError) as error:
            log.error("store.unavailable", doing=what, error=str(error)[:300])
            await asyncio.sleep(RETRY_S)
