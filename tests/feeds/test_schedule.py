"""The schedule: jitter that is stable, failures that slow down, Retry-After as a floor."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from monitor.feeds.schedule import (
    LONGEST_WAIT,
    first_due_at,
    next_due_at,
)
from monitor.records.retry_after import LONGEST_RETRY_AFTER, parse_retry_after
from tests.builders import NOON

FIVE = timedelta(minutes=5)


@given(st.text(min_size=1), st.integers(0, 40))
def test_failures_only_slow_a_feed_down_and_never_beyond_the_cap(feed: str, failures: int) -> None:
    waits = [
        next_due_at(feed, FIVE, NOON, failures=count) - NOON for count in (failures, failures + 1)
    ]
    assert waits[0] <= waits[1] <= LONGEST_WAIT


def test_first_polls_are_spread() -> None:
    due = {first_due_at(f"feed-{number}", FIVE, NOON) for number in range(100)}
    assert len(due) == 100
    assert max(due) - min(due) > timedelta(seconds=20)


def test_retry_after_is_a_floor_and_never_a_short_cut() -> None:
    assert next_due_at("f", FIVE, NOON, retry_after=timedelta(hours=1)) - NOON == timedelta(hours=1)
    assert next_due_at("f", FIVE, NOON, retry_after=timedelta(0)) == next_due_at("f", FIVE, NOON)


def test_retry_after_is_read_as_seconds_or_date_and_rubbish_is_ignored() -> None:
    assert parse_retry_after("120", NOON) == timedelta(seconds=120)
    assert parse_retry_after("0", NOON) == timedelta(0)
    assert parse_retry_after("Sun, 01 Mar 2026 12:10:00 GMT", NOON) == timedelta(minutes=10)
    assert parse_retry_after("soon", NOON) is None
    assert parse_retry_after("9" * 30, NOON) == LONGEST_RETRY_AFTER
