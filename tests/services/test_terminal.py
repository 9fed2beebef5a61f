"""What `monitor up` shows."""

from datetime import timedelta
from io import StringIO

from rich.console import Console

from monitor.records import FeedState
from monitor.services.terminal import Display, Rate, count_feeds
from tests.builders import NOON


def a_state(**changes: object) -> FeedState:
    given = {
        "id": "f",
        "url": "http://x",
        "name": "X",
        "publisher": "x",
        "interval_s": 60.0,
        "next_due_at": NOON,
    }
    return FeedState(**{**given, **changes})  # type: ignore[arg-type]  # a builder of every field


def test_feeds_are_counted_by_what_they_are_about_to_do() -> None:
    states = [
        a_state(),
        a_state(error="dns", next_due_at=NOON + timedelta(hours=1)),
        a_state(next_due_at=None),
    ]
    assert count_feeds(states, NOON) == (3, 1, 1)


def test_the_rate_is_that_of_the_last_seconds() -> None:
    rate = Rate()
    assert rate.at(0.0, 100) == 0.0
    assert rate.at(5.0, 150) == 10.0
    assert rate.at(60.0, 150) == 0.0


def test_into_a_pipe_the_state_is_printed_only_when_something_was_counted() -> None:
    out = StringIO()
    with Display(Console(file=out, width=200)) as display:
        display.status([a_state()], {"articles": 1}, {"processor": 2, "archiver": 0})
        display.status([a_state()], {"articles": 1}, None)
        display.status([a_state()], {"articles": 2}, None)
    lines = out.getvalue().splitlines()
    assert len(lines) == 2
    assert "lag 2+0" in lines[0]
    assert "lag unknown" in lines[1]
