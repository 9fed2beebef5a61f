"""The doubles that users rely on do what the real parts do."""

from datetime import timedelta

import pytest

from monitor.articles.page import Page
from monitor.deliveries import AlertFilter, Deferred, Delivered, Subscription
from monitor.feeds.transition import new_state
from monitor.feeds.values import Feed, feed_id
from monitor.flow.poll_feed import poll_feed
from monitor.flow.ports import Fetched, NoPage, PageRequest, PollPorts
from monitor.records.errors import FetchError
from monitor.testing import (
    NOON,
    DirectParser,
    FakeFetcher,
    FakePages,
    RecordingReceiver,
    a_watchlist,
    an_alert,
    an_article,
    memory_store,
)

RSS = b"""<rss version="2.0"><channel><title>Wire</title><item><guid>1</guid>
<title>Bridge</title><description>Anna Berg said that it would open.</description></item>
</channel></rss>"""


async def test_a_poll_over_the_doubles_gives_articles_and_errors_without_a_network() -> None:
    url = "https://wire.example/feed"
    feed = Feed(url=url)
    fetcher = FakeFetcher([Fetched(url=url, status=200, body=RSS), FetchError("dns", "no host")])
    state = new_state(feed, NOON)
    ports = PollPorts(fetcher=fetcher, parser=DirectParser(), pages=FakePages())
    first = await poll_feed(feed, state, ports=ports, now=NOON)
    second = await poll_feed(feed, first.state, ports=ports, now=NOON + timedelta(hours=1))
    assert [article.title for article in first.articles] == ["Bridge"]
    assert second.state.error == "dns"
    assert [request[0] for request in fetcher.requests] == [url, url]
    assert first.state.id == feed_id(url)


async def test_a_page_is_known_by_its_address_alone() -> None:
    pages = FakePages({"https://wire.example/1": "The text."})
    requests = tuple(PageRequest(f"https://wire.example/{number}", "") for number in (1, 2))
    page, missing = await pages.read_pages(requests)
    assert isinstance(page, Page)
    assert page.text == "The text."
    assert isinstance(missing, NoPage)


async def test_a_receiver_answers_as_prepared_and_then_takes_everything() -> None:
    receiver = RecordingReceiver([Deferred("busy")])
    address = "https://x.example/hook"
    subscription = Subscription(id="desk", channel="webhook", address=address, filter=AlertFilter())
    assert await receiver([{"id": "1"}], subscription) == Deferred("busy")
    assert await receiver([{"id": "2"}], subscription) == Delivered()
    assert [event["id"] for event in receiver.events] == ["1", "2"]


async def test_the_memory_store_keeps_records_and_is_empty_each_time() -> None:
    for _ in range(2):
        async with memory_store() as store:
            assert (await store.totals())["alerts"] == 0
            await store.archive.store([an_alert()])
            assert (await store.totals())["alerts"] == 1


def test_builders_change_only_the_named_fields() -> None:
    article = an_article(title="Other")
    assert (article.title, article.publisher) == ("Other", an_article().publisher)
    assert a_watchlist() == a_watchlist()
    with pytest.raises(TypeError):
        an_article(nonsense=1)
