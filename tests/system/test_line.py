"""The pipeline as separate processes on a real Kafka: alerts, patterns, and dead letters."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from monitor.deliveries import AlertFilter
from monitor.kafka.broker.process import EmbeddedBroker
from monitor.kafka.create_topics import create_topics
from monitor.kafka.lag import LagReader
from monitor.kafka.producer import RecordProducer
from monitor.kafka.topics import ALL, ARTICLES, HEARTBEATS
from monitor.records import Alert, Article, Rejection, Statement
from monitor.store import StatementFilter, Store, open_engine
from monitor.store.statements import StoredStatement
from tests.builders import NOON, an_article
from tests.serving import BackgroundServer, QuietHandler
from tests.system.unprocessable import senseless_for, unreadable_for
from tests.waiting import START_WITHIN_S, WITHIN_S, until

pytestmark = [pytest.mark.system, pytest.mark.broker]

ARTICLES_SERVED = 8
ALERTS_BY_RULE = {"dalir-on-troops": ARTICLES_SERVED + 2, "dalir-turns": 1, "aram-is-absent": 1}
"""One alert per article and per contradicting article, one per reversal and absence."""
DATA_TOPICS = tuple(
    topic for topic in ALL if topic != HEARTBEATS and not topic.name.endswith("changelog")
)

WATCHLIST = """
actors:
  - {id: dalir, name: Karim Dalir, kind: person}
  - {id: aram, name: Sherko Aram, kind: person}
themes:
  - {id: troops, name: Troops, query: foreign NEAR/4 troop*}
rules:
  - id: dalir-on-troops
    name: Dalir on troops
    speakers: [dalir]
    themes: [troops]
    severity: high
  - id: dalir-turns
    name: Dalir turns
    speakers: [dalir]
    themes: [troops]
    pattern: {kind: reversal}
  - {id: aram-is-absent, name: Aram is absent, speakers: [aram], pattern: {kind: absence}}
