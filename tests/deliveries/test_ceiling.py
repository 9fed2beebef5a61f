"""Grouping: no setting of a subscription lets people be flooded."""

from hypothesis import given
from hypothesis import strategies as st

from monitor.deliveries import AlertFilter, Subscription
from monitor.deliveries.ceiling import (
    LEAST_INTERVAL,
    MOST_MESSAGES,
    PEOPLE_CHANNELS,
    divide,
    interval_of,
)

channels = st.sampled_from(["webhook", "email", "chat", "kafka"])
groups = st.lists(st.text(max_size=3), unique=True, max_size=50)


def a_subscription(channel: str, interval_s: float = 0.0) -> Subscription:
    """Return a subscription that sets nothing but its channel and interval."""
    return Subscription(
        id="s", filter=AlertFilter(), channel=channel, address="x", group_interval_s=interval_s
    )


@given(channels, st.floats(0, 86_400))
def test_messages_to_people_have_a_least_interval(channel: str, interval_s: float) -> None:
    interval = interval_of(a_subscription(channel, interval_s))
    is_people = channel in PEOPLE_CHANNELS
    assert interval == (
        max(interval_s, LEAST_INTERVAL.total_seconds()) if is_people else interval_s
    )


@given(channels, groups, st.integers(0, 5))
def test_every_group_that_is_due_is_in_one_message_and_people_get_few(
    channel: str, ripe: list[str], sent: int
) -> None:
    messages = divide(ripe, a_subscription(channel), sent)
    divided = [group for message in messages for group in message]
    assert divided == (ripe if channel not in PEOPLE_CHANNELS or sent < MOST_MESSAGES else [])
    assert all(messages)
    if channel in PEOPLE_CHANNELS:
        assert len(messages) + sent <= max(MOST_MESSAGES, sent)
