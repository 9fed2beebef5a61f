"""A server on loopback, and a way to poll it."""

from collections.abc import AsyncIterator
from datetime import datetime

import pytest

from monitor.feeds.values import Feed
from monitor.flow.poll_feed import Polled, new_state, poll_feed
from monitor.http.fetcher import HttpFetcher
from monitor.http.pages import WebPages
from monitor.records import FeedState
from tests.fakes import DirectParser, FakePages
from tests.polling.asking import NOW, Ask
from tests.polling.server import Server, running


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    """A server on loopback."""
    async with running(Server()) as server:
        yield server


@pytest.fixture
async def ask(server: Server) -> AsyncIterator[Ask]:
    """Polls a path of the server as the poller does, with the state of the poll before."""
    fetcher = HttpFetcher(contact="https://example.org/contact", allow_hosts=("127.0.0.1",))

    async def poll(
        path: str, state: FeedState | None = None, *, now: datetime = NOW, **given: object
    ) -> Polled:
        url = server.origin + path
        feed = Feed(**{"url": url, "full_text": False, **given})  # type: ignore[arg-type]  # a builder of every field
        return await poll_feed(
            feed,
            state or new_state(feed, now),
            fetcher=fetcher,
            parser=DirectParser(),
            pages=WebPages(fetcher) if given.get("full_text") else FakePages(),
            now=now,
        )

    yield poll
    await fetcher.aclose()