"""


FILLER = "The minister spoke at length about the harvest. "


def feed_document(count: int, *, has_turned: bool) -> bytes:
    """Return an RSS document with the first ``count`` articles, and one of 5 MB."""
    items = [
        _item(f"story-{number}", f"said on Sunday that foreign troops must leave province {number}")
        for number in range(count)
    ]
    if count >= 3:
        items.append(_item("before", "rejected the presence of foreign troops in the valley"))
    if has_turned:
        items.append(_item("after", "endorsed the presence of foreign troops in the valley"))
    endless = FILLER * 105_000
    items.append(
        "<item><guid>endless</guid><title>Endless</title>"
        f"<description>{endless}</description></item>"
    )
    channel = f"<channel><title>Wire</title>{''.join(items)}</channel>"
    return f"<rss version='2.0'>{channel}</rss>".encode()


def _item(guid: str, clause: str) -> str:
    """Return an item in which Karim Dalir is the subject of a clause."""
    return (
        f"<item><guid>{guid}</guid><title>{guid.capitalize()}</title>"
        f"<link>http://wire.example/{guid}</link><pubDate>{format_datetime(datetime.now(UTC))}</pubDate>"
        f"<description>Karim Dalir {clause}. {FILLER * 20}</description></item>"
    )


def daily_articles(days: int) -> list[Article]:
    """Return one article per day in which Sherko Aram says something."""
    return [
        an_article(
            id=f"aram-{day}",
            text=f"Words\n\nSherko Aram said that canal {day} would be dug.",
            seen_at=NOON + timedelta(days=day),
        )
        for day in range(days)
    ]


class Newsroom(BackgroundServer):
    """Serves one article more at every poll."""

    def __init__(self) -> None:
        super().__init__(_Handler)
        self.count = 0
        self.has_turned = False

    @property
    def url(self) -> str:
        return f"{self.address}/feed.xml"


class _Handler(QuietHandler):
    def do_GET(self) -> None:
        server = self.server
        assert isinstance(server, Newsroom)
        if self.path == "/page":
            body, kind = b"<!doctype html><html><body>a page</body></html>", "text/html"
        else:
            server.count = min(ARTICLES_SERVED, server.count + 1)
            body, kind = (
                feed_document(server.count, has_turned=server.has_turned),
                "application/rss+xml",
            )
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with Newsroom() as server:
        yield server


class Line:
    """The three processes of the pipeline."""

    def __init__(self, folder: Path, bootstrap: str, feed: str) -> None:
        config = folder / "config"
        config.mkdir()
        (config / "watchlist.yaml").write_text(WATCHLIST)
        page = feed.replace("feed.xml", "page")
        (config / "feeds.yaml").write_text(
            "feeds:\n"
            f"  - {{url: '{feed}', interval: 1s, full_text: false, first_poll: notify}}\n"
            f"  - {{url: '{page}', interval: 1s}}\n"
        )
        self._environ = {
            **os.environ,
            "MONITOR_CONFIG": str(config),
            "MONITOR_KAFKA": bootstrap,
            "MONITOR_DATA": str(folder / "data"),
            "MONITOR_ALLOW_HOSTS": "127.0.0.1",
            "MONITOR_LOG_LEVEL": "warning",
        }
        self._folder = folder
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.database = f"sqlite+aiosqlite:///{folder / 'data' / 'monitor.db'}"

    def start(self, name: str) -> None:
        with (self._folder / f"{name}.log").open("ab") as log:
            command = [str(Path(sys.executable).parent / "monitor"), name]
            self.processes[name] = subprocess.Popen(
                command, env=self._environ, stdout=log, stderr=log
            )

    def stop(self) -> dict[str, int]:
        for process in self.processes.values():
            process.send_signal(signal.SIGTERM)
        return {name: process.wait(WITHIN_S) for name, process in self.processes.items()}


async def stored_alerts(line: Line) -> tuple[Alert, ...]:
    """Return every stored alert; none before the database is created."""
    engine = open_engine(line.database)
    try:
        return (await Store(engine).alerts.find(AlertFilter(), limit=1000)).items
    except Exception as error:
        if "no such table" in str(error):
            return ()
        raise
    finally:
        await engine.dispose()


async def test_articles_and_their_patterns_become_alerts_though_the_processor_is_killed(
    broker: EmbeddedBroker, newsroom: Newsroom, tmp_path: Path
) -> None:
    await create_topics(broker.connection, 4)
    line = Line(tmp_path, broker.bootstrap, newsroom.url)
    for name in ("deliver", "process", "poll"):
        line.start(name)
    producer = RecordProducer(broker.connection, "test")
    deadline = time.monotonic() + START_WITHIN_S
    alerts: tuple[Alert, ...] = ()
    killed: subprocess.Popen[bytes] | None = None
    try:
        for article in daily_articles(20):
            await producer.send(ARTICLES, article.id, article)
        while len(alerts) < sum(ALERTS_BY_RULE.values()) and time.monotonic() < deadline:
            await asyncio.sleep(1.0)
            if killed is None and any("reject" in alert.acts for alert in alerts):
                # The state with the first statement is rebuilt before the second arrives.
                killed = line.processes["process"]
                killed.kill()
                killed.wait()
                line.start("process")
                newsroom.has_turned = True
            # The alert for operators about the page in place of a feed does not count.
            alerts = tuple(alert for alert in await stored_alerts(line) if alert.kind != "feed")
        assert len({alert.id for alert in alerts}) == len(alerts)
        assert Counter(alert.rule for alert in alerts) == ALERTS_BY_RULE
        [turn] = [alert for alert in alerts if alert.rule == "dalir-turns"]
        assert turn.earlier is not None
        # The poller may publish the two in either order.
        assert {turn.earlier.statement.acts, turn.statement.acts} == {("reject",), ("support",)}
        await expect_too_large_article(line)
        engine = open_engine(line.database)
        errors = {
            state.url.rpartition("/")[2]: state.error for state in await Store(engine).feeds.all()
        }
        await engine.dispose()
        # Other tests share the broker, so there are more feeds than these two.
        assert (errors["feed.xml"], errors["page"]) == (None, "not_a_feed")
        await expect_same_statements_from_scan(line, tmp_path)
    finally:
        statuses = line.stop()
        await producer.stop()
    assert statuses == {"deliver": 0, "process": 0, "poll": 0}


async def test_unprocessable_messages_become_dead_letters_and_the_lag_returns_to_zero(
    broker: EmbeddedBroker, newsroom: Newsroom, tmp_path: Path
) -> None:
    await create_topics(broker.connection, 4)
    line = Line(tmp_path, broker.bootstrap, newsroom.url)
    producer = RecordProducer(broker.connection, "test")
    sent = Counter[str]()
    for topic in DATA_TOPICS:
        for _, key, body in (*unreadable_for(topic.name), *senseless_for(topic.name)):
            await producer.send_bytes(topic.name, key, body, [])
            sent[topic.name] += 1
    assert min(sent.values()) >= 20
    for name in ("deliver", "process", "poll"):
        line.start(name)
    try:
        await until(lambda: _has_alerts(line), within_s=START_WITHIN_S, pause_s=1.0)
        for rejection in await expect_rejections(line, sent):
            assert min(rejection.partition, rejection.offset) >= 0
            assert rejection.error
            assert rejection.message
            assert rejection.attempt == 1
        await expect_no_lag(broker)
        assert [process.poll() for process in line.processes.values()] == [None] * 3  # all run
    finally:
        line.stop()
        await producer.stop()


async def expect_too_large_article(line: Line) -> None:
    """Wait for the dead letter of the article of 5 MB, which is over the limit of a message."""
    engine = open_engine(line.database)
    await until(lambda: _is_rejected(Store(engine), "too_large"), pause_s=1.0)
    await engine.dispose()


async def _has_alerts(line: Line) -> bool:
    return len(await stored_alerts(line)) >= ARTICLES_SERVED


async def _is_rejected(store: Store, error: str) -> bool:
    return error in {each.error for each in await store.rejections.find(limit=5000)}


async def expect_no_lag(broker: EmbeddedBroker) -> None:
    reader = LagReader(broker.connection, 4)
    await reader.start()

    async def is_done() -> bool:
        return not any((await reader.read()).pending.values())

    await until(is_done, within_s=START_WITHIN_S, pause_s=1.0)
    await reader.stop()


async def expect_rejections(line: Line, counts: Counter[str]) -> list[Rejection]:
    """Return the dead letters of this test's messages, once there are so many of each topic."""
    engine = open_engine(line.database)
    by_topic = Counter[str]()
    try:
        async with asyncio.timeout(START_WITHIN_S):
            while True:
                rejections = [
                    rejection
                    for rejection in await Store(engine).rejections.find(limit=5000)
                    if rejection.key and rejection.key.startswith((b"unreadable", b"senseless"))
                ]
                # Two groups that read one topic make two dead letters of one message.
                places = {(each.topic, each.partition, each.offset) for each in rejections}
                by_topic = Counter(topic for topic, _, _ in places)
                if by_topic == counts:
                    return rejections
                await asyncio.sleep(1.0)
    except TimeoutError:
        raise AssertionError(f"dead letters {by_topic}, expected {counts}") from None
    finally:
        await engine.dispose()


