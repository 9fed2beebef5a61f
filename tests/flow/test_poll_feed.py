"""One poll of one feed: what is published, and the state that is stored after that."""

from datetime import timedelta

import msgspec
import pytest

from monitor.articles.make import LONGEST_TEXT
from monitor.feeds.seen import PAGE_ATTEMPTS
from monitor.feeds.transition import UNCONDITIONAL_EVERY, new_state
from monitor.feeds.values import Feed, FeedDocument
from monitor.flow.poll_feed import PAGES_PER_POLL, Polled, poll_feed
from monitor.flow.ports import FETCH_ERRORS, Fetched, NoPage, PageRequest, PollPorts
from monitor.records import FeedState
from monitor.records.errors import FetchError
from tests.builders import NOON
from tests.fakes import DirectParser, FakeFetcher, FakePages

URL = "https://wire.example/rss"
LONG = "The minister said that the bridge would open. " * 20
MARCH = "Sun, 01 Mar 2026 11:00:00 GMT"


def a_feed(**changes: object) -> Feed:
    given = {"url": URL, "full_text": False}
    return Feed(**{**given, **changes})  # type: ignore[arg-type]  # a builder of every field


SUMMARISED = a_feed(full_text="auto")


def an_item(guid: str, text: str, date: str = MARCH) -> str:
    return (
        f"<item><guid>{guid}</guid><link>https://wire.example/{guid}</link>"
        f"<title>Story {guid}</title><pubDate>{date}</pubDate>"
        f"<description>{text}</description></item>"
    )


def a_document(*items: tuple[str, str], date: str = MARCH) -> bytes:
    body = "".join(an_item(guid, text, date) for guid, text in items)
    return f"<rss version='2.0'><channel><title>Wire</title>{body}</channel></rss>".encode()


def ok(body: bytes, **headers: str) -> Fetched:
    return Fetched(url=URL, status=200, headers=headers, body=body)


async def poll(
    state: FeedState | None,
    *answers: Fetched | FetchError,
    feed: Feed | None = None,
    pages: FakePages | None = None,
    parser: DirectParser | None = None,
) -> tuple[Polled, FakeFetcher]:
    feed = feed or a_feed()
    fetcher = FakeFetcher(list(answers))
    ports = PollPorts(fetcher=fetcher, parser=parser or DirectParser(), pages=pages or FakePages())
    state = state or new_state(feed, NOON)
    return await poll_feed(feed, state, ports=ports, now=NOON), fetcher


async def test_validators_are_sent_byte_for_byte_and_a_304_is_a_success_without_articles() -> None:
    headers = {"etag": 'W/"a b"', "last-modified": "yesterday"}
    first, _ = await poll(None, ok(a_document(("1", LONG)), **headers))
    second, fetcher = await poll(first.state, Fetched(url=URL, status=304))
    assert fetcher.requests[0][1] == {
        "If-None-Match": 'W/"a b"',
        "If-Modified-Since": "yesterday",
    }
    assert (second.articles, second.state.failures, second.state.etag) == ((), 0, 'W/"a b"')


async def test_a_304_to_the_first_request_is_an_error() -> None:
    polled, _ = await poll(None, Fetched(url=URL, status=304))
    assert (polled.state.error, polled.state.failures) == ("bad_headers", 1)


async def test_a_200_replaces_validators_also_by_none() -> None:
    first, _ = await poll(None, ok(a_document(("1", LONG)), etag='"1"'))
    second, _ = await poll(first.state, ok(a_document(("1", LONG), ("2", LONG))))
    assert (second.state.etag, second.state.last_modified) == (None, None)


async def test_a_feed_that_only_answers_304_is_polled_without_validators_at_times() -> None:
    state = msgspec.structs.replace(
        new_state(a_feed(), NOON), etag='"1"', polls=UNCONDITIONAL_EVERY - 1
    )
    _, fetcher = await poll(state, Fetched(url=URL, status=304))
    assert fetcher.requests[0][1] == {}


async def test_new_and_edited_entries_are_published_oldest_first_and_an_edit_keeps_its_id() -> None:
    first, _ = await poll(None, ok(a_document(("2", LONG), ("1", LONG))))
    assert [article.title for article in first.articles] == ["Story 1", "Story 2"]
    again, _ = await poll(first.state, ok(a_document(("2", LONG), ("1", LONG))))
    assert again.articles == ()
    changed = a_document(("3", LONG), ("2", LONG + " Edited."), ("1", LONG))
    edited, _ = await poll(again.state, ok(changed))
    revisions = [(article.title, article.revision) for article in edited.articles]
    assert revisions == [("Story 2", 2), ("Story 3", 1)]
    assert edited.articles[0].id == first.articles[1].id


