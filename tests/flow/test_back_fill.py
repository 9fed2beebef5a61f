"""Back-fill: old articles are published with a flag, and no alert of theirs notifies."""

from datetime import timedelta
from email.utils import format_datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.feeds.seen import FRESH, OUTAGE
from monitor.feeds.transition import new_state
from monitor.feeds.values import Feed
from monitor.flow.match_reading import match_reading
from monitor.flow.poll_feed import PAGES_PER_POLL
from monitor.flow.raise_alert import raise_alert
from monitor.flow.read_article import read_article
from monitor.records import Alert, Article, FeedState
from tests.builders import INDEX, NOON
from tests.fakes import FakePages
from tests.flow.test_poll_feed import a_document, a_feed, ok, poll

STATEMENT = "Anna Berg said that the bridge would open."
PAGES = FakePages(
    {f"https://wire.example/{name}": f"{STATEMENT} It rained." for name in (*range(200), "new")}
)


def worked_ago(pause: timedelta) -> FeedState:
    """Return the state of a feed whose last successful poll was some time ago."""
    state = new_state(a_feed(), NOON)
    return msgspec.structs.replace(
        state, last_success_at=NOON - pause, last_polled_at=NOON - pause, interval_s=300.0
    )


async def polled_article(
    state: FeedState | None, age: timedelta | None, feed: Feed | None = None
) -> Article:
    """Return the article of an entry that was published some time before the poll.

    None: the entry has no date.
    """
    date = format_datetime(NOON - age) if age is not None else ""
    document = a_document(("1", STATEMENT), date=date)
    polled, _ = await poll(state, ok(document), feed=feed)
    [article] = polled.articles
    return article


def alert_of(article: Article) -> Alert:
    """Return the alert that an article raises."""
    [match] = match_reading(read_article(article, INDEX), INDEX)
    alert = raise_alert(None, match, NOON)
    assert alert is not None
    return alert


ages = st.none() | st.integers(0, 60 * 24 * 400).map(lambda minutes: timedelta(minutes=minutes))
pauses = st.integers(0, 60 * 24 * 10).map(lambda minutes: timedelta(minutes=minutes))
news_ages = st.integers(1, 60 * 24 * 30).map(lambda minutes: timedelta(minutes=minutes))


@given(ages)
async def test_no_entry_of_a_first_poll_notifies(age: timedelta | None) -> None:
    article = await polled_article(None, age)
    assert "backfill" in article.flags
    alert = alert_of(article)
    assert (alert.suppressed, alert.suppressed_by) == (True, "back-fill")


@given(ages, news_ages)
async def test_a_first_poll_that_is_to_notify_is_as_any_other(
    age: timedelta | None, news_age: timedelta
) -> None:
    feed = a_feed(first_poll="notify", news_age=news_age)
    article = await polled_article(None, age, feed)
    assert alert_of(article).suppressed == (age is not None and age > news_age)


@given(ages, pauses)
async def test_old_entries_and_the_backlog_of_an_outage_do_not_notify(
    age: timedelta | None, pause: timedelta
) -> None:
    article = await polled_article(worked_ago(pause), age)
    if pause > OUTAGE:
        is_old = age is None or age > FRESH
    else:
        is_old = age is not None and age > a_feed().news_age
    assert ("backfill" in article.flags) == is_old


@pytest.mark.parametrize("count", [PAGES_PER_POLL + 1, 3 * PAGES_PER_POLL - 1])
@pytest.mark.parametrize("pause", [None, timedelta(days=1)])
async def test_what_a_backlog_leaves_to_later_polls_does_not_notify_either(
    count: int, pause: timedelta | None
) -> None:
    feed = a_feed(full_text="auto")
    items = [(str(number), STATEMENT) for number in range(count)]
    document = a_document(*items, date=format_datetime(NOON - timedelta(hours=1)))
    state = None if pause is None else worked_ago(pause)
    articles: list[Article] = []
    while state is None or state.has_backlog_left or not articles:
        polled, _ = await poll(state, ok(document), feed=feed, pages=PAGES)
        state, articles = polled.state, [*articles, *polled.articles]
    assert len(articles) == count
    assert all("backfill" in article.flags for article in articles)
    news = a_document(("new", STATEMENT), *items, date=format_datetime(NOON))
    polled, _ = await poll(state, ok(news), feed=feed, pages=PAGES)
    assert [article.flags for article in polled.articles] == [()]


async def test_a_page_of_a_first_poll_that_is_read_later_does_not_notify() -> None:
    feed = a_feed(full_text="auto")
    document = a_document(("1", STATEMENT), date=format_datetime(NOON))
    failing = FakePages()
    first, _ = await poll(None, ok(document), feed=feed, pages=failing)
    second, _ = await poll(first.state, ok(document), feed=feed, pages=failing)
    third, _ = await poll(second.state, ok(document), feed=feed, pages=PAGES)
    assert (len(first.articles), len(second.articles)) == (1, 0)
    [article] = third.articles
    assert (article.revision, article.flags) == (2, ("backfill",))


async def test_a_copy_that_is_news_makes_an_alert_of_back_fill_notify() -> None:
    old = await polled_article(None, timedelta(minutes=3))
    new = await polled_article(worked_ago(timedelta(minutes=5)), timedelta(minutes=1))
    [match] = match_reading(
        read_article(msgspec.structs.replace(new, id="copy", publisher="post"), INDEX), INDEX
    )
    alert = raise_alert(alert_of(old), match, NOON)
    assert alert is not None
    assert (alert.suppressed, len(alert.copies)) == (False, 2)
