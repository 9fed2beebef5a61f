"""The deliverer: sends alerts to subscriptions, at least once, in the order of their events.

    events --enqueue--> pending deliveries --claim--> deliver_alert --record--> store

1. Receivers do not wait for each other: each has its share of the messages in flight, and one that
   fails is held back for a while (`monitor.deliveries.retry`).
2. What follows from the outcome of a message is decided by `monitor.flow.deliver_alert`. When a
   subscription is switched off, its contact and its owner are notified.
3. When stopped, it finishes the messages in flight within `Pace.finish_within_s`; the others are
   claimed again later.
4. Subscriptions of the file are taken over at start and when the configuration changes.
5. Outcomes that come while others are written are written together, in one transaction.
6. After the clock was set back, what was planned by it is rescheduled.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.config import Configuration
from monitor.config.subscriptions import subscription_of
from monitor.deliveries import Message, Outcome, Subscription
from monitor.deliveries.message import Attempt
from monitor.deliveries.switched_off import switched_off_alert
from monitor.feeds.schedule import stable_share
from monitor.flow.deliver_alert import Receiver, Settlement, deliver_alert
from monitor.records.errors import ConfigurationError
from monitor.services.clock import ClockWatch
from monitor.services.loop import Loops
from monitor.store import Store, Subscriptions
from monitor.store.database import UNAVAILABLE
from monitor.telemetry.metrics import SEND_DURATION, observe_delivery
from monitor.telemetry.tracing import message_span

log = structlog.get_logger("deliverer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """Limits and clock of a deliverer; durations are in seconds."""

    pass_every_s: float = 0.3
    """Pause after a pass that found nothing due: latency of an alert that is sent at once."""
    remind_every_s: float = 10.0
    """Reminders are due after minutes at least."""
    most_in_flight: int = 100
    """Messages in flight; a receiver that hangs holds one of them for 20 s."""
    outcome_within_s: float = 50.0
    """A channel that is slower has failed: after 60 s the message may be claimed and sent again."""
    finish_within_s: float = 8.0
    """A stopped process is killed after 10 s."""
    retry_s: float = 2.0
    """Pause before an outcome is recorded again while the database is unavailable."""
    now: Callable[[], float] = time.time
    """The wall clock: the epoch second."""


class Deliverer:
    """Delivers until cancelled."""

    def __init__(
        self,
        engine: AsyncEngine,
        channels: Mapping[str, Receiver],
        configuration: Callable[[], Configuration],
        folder: Path,
        *,
        pace: Pace | None = None,
    ) -> None:
        self._store = Store(engine)
        self._channels = channels
        self._configuration = configuration
        self._file = FileSubscriptions(self._store.subscriptions, folder)
        self._pace = pace or Pace()
        self._loops = Loops()
        self._now = self._pace.now
        self._clock = ClockWatch(self._now)
        self._is_rescheduled = False
        self._reminded_at = -self._pace.remind_every_s
        self._in_flight: dict[asyncio.Task[None], str] = {}
        self._switching_off = asyncio.Lock()
        self._recording = asyncio.Lock()
        self._unrecorded: list[Attempt] = []

    async def run(self, loops: Loops | None = None) -> None:
        """Deliver until cancelled, then finish the messages in flight.

        ``loops`` are the loops of the process, by which failures are reported.
        """
        self._loops = loops or self._loops
        try:
            await self._loops.forever(
                self.deliver_due,
                name="deliverer",
                every=self._pace.pass_every_s,
                unavailable=UNAVAILABLE,
            )
        finally:
            await self._finish()

    async def deliver_due(self) -> None:
        """Start to deliver what is due, until nothing is."""
        while await self._start_due():
            self._is_rescheduled = True

    async def _start_due(self) -> int:
        """Start to deliver messages that are due; return how many."""
        await self._check_clock()
        await self._file.take_over(self._configuration())
        await self._store.deliveries.enqueue(self._now())
        await self._enqueue_reminders()
        room = self._pace.most_in_flight - len(self._in_flight)
        if not room:
            return 0
        in_flight = Counter(self._in_flight.values())
        messages = await self._store.deliveries.claim(self._now(), limit=room, in_flight=in_flight)
        for message in messages:
            task = asyncio.create_task(self._deliver(message))
            self._in_flight[task] = message.subscription.id
            task.add_done_callback(self._in_flight.pop)
        return len(messages)

    async def _check_clock(self) -> None:
        """Reschedule at the start and after each jump backwards, be the database away meanwhile."""
        self._is_rescheduled &= self._clock.jumped() >= 0
        if not self._is_rescheduled:
            rescheduled = await self._store.deliveries.reschedule(self._now())
            self._is_rescheduled = True
            log.info("clock.checked", rescheduled=rescheduled)

    async def _enqueue_reminders(self) -> None:
        if time.monotonic() - self._reminded_at >= self._pace.remind_every_s:
            self._reminded_at = time.monotonic()
            await self._store.deliveries.enqueue_reminders(self._now())

    async def _deliver(self, message: Message) -> None:
        """Send a message and record the outcome; a failure is logged, the claim then expires."""

        async def work() -> None:
            channel = message.subscription.channel
            article = message.deliveries[0].alert.article.id
            tracing = message_span("deliver", None, article, subscription=message.subscription.id)
            with SEND_DURATION.labels(channel).time(), tracing:
                settlement = await deliver_alert(message, self._send, stable_share)
            _observe(message, settlement)
            await self._record(message, settlement)

        await self._loops.attempt(work, name="delivery")

    async def _send(self, events: Sequence[dict[str, Any]], subscription: Subscription) -> Outcome:
        """Send by the subscription's channel. Raises what the channel raises, and TimeoutError."""
        limit = asyncio.timeout(self._pace.outcome_within_s)
        try:
            async with limit:
                return await self._channels[subscription.channel](events, subscription)
        except TimeoutError as error:
            if not limit.expired():  # the channel's own error says more
                raise
            seconds = self._pace.outcome_within_s
            raise TimeoutError(f"no outcome within {seconds:g} s") from error

    async def _record(self, message: Message, settlement: Settlement) -> None:
        """Record the consequences of an attempt; again while the database is unavailable."""
        _log_settlement(message, settlement)
        await self._until_available(lambda: self._apply(message, settlement))
        self._unrecorded += settlement.attempts
        async with self._recording:
            attempts, self._unrecorded = self._unrecorded, []
            if attempts:  # none are left if those before have recorded these together with theirs
                record = self._store.deliveries.record
                await self._until_available(lambda: record(attempts, self._now()))

    async def _until_available(self, write: Callable[[], Awaitable[None]]) -> None:
        while True:
            try:
                await write()
            except UNAVAILABLE as error:
                log.error("store.unavailable", during="record", error=str(error)[:300])
                await asyncio.sleep(self._pace.retry_s)
            else:
                return

    async def _apply(self, message: Message, settlement: Settlement) -> None:
        """Hold, release or switch off the subscription of an attempt."""
        subscription = message.subscription
        if settlement.switched_off is not None:
            await self._switch_off(subscription, settlement.switched_off)
        elif settlement.hold is not None:
            seconds = settlement.hold.total_seconds()
            await self._store.subscriptions.hold(subscription.id, seconds)
        elif message.failures:
            await self._store.subscriptions.release(subscription.id)

    async def _switch_off(self, subscription: Subscription, reason: str) -> None:
        """Switch a subscription off once, and notify first, so that a crash loses no notice.

        The subscription of a contact is not listed: it has no contact of its own.
        """
        subscriptions = self._store.subscriptions
        async with self._switching_off:
            states = {state.subscription.id: state for state in await subscriptions.all()}
            state = states.get(subscription.id)
            if state is not None and not state.paused:
                config, now = self._configuration().hash, datetime.now(UTC)
                alert = switched_off_alert(subscription, reason, config, now)
                await self._store.archive.store([alert])
            if await subscriptions.pause(subscription.id, reason):
                log.warning("subscription.paused", subscription=subscription.id, reason=reason)

    async def _finish(self) -> None:
        if not self._in_flight:
            return
        _, unfinished = await asyncio.wait(self._in_flight, timeout=self._pace.finish_within_s)
        for task in unfinished:
            task.cancel()
        await asyncio.gather(*unfinished, return_exceptions=True)


