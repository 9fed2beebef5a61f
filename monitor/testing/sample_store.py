"""A store filled with the sample newsroom as a desk would find it: for tests, pictures, trials.

Every article, statement and alert is made by the real reader and matcher from `monitor.sample`;
feeds, subscriptions, silences and dead letters are added by hand, one of each kind.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib import resources
from pathlib import Path

import msgspec
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.alerts.feed_troubles import find_troubles, trouble_alert
from monitor.config import Configuration, load_configuration
from monitor.deliveries import AlertFilter, Subscription
from monitor.flow.match_reading import match_reading
from monitor.flow.raise_alert import raise_alert
from monitor.flow.read_article import read_article
from monitor.records import Alert, Article, FeedState, Reading, Record, Rejection
from monitor.records.ids import digest
from monitor.services.newsroom import Story, load_stories
from monitor.store import Store
from monitor.store.archive import Archive
from monitor.store.silences import new_silence
from monitor.watchlist import WatchlistIndex

LANGUAGES = {"barid": "ar", "sada": "ar", "courrier": "fr", "kurier": "de"}
"""Languages of the sample feeds; the others are English."""
PERIOD = timedelta(days=9)
"""Time over which the sample articles are spread: enough for a time line."""
HISTORY_HOURS = 60
"""Hours of polls before now: more than a sparkline shows."""
POLLS_AN_HOUR = 12
DOWN_HOURS = 9
"""Hours for which the failing feed has failed."""
BATCH = 200
"""Records that are written in one transaction."""


def sample_configuration() -> Configuration:
    """Return the configuration of the sample newsroom."""
    with resources.as_file(resources.files("monitor.sample").joinpath("config")) as folder:
        return load_configuration(Path(folder))


def sample_readings(index: WatchlistIndex, now: datetime) -> Iterator[Reading]:
    """Yield the sample articles as read, oldest first; the newest was seen a few minutes ago."""
    stories = sorted(load_stories(), key=lambda story: (story.number, story.feed))
    step = PERIOD / len(stories)
    for place, story in enumerate(stories):
        seen_at = now - timedelta(minutes=4) - step * (len(stories) - 1 - place)
        yield reading_of(story, seen_at, index)


def reading_of(story: Story, seen_at: datetime, index: WatchlistIndex) -> Reading:
    """Return one sample article as read."""
    return read_article(_article_of(story, seen_at), index)


def alerts_of(reading: Reading, index: WatchlistIndex) -> list[Alert]:
    """Return the alerts that a reading raises by itself."""
    matches = match_reading(reading, index)
    raised = (raise_alert(None, match, reading.article.seen_at) for match in matches)
    return [alert for alert in raised if alert is not None]


async def fill_store(engine: AsyncEngine, configuration: Configuration | None = None) -> None:
    """Fill an empty, migrated store."""
    configuration = configuration or sample_configuration()
    index, now = WatchlistIndex(configuration.watchlist), datetime.now(UTC)
    archive = Archive(engine)
    for reading in sample_readings(index, now):
        await archive.store([reading, *alerts_of(reading, index)])
    feeds = list(_feed_states(now))
    troubles = find_troubles(feeds, now)
    covered = ("Muqtada al-Sadr", "Kataib Hezbollah")
    notices = [trouble_alert(each, covered, index.watchlist.hash, now) for each in troubles]
    for hours in range(HISTORY_HOURS, 0, -1):
        await archive.store([_earlier(feed, hours, now) for feed in feeds])
    await archive.store([*feeds, *_rejections(now), *notices])
    await _fill_deliveries(Store(engine), now)


async def add_alerts(engine: AsyncEngine, count: int) -> None:
    """Add many alerts, each with a statement of its own, newest last."""
    index, now = WatchlistIndex(sample_configuration().watchlist), datetime.now(UTC)
    [first] = alerts_of(read_article(_numbered_article(0, now), index), index)[:1]
    records: list[Record] = []
    for number in range(count):
        at = now - timedelta(minutes=count - number)
        records.append(_numbered_alert(first, number, at))
        if len(records) == BATCH or number == count - 1:
            await Archive(engine).store(records)
            records = []


def _numbered_article(number: int, at: datetime) -> Article:
    text = (
        f"Statement {number}\n\nMuqtada al-Sadr said that foreign troops must leave base {number}."
    )
    return Article(
        id=digest("numbered", str(number)),
        feed="wire",
        publisher="wire",
        url=f"http://wire.example/numbered/{number}",
        title=f"Statement {number}",
        text=text,
        language="en",
        published_at=at,
        seen_at=at,
    )


def _numbered_alert(first: Alert, number: int, at: datetime) -> Alert:
    header = _numbered_article(number, at).header
    text = f"that foreign troops must leave base {number}"
    spans = tuple(msgspec.structs.replace(span, text=text) for span in first.statement.content)
    statement = msgspec.structs.replace(first.statement, text=text, content=spans)
    copies = tuple(
        msgspec.structs.replace(copy, article=header.id, url=header.url, seen_at=at)
        for copy in first.copies
    )
    changes = {"statement": statement, "article": header, "copies": copies}
    rule = f"numbered-{number}"  # alerts of one rule within two days may be united
    times = {"raised_at": at, "updated_at": at}
    id_ = digest("numbered alert", str(number))
    return msgspec.structs.replace(first, id=id_, rule=rule, **changes, **times)


def _article_of(story: Story, seen_at: datetime) -> Article:
    return Article(
        id=digest("sample", story.feed, str(story.number)),
        feed=digest("feed", story.feed),
        publisher=story.feed,
        url=f"http://{story.feed}.example/{story.number}",
        title=story.title,
        text=f"{story.title}\n\n{story.text.strip()}",
        language=LANGUAGES.get(story.feed, "en"),
        published_at=seen_at - timedelta(minutes=9),
        seen_at=seen_at,
    )


def _earlier(feed: FeedState, hours: int, now: datetime) -> FeedState:
    """Return the state of a feed some hours ago."""
    is_down = feed.error is not None and hours <= DOWN_HOURS
    polls = feed.polls - POLLS_AN_HOUR * hours
    failed = POLLS_AN_HOUR * (DOWN_HOURS - hours) if is_down else 0
    seed = int(feed.id[:2], 16)
    later = sum((each * 7 + seed) % 5 for each in range(hours))
    waited = sum(0.1 + 0.03 * ((each * 3 + seed) % 6) for each in range(hours))
    return msgspec.structs.replace(
        feed,
        polls=polls,
        failed_polls=failed,
        articles=max(feed.articles - later, 0),
        waited_s=feed.waited_s - POLLS_AN_HOUR * waited,
        last_polled_at=now - timedelta(hours=hours),
    )


def _feed_states(now: datetime) -> Iterator[FeedState]:
    for number, name in enumerate(("wire", "herald", "gazette", "tribune", "barid", "sada")):
        yield _feed_state(name, now, polls=1400 + number, articles=210 - 9 * number)
    yield msgspec.structs.replace(
        _feed_state("courrier", now, polls=1204, articles=88),
        failures=POLLS_AN_HOUR * DOWN_HOURS,
        failed_polls=POLLS_AN_HOUR * DOWN_HOURS,
        error="timeout",
        error_detail="no answer within 20 s",
        last_success_at=now - timedelta(hours=9),
        last_new_at=now - timedelta(hours=10),
    )
    yield msgspec.structs.replace(
        _feed_state("kurier", now, polls=1312, articles=121),
        last_new_at=now - timedelta(days=2),
        gap_s=3600.0,
        quiet_polls=570,
        moved_to="https://kurier.example/neu/feed.xml",
        notice="the feed has moved permanently",
    )


def _feed_state(name: str, now: datetime, *, polls: int, articles: int) -> FeedState:
    return FeedState(
        id=digest("feed", name),
        url=f"http://{name}.example/feed.xml",
        name=name.title(),
        publisher=name,
        language=LANGUAGES.get(name, "en"),
        interval_s=300.0,
        next_due_at=now + timedelta(minutes=3),
        last_polled_at=now - timedelta(minutes=2),
        last_success_at=now - timedelta(minutes=2),
        last_new_at=now - timedelta(minutes=40),
        gap_s=2700.0,
        polls=polls,
        waited_s=0.2 * polls + 3.0,
        articles=articles,
    )


def _rejections(now: datetime) -> Iterator[Rejection]:
    for number, (stage, error, message) in enumerate(
        (
            ("read", "Unreadable", "the body is not an article.v1: Expected `str`, got `int`"),
            ("archive", "DataError", "a text has a NUL character"),
        )
    ):
        yield Rejection(
            id=digest("rejection", str(number)),
            topic="articles",
            partition=number,
            offset=4711 + number,
            key=b"article-9",
            body=b'{"schema": "article.v1", "id": 9}',
            stage=stage,
            error=error,
            message=message,
            attempt=3,
            at=now - timedelta(hours=1 + number),
        )


async def _fill_deliveries(store: Store, now: datetime) -> None:
    desk = Subscription(
        id="desk",
        filter=AlertFilter(min_severity="high"),
        channel="webhook",
        address="https://desk.example/hook",
        owner="desk",
    )
    mail = Subscription(
        id="mail",
        filter=AlertFilter(themes=("foreign-troops",)),
        channel="email",
        address="desk@example.org",
        source="file",
        group_wait_s=3600.0,
    )
    for subscription in (desk, mail):
        await store.subscriptions.put(subscription)
    await store.deliveries.enqueue_newest("desk")
    await store.subscriptions.pause("mail", "the server refused the recipient")
    silence = new_silence(
        {"publisher": ("tribune",)},
        who="desk",
        comment="the outlet repeats last week's interview",
        lasts=timedelta(hours=6),
    )
    await store.silences.put(silence)
    del now
