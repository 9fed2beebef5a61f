"""Back-fill: old articles are published with a flag, and no alert of theirs notifies."""

from datetime import timedelta
from email.utils import format_datetime

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from monitor.feeds.seen import BACKFILL_AGE, FIRST_POLL_AGE, OUTAGE
from monitor.feeds.transition import new_state
from monitor.flow.match_reading import match_reading
from monitor.flow.raise_alert import raise_alert
from monitor.flow.read_article import read_article
from monitor.records import Alert, Article, FeedState
from tests.builders import INDEX, NOON
from tests.flow.test_poll_feed import a_document, a_feed, ok, poll

STATEMENT = "Anna Berg said that the bridge would open."


def worked_ago(pause: timedelta) -> FeedState:
    """Return the state of a feed whose last successful poll was some time ago."""
    state = new_state(a_feed(), NOON)
    return msgspec.structs.replace(
        state, last_success_at=NOON - pause, last_polled_at=NOON - pause, interval_s=300.0
    )


async def polled_article(state: FeedState | None, age: timedelta) -> Article:
    """Return the article of an entry that was published some time before the poll."""
    document = a_document(("1", STATEMENT), date=format_datetime(NOON - age))
    polled, _ = await poll(state, ok(document))
    [article] = polled.articles
    return article


def alert_of(article: Article) -> Alert:
    """Return the alert that an article raises."""
    [match] = match_reading(read_article(article, INDEX), INDEX)
    alert = raise_alert(None, match, NOON)
    assert alert is not None
    return alert


ages = st.integers(0, 60 * 24 * 400).map(lambda minutes: timedelta(minutes=minutes))
pauses = st.integers(0, 60 * 24 * 10).map(lambda minutes: timedelta(minutes=minutes))


@given(ages)
async def test_old_entries_of_a_first_poll_do_not_notify(age: timedelta) -> None:
    article = await polled_article(None, age)
    assert ("backfill" in article.flags) == (age > FIRST_POLL_AGE)
    alert = alert_of(article)
    assert alert.quiet == (age > FIRST_POLL_AGE)
    assert alert.hushed_by == ("back-fill" if alert.quiet else None)


@given(ages, pauses)
async def test_old_entries_and_the_backlog_of_an_outage_do_not_notify(
    age: timedelta, pause: timedelta
) -> None:
    article = await polled_article(worked_ago(pause), age)
    limit = FIRST_POLL_AGE if pause > OUTAGE else BACKFILL_AGE
    assert ("backfill" in article.flags) == (age > limit)


async def test_a_copy_that_is_news_makes_an_alert_of_back_fill_notify() -> None:
    old = await polled_article(None, timedelta(hours=3))
    new = await polled_article(worked_ago(timedelta(minutes=5)), timedelta(minutes=1))
    [match] = match_reading(
        read_article(msgspec.structs.replace(new, id="copy", publisher="post"), INDEX), INDEX
    )
    alert = raise_alert(alert_of(old), match, NOON)
    assert alert is not None
    assert (alert.quiet, len(alert.copies)) == (False, 2)
