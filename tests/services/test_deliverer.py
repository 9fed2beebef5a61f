"""The deliverer: receivers do not wait for each other; failing ones are held back."""

import asyncio
import functools
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from datetime import time as clock
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import text, update
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.alerts.silence import Silence
from monitor.config import Configuration, load_configuration
from monitor.deliveries import (
    AlertFilter,
    Deferred,
    Delivered,
    Outcome,
    Refused,
    Subscription,
    hold_for,
)
from monitor.deliveries.message import Attempt
from monitor.deliveries.retry import MOST_FAILURES, STEPS
from monitor.records import Alert
from monitor.records.quiet_hours import QuietHours
from monitor.services.deliverer import Deliverer, Pace
from monitor.services.loop import Loops
from monitor.store import Archive, Deliveries, Subscriptions
from monitor.store.acknowledgements import Acknowledgements
from monitor.store.schema import deliveries, subscriptions
from monitor.store.silences import Silences
from tests.builders import NOON, an_alert
from tests.waiting import WITHIN_S, until

HOUR = 3600.0
PACE = Pace(pass_every_s=0.05, finish_within_s=WITHIN_S)
CONFIG = Path("config")


@functools.cache
def configuration() -> Configuration:
    return load_configuration(CONFIG)


@asynccontextmanager
async def running(deliverer: Deliverer, loops: Loops | None = None) -> AsyncIterator[None]:
    """Run a deliverer, and stop it as its process would."""
    task = asyncio.create_task(deliverer.run(loops))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def _condition_of(loops: Loops) -> str:
    """Return the condition of the deliverer's loop."""
    return next((each.condition for each in loops.states() if each.name == "deliverer"), "")


async def _is_tried(engine: AsyncEngine, id_: str) -> bool:
    return any(row["tries"] for row in await Deliveries(engine).log(id_))


@asynccontextmanager
async def _without_deliveries(engine: AsyncEngine) -> AsyncIterator[None]:
    """Take the table of deliveries away, as a database does that is not reached."""
    async with engine.begin() as connection:
        await connection.execute(text("alter table deliveries rename to away"))
    try:
        yield
    finally:
        async with engine.begin() as connection:
            await connection.execute(text("alter table away rename to deliveries"))


class Receivers:
    """Records what each address was sent; some answer with an outcome, some never."""

    def __init__(self) -> None:
        self.received: list[tuple[str, str]] = []
        """Address and event id."""
        self.attempts: Counter[str] = Counter()
        self.answers: dict[str, Outcome] = {}
        self.hanging: set[str] = set()
        self.released = asyncio.Event()

    async def send(self, events: Sequence[dict[str, Any]], subscription: Subscription) -> Outcome:
        """Answer for the subscription's address."""
        self.attempts[subscription.address] += 1
        if subscription.address in self.hanging:
            await self.released.wait()
        answer = self.answers.get(subscription.address, Delivered())
        if isinstance(answer, Delivered):
            self.received += [(subscription.address, event["id"]) for event in events]
        return answer

    def count(self, address: str) -> int:
        """Return how many messages an address has received."""
        return sum(each == address for each, _ in self.received)

    async def deliver_until(self, engine: AsyncEngine, done: Callable[[], bool]) -> None:
        """Run a deliverer until ``done()``, as a process that is then stopped.

        At its end the receivers that hang answer, so that whatever was sent is recorded.
        """
        channels = {"webhook": self.send, "email": self.send}
        deliverer = Deliverer(engine, channels, configuration, CONFIG, pace=PACE)
        async with running(deliverer):
            try:
                await until(done)
                await deliverer.deliver_due()  # would start whatever else is due
            finally:
                self.released.set()
        assert done()


@pytest.fixture
def receivers() -> Receivers:
    return Receivers()


def a_subscription(id_: str, **changes: Any) -> Subscription:
    return Subscription(
        **{"id": id_, "filter": AlertFilter(), "channel": "webhook", "address": id_, **changes}
    )


def alerts(count: int) -> list[Alert]:
    """Return alerts on different events."""
    return [
        msgspec.structs.replace(an_alert(f"article-{n}"), id=f"alert-{n}", actor=f"actor-{n}")
        for n in range(count)
    ]


async def test_a_receiver_that_hangs_delays_no_other_one(
    engine: AsyncEngine, receivers: Receivers
) -> None:
    receivers.hanging = {"stuck"}
    for id_ in ("stuck", "well"):
        await Subscriptions(engine).put(a_subscription(id_))
    await Archive(engine).store(alerts(60))
    await receivers.deliver_until(engine, lambda: receivers.count("well") == 60)
    assert receivers.attempts["stuck"] == 4  # its share of what is in flight
    assert [id_ for address, id_ in receivers.received if address == "well"] == [
        f"alert-{number}.1" for number in range(60)
    ]


