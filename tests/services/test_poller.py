"""The poller's queue: whose turn it is, who waits because a host asked for it, who is hurried by a hub."""

import asyncio
import time
from datetime import timedelta
from typing import Any

from monitor.config import Configuration
from monitor.feeds.values import Feed, feed_id
from monitor.flow.ports import Fetched
from monitor.kafka.topics import partition_of
from monitor.records.errors import FetchError
from monitor.services.poller import Poller
from monitor.watchlist import Watchlist
from tests.fakes import DirectParser, FakePages
from tests.polling.server import rss

HOUR = timedelta(hours=1)


class Net:
    """Notes what is asked for; some hosts are busy."""

    def __init__(self, *busy: str) -> None:
        self.busy, self.asked = busy, list[str]()

    async def fetch(self, url: str, headers: dict[str, str], *, verify_tls: bool = True) -> Fetched:
        """Answer, or ask for an hour's pause."""
        self.asked.append(url)
        if url in self.busy:
            raise FetchError("rate_limited", "429", HOUR)
        return Fetched(url=url, status=200, body=rss("1"))


def a_poller(
    net: Net,
    *urls: str,
    proxies: frozenset[str] = frozenset(),
    pushed: dict[str, float] | None = None,
) -> Poller:
    """Return a poller that owns its one partition, whose sends go nowhere."""
    feeds = tuple(
        Feed(url=url, full_text=False, interval=timedelta(seconds=0.2), max_interval=HOUR)
        for url in urls
    )
    configuration = Configuration(feeds=feeds, watchlist=Watchlist(), subscriptions=())
    poller = Poller(
        "nowhere:1",
        1,
        lambda: configuration,
        net,
        DirectParser(),
        FakePages(),
        proxies,
        lambda: pushed if pushed is not None else {},
    )

    async def sent(*_: Any, **__: Any) -> None:
        pass

    poller._producer.send = sent  # type: ignore[method-assign]
    poller._states[0] = {}
    assert {partition_of(url, 1) for url in urls} == {0}
    return poller


async def run_for(poller: Poller, seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        poller._start_due_polls()
        await asyncio.sleep(0.02)


async def test_a_busy_host_pauses_all_its_feeds_and_nobody_else_s() -> None:
    net = Net("https://busy.example/a")
    poller = a_poller(
        net, "https://busy.example/a", "https://busy.example/b", "https://calm.example/c"
    )
    await run_for(poller, 0.6)
    before = net.asked.count("https://busy.example/b")
    await run_for(poller, 0.8)
    assert net.asked.count("https://busy.example/a") == 1
    assert net.asked.count("https://busy.example/b") == before
    assert net.asked.count("https://calm.example/c") > 3


async def test_a_proxy_that_the_operator_names_is_not_paused_for_one_of_its_feeds() -> None:
    net = Net("https://proxy.example/a")
    poller = a_poller(
        net,
        "https://proxy.example/a",
        "https://proxy.example/b",
        proxies=frozenset(("proxy.example",)),
    )
    await run_for(poller, 1.2)
    assert net.asked.count("https://proxy.example/a") == 1
    assert net.asked.count("https://proxy.example/b") > 3


async def test_a_feed_whose_hub_pushes_is_polled_when_it_does_and_rarely_besides() -> None:
    pushed = {feed_id("https://wire.example/f"): 0.0}
    net = Net()
    poller = a_poller(net, "https://wire.example/f", pushed=pushed)
    await run_for(poller, 0.9)
    assert len(net.asked) == 1  # the next is an hour away
    pushed[feed_id("https://wire.example/f")] = time.time()
    await run_for(poller, 0.3)
    assert len(net.asked) == 2
    await run_for(poller, 0.3)
    assert len(net.asked) == 2


async def test_a_feed_that_goes_and_comes_back_is_polled_again() -> None:
    net = Net()
    poller = a_poller(net, "https://wire.example/f")
    await run_for(poller, 0.5)
    whole = poller._configuration()
    poller._configuration = lambda: Configuration(feeds=(), watchlist=Watchlist(), subscriptions=())
    await run_for(poller, 0.3)
    asked = len(net.asked)
    await run_for(poller, 0.5)
    assert len(net.asked) == asked
    poller._configuration = lambda: whole
    await run_for(poller, 0.6)
    assert len(net.asked) > asked
