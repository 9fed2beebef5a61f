"""The newsroom as a service: the feeds that it adds are those that it serves."""

import json
from urllib.parse import urlsplit

import httpx
import pytest

from monitor.services.newsroom import BROKEN, BUSY, FEEDS, Newsroom
from monitor.services.newsroom_service import add_feeds, feed_bodies


class FakeMonitor:
    """Takes feeds over HTTP; knows those that it has."""

    def __init__(self) -> None:
        self.feeds: dict[str, dict[str, object]] = {}
        self.tokens: set[str] = set()

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Answer a request to add a feed."""
        body = json.loads(request.content)
        self.tokens.add(request.headers.get("authorization", ""))
        if body["url"] in self.feeds:
            return httpx.Response(409)
        if "forbidden" in body["url"]:
            return httpx.Response(403)
        self.feeds[body["url"]] = body
        return httpx.Response(201, json={})


def a_client(monitor: FakeMonitor) -> httpx.Client:
    return httpx.Client(base_url="http://web", transport=httpx.MockTransport(monitor))


def test_feeds_are_added_once() -> None:
    monitor = FakeMonitor()
    count = len(FEEDS) + 2
    assert add_feeds("http://newsroom:8090", a_client(monitor)) == (count, 0)
    assert add_feeds("http://newsroom:8090", a_client(monitor)) == (0, count)
    assert monitor.feeds["http://newsroom:8091/busy.xml"]["publisher"] == BUSY


def test_a_refused_feed_is_an_error() -> None:
    with pytest.raises(httpx.HTTPStatusError, match="403"):
        add_feeds("http://forbidden:1", a_client(FakeMonitor()))


def test_every_feed_is_served_where_it_was_added() -> None:
    newsroom = Newsroom()
    try:
        for body in feed_bodies("http://newsroom:8090"):
            status, _, document = newsroom.answer(urlsplit(body["url"]).path)
            if body["publisher"] == BUSY:
                assert status == 429
            elif body["publisher"] != BROKEN:
                assert b"<rss" in document
        assert newsroom.answer("/healthz") == (200, {"Content-Type": "text/plain"}, b"ok\n")
    finally:
        newsroom.close()
