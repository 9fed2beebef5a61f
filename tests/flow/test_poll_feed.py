"""One poll of one feed: what is published, and the state that is stored once it was."""

from datetime import timedelta

import msgspec

from monitor.articles.make import LONGEST_TEXT
from monitor.feeds.transition import UNCONDITIONAL_EVERY, new_state
from monitor.feeds.values import Feed
from monitor.flow.poll_feed import Polled, poll_feed
from monitor.flow.ports import Fetched, PollPorts
from monitor.records import FeedState
from monitor.records.errors import FetchError
from tests.builders import NOON
from tests.fakes import DirectParser, FakeFetcher, FakePages

URL = "https://wire.example/rss"
LONG = "The minister said that the bridge would open. " * 20


def a_feed(**changes: object) -> Feed:
    given = {"url": URL, "full_text": False}
    return Feed(**{**given, **changes})  # type: ignore[arg-type]  # a builder of every field


def a_document(*items: tuple[str, str], date: str = "Sun, 01 Mar 2026 11:00:00 GMT") -> bytes:
    shown = "".join(
        f"<item><guid>{guid}</guid><link>https://wire.example/{guid}</link><title>Story {guid}</title>"
        f"<pubDate>{date}</pubDate><description>{text}</description></item>"
        for guid, text in items
    )
    return f"<rss version='2.0'><channel><title>Wire</title>{shown}</channel></rss>".encode()


def ok(body: bytes, **headers: str) -> Fetched:
    return Fetched(url=URL, status=200, headers=headers, body=body)


async def poll(
    state: FeedState | None,
    *answers: Fetched | FetchError,
    feed: Feed | None = None,
    pages: FakePages | None = None,
) -> tuple[Polled, FakeFetcher]:
    feed = feed or a_feed()
    fetcher = FakeFetcher(list(answers))
    polled = await poll_feed(
        feed,
        state or new_state(feed, NOON),
        ports=PollPorts(fetcher=fetcher, parser=DirectParser(), pages=pages or FakePages()),
        now=NOON,
    )
    return polled, fetcher


async def test_validators_go_out_byte_for_byte_and_a_304_publishes_nothing_and_is_a_success() -> (
    None
):
    first, _ = await poll(
        None, ok(a_document(("1", LONG)), etag='W/"a b"', **{"last-modified": "yesterday"})
    )
    second, fetcher = await poll(first.state, Fetched(url=URL, status=304))
    assert fetcher.requests[0][1] == {"If-None-Match": 'W/"a b"', "If-Modified-Since": "yesterday"}
    assert (second.articles, second.state.failures, second.state.etag) == ((), 0, 'W/"a b"')


async def test_a_200_replaces_validators_also_by_nothing() -> None:
    first, _ = await poll(None, ok(a_document(("1", LONG)), etag='"1"'))
    second, _ = await poll(first.state, ok(a_document(("1", LONG), ("2", LONG))))
    assert (second.state.etag, second.state.last_modified) == (None, None)


async def test_a_feed_that_only_says_304_is_asked_without_validators_now_and_then() -> None:
    state = msgspec.structs.replace(
        new_state(a_feed(), NOON), etag='"1"', polls=UNCONDITIONAL_EVERY - 1
    )
    _, fetcher = await poll(state, Fetched(url=URL, status=304))
    assert fetcher.requests[0][1] == {}


async def test_only_what_is_new_or_edited_is_published_oldest_first_and_an_edit_keeps_its_id() -> (
    None
):
    first, _ = await poll(None, ok(a_document(("2", LONG), ("1", LONG))))
    assert [article.title for article in first.articles] == ["Story 1", "Story 2"]
    again, _ = await poll(first.state, ok(a_document(("2", LONG), ("1", LONG))))
    assert again.articles == ()
    edited, _ = await poll(
        again.state, ok(a_document(("3", LONG), ("2", LONG + " Edited."), ("1", LONG)))
    )
    assert [(article.title, article.revision) for article in edited.articles] == [
        ("Story 2", 2),
        ("Story 3", 1),
    ]
    assert edited.articles[0].id == first.articles[1].id