async def test_a_channel_that_never_ends_has_failed(
    engine: AsyncEngine, receivers: Receivers
) -> None:
    receivers.hanging = {"stuck"}
    await Subscriptions(engine).put(a_subscription("stuck"))
    await Archive(engine).store(alerts(1))
    impatient = replace(PACE, outcome_within_s=0.05)
    channels = {"webhook": receivers.send}
    async with running(Deliverer(engine, channels, configuration, CONFIG, pace=impatient)):
        await until(lambda: _is_tried(engine, "stuck"))
    [row] = await Deliveries(engine).log("stuck")
    assert (row["outcome"], row["detail"]) == ("waiting", "TimeoutError: no outcome within 0.05 s")


async def test_the_reason_of_a_channel_that_gives_up_by_itself_is_kept(
    engine: AsyncEngine,
) -> None:
    async def give_up(_: Sequence[dict[str, Any]], __: Subscription) -> Outcome:
        raise TimeoutError("the room is full")

    await Subscriptions(engine).put(a_subscription("room"))
    await Archive(engine).store(alerts(1))
    channels = {"webhook": give_up}
    async with running(Deliverer(engine, channels, configuration, CONFIG, pace=PACE)):
        await until(lambda: _is_tried(engine, "room"))
    [row] = await Deliveries(engine).log("room")
    assert row["detail"] == "TimeoutError: the room is full"


async def test_a_clock_set_back_while_the_database_is_away_is_not_forgotten(
    engine: AsyncEngine, receivers: Receivers
) -> None:
    ahead_s = HOUR
    pace = replace(PACE, now=lambda: time.time() + ahead_s)
    channels, loops = {"webhook": receivers.send}, Loops()
    receivers.answers["desk"] = Deferred("503", timedelta(minutes=30))
    await Subscriptions(engine).put(a_subscription("desk"))
    await Archive(engine).store(alerts(1))
    async with running(Deliverer(engine, channels, configuration, CONFIG, pace=pace), loops):
        await until(lambda: _is_tried(engine, "desk"))
        receivers.answers.clear()
        async with _without_deliveries(engine):
            ahead_s = 0.0
            await until(lambda: _condition_of(loops) == "waiting")
        await until(lambda: bool(receivers.received))


async def test_a_failing_receiver_gets_one_message_at_a_time_and_all_when_it_works_again(
    engine: AsyncEngine, receivers: Receivers
) -> None:
    receivers.answers["desk"] = Deferred("503")
    await Subscriptions(engine).put(a_subscription("desk"))
    await Archive(engine).store(alerts(12))
    await receivers.deliver_until(engine, lambda: receivers.attempts["desk"] >= 4)
    assert receivers.attempts["desk"] == 4  # those in flight together; then it is held back
    [state] = await Subscriptions(engine).all()
    assert (state.failures, state.waiting) == (4, 12)
    assert await Deliveries(engine).claim(time.time()) == ()
    assert len(await Deliveries(engine).claim(time.time() + 120)) == 1
    receivers.answers.clear()
    await let_time_pass(engine, HOUR)
    await receivers.deliver_until(engine, lambda: len(receivers.received) == 12)
    [state] = await Subscriptions(engine).all()
    assert (state.failures, state.waiting, state.delivered) == (0, 0, 12)


async def let_time_pass(engine: AsyncEngine, seconds: float) -> None:
    """Bring everything that is planned nearer by ``seconds``."""
    async with engine.begin() as connection:
        await connection.execute(update(deliveries).values(next_at=deliveries.c.next_at - seconds))
        await connection.execute(
            update(subscriptions).values(held_until=subscriptions.c.held_until - seconds)
        )


def test_a_receiver_is_held_back_for_longer_each_time_or_as_long_as_it_requests() -> None:
    waits = [hold_for(failures, share=0.0) for failures in (1, 2, 3, 50)]
    assert waits == [timedelta(seconds=seconds) for seconds in (5, 10, 20, 300)]
    assert hold_for(1, share=0.5, retry_after=timedelta(hours=1)) == timedelta(hours=1)
    assert hold_for(50, share=0.5, retry_after=timedelta(seconds=7)) == timedelta(seconds=7)


async def test_contact_and_owner_are_notified_of_a_switched_off_subscription_whatever_they_filter(
    engine: AsyncEngine, receivers: Receivers
) -> None:
    nothing = AlertFilter(rules=("nothing",))
    table = Subscriptions(engine)
    await table.put(a_subscription("gone", owner="ana", contact="ana@example.org"))
    await table.put(a_subscription("other-of-ana", owner="ana", filter=nothing))
    await table.put(a_subscription("of-bo", owner="bo", filter=nothing))
    await table.put(
        a_subscription("ops", owner="bo", filter=AlertFilter(rules=("subscription-off",)))
    )
    receivers.answers["gone"] = Refused("410: the receiver is gone for good")
    await Archive(engine).store(alerts(6))
    notified = {"ana@example.org", "other-of-ana", "ops"}
    await receivers.deliver_until(engine, lambda: len(receivers.received) == 3)
    assert {address for address, _ in receivers.received} == notified
    assert (
        len({id_ for _, id_ in receivers.received}) == 1
    )  # four messages were refused: one notice
    states = {each.subscription.id: each for each in await table.all()}
    assert states["gone"].paused.startswith("410")
    assert states["gone"].waiting == 6
    assert "gone/contact" not in states
    receivers.answers.clear()
    await table.resume("gone")
    await receivers.deliver_until(engine, lambda: len(receivers.received) == 9)


