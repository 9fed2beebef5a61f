"""The history of polls: hours gain what a state has more than the one before, once."""

from datetime import UTC, datetime, timedelta

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.records import FeedState
from monitor.store import Archive, Store
from monitor.store.poll_history import polled_hours

START = datetime(2026, 3, 1, 9, 50, tzinfo=UTC)


def states(outcomes: list[tuple[bool, int]]) -> list[FeedState]:
    """Return the states of a feed after polls ten minutes apart: (failed, new entries)."""
    state = FeedState(id="f", url="https://f.example", name="F", publisher="f")
    result = []
    for number, (failed, articles) in enumerate(outcomes):
        state = msgspec.structs.replace(
            state,
            polls=state.polls + 1,
            failed_polls=state.failed_polls + failed,
            articles=state.articles + articles,
            waited_s=state.waited_s + 0.5,
            last_polled_at=START + timedelta(minutes=10 * number),
        )
        result.append(state)
    return result


async def totals(either_engine: AsyncEngine) -> tuple[int, int, int, float]:
    """Return all polls, failures, articles and seconds in the history."""
    history = await Store(either_engine).poll_history.since(START)
    hours = history.get("f", ())
    return (
        sum(each.polls for each in hours),
        sum(each.failed for each in hours),
        sum(each.articles for each in hours),
        sum(each.waited_s for each in hours),
    )


async def test_polls_are_counted_in_their_hours(either_engine: AsyncEngine) -> None:
    await Archive(either_engine).store(states([(False, 4), (True, 0), (False, 2)]))
    history = await Store(either_engine).poll_history.since(START)
    first, second = history["f"]
    assert (first.polls, first.failed, first.articles) == (1, 0, 4)
    assert (second.polls, second.failed, second.articles) == (2, 1, 2)
    assert second.latency_s == 0.5
    assert await Store(either_engine).poll_history.since(START, feeds=["g"]) == {}
    assert second.hour == first.hour + 1


async def test_a_batch_that_is_stored_again_adds_nothing(either_engine: AsyncEngine) -> None:
    batch = states([(False, 4), (True, 0), (False, 2)])
    for _ in range(3):
        await Archive(either_engine).store(batch)
    await Archive(either_engine).store(batch[:1])
    assert await totals(either_engine) == (3, 1, 6, 1.5)


async def test_states_that_the_poller_held_back_are_counted_with_the_next_one(
    either_engine: AsyncEngine,
) -> None:
    first, *_, last = states([(False, 4), (False, 0), (True, 0), (False, 2)])
    await Archive(either_engine).store([first])
    await Archive(either_engine).store([last])
    assert await totals(either_engine) == (4, 1, 6, 2.0)


async def test_the_first_state_of_an_old_feed_begins_its_history(
    either_engine: AsyncEngine,
) -> None:
    old = msgspec.structs.replace(states([(False, 1)])[0], polls=900, articles=5_000)
    await Archive(either_engine).store([old])
    assert await totals(either_engine) == (0, 0, 0, 0.0)
    later = msgspec.structs.replace(old, polls=901, articles=5_003, waited_s=1.0)
    await Archive(either_engine).store([later])
    assert await totals(either_engine) == (1, 0, 3, 0.5)


@given(
    st.lists(st.tuples(st.booleans(), st.integers(0, 9)), min_size=1, max_size=12),
    st.lists(st.integers(0, 11), max_size=12),
)
def test_however_states_are_held_back_the_sum_is_that_of_the_polls(
    outcomes: list[tuple[bool, int]], held: list[int]
) -> None:
    every = states(outcomes)
    kept = [each for place, each in enumerate(every) if place not in held or each is every[-1]]
    kept = [every[0], *(each for each in kept if each is not every[0])]
    hours = polled_hours([*kept, *kept], {})
    assert sum(each.polls for each in hours) == len(outcomes)
    assert sum(each.failed for each in hours) == sum(failed for failed, _ in outcomes)
    assert sum(each.articles for each in hours) == sum(count for _, count in outcomes)
