"""Heartbeats: the web process sees every process, its failing loops, and which are missing."""

from datetime import UTC, datetime
from typing import Any

from monitor.kafka.connection import KafkaConnection
from monitor.kafka.heartbeats import EXPECTED, SILENT_AFTER, HeartbeatWatch
from monitor.records import Heartbeat, LoopState
from monitor.records.wire import encode


class Clock:
    """A clock that the test sets."""

    now = 0.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


def a_heartbeat(process: str, *loops: LoopState, host: str = "host", **fields: Any) -> bytes:
    heartbeat = Heartbeat(
        id=f"{process}@{host}:1",
        process=process,
        at=datetime(2026, 3, 1, tzinfo=UTC),
        loops=loops,
        **fields,
    )
    return encode(heartbeat)


def a_watch(clock: Clock) -> HeartbeatWatch:
    return HeartbeatWatch(KafkaConnection("127.0.0.1:1"), 1, clock=clock)


def test_without_a_connection_nothing_is_claimed_about_any_process() -> None:
    assert a_watch(Clock()).problems() == []


def test_a_process_that_never_reported_or_fell_silent_is_a_problem() -> None:
    clock = Clock()
    watch = a_watch(clock)
    watch.record(a_heartbeat("poll"))
    watch.record(a_heartbeat("process"))
    assert watch.problems() == ["no `monitor deliver` has reported for 5 s"]
    watch.record(a_heartbeat("deliver"))
    assert watch.problems() == []
    clock.now = SILENT_AFTER + 0.1
    assert len(watch.problems()) == len(EXPECTED)
    assert watch.current() == []


def test_a_failing_loop_and_an_idle_process_are_problems_with_their_reason() -> None:
    watch = a_watch(Clock())
    failing = LoopState(name="poller", condition="failing", error="ValueError: x", for_s=3.0)
    running = LoopState(name="configuration", condition="running", failures=2)
    watch.record(a_heartbeat("poll", failing, running, problems=("no feed was polled",)))
    watch.record(a_heartbeat("process"))
    watch.record(a_heartbeat("deliver"))
    assert watch.problems() == [
        "poll@host:1: no feed was polled",
        "poll@host:1: poller is failing for 3 s: ValueError: x",
    ]


def test_pollers_that_own_no_partition_at_all_are_a_problem() -> None:
    watch = a_watch(Clock())
    watch.record(a_heartbeat("process"))
    watch.record(a_heartbeat("deliver"))
    watch.record(a_heartbeat("poll", host="a", partitions=0))
    assert watch.problems() == ["no `monitor poll` owns a partition: no feed is polled"]
    watch.record(a_heartbeat("poll", host="b", partitions=4))
    assert watch.problems() == []


def test_bytes_that_are_not_a_heartbeat_are_ignored() -> None:
    watch = a_watch(Clock())
    watch.record(b"\xff{")
    watch.record(None)
    assert watch.current() == []
