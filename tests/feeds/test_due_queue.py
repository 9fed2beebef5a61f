"""The queue of due feeds."""

from hypothesis import given
from hypothesis import strategies as st

from monitor.feeds.due_queue import NEVER, DueQueue


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 100)), st.integers(0, 100))
def test_exactly_the_due_feeds_are_returned_soonest_first(due: dict[str, int], now: int) -> None:
    queue = DueQueue()
    for feed, at in due.items():
        queue.schedule(feed, at)
    popped = []
    while (next_feed := queue.pop_due(now)) is not None:
        popped.append(next_feed)
    assert [due[feed] for feed in popped] == sorted(at for at in due.values() if at <= now)
    assert len(queue) == len(due)


def test_scheduling_again_replaces_the_time() -> None:
    queue = DueQueue()
    queue.schedule("a", 1.0)
    queue.schedule("a", 5.0)
    assert queue.pop_due(2.0) is None
    assert queue.pop_due(5.0) == "a"


def test_a_muted_feed_is_a_member_that_is_never_due() -> None:
    queue = DueQueue()
    queue.schedule("a", NEVER)
    assert "a" in queue
    assert queue.pop_due(1e12) is None


def test_a_removed_feed_is_not_returned() -> None:
    queue = DueQueue()
    for feed in "abc":
        queue.schedule(feed, 1.0)
    queue.remove("a")
    queue.keep_only({"b"})
    assert (queue.pop_due(2.0), queue.pop_due(2.0)) == ("b", None)
