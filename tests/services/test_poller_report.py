"""The health of a poller: polls that raise, and a poller that polls nothing."""

from monitor.services.poller_report import IDLE_AFTER_S, UNASSIGNED_AFTER_S, PollerReport


class Clock:
    """A clock that the test sets."""

    now = 1_000.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


class Errors:
    """Keeps what a report records."""

    def __init__(self) -> None:
        self.recorded: list[BaseException | None] = []

    def __call__(self, error: BaseException | None) -> None:
        """Keep an error."""
        self.recorded.append(error)


def test_polls_are_failing_until_every_feed_that_raised_was_polled_again() -> None:
    errors, fault = Errors(), ValueError("x")
    report = PollerReport(errors, clock=Clock())
    report.poll_ended("a", fault)
    report.poll_ended("b", None)
    assert errors.recorded == [fault]
    report.poll_ended("a", None)
    assert errors.recorded == [fault, None]


def test_a_removed_feed_that_raised_no_longer_counts() -> None:
    errors = Errors()
    report = PollerReport(errors, clock=Clock())
    report.poll_ended("a", ValueError("x"))
    report.keep_only({"b"})
    report.poll_ended("b", None)
    assert errors.recorded[-1] is None


def test_a_poller_with_due_feeds_and_no_end_of_a_poll_is_a_problem() -> None:
    clock = Clock()
    report = PollerReport(clock=clock)
    due_since = clock.now
    for _ in range(3):
        clock.now += IDLE_AFTER_S / 2
        report.checked(work_since=due_since, partitions=1)
    [problem] = report.problems()
    assert problem == "no poll has ended for 180 s although feeds are due"
    report.poll_ended("a", None)
    assert report.problems() == ()


def test_a_backlog_of_due_feeds_is_not_a_problem_while_polls_end() -> None:
    clock = Clock()
    report = PollerReport(clock=clock)
    due_since = clock.now
    for _ in range(10):
        clock.now += IDLE_AFTER_S / 2
        report.poll_ended("a", None)
        report.checked(work_since=due_since, partitions=1)
        assert report.problems() == ()


def test_a_poller_without_due_feeds_is_idle_on_purpose() -> None:
    clock = Clock()
    report = PollerReport(clock=clock)
    clock.now += 10 * IDLE_AFTER_S
    report.checked(work_since=None, partitions=1)
    assert report.problems() == ()


def test_a_poller_that_no_longer_checks_its_queue_is_a_problem() -> None:
    clock = Clock()
    report = PollerReport(clock=clock)
    report.checked(work_since=None, partitions=1)
    clock.now += IDLE_AFTER_S + 1
    assert report.problems() == ("the poller has not checked its feeds for 121 s",)


def test_a_poller_without_partitions_says_so_after_the_time_of_a_rebalance() -> None:
    clock = Clock()
    report = PollerReport(clock=clock)
    report.checked(work_since=None, partitions=4)
    assert report.partitions() == 4
    clock.now += 1.0
    report.checked(work_since=None, partitions=0)
    assert report.partitions() is None
    clock.now += UNASSIGNED_AFTER_S
    assert report.partitions() == 0
