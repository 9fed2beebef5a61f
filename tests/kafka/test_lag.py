"""The watchdog: what waits and does not move is stuck, what moves or has nothing to do is not."""

from monitor.kafka.lag import Lag, LagWatch, Place, Watchdog

PLACE = Place("processor", "articles", 0)


def a_lag(waiting: int, done: int) -> Lag:
    return Lag({}, {PLACE: waiting}, {PLACE: done})


def test_a_partition_that_waits_is_timed_until_it_moves() -> None:
    watchdog = Watchdog()
    assert watchdog.look(a_lag(3, 7), 0.0) == {PLACE: 0.0}
    assert watchdog.look(a_lag(9, 7), 50.0) == {PLACE: 50.0}
    assert watchdog.look(a_lag(9, 8), 61.0) == {PLACE: 0.0}


def test_a_partition_with_nothing_to_do_is_not_timed() -> None:
    watchdog = Watchdog()
    watchdog.look(a_lag(3, 7), 0.0)
    assert watchdog.look(a_lag(0, 10), 61.0) == {}
    assert watchdog.look(a_lag(1, 10), 300.0) == {PLACE: 0.0}


def test_only_what_has_stood_still_for_long_is_stuck() -> None:
    watch = LagWatch("127.0.0.1:1", 1)
    watch.still = {
        PLACE: 61.0,
        PLACE._replace(partition=1): 20.0,
        Place("archiver", "alerts", 0): 90.0,
    }
    assert watch.stuck("processor") == [PLACE]
    assert len(watch.stuck("processor", after=12.0)) == 2
    assert [place.group for place in watch.stuck()] == ["archiver", "processor"]


def test_lag_is_told_by_group_and_topic() -> None:
    other = Place("archiver", "alerts", 1)
    lag = Lag({}, {PLACE: 2, PLACE._replace(partition=1): 3, other: 4}, {})
    assert (lag.of("processor"), lag.by_topic()) == (
        5,
        {("processor", "articles"): 5, ("archiver", "alerts"): 4},
    )