class FileSubscriptions:
    """Keeps the subscriptions of the file in force as the configuration has them."""

    def __init__(self, subscriptions: Subscriptions, folder: Path) -> None:
        self._subscriptions, self._folder = subscriptions, folder
        self._hash = ""

    async def take_over(self, configuration: Configuration) -> None:
        """Put a configuration's subscriptions in force, unless it is the one of the last call.

        The subscriptions in force stay where one of the new ones is wrong.
        """
        if configuration.hash == self._hash:
            return
        try:
            models = configuration.subscriptions
            wanted = [subscription_of(model, self._folder) for model in models]
        except ConfigurationError as error:
            self._hash = configuration.hash
            log.error("subscriptions.refused", mistakes=str(error))
            return
        await self._subscriptions.take_over(wanted)
        self._hash = configuration.hash


def _observe(message: Message, settlement: Settlement) -> None:
    """Count the attempts of a message."""
    subscription = message.subscription
    may_wait = subscription.group_wait_s > 0 or subscription.quiet_hours is not None
    for attempt in settlement.attempts:
        delivery = attempt.delivery
        observe_delivery(
            subscription.channel,
            attempt.outcome,
            delivery.alert,
            is_at_once=not (may_wait or delivery.reminders),
        )


def _log_settlement(message: Message, settlement: Settlement) -> None:
    subscription = message.subscription.id
    if settlement.error is not None:
        log.error("channel.failed", subscription=subscription, exc_info=settlement.error)
    for attempt in settlement.attempts:
        if attempt.outcome != "delivered" and settlement.hold is not None:
            log.warning(
                "delivery.deferred",
                subscription=subscription,
                alert=attempt.delivery.alert.id,
                reason=attempt.detail,
                wait=str(attempt.wait),
            )
