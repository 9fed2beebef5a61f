"""Lag: pending partitions that do not advance are stuck; groups with little lag have caught up."""

import time

import pytest

from monitor.kafka.connection import KafkaConnection
from monitor.kafka.lag import NEAR, NEAR_FOR, Lag, LagWatch, Place, Watchdog
from monitor.kafka.topics import PROCESSOR

PLACE = Place("processor", "articles", 0)


def a_lag(pending: int, committed: int) -> Lag:
    return Lag({}, {PLACE: pending}, {PLACE: committed})


def test_a_partition_with_pending_messages_is_timed_until_it_advances() -> None:
    watchdog = Watchdog()
    assert watchdog.observe(a_lag(3, 7), 0.0) == {PLACE: 0.0}
    assert watchdog.observe(a_lag(9, 7), 50.0) == {PLACE: 50.0}
    assert watchdog.observe(a_lag(9, 8), 61.0) == {PLACE: 0.0}


def test_a_partition_without_pending_messages_is_not_timed() -> None:
    watchdog = Watchdog()
    watchdog.observe(a_lag(3, 7), 0.0)
    assert watchdog.observe(a_lag(0, 10), 61.0) == {}
    assert watchdog.observe(a_lag(1, 10), 300.0) == {PLACE: 0.0}


def test_only_a_partition_without_progress_for_long_is_stuck() -> None:
    watch = LagWatch(KafkaConnection("127.0.0.1:1"), 1)
    watch.stalled_for = {
        PLACE: 61.0,
        PLACE._replace(partition=1): 20.0,
        Place("archiver", "alerts", 0): 90.0,
    }
    assert watch.stuck("processor") == [PLACE]
    assert len(watch.stuck("processor", after=12.0)) == 2
    assert [place.group for place in watch.stuck()] == ["archiver", "processor"]


def test_lag_is_summed_by_group_and_topic() -> None:
    other = Place("archiver", "alerts", 1)
    lag = Lag({}, {PLACE: 2, PLACE._replace(partition=1): 3, other: 4}, {})
    assert lag.of("processor") == 5
    assert lag.by_topic() == {("processor", "articles"): 5, ("archiver", "alerts"): 4}


def test_a_group_has_caught_up_after_some_time_with_little_lag() -> None:
    watch = LagWatch(KafkaConnection("127.0.0.1:1"), 1)
    long_ago = time.monotonic() - NEAR_FOR
    watch.record(a_lag(NEAR + 1, 0), long_ago - 2.0)
    assert not watch.is_caught_up(PROCESSOR)
    watch.record(a_lag(NEAR, 10), long_ago - 1.0)
    watch.record(a_lag(0, NEAR), long_ago)
    assert watch.is_caught_up(PROCESSOR)
    watch.record(a_lag(NEAR + 1, NEAR), long_ago)
    assert not watch.is_caught_up(PROCESSOR)


async def test_an_unavailable_broker_is_an_error_and_makes_no_partition_stuck() -> None:
    watch = LagWatch(KafkaConnection("127.0.0.1:1"), 1)
    watch.record(a_lag(3, 7), 0.0)
    watch.record(a_lag(3, 7), 100.0)
    assert watch.stuck()
    with pytest.raises(Exception, match=r"127\.0\.0\.1"):
        await watch.run()
    assert watch.error is not None
    assert "127.0.0.1" in watch.error
    assert watch.stuck() == []
