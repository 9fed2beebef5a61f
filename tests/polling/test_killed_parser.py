"""A poller whose parser processes are killed, and which meets hostile documents and redirects.

The poller, the fetcher and the parsers are the real ones; only Kafka is replaced.
"""

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from monitor.config import Configuration
from monitor.feeds.values import Feed
from monitor.flow.ports import PollPorts
from monitor.http.fetcher import HttpFetcher
from monitor.http.pages import WebPages
from monitor.http.parse_worker import ProcessParser
from monitor.kafka.topics import ARTICLES, Topic
from monitor.records import Article, FeedState, Record
from monitor.services.poller import Poller, PollerOptions
from monitor.watchlist import Watchlist
from tests.polling.server import Answer, Request, Server, always, response, rss, running
from tests.waiting import until

INTERVAL = timedelta(seconds=0.1)
HEALTHY = 5


class RecordLog:
    """A sender that keeps articles, and the states of each feed by its address."""

    def __init__(self) -> None:
        self.articles: list[Article] = []
        self.states: dict[str, list[FeedState]] = {}

    async def send(
        self, topic: Topic, key: str, record: Record, *, partition: int | None = None
    ) -> None:
        """Keep a record."""
        if isinstance(record, FeedState):
            self.states.setdefault(record.url, []).append(record)
        elif topic is ARTICLES and isinstance(record, Article):
            self.articles.append(record)

    def polls(self, url: str) -> int:
        """Return the number of published states of a feed."""
        return len(self.states.get(url, ()))

    def errors(self, url: str) -> set[str | None]:
        """Return the errors of a feed."""
        return {state.error for state in self.states.get(url, ())}


def growing() -> Answer:
    """Return a feed with one more entry at each poll."""
    polls = 0

    async def answer(_: Request) -> bytes:
        nonlocal polls
        polls += 1
        return response(200, rss(*map(str, range(polls))))

    return answer


def a_summary(link: str) -> bytes:
    """Return a feed of two entries, one of which only summarises a page."""
    items = (
        f"<item><guid>1</guid><link>{link}</link><title>Page</title>"
        "<description>In short.</description></item>"
        "<item><guid>2</guid><title>No page</title><description>In short.</description></item>"
    )
    return f"<rss version='2.0'><channel>{items}</channel></rss>".encode()


@contextlib.asynccontextmanager
async def polling(
    parser: ProcessParser, urls: list[str], log: RecordLog, *, full_text: bool = False
) -> AsyncIterator[None]:
    """Run a poller over these feeds."""
    feeds = tuple(Feed(url=url, interval=INTERVAL, full_text=full_text) for url in urls)
    configuration = Configuration(feeds=feeds, watchlist=Watchlist(), subscriptions=())
    fetcher = HttpFetcher(contact="x", allow_hosts=("127.0.0.1",))
    ports = PollPorts(fetcher=fetcher, parser=parser, pages=WebPages(fetcher, parser))
    options = PollerOptions(partitions=1, configuration=lambda: configuration, ports=ports)
    poller = Poller(options, log)
    poller.assign(0, end_offset=0)
    poller.advance(0, 0)

    async def tick() -> None:
        while True:
            poller.tick()
            await asyncio.sleep(0.02)

    ticking = asyncio.create_task(tick())
    try:
        yield
    finally:
        ticking.cancel()
        await asyncio.gather(ticking, return_exceptions=True)
        await poller.stop()
        await fetcher.aclose()


@pytest.fixture
async def parser() -> AsyncIterator[ProcessParser]:
    """The parsers of a poller."""
    parser = ProcessParser()
    yield parser
    parser.close()


async def test_feeds_are_polled_without_an_error_while_their_parsers_are_killed(
    parser: ProcessParser,
) -> None:
    log = RecordLog()
    async with running(Server()) as server:
        urls = [f"{server.origin}/{number}" for number in range(HEALTHY)]
        for number in range(HEALTHY):
            server.answers[f"/{number}"] = growing()
        async with polling(parser, urls, log):
            for kills in range(6):
                polls = {url: log.polls(url) for url in urls}
                await until(
                    lambda polls=polls: all(log.polls(u) > polls[u] + 1 for u in urls)
                )  # a default binds the value
                for pid in parser.process_ids():
                    os.kill(pid, signal.SIGKILL)
                assert kills < 6
    assert {error for url in urls for error in log.errors(url)} == {None}
    published = [(article.id, article.revision) for article in log.articles]
    assert len(published) == len(set(published))


@pytest.mark.parametrize(
    "target",
    ["http://[bad", "http://127.0.0.1:99999/", "http://www..example/", "http://xn--9999/", "\x01"],
)
async def test_a_redirect_to_nowhere_is_a_state_and_costs_an_entry_only_its_page(
    parser: ProcessParser, target: str
) -> None:
    log = RecordLog()
    async with running(Server()) as server:
        feed, moved = f"{server.origin}/feed", f"{server.origin}/moved"
        server.answers["/moved"] = always(302, location=target)
        server.answers["/feed"] = always(200, a_summary(moved))
        async with polling(parser, [feed, moved], log, full_text=True):
            await until(lambda: log.polls(feed) > 0 and log.polls(moved) > 1)
    assert log.errors(feed) == {None}
    assert [article.title for article in log.articles[:2]] == ["No page", "Page"]
    assert "page_failed" in log.articles[1].flags
    assert log.errors(moved) <= {"bad_url", "bad_headers"}
    failures = [state.failures for state in log.states[moved]]
    assert failures == list(range(1, len(failures) + 1))


async def test_a_hostile_document_delays_no_healthy_feed(parser: ProcessParser) -> None:
    log = RecordLog()
    hostile = "x &lt;a " * 20_000 + "&lt;!--" * 20_000
    item = f"<item><guid>1</guid><title>One</title><description>{hostile}</description></item>"
    async with running(Server()) as server:
        urls = [f"{server.origin}/hostile", f"{server.origin}/healthy"]
        server.answers["/hostile"] = always(
            200, f"<rss version='2.0'><channel>{item}</channel></rss>".encode()
        )
        server.answers["/healthy"] = growing()
        async with polling(parser, urls, log):
            await until(lambda: log.polls(urls[0]) > 0 and log.polls(urls[1]) > 10)
    assert log.errors(urls[0]) == log.errors(urls[1]) == {None}
