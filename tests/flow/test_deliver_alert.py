"""What follows from the outcome of a message: recorded, held back, or switched off."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from monitor.deliveries import (
    AlertFilter,
    Deferred,
    Delivered,
    Delivery,
    Message,
    Outcome,
    Refused,
    Subscription,
)
from monitor.deliveries.retry import MOST_FAILURES, STEPS
from monitor.flow.deliver_alert import Receiver, Settlement, deliver_alert
from tests.builders import an_alert

DESK = Subscription(id="desk", filter=AlertFilter(), channel="webhook", address="http://x")


def a_message(*, attempts: int = 0, failures: int = 0, size: int = 2) -> Message:
    """Return a message of some deliveries."""
    deliveries = tuple(Delivery(seq, an_alert(f"a{seq}"), attempts) for seq in range(size))
    return Message(DESK, deliveries, failures)


def answering(outcome: Outcome) -> Receiver:
    """Return a receiver that always answers alike."""

    async def send(_events: Sequence[dict[str, Any]], _subscription: Subscription) -> Outcome:
        return outcome

    return send


async def settled(message: Message, outcome: Outcome) -> Settlement:
    """Return the consequences of an outcome without jitter."""
    return await deliver_alert(message, answering(outcome), lambda _key: 0.0)


async def test_a_delivered_message_ends_every_delivery_and_the_hold() -> None:
    settlement = await settled(a_message(failures=3), Delivered())
    assert [(each.outcome, each.wait) for each in settlement.attempts] == [("delivered", None)] * 2
    assert (settlement.hold, settlement.switched_off) == (None, None)


async def test_a_refused_message_stays_pending_and_switches_the_subscription_off() -> None:
    settlement = await settled(a_message(), Refused("410: gone"))
    assert settlement.switched_off == "410: gone"
    assert {(each.outcome, each.wait) for each in settlement.attempts} == {
        ("waiting", timedelta(0))
    }


async def test_a_channel_that_raises_defers_its_message() -> None:
    async def broken(_events: Sequence[dict[str, Any]], _subscription: Subscription) -> Outcome:
        raise ValueError("no such address")

    settlement = await deliver_alert(a_message(), broken, lambda _key: 0.0)
    assert isinstance(settlement.error, ValueError)
    assert {each.detail for each in settlement.attempts} == {"ValueError: no such address"}
    assert settlement.hold == timedelta(seconds=5)


@given(st.integers(0, len(STEPS) + 2), st.integers(0, 2 * MOST_FAILURES))
async def test_a_deferred_message_is_never_lost_while_its_receiver_takes_nothing(
    attempts: int, failures: int
) -> None:
    settlement = await settled(a_message(attempts=attempts, failures=failures), Deferred("503"))
    outcomes = {each.outcome for each in settlement.attempts}
    is_at_end = attempts + 1 >= len(STEPS)
    is_dead = is_at_end and failures >= MOST_FAILURES
    assert outcomes == ({"failed"} if is_at_end and not is_dead else {"waiting"})
    assert (settlement.switched_off is not None) == is_dead
    assert settlement.hold is not None
    if not is_at_end:
        assert {each.wait for each in settlement.attempts} == {STEPS[attempts + 1]}
