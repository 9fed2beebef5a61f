"""The watchdog: what waits and does not move is stuck, what moves or has nothing to do is not."""

from monitor.kafka.lag import Lag, Place, Watchdog

PLACE = Place("processor", "articles", 0)


def a_lag(waiting: int, done: int) -> Lag:
    return Lag({}, {PLACE: waiting}, {PLACE: done})


def test_a_partition_that_waits_and_does_not_move_is_stuck() -> None:
    watchdog = Watchdog(stuck_after=60)
    assert watchdog.look(a_lag(3, 7), 0.0) == set()
    assert watchdog.look(a_lag(9, 7), 50.0) == set()
    assert watchdog.look(a_lag(9, 7), 61.0) == {PLACE}


def test_a_partition_that_moves_or_has_nothing_to_do_is_not_stuck() -> None:
    watchdog = Watchdog(stuck_after=60)
    watchdog.look(a_lag(3, 7), 0.0)
    assert watchdog.look(a_lag(3, 8), 61.0) == set()
    assert watchdog.look(a_lag(0, 11), 200.0) == set()
    assert watchdog.look(a_lag(1, 11), 300.0) == set()


def test_lag_is_told_by_group_and_topic() -> None:
    other = Place("archiver", "alerts", 1)
    lag = Lag({}, {PLACE: 2, PLACE._replace(partition=1): 3, other: 4}, {})
    assert (lag.of("processor"), lag.by_topic()) == (5, {("processor", "articles"): 5, ("archiver", "alerts"): 4})