async def test_the_end_of_a_ladder_switches_a_dead_receiver_off_and_fails_a_message_of_another(
    engine: AsyncEngine, receivers: Receivers
) -> None:
    table = Subscriptions(engine)
    for id_ in ("dead", "picky"):
        await table.put(a_subscription(id_))
        receivers.answers[id_] = Deferred("500")
    await Archive(engine).store(alerts(1))
    await Deliveries(engine).enqueue(time.time())
    async with engine.begin() as connection:
        await connection.execute(update(deliveries).values(attempt=len(STEPS) - 1))
        dead = update(subscriptions).where(subscriptions.c.id == "dead")
        await connection.execute(dead.values(failures=MOST_FAILURES))
    await receivers.deliver_until(
        engine, lambda: receivers.attempts["dead"] + receivers.attempts["picky"] >= 2
    )
    states = {each.subscription.id: each for each in await table.all()}
    assert "took nothing in 11 attempts" in states["dead"].paused
    assert states["dead"].waiting == 1  # kept until it is switched on again
    assert states["picky"].paused == ""
    assert [row["outcome"] for row in await Deliveries(engine).log("picky")][-1] == "failed"


async def test_in_quiet_hours_nothing_is_sent_and_nothing_is_lost(engine: AsyncEngine) -> None:
    hours = QuietHours(clock(22), clock(6), "Europe/Berlin")
    await Subscriptions(engine).put(a_subscription("night", quiet_hours=hours))
    await Archive(engine).store(alerts(2))
    stored = Deliveries(engine)
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).replace(minute=30, second=0)
    await stored.enqueue(time.time())
    assert await stored.claim(tomorrow.replace(hour=22).timestamp()) == ()
    assert len(await stored.claim(tomorrow.replace(hour=12).timestamp())) == 2


async def test_an_unacknowledged_alert_is_sent_again_as_a_reminder(
    engine: AsyncEngine,
) -> None:
    await Subscriptions(engine).put(a_subscription("desk", repeat_s=HOUR))
    now = datetime.now(UTC)
    first, second, silent = (msgspec.structs.replace(alert, raised_at=now) for alert in alerts(3))
    await Archive(engine).store([first, second, silent])
    stored = Deliveries(engine)
    await stored.enqueue(now.timestamp())
    for message in await stored.claim(now.timestamp()):
        await stored.record([Attempt(message.deliveries[0], "delivered")], time.time())
    await Acknowledgements(engine).put(second.id, "ana")
    silence = Silence(
        id="s",
        matchers={"actor": (silent.actor or "",)},
        who="ana",
        comment="",
        created_at=NOON,
        expires_at=now + timedelta(days=9),
    )
    await Silences(engine).put(silence)
    assert await stored.enqueue_reminders(now.timestamp() + HOUR - 60) == 0
    assert await stored.enqueue_reminders(now.timestamp() + HOUR + 60) == 1
    [message] = await stored.claim(now.timestamp() + HOUR + 60)
    [due] = message.deliveries
    assert (due.alert.id, due.reminders) == (first.id, 1)
    assert await stored.enqueue_reminders(now.timestamp() + HOUR + 61) == 0  # it is pending
    await stored.record([Attempt(due, "delivered")], time.time())
    assert (
        await stored.enqueue_reminders(now.timestamp() + 50 * HOUR) == 0
    )  # reminders end with the event


async def test_a_digest_of_many_delays_no_other_subscription_and_each_group_waits_for_itself(
    engine: AsyncEngine,
) -> None:
    table, stored = Subscriptions(engine), Deliveries(engine)
    await table.put(
        a_subscription("digest", group_wait_s=HOUR, group_interval_s=HOUR, group_by=("severity",))
    )
    await table.put(a_subscription("at-once"))
    grave = [msgspec.structs.replace(alert, severity="high") for alert in alerts(450)]
    await Archive(engine).store(grave)
    for _ in range(3):
        await stored.enqueue(1000.0)
    assert {message.subscription.id for message in await stored.claim(1001.0)} == {"at-once"}
    [message] = [
        each for each in await stored.claim(1000.0 + HOUR) if each.subscription.id == "digest"
    ]
    assert len(message.deliveries) == 450
