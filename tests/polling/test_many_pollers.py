"""Behaviour 23: many pollers share the feeds, each with one owner at any moment.

The feeds of a killed poller are polled by another one within 30 seconds.
"""

import asyncio
import itertools
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.kafka.broker.process import EmbeddedBroker
from monitor.kafka.create_topics import create_topics
from tests.polling.pollers import Pollers
from tests.polling.server import Request, Server, response, rss, running
from tests.waiting import BUSY, START_WITHIN_S, until

pytestmark = [pytest.mark.broker, pytest.mark.system]

FEEDS, INTERVAL = 300, 6
PARTITIONS = 4
"""As in every test: the broker is shared."""
TAKEOVER = 30.0


@pytest.fixture
def pollers(tmp_path: Path, broker: EmbeddedBroker) -> Iterator[Pollers]:
    """A fleet without a poller; those that a test starts are stopped after it."""
    pollers = Pollers(tmp_path, broker.bootstrap, PARTITIONS)
    yield pollers
    pollers.stop()


async def test_each_feed_has_one_owner_and_a_killed_poller_s_feeds_are_taken_over(
    tmp_path: Path, broker: EmbeddedBroker, pollers: Pollers
) -> None:
    polled: dict[str, list[float]] = {}

    async def feed(request: Request) -> bytes:
        polled.setdefault(request.path, []).append(time.monotonic())
        await asyncio.sleep(0.05)  # long enough to overlap with a second owner
        return (
            response(304)
            if "if-none-match" in request.headers
            else response(200, rss("1"), etag='"1"')
        )

    await create_topics(broker.connection, PARTITIONS)
    async with running(Server()) as server:
        lines = [
            f"  - {{url: '{server.origin}/{number}', interval: {INTERVAL}s, full_text: false}}"
            for number in range(FEEDS)
        ]
        (tmp_path / "feeds.yaml").write_text("feeds:\n" + "\n".join(lines) + "\n")
        for number in range(FEEDS):
            server.answers[f"/{number}"] = feed
        for _ in range(3):
            pollers.start()
        await until(lambda: len(polled) == FEEDS, within_s=START_WITHIN_S)
        pollers.start()  # a fourth takes a share
        joined_at = time.monotonic()
        await until(lambda: all(times[-1] > joined_at for times in polled.values()))
        pollers.kill()
        pollers.kill()
        killed_at = time.monotonic()
        await until(
            lambda: all(times[-1] > killed_at for times in polled.values()),
            within_s=START_WITHIN_S,
        )
        settled = [
            min(moment for moment in times if moment > killed_at) - killed_at
            for times in polled.values()
        ]
    # A feed that was polled right before the kill is due an interval later at the earliest.
    assert max(settled) < BUSY * TAKEOVER + INTERVAL, (
        f"the last feed was taken over after {max(settled):.0f} s"
    )
    assert max(server.most_in_flight[f"/{number}"] for number in range(FEEDS)) == 1
    gaps = sorted(
        b - a for times in polled.values() for a, b in itertools.pairwise(times) if b < killed_at
    )
    early = sum(gap < INTERVAL * 0.5 for gap in gaps)
    assert early < 0.05 * len(gaps)  # a handover does not cause polls
