"""Clocks that are set by an hour or a day: nothing that is planned waits for it."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.deliveries import AlertFilter, Subscription
from monitor.deliveries.message import Attempt
from monitor.services.clock import ClockWatch
from monitor.store import Archive, Deliveries, Subscriptions
from tests.builders import an_alert

HOUR = 3600.0


def test_a_jump_is_told_once_and_drift_is_none() -> None:
    wall, steady = 1_000_000.0, 50.0
    watch = ClockWatch(lambda: wall, lambda: steady)
    assert watch.jumped() == 0.0
    wall, steady = wall + 600, steady + 595  # slewed
    assert watch.jumped() == 0.0
    wall, steady = wall + 24 * HOUR + 1, steady + 1
    assert watch.jumped() == 24 * HOUR
    assert watch.jumped() == 0.0
    wall -= HOUR
    assert watch.jumped() == -HOUR


@pytest.mark.parametrize("back", [HOUR, 24 * HOUR])
async def test_what_was_planned_by_a_clock_that_was_ahead_is_due_at_once(
    engine: AsyncEngine, back: float
) -> None:
    outbox, now = Deliveries(engine), time.time()
    await Subscriptions(engine).put(
        Subscription(id="desk", filter=AlertFilter(), channel="webhook", address="http://x")
    )
    await Archive(engine).store([an_alert()])
    await outbox.enqueue(now + back)
    assert await outbox.claim(now) == ()
    assert await outbox.reschedule(now) == 1
    [message] = await outbox.claim(now)
    [due] = message.deliveries
    await outbox.record([Attempt(due, "waiting", "503", timedelta(minutes=5))], time.time())
    assert await outbox.reschedule(now) == 0  # what is planned by the clock as it is stays planned
    assert await outbox.claim(datetime.now(UTC).timestamp()) == ()
