"""Fixtures: a server on loopback, and a function that polls it."""

from collections.abc import AsyncIterator
from datetime import datetime

import pytest

from monitor.feeds.transition import new_state
from monitor.feeds.values import Feed
from monitor.flow.poll_feed import Polled, poll_feed
from monitor.flow.ports import PollPorts
from monitor.http.fetcher import FetchLimits, HttpFetcher
from monitor.http.pages import WebPages
from monitor.records import FeedState
from tests.fakes import DirectPageParser, DirectParser, FakePages
from tests.polling.polls import NOW, Ask
from tests.polling.server import Server, running


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    """A server on loopback."""
    async with running(Server()) as server:
        yield server


@pytest.fixture
async def ask(server: Server) -> AsyncIterator[Ask]:
    """A function that polls a path of the server, given the state after the poll before."""
    fetchers: list[HttpFetcher] = []

    async def poll(
        path: str,
        state: FeedState | None = None,
        *,
        now: datetime = NOW,
        limits: FetchLimits | None = None,
        **given: object,
    ) -> Polled:
        fetcher = HttpFetcher(
            contact="https://example.org/contact", allow_hosts=("127.0.0.1",), limits=limits
        )
        fetchers.append(fetcher)
        url = server.origin + path
        pages = WebPages(fetcher, DirectPageParser()) if given.get("full_text") else FakePages()
        feed = Feed(**{"url": url, "full_text": False, "first_poll": "notify", **given})  # type: ignore[arg-type]  # a builder of every field
        return await poll_feed(
            feed,
            state or new_state(feed, now),
            ports=PollPorts(fetcher=fetcher, parser=DirectParser(), pages=pages),
            now=now,
        )

    yield poll
    for fetcher in fetchers:
        await fetcher.aclose()
