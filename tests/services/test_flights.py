"""Polls in flight."""

import asyncio

from monitor.services.flights import FIRST_RETRY, LONGEST_RETRY, Flights
from tests.waiting import until


async def wait() -> None:
    await asyncio.Event().wait()


async def fail() -> None:
    raise RuntimeError("a bug")


async def succeed() -> None:
    pass


async def settle(flights: Flights) -> None:
    await until(lambda: len(flights) == 0)


async def test_no_more_than_the_limit_are_in_flight() -> None:
    flights = Flights(2, lambda _, __: None)
    flights.start("a", wait())
    assert flights.has_capacity
    flights.start("b", wait())
    assert not flights.has_capacity
    await flights.end(["a", "missing"])
    assert flights.feeds == ["b"]
    await flights.end(flights.feeds)


async def test_a_poll_that_raises_is_reported_with_growing_waits_until_one_succeeds() -> None:
    retries: list[tuple[str, float]] = []
    flights = Flights(5, lambda feed, wait_s: retries.append((feed, wait_s)))
    for _ in range(12):
        flights.start("a", fail())
        await settle(flights)
    waits = [wait_s for _, wait_s in retries]
    assert waits[0] == FIRST_RETRY
    assert waits == sorted(waits)
    assert waits[-1] == LONGEST_RETRY
    flights.start("a", succeed())
    await settle(flights)
    flights.start("a", fail())
    await settle(flights)
    assert retries[-1] == ("a", FIRST_RETRY)


async def test_a_poll_that_is_ended_is_not_an_error() -> None:
    retries: list[str] = []
    flights = Flights(5, lambda feed, _: retries.append(feed))
    flights.start("a", wait())
    await flights.end(["a"])
    assert (retries, len(flights)) == ([], 0)