async def test_a_failure_keeps_validators_and_slows_down_and_a_success_resets_it() -> None:
    first, _ = await poll(None, ok(a_document(("1", LONG)), etag='"1"'))
    failed, _ = await poll(first.state, FetchError("read_timeout", "no bytes"))
    again, _ = await poll(failed.state, FetchError("http_5xx", "500"))
    assert (again.state.etag, again.state.failures, again.state.error) == ('"1"', 2, "http_5xx")
    assert again.state.next_due_at is not None
    assert failed.state.next_due_at is not None
    assert again.state.next_due_at > failed.state.next_due_at
    healed, _ = await poll(again.state, Fetched(url=URL, status=304))
    assert (healed.state.failures, healed.state.error) == (0, None)


async def test_a_pause_of_a_host_is_returned_and_a_feed_that_is_gone_is_muted() -> None:
    busy, _ = await poll(None, FetchError("rate_limited", "429", timedelta(hours=2)))
    assert busy.retry_after == timedelta(hours=2)
    assert busy.state.next_due_at is not None
    assert busy.state.next_due_at >= NOON + timedelta(hours=2)
    gone, _ = await poll(None, FetchError("gone", "410"))
    assert (gone.state.muted, gone.state.error) == (True, "gone")


async def test_a_page_in_place_of_a_feed_names_the_feeds_that_it_offers() -> None:
    link = b"<link rel=alternate type='application/rss+xml' href='/feed'>"
    polled, _ = await poll(None, ok(b"<!doctype html><html><head>" + link + b"</head></html>"))
    assert polled.state.error == "not_a_feed"
    assert "https://wire.example/feed" in str(polled.state.error_detail)


async def test_old_articles_under_new_guids_are_backfill() -> None:
    items = [(str(number), LONG) for number in range(8)]
    first, _ = await poll(None, ok(a_document(*items)))
    renamed = [(f"new-{guid}", text) for guid, text in items]
    february = a_document(*renamed, date="Sun, 01 Feb 2026 11:00:00 GMT")
    polled, _ = await poll(first.state, ok(february))
    assert {article.flags for article in polled.articles} == {("backfill",)}


async def test_a_date_in_the_future_is_none_with_a_flag() -> None:
    future = a_document(("1", LONG), date="Sun, 01 Mar 2099 11:00:00 GMT")
    polled, _ = await poll(None, ok(future), feed=a_feed(first_poll="notify"))
    assert (polled.articles[0].published_at, polled.articles[0].flags) == (None, ("date_future",))


async def test_an_entry_that_is_refused_costs_no_other() -> None:
    body = a_document(("1", LONG), ("2", "x" * (LONGEST_TEXT + 1))).replace(
        b"</channel>", b"<item><guid>3</guid></item></channel>"
    )
    polled, _ = await poll(None, ok(body))
    assert [article.title for article in polled.articles] == ["Story 1"]
    assert sorted(refusal.error for refusal in polled.refused) == ["no_text", "too_large"]


async def test_the_credentials_of_a_feed_are_on_no_record() -> None:
    secret = "https://user:hunter2@wire.example/rss"
    polled, _ = await poll(None, ok(a_document(("1", LONG))), feed=a_feed(url=secret))
    assert "hunter2" not in str(polled)


async def test_the_source_of_an_aggregator_is_the_publisher() -> None:
    source = "<source url='https://outlet.example/rss'>Outlet</source></item>"
    body = a_document(("1", LONG)).replace(b"</item>", source.encode())
    polled, _ = await poll(None, ok(body), feed=a_feed(publisher="aggregator"))
    assert [article.publisher for article in polled.articles] == ["outlet.example"]
    own = body.replace(b"outlet.example", b"www.wire.example")
    polled, _ = await poll(None, ok(own), feed=a_feed(publisher="wire"))
    assert [article.publisher for article in polled.articles] == ["wire"]


# -- pages ---------------------------------------------------------------------------------------


async def test_a_page_replaces_a_summary_and_a_failed_one_leaves_it_with_a_flag() -> None:
    pages = FakePages({"https://wire.example/1": "The whole story. " * 50})
    body = a_document(("2", "In short."), ("1", "In short."))
    feed = a_feed(full_text="auto", first_poll="notify")
    polled, _ = await poll(None, ok(body), feed=feed, pages=pages)
    whole, short = polled.articles
    assert "The whole story." in whole.text
    assert (whole.flags, short.flags) == ((), ("page_failed", "summary_only"))
    assert "In short." in short.text