async def test_a_failure_keeps_validators_and_slows_down_and_success_resets_it() -> None:
    first, _ = await poll(None, ok(a_document(("1", LONG)), etag='"1"'))
    failed, _ = await poll(first.state, FetchError("read_timeout", "nothing came"))
    again, _ = await poll(failed.state, FetchError("http_5xx", "500"))
    assert (again.state.etag, again.state.failures, again.state.error) == ('"1"', 2, "http_5xx")
    assert again.state.next_due_at is not None
    assert failed.state.next_due_at is not None
    assert again.state.next_due_at > failed.state.next_due_at
    healed, _ = await poll(again.state, Fetched(url=URL, status=304))
    assert (healed.state.failures, healed.state.error) == (0, None)


async def test_a_busy_host_is_left_alone_and_a_feed_that_is_gone_is_muted() -> None:
    busy, _ = await poll(None, FetchError("rate_limited", "429", timedelta(hours=2)))
    assert busy.retry_after == timedelta(hours=2)
    assert busy.state.next_due_at is not None
    assert busy.state.next_due_at >= NOON + timedelta(hours=2)
    gone, _ = await poll(None, FetchError("gone", "410"))
    assert (gone.state.muted, gone.state.error_detail) == (True, "410")


async def test_a_page_in_place_of_a_feed_is_named_as_such() -> None:
    page = b"<!doctype html><html><head><link rel=alternate type='application/rss+xml' href='/feed'></head></html>"
    polled, _ = await poll(None, ok(page))
    assert polled.state.error == "not_a_feed"
    assert "https://wire.example/feed" in str(polled.state.error_detail)


async def test_old_articles_under_new_guids_are_backfill_and_a_date_in_the_future_is_none() -> None:
    shown = [(str(number), LONG) for number in range(8)]
    first, _ = await poll(None, ok(a_document(*shown)))
    renamed = [(f"new-{guid}", text) for guid, text in shown]
    polled, _ = await poll(
        first.state, ok(a_document(*renamed, date="Sun, 01 Feb 2026 11:00:00 GMT"))
    )
    assert {article.flags for article in polled.articles} == {("backfill",)}
    future, _ = await poll(None, ok(a_document(("1", LONG), date="Sun, 01 Mar 2099 11:00:00 GMT")))
    assert (future.articles[0].published_at, future.articles[0].flags) == (None, ("date_future",))


async def test_an_entry_without_text_and_one_that_is_a_book_are_refused_and_the_others_go_on() -> (
    None
):
    body = a_document(("1", LONG), ("2", "x" * (LONGEST_TEXT + 1))).replace(
        b"</channel>", b"<item><guid>3</guid></item></channel>"
    )
    polled, _ = await poll(None, ok(body))
    assert [article.title for article in polled.articles] == ["Story 1"]
    assert sorted(refusal.error for refusal in polled.refused) == ["no_text", "too_large"]


async def test_the_page_is_read_where_the_feed_only_sums_up_and_a_failed_one_leaves_the_summary_with_a_flag() -> (
    None
):
    pages = FakePages({"https://wire.example/1": "The whole story. " * 50})
    polled, _ = await poll(
        None,
        ok(a_document(("2", "In short."), ("1", "In short."))),
        feed=a_feed(full_text="auto"),
        pages=pages,
    )
    whole, short = polled.articles
    assert "The whole story." in whole.text
    assert (whole.flags, short.flags) == ((), ("page_failed", "summary_only"))
    assert "In short." in short.text


async def test_credentials_of_a_feed_are_on_no_record() -> None:
    secret = "https://user:hunter2@wire.example/rss"
    polled, _ = await poll(None, ok(a_document(("1", LONG))), feed=a_feed(url=secret))
    assert "hunter2" not in str(polled)
