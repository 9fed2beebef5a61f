"""The rhythm of statements: usual gaps and absences."""

from datetime import UTC, datetime, timedelta

from monitor.store.search.activity import rhythm_of

NOW = datetime(2026, 3, 31, 12, tzinfo=UTC)


def daily(days: int, until: timedelta = timedelta()) -> list[float]:
    """Return the times of one statement a day, newest first."""
    return [(NOW - until - timedelta(days=back)).timestamp() for back in range(days)]


def test_the_usual_gap_is_known_after_ten_gaps() -> None:
    assert rhythm_of(daily(10), NOW).usual_gap_s is None
    assert rhythm_of(daily(11), NOW).usual_gap_s == 86400


def test_an_absence_begins_after_three_usual_gaps() -> None:
    assert not rhythm_of(daily(20, timedelta(hours=71)), NOW).is_absent
    assert rhythm_of(daily(20, timedelta(hours=72)), NOW).is_absent


def test_nothing_said_is_no_absence() -> None:
    assert not rhythm_of([], NOW).is_absent