async def expect_same_statements_from_scan(line: Line, folder: Path) -> None:
    """Compare the stored statements of every article with those of `monitor scan` on its text."""
    stored = await _stored_statements(line)
    assert len(stored) >= ARTICLES_SERVED
    statements_of: dict[str, list[Statement]] = {}
    texts: dict[str, Path] = {}
    for each in stored:
        article = each.article
        texts[article.id] = folder / f"{article.id}.txt"
        texts[article.id].write_text(article.text, "utf-8", newline="")
        statements_of.setdefault(article.id, []).append(each.statement)
    program = str(Path(sys.executable).parent / "monitor")
    command = [program, "scan", "--json", "--config", str(folder / "config")]
    paths = map(str, texts.values())
    output = await asyncio.to_thread(subprocess.check_output, [*command, *paths], text=True)
    for id_, line_of_output in zip(texts, output.splitlines(), strict=True):
        scanned = json.loads(line_of_output)["statements"]
        assert [
            _compared(json.loads(msgspec.json.encode(each))) for each in statements_of[id_]
        ] == [_compared(statement) for statement in scanned]


async def _stored_statements(line: Line) -> list[StoredStatement]:
    """Return the statements of the newsroom's articles, in the order of their text."""
    engine = open_engine(line.database)
    page = await Store(engine).statements.find(StatementFilter(speakers=("dalir",)), limit=1000)
    await engine.dispose()
    stored = [each for each in page.items if each.article.url.startswith("http://wire.example/")]
    return sorted(
        stored,
        key=lambda each: (each.statement.content[0].start, each.statement.content[-1].end),
    )


def _compared(statement: dict[str, Any]) -> tuple[Any, ...]:
    names = ("id", "text", "speaker", "acts", "confidence")
    return tuple(statement.get(name) or None for name in names)
