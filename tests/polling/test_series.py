"""Feeds over time: each entry becomes one article, each edit a revision, nothing twice or lost."""

import asyncio
import random
from collections.abc import AsyncIterator
from pathlib import Path

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
from tests.polling.series import Series, captured_series, written_series
from tests.polling.server import Answer, Request, Server, response, running
from tests.shared import needs_data
from tests.waiting import START_WITHIN_S, until

SHORT = 20
"""Snapshots of a series that is replayed while pollers are killed, unless all are requested."""

KILLS = 3

Texts = dict[tuple[str, int], set[str]]
"""The texts that were published, by id and revision of the article."""

WRITTEN = written_series()
CAPTURED = [pytest.param(series, marks=needs_data) for series in captured_series()]


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    """A server without an answer."""
    async with running(Server()) as server:
        yield server


@pytest.mark.parametrize("series", [*WRITTEN, *CAPTURED], ids=str)
async def test_a_series_gives_each_entry_once_and_each_edit_as_a_revision(
    series: Series, server: Server
) -> None:
    snapshot = b""

    async def show(request: Request) -> bytes:
        etag = f'"{hash(snapshot)}"'
        if request.headers.get("if-none-match") == etag:
            return response(304)
        return response(200, snapshot, etag=etag)

    server.answers["/f"] = show
    feed = Feed(url=f"{server.origin}/f", full_text=False)
    fetcher = HttpFetcher(contact="x", allow_hosts=("127.0.0.1",))
    ports = PollPorts(fetcher=fetcher, parser=DirectParser(), pages=FakePages())
    state: FeedState | None = None
    published: list[tuple[str, int]] = []
    for body, moment in series.snapshots:
        snapshot = body
        for _ in range(2):  # polled more often than it changes
            before = state or new_state(feed, moment)
            polled = await poll_feed(feed, before, ports=ports, now=moment)
            state = _through_kafka(polled.state)
            published += [(article.id, article.revision) for article in polled.articles]
            assert not polled.refused
    await fetcher.aclose()
    assert len({id_ for id_, _ in published}) == series.unique_entries
    assert len(published) == len(set(published))  # nothing twice
    assert len(published) - series.unique_entries == series.edits


def _through_kafka(state: FeedState) -> FeedState:
    decoded = decode(encode(state), FeedState)
    assert isinstance(decoded, FeedState)
    return decoded


@pytest.mark.broker
@pytest.mark.system
async def test_nothing_is_lost_or_changed_while_pollers_are_killed(
    broker: EmbeddedBroker, tmp_path: Path, server: Server, pytestconfig: pytest.Config
) -> None:
    """Show several series side by side and kill the poller at seeded random moments."""
    is_long = pytestconfig.getoption("--long")
    chosen = [
        series
        for series in (*WRITTEN, *captured_series())
        if is_long or len(series.snapshots) <= SHORT
    ]
    pollers = Pollers(tmp_path, broker.bootstrap, 4)
    await create_topics(broker.connection, 4)
    show = _Projector(server, chosen)
    (tmp_path / "feeds.yaml").write_text(show.feeds_yaml())
    chance = random.Random(20)
    kills = KILLS
    pollers.start()
    try:
        async with asyncio.timeout(START_WITHIN_S):
            while not show.is_over:
                show.advance()
                if kills and chance.random() < 0.03:
                    pollers.kill()
                    pollers.start()
                    kills -= 1
                await asyncio.sleep(0.1)
        expected = {series.name: series.unique_entries for series in chosen}
        texts = await _published(broker, show.names, expected)
    finally:
        pollers.stop()
    assert kills == 0, "the schedule kills while the series is shown"
    assert _counts(texts) == expected
    for by_revision in texts.values():
        assert all(len(versions) == 1 for versions in by_revision.values())


class _Projector:
    """Shows the snapshots of several series; the next one after two polls of the last."""

    def __init__(self, server: Server, series: list[Series]) -> None:
        self._server = server
        self._shown: dict[str, bytes] = {}
        self._left = {one.name: [body for body, _ in one.snapshots] for one in series}
        self._polls = dict.fromkeys(self._left, 0)
        for name in self._left:
            server.answers[f"/{name}"] = self._answer(name)

    @property
    def names(self) -> dict[str, str]:
        """The name of each series by the id of its feed."""
        return {feed_id(f"{self._server.origin}/{name}"): name for name in self._left}

    @property
    def is_over(self) -> bool:
        """Whether every snapshot was shown."""
        return not any(self._left.values())

    def feeds_yaml(self) -> str:
        """Return the configuration of the feeds."""
        origin = self._server.origin
        lines = [
            f"  - {{url: '{origin}/{name}', interval: 1s, full_text: false}}" for name in self._left
        ]
        return "feeds:\n" + "\n".join(lines) + "\n"

    def advance(self) -> None:
        """Show the next snapshot of each series whose last one was polled twice."""
        for name, bodies in self._left.items():
            hits = self._server.hits[f"/{name}"]
            if bodies and hits >= self._polls[name] + 2:
                self._shown[name], self._polls[name] = bodies.pop(0), hits

    def _answer(self, name: str) -> Answer:
        async def answer(_: Request) -> bytes:
            body = self._shown.get(name)
            return response(503) if body is None else response(200, body)

        return answer


async def _published(
    broker: EmbeddedBroker, names: dict[str, str], expected: dict[str, int]
) -> dict[str, Texts]:
    """Return what was published of each series, once there is as much as expected."""
    texts: dict[str, Texts] = {name: {} for name in names.values()}
    consumer = group_consumer(
        broker.connection, f"series-{random.random()}", ARTICLES.name, wait_ms=200
    )
    await consumer.start()

    async def read() -> None:
        while True:
            for messages in (await consumer.getmany(timeout_ms=500)).values():
                for message in messages:
                    _add(texts, names, decode(message.value, Article))

    reading = asyncio.create_task(read())
    try:
        await until(lambda: _counts(texts) == expected, within_s=START_WITHIN_S)
    finally:
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)
        await consumer.stop()
    return texts


def _add(texts: dict[str, Texts], names: dict[str, str], article: object) -> None:
    if isinstance(article, Article) and article.feed in names:
        by_revision = texts[names[article.feed]]
        by_revision.setdefault((article.id, article.revision), set()).add(article.text)


def _counts(texts: dict[str, Texts]) -> dict[str, int]:
    return {name: len({id_ for id_, _ in by_revision}) for name, by_revision in texts.items()}
