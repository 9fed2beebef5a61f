"""The poller: which feeds it polls when, without Kafka."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from monitor.config import Configuration
from monitor.feeds.values import Feed, feed_id
from monitor.flow.ports import Fetched, PollPorts
from monitor.kafka.topics import ARTICLES, FEED_STATES, Topic
from monitor.records import Record
from monitor.records.errors import FetchError
from monitor.services.poller import Poller, PollerOptions
from monitor.watchlist import Watchlist
from tests.fakes import DirectParser, FakePages
from tests.polling.server import rss
from tests.waiting import WITHIN_S

HOUR = timedelta(hours=1)
INTERVAL = timedelta(seconds=0.05)


class RequestLog:
    """A fetcher that records its requests; the hosts in ``busy`` request a pause of an hour."""

    def __init__(self, *busy: str) -> None:
        self.busy, self.urls = busy, list[str]()

    async def fetch(self, url: str, headers: dict[str, str], *, verify_tls: bool = True) -> Fetched:
        """Return a feed, or request the pause."""
        self.urls.append(url)
        if url in self.busy:
            raise FetchError("rate_limited", "429", HOUR)
        return Fetched(url=url, status=200, body=rss("1"))

    def count(self, url: str) -> int:
        """Return how often an address was requested."""
        return self.urls.count(url)


@dataclass
class RecordLog:
    """A sender that keeps the records; ``failures`` sends fail first."""

    failures: int = 0
    records: list[tuple[str, Record]] = field(default_factory=list)

    async def send(
        self, topic: Topic, key: str, record: Record, *, partition: int | None = None
    ) -> None:
        """Keep a record."""
        if self.failures:
            self.failures -= 1
            raise ConnectionError("no broker")
        self.records.append((topic.name, record))


@dataclass
class Rig:
    """A poller that owns its one partition, with its surroundings."""

    log: RequestLog
    configuration: Configuration
    poller: Poller

    async def run_until(self, is_done: Callable[[], bool]) -> None:
        """Tick until a condition holds."""
        async with asyncio.timeout(WITHIN_S):
            while not is_done():
                await self.tick()

    async def tick(self) -> None:
        """Tick once and let the polls run."""
        self.poller.tick()
        await asyncio.sleep(0.005)


def a_rig(
    log: RequestLog,
    *urls: str,
    proxies: frozenset[str] = frozenset(),
    pushes: dict[str, float] | None = None,
    sender: RecordLog | None = None,
) -> Rig:
    """Return a poller of these feeds whose partition is read."""
    feeds = tuple(
        Feed(url=url, full_text=False, interval=INTERVAL, max_interval=HOUR) for url in urls
    )
    rig = Rig(log, Configuration(feeds=feeds, watchlist=Watchlist(), subscriptions=()), None)  # type: ignore[arg-type]  # set below
    options = PollerOptions(
        partitions=1,
        configuration=lambda: rig.configuration,
        ports=PollPorts(fetcher=log, parser=DirectParser(), pages=FakePages()),
        proxy_hosts=proxies,
        pushes=lambda: pushes if pushes is not None else {},
    )
    rig.poller = Poller(options, sender or RecordLog())
    rig.poller.assign(0, end_offset=0)
    rig.poller.advance(0, 0)
    return rig


async def test_a_busy_host_pauses_all_its_feeds_and_no_other_host() -> None:
    busy, same, other = "https://busy.example/a", "https://busy.example/b", "https://calm.example/c"
    log = RequestLog(busy)
    rig = a_rig(log, busy, same, other)
    await rig.run_until(lambda: log.count(busy) == 1)
    await rig.tick()
    before = log.count(same)
    await rig.run_until(lambda: log.count(other) > 4)
    assert (log.count(busy), log.count(same)) == (1, before)


async def test_a_proxy_host_is_not_paused_for_one_of_its_feeds() -> None:
    busy, other = "https://proxy.example/a", "https://proxy.example/b"
    log = RequestLog(busy)
    rig = a_rig(log, busy, other, proxies=frozenset(("proxy.example",)))
    await rig.run_until(lambda: log.count(busy) == 1 and log.count(other) > 4)


async def test_a_feed_whose_hub_pushes_is_polled_after_a_push_and_rarely_otherwise() -> None:
    url, other = "https://wire.example/f", "https://other.example/f"
    pushes = {feed_id(url): 0.0}
    log = RequestLog()
    rig = a_rig(log, url, other, pushes=pushes)
    await rig.run_until(lambda: log.count(url) == 1 and log.count(other) > 4)
    assert log.count(url) == 1  # the next is an hour away
    pushes[feed_id(url)] = time.time()
    await rig.run_until(lambda: log.count(url) == 2)
    before = log.count(other)
    await rig.run_until(lambda: log.count(other) > before + 2)
    assert log.count(url) == 2


async def test_a_removed_feed_is_not_polled_until_it_is_configured_again() -> None:
    url, other = "https://wire.example/f", "https://other.example/f"
    log = RequestLog()
    rig = a_rig(log, url, other)
    await rig.run_until(lambda: log.count(url) > 1)
    whole = rig.configuration
    rig.configuration = Configuration(
        feeds=whole.feeds[1:], watchlist=Watchlist(), subscriptions=()
    )
    await rig.tick()
    await rig.tick()
    before, others = log.count(url), log.count(other)
    await rig.run_until(lambda: log.count(other) > others + 3)
    assert log.count(url) == before
    rig.configuration = whole
    await rig.run_until(lambda: log.count(url) > before)


async def test_a_revoked_partition_is_not_polled_and_its_pending_states_are_published() -> None:
    url = "https://wire.example/f"
    log, sender = RequestLog(), RecordLog()
    rig = a_rig(log, url, sender=sender)
    await rig.run_until(lambda: log.count(url) > 1)
    await rig.poller.revoke({0})
    before = log.count(url)
    for _ in range(20):
        await rig.tick()
    assert log.count(url) == before
    assert {name for name, _ in sender.records} == {ARTICLES.name, FEED_STATES.name}


async def test_an_article_is_published_before_the_state_that_presumes_it() -> None:
    sender = RecordLog()
    rig = a_rig(RequestLog(), "https://wire.example/f", sender=sender)
    await rig.run_until(lambda: len(sender.records) >= 2)
    assert [name for name, _ in sender.records[:2]] == [ARTICLES.name, FEED_STATES.name]


async def test_a_poll_that_cannot_be_published_is_repeated_and_publishes_the_same() -> None:
    url = "https://wire.example/f"
    sender = RecordLog(failures=1)
    log = RequestLog()
    rig = a_rig(log, url, sender=sender)
    await rig.run_until(lambda: log.count(url) == 1 and sender.failures == 0)
    await rig.tick()
    rig.poller._queue.schedule(feed_id(url), 0.0)  # its retry is five seconds away
    await rig.run_until(lambda: len(sender.records) >= 2)
    assert [name for name, _ in sender.records[:2]] == [ARTICLES.name, FEED_STATES.name]
