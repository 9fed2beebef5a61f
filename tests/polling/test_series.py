"""Feeds as they were over time: every entry that was shown becomes one article, every edit a revision, nothing twice, nothing lost."""

import asyncio
import json
import random
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import feedparser
import pytest

from monitor.feeds.transition import new_state
from monitor.feeds.values import Feed, feed_id
from monitor.flow.poll_feed import poll_feed
from monitor.flow.ports import PollPorts
from monitor.http.fetcher import HttpFetcher
from monitor.kafka.broker.process import EmbeddedBroker
from monitor.kafka.consumer import group_consumer
from monitor.kafka.create_topics import create_topics
from monitor.kafka.topics import ARTICLES
from monitor.records import Article, FeedState
from monitor.records.wire import decode, encode
from tests.fakes import DirectParser, FakePages
from tests.polling.pollers import Pollers
from tests.polling.server import Answer, Request, Server, response, running
from tests.shared import DATA, needs_data

SHORT = 10
"""Snapshots of a series that is replayed while pollers are killed, unless all are asked for."""
SERIES = sorted(path for path in (DATA / "series").glob("*") if path.is_dir())


def snapshots(series: Path) -> Iterator[tuple[bytes, datetime]]:
    """Yield each snapshot of a series with the moment at which it was taken."""
    for version in json.loads((series / "index.json").read_text("utf-8"))["versions"]:
        moment = datetime.fromisoformat(version.get("committed") or version["at"])
        yield (series / version["file"]).read_bytes(), moment.astimezone(UTC)


def shown(body: bytes) -> dict[str, tuple[str, str]]:
    """Return title and text of every entry of a document by its id, read by feedparser itself."""
    found = {}
    for entry in feedparser.parse(body).entries:
        content = "".join(part.get("value", "") for part in entry.get("content", ()))
        found[str(entry.get("id") or entry.get("link"))] = (
            entry.get("title", ""),
            entry.get("summary", "") + content,
        )
    return found


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    """A server that shows what it is told to."""
    async with running(Server()) as server:
        yield server


@needs_data
@pytest.mark.parametrize("series", SERIES, ids=lambda path: path.name)
async def test_a_recorded_feed_gives_each_entry_once_and_each_edit_as_a_revision(
    series: Path, server: Server
) -> None:
    stats = json.loads((DATA / "series" / "stats.json").read_text("utf-8"))[series.name]
    now_shown = b""

    async def show(request: Request) -> bytes:
        etag = f'"{hash(now_shown)}"'
        if request.headers.get("if-none-match") == etag:
            return response(304)
        return response(200, now_shown, etag=etag)

    server.answers["/f"] = show
    feed = Feed(url=f"{server.origin}/f", full_text=False)
    fetcher = HttpFetcher(contact="x", allow_hosts=("127.0.0.1",))
    state: FeedState | None = None
    published: list[tuple[str, int]] = []
    last: dict[str, tuple[str, str]] = {}
    edits = 0
    for body, moment in snapshots(series):
        now_shown = body
        for id_, entry in shown(body).items():
            edits += id_ in last and last[id_] != entry
            last[id_] = entry
        for _ in range(2):  # polled more often than it changes
            before = state or new_state(feed, moment)
            polled = await poll_feed(
                feed,
                before,
                ports=PollPorts(fetcher=fetcher, parser=DirectParser(), pages=FakePages()),
                now=moment,
            )
            told = decode(encode(polled.state), FeedState)  # as it comes back from Kafka
            assert isinstance(told, FeedState)
            state = told
            published += [(article.id, article.revision) for article in polled.articles]
            assert not polled.refused
    await fetcher.aclose()
    assert len({id_ for id_, _ in published}) == stats["unique_ids"]
    assert len(published) == len(set(published))  # nothing twice
    assert len(published) - stats["unique_ids"] == edits
    assert edits >= stats["ids_with_changed_title"]


@needs_data
@pytest.mark.broker
@pytest.mark.system
async def test_nothing_is_lost_or_told_twice_while_pollers_are_killed(
    broker: EmbeddedBroker, tmp_path: Path, server: Server, pytestconfig: pytest.Config
) -> None:
    """Recorded series at once (the short ones; with --long all), a snapshot a second; the poller is killed at seeded random moments."""
    chosen = [
        path
        for path in SERIES
        if pytestconfig.getoption("--long") or len(list(path.glob("*.xml"))) <= SHORT
    ]
    chance = random.Random(20)
    shown_now: dict[str, bytes] = {}

    def show(name: str) -> Answer:
        async def answer(_: Request) -> bytes:
            body = shown_now.get(name)
            return response(200, body) if body is not None else response(503)

        return answer

    for series in chosen:
        server.answers[f"/{series.name}"] = show(series.name)
    lines = [
        f"  - {{url: '{server.origin}/{series.name}', interval: 1s, full_text: false}}"
        for series in chosen
    ]
    (tmp_path / "feeds.yaml").write_text("feeds:\n" + "\n".join(lines) + "\n")
    await create_topics(broker.bootstrap, 4)
    pollers = Pollers(tmp_path, broker.bootstrap, 4)
    pollers.start()
    waiting = {series.name: [body for body, _ in snapshots(series)] for series in chosen}
    polled = dict.fromkeys(waiting, 0)
    kills = 3
    try:
        async with asyncio.timeout(240):
            while any(waiting.values()):
                for name, bodies in waiting.items():
                    # The next snapshot is shown once the one before was asked for twice: what nobody could see is not lost.
                    if bodies and server.hits[f"/{name}"] >= polled[name] + 2:
                        shown_now[name], polled[name] = bodies.pop(0), server.hits[f"/{name}"]
                if kills and chance.random() < 0.03:
                    pollers.kill()
                    pollers.start()
                    kills -= 1
                await asyncio.sleep(0.1)
            await asyncio.sleep(15)  # a partition of a killed poller is free after ten
    finally:
        pollers.stop()
    assert kills == 0, "the schedule kills while the series is shown"
    found = await _published(
        broker, {feed_id(f"{server.origin}/{series.name}"): series.name for series in chosen}
    )
    stats = json.loads((DATA / "series" / "stats.json").read_text("utf-8"))
    assert {name: len({id_ for id_, _ in told}) for name, told in found.items()} == {
        series.name: stats[series.name]["unique_ids"] for series in chosen
    }
    for told in found.values():
        texts: dict[tuple[str, int], set[str]] = {}
        for key, text in told.items():
            texts.setdefault(key, set()).update(text)
        assert all(
            len(text) == 1 for text in texts.values()
        )  # what came again after a kill is the same article


async def _published(
    broker: EmbeddedBroker, names: dict[str, str]
) -> dict[str, dict[tuple[str, int], set[str]]]:
    """Return what was published of each series: texts by id and revision."""
    found: dict[str, dict[tuple[str, int], set[str]]] = {name: {} for name in names.values()}
    consumer = group_consumer(
        broker.bootstrap, f"series-{random.random()}", ARTICLES.name, wait_ms=200
    )
    await consumer.start()
    try:
        while batches := await consumer.getmany(timeout_ms=4000):
            for message in (each for batch in batches.values() for each in batch):
                article = decode(message.value, Article)
                if isinstance(article, Article) and article.feed in names:
                    key = (article.id, article.revision)
                    found[names[article.feed]].setdefault(key, set()).add(article.text)
    finally:
        await consumer.stop()
    return found