async def test_a_page_that_failed_is_tried_again_and_its_article_is_a_new_revision() -> None:
    body = ok(a_document(("1", "In short.")), etag='"1"')
    pages = FakePages()
    first, _ = await poll(None, body, feed=SUMMARISED, pages=pages)
    assert (first.state.etag, first.state.body_hash) == (None, None)
    second, _ = await poll(first.state, body, feed=SUMMARISED, pages=pages)
    assert second.articles == ()
    pages.texts["https://wire.example/1"] = "The whole story. " * 50
    third, _ = await poll(second.state, body, feed=SUMMARISED, pages=pages)
    [article] = third.articles
    assert (article.id, article.revision) == (first.articles[0].id, 2)
    assert "page_failed" not in article.flags
    assert third.state.etag == '"1"'


async def test_a_page_that_keeps_failing_is_given_up_after_a_few_polls() -> None:
    body = ok(a_document(("1", "In short.")), etag='"1"')
    pages, state = FakePages(), None
    for _ in range(PAGE_ATTEMPTS + 2):
        polled, _ = await poll(state, body, feed=SUMMARISED, pages=pages)
        state = polled.state
    assert len(pages.requests) == PAGE_ATTEMPTS
    assert state is not None
    assert state.etag == '"1"'


async def test_an_entry_with_a_link_alone_is_refused_only_after_its_last_attempt() -> None:
    item = "<item><guid>1</guid><link>https://wire.example/1</link></item>"
    body = ok(f"<rss version='2.0'><channel>{item}</channel></rss>".encode())
    state, refused = None, []
    for _ in range(PAGE_ATTEMPTS):
        polled, _ = await poll(state, body, feed=SUMMARISED)
        state = polled.state
        refused.append(len(polled.refused))
    assert refused == [0] * (PAGE_ATTEMPTS - 1) + [1]


async def test_many_pages_are_read_over_several_polls_without_a_loss() -> None:
    count = PAGES_PER_POLL * 2 + 5
    body = ok(a_document(*((str(number), "In short.") for number in range(count))))
    texts = {f"https://wire.example/{n}": "The whole story. " * 50 for n in range(count)}
    state, published = None, []
    for _ in range(3):
        polled, _ = await poll(state, body, feed=SUMMARISED, pages=FakePages(texts))
        state = polled.state
        published += [article.id for article in polled.articles]
    assert len(published) == len(set(published)) == count
    assert state is not None
    assert state.body_hash is not None


async def test_entries_that_share_a_page_keep_their_own_texts() -> None:
    items = "".join(
        f"<item><link>https://wire.example/live#b{n}</link><title>Update {n}</title>"
        f"<description>Text {n}.</description></item>"
        for n in range(3)
    )
    body = f"<rss version='2.0'><channel>{items}</channel></rss>".encode()
    pages = FakePages({f"https://wire.example/live#b{n}": "The whole blog." for n in range(3)})
    polled, _ = await poll(None, ok(body), feed=SUMMARISED, pages=pages)
    assert pages.requests == []
    assert [article.text for article in polled.articles] == [
        f"Update {n}\n\nText {n}." for n in (2, 1, 0)
    ]


# -- errors that nothing foresaw -----------------------------------------------------------------


class BrokenParser(DirectParser):
    """A parser with a bug."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    async def parse(self, body: bytes, content_type: str, url: str) -> FeedDocument:
        """Raise the error."""
        raise self._error


class BrokenPages(FakePages):
    """A page reader that returns for one page what no page is."""

    async def read_pages(self, requests: tuple[PageRequest, ...]) -> tuple[object, ...]:  # type: ignore[override]
        """Return values that break the poll of the first entry alone."""
        return (object(), *(NoPage("x", is_final=True) for _ in requests[1:]))


UNEXPECTED = (ValueError("x"), OverflowError("x"), UnicodeError("x"), RecursionError(), KeyError(1))


@pytest.mark.parametrize("error", UNEXPECTED, ids=repr)
async def test_an_unexpected_error_is_a_state_that_is_counted_and_slows_down(
    error: Exception,
) -> None:
    state, waits = None, []
    for failures in (1, 2, 3):
        polled, _ = await poll(state, ok(a_document(("1", LONG))), parser=BrokenParser(error))
        state = polled.state
        assert (state.error, state.failures) == ("internal", failures)
        assert state.next_due_at is not None
        waits.append(state.next_due_at - NOON)
    assert waits == sorted(set(waits))
    assert "internal" in FETCH_ERRORS


async def test_an_unexpected_error_of_one_entry_costs_no_other() -> None:
    body = a_document(("2", "In short."), ("1", "In short."))
    polled, _ = await poll(None, ok(body), feed=SUMMARISED, pages=BrokenPages())
    assert [article.title for article in polled.articles] == ["Story 2"]
    assert [refusal.error for refusal in polled.refused] == ["internal"]
