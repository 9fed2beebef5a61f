"""The deliverer: alerts to subscriptions, at least once, in order of their events, until each has what it wants.

    events --fill--> deliveries that wait --claim--> channel --note--> delivered | waiting, tried again | failed

Subscriptions of the file are taken over at start and whenever the file changes. A channel that fails in a way that it does not know
itself defers its delivery, and nothing else.
"""

import asyncio
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path

import structlog
from sqlalchemy.exc import SQLAlchemyError

from monitor.channels import Channel
from monitor.config import Configuration, ConfigurationError
from monitor.config.subscriptions import subscription_of
from monitor.deliveries import Deferred, Delivered, Outcome, Refused, alert_event, next_wait
from monitor.feeds.schedule import stable_share
from monitor.store.outbox import Due, Outbox

LOOK_EVERY = 0.3
AT_ONCE = 20
"""Deliveries in flight; a receiver that hangs holds one of them for 20 s."""

log = structlog.get_logger("deliverer")


class Deliverer:
    """Delivers until cancelled."""

    def __init__(
        self, outbox: Outbox, channels: Mapping[str, Channel], configuration: Callable[[], Configuration], folder: Path
    ) -> None:
        self._outbox, self._channels, self._configuration, self._folder = outbox, channels, configuration, folder
        self._taken_over = ""

    async def run(self) -> None:
        """Deliver until cancelled; while the database is away, wait for it."""
        while True:
            try:
                await self._take_over()
                await self._outbox.fill(time.time())
                due = await self._outbox.claim(time.time(), limit=AT_ONCE)
                await asyncio.gather(*(self._deliver(each) for each in due))
            except (SQLAlchemyError, OSError) as error:
                log.error("store.unavailable", error=str(error)[:300])
                await asyncio.sleep(2.0)
                continue
            if not due:
                await asyncio.sleep(LOOK_EVERY)

    async def _take_over(self) -> None:
        configuration = self._configuration()
        if configuration.hash == self._taken_over:
            return
        self._taken_over = configuration.hash
        try:
            wanted = [subscription_of(model, self._folder) for model in configuration.subscriptions]
        except ConfigurationError as error:
            log.error("subscriptions.refused", mistakes=str(error))  # the old ones stay in force
            return
        await self._outbox.take_over(wanted)

    async def _deliver(self, message: tuple[Due, ...]) -> None:
        subscription = message[0].subscription
        try:
            outcome = await self._channels[subscription.channel](
                [alert_event(due.alert) for due in message], subscription
            )
        except Exception as error:
            log.exception("channel.failed", subscription=subscription.id)
            outcome = Deferred(f"{type(error).__name__}: {error}")
        for due in message:
            await self._note(due, outcome)
        if isinstance(outcome, Refused):
            await self._outbox.pause(subscription.id, outcome.reason)
            log.warning("subscription.paused", subscription=subscription.id, reason=outcome.reason)

    async def _note(self, due: Due, outcome: Outcome) -> None:
        match outcome:
            case Delivered():
                await self._outbox.note(due, "delivered", "", None)
            case Refused(reason):
                await self._outbox.note(due, "waiting", reason, timedelta(0))
            case Deferred(reason, retry_after):
                share = stable_share(f"{due.seq}.{due.attempts}")
                wait = next_wait(due.attempts + 1, share=share, retry_after=retry_after)
                await self._outbox.note(due, "waiting" if wait is not None else "failed", reason, wait)
                log.warning(
                    "delivery.deferred",
                    subscription=due.subscription.id,
                    alert=due.alert.id,
                    reason=reason,
                    wait=str(wait),
                )
