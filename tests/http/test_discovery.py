"""Feeds of a site: advertised ones and those at common paths, however the page is made."""

from collections.abc import AsyncIterator

import pytest

from monitor.http.discovery import COMMON_PATHS, MOST_OFFERS, discover_feeds
from monitor.http.fetcher import HttpFetcher
from tests.polling.server import Server, always, rss, running


@pytest.fixture
async def fetcher() -> AsyncIterator[HttpFetcher]:
    """A fetcher that may reach loopback."""
    fetcher = HttpFetcher(contact="x", allow_hosts=("127.0.0.1",))
    yield fetcher
    await fetcher.aclose()


def a_page(*links: str) -> bytes:
    offers = "".join(f"<link rel=alternate type='application/rss+xml' href='{u}'>" for u in links)
    return f"<!doctype html><html><head>{offers}</head><body>Home</body></html>".encode()


async def test_a_malformed_link_costs_no_other_feed(fetcher: HttpFetcher) -> None:
    answers = {
        "/": always(200, a_page("http://[bad", "/news", "/news", "/about", "javascript:x")),
        "/news": always(200, rss("1", "2")),
        "/about": always(200, a_page()),
        "/rss.xml": always(200, rss("1")),
    }
    async with running(Server(answers=answers)) as server:
        feeds = await discover_feeds(fetcher, f"{server.origin}/")
        assert [(feed.url, feed.entries) for feed in feeds] == [
            (f"{server.origin}/news", 2),
            (f"{server.origin}/rss.xml", 1),
        ]


async def test_a_feed_is_its_own_result(fetcher: HttpFetcher) -> None:
    async with running(Server(answers={"/f": always(200, rss("1"))})) as server:
        [feed] = await discover_feeds(fetcher, f"{server.origin}/f")
        assert feed.url == f"{server.origin}/f"


async def test_a_page_cannot_cause_more_than_some_requests(fetcher: HttpFetcher) -> None:
    page = a_page(*(f"/offer/{number}" for number in range(500)))
    async with running(Server(answers={"/": always(200, page)})) as server:
        assert await discover_feeds(fetcher, f"{server.origin}/") == []
        assert len(server.requests) == 1 + MOST_OFFERS + len(COMMON_PATHS)
