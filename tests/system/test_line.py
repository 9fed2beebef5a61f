"""The line as separate processes on a real Kafka: every article becomes its alerts; what cannot be read is parked, and the line goes on."""

import asyncio
import http.server
import itertools
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
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
from monitor.records import Alert, Article, Rejection
from monitor.store import StatementFilter, Store, open_engine
from tests.builders import NOON, an_article
from tests.system.unprocessable import senseless_for, unreadable_for

pytestmark = [pytest.mark.system, pytest.mark.broker]

ARTICLES_SHOWN = 8
RAISED = {"dalir-on-troops": ARTICLES_SHOWN + 2, "dalir-turns": 1, "aram-is-silent": 1}
"""Alerts by rule: one for each article and each of two that contradict each other, one for the contradiction, and one for a silence."""
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
  - {id: dalir-on-troops, name: Dalir on troops, speakers: [dalir], themes: [troops], severity: high}
  - {id: dalir-turns, name: Dalir turns, speakers: [dalir], themes: [troops], pattern: {kind: reversal}}
  - {id: aram-is-silent, name: Aram is silent, speakers: [aram], pattern: {kind: silence}}
"""


def feed_document(shown: int, *, has_turned: bool) -> bytes:
    """Return an RSS document with the first ``shown`` articles, and one of 5 MB."""
    items = "".join(
        f"<item><guid>story-{number}</guid><title>Story {number}</title><link>http://wire.example/{number}</link>"
        f"<pubDate>{format_datetime(NOON)}</pubDate><description>Karim Dalir said on Sunday that foreign troops must leave "
        f"province {number}. {'The minister spoke at length about the harvest. ' * 20}</description></item>"
        for number in range(shown)
    )
    if shown >= 3:
        items += _turn("before", "rejected the presence of foreign troops in the valley")
    if has_turned:
        items += _turn("after", "endorsed the presence of foreign troops in the valley")
    endless = "The minister spoke at length about the harvest. " * 105_000
    items += f"<item><guid>endless</guid><title>Endless</title><description>{endless}</description></item>"
    return f"<rss version='2.0'><channel><title>Wire</title>{items}</channel></rss>".encode()


def _turn(guid: str, did: str) -> str:
    return (
        f"<item><guid>{guid}</guid><title>Turn</title><link>http://wire.example/{guid}</link><pubDate>{format_datetime(NOON)}</pubDate>"
        f"<description>Karim Dalir {did}. {'The minister spoke at length about the harvest. ' * 20}</description></item>"
    )


def daily_words(days: int) -> list[Article]:
    """Return an article a day of what somebody said who then says nothing more."""
    return [
        an_article(
            id=f"aram-{day}", text=f"Words\n\nSherko Aram said that canal {day} would be dug.", seen_at=NOON + timedelta(days=day)
        )
        for day in range(days)
    ]  # fmt: skip


class Newsroom(http.server.ThreadingHTTPServer):
    """Shows one article more at every poll."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.shown = 0
        self.has_turned = False

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/feed.xml"


class _Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        server = self.server
        assert isinstance(server, Newsroom)
        if self.path == "/page":
            body, kind = b"<!doctype html><html><body>no feed</body></html>", "text/html"
        else:
            server.shown = min(ARTICLES_SHOWN, server.shown + 1)
            body, kind = (
                feed_document(server.shown, has_turned=server.has_turned),
                "application/rss+xml",
            )
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    server = Newsroom()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


class Line:
    """The three processes of the line."""

    def __init__(self, folder: Path, bootstrap: str, feed: str) -> None:
        config = folder / "config"
        config.mkdir()
        (config / "watchlist.yaml").write_text(WATCHLIST)
        page = feed.replace("feed.xml", "page")
        (config / "feeds.yaml").write_text(
            f"feeds:\n  - {{url: '{feed}', interval: 1s, full_text: false}}\n  - {{url: '{page}', interval: 1s}}\n"
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
        return {name: process.wait(30) for name, process in self.processes.items()}


async def stored_alerts(line: Line) -> tuple[Alert, ...]:
    """Return every stored alert; none while there is no database yet."""
    engine = open_engine(line.database)
    try:
        return (await Store(engine).alerts.find(AlertFilter(), limit=1000)).items
    except Exception as error:
        if "no such table" in str(error):
            return ()
        raise
    finally:
        await engine.dispose()


async def test_every_article_becomes_its_alert_and_so_does_what_they_come_to(
    broker: EmbeddedBroker, newsroom: Newsroom, tmp_path: Path
) -> None:
    await create_topics(broker.bootstrap, 4)
    line = Line(tmp_path, broker.bootstrap, newsroom.url)
    for name in ("deliver", "process", "poll"):
        line.start(name)
    producer = RecordProducer(broker.bootstrap, "vandal")
    deadline = time.monotonic() + 90
    alerts: tuple[Alert, ...] = ()
    killed: subprocess.Popen[bytes] | None = None
    try:
        for article in daily_words(20):
            await producer.send(ARTICLES, article.id, article)
        while len(alerts) < sum(RAISED.values()) and time.monotonic() < deadline:
            await asyncio.sleep(1.0)
            if killed is None and any("reject" in alert.acts for alert in alerts):
                # What it remembers of the one saying is rebuilt before the other comes.
                killed = line.processes["process"]
                killed.kill()
                killed.wait()
                line.start("process")
                newsroom.has_turned = True
            # The page that is no feed is told to operators; that is another kind of alert.
            alerts = tuple(alert for alert in await stored_alerts(line) if alert.kind != "feed")
        assert len({alert.id for alert in alerts}) == len(alerts)
        assert Counter(alert.rule for alert in alerts) == RAISED
        [turn] = [alert for alert in alerts if alert.rule == "dalir-turns"]
        assert turn.earlier is not None
        # Which of the two was seen first is the poller's to say; they are told as the contradiction that they are.
        assert {turn.earlier.statement.acts, turn.statement.acts} == {("reject",), ("support",)}
        await expect_told_as_too_large(line)
        engine = open_engine(line.database)
        errors = {
            state.url.rpartition("/")[2]: state.error for state in await Store(engine).feeds.all()
        }
        await engine.dispose()
        assert (errors["feed.xml"], errors["page"]) == (
            None,
            "not_a_feed",
        )  # the broker has other tests' feeds too
        await expect_the_same_from_the_command(line, tmp_path)
    finally:
        statuses = line.stop()
        await producer.stop()
    assert statuses == {"deliver": 0, "process": 0, "poll": 0}


async def test_unprocessable_messages_on_every_topic_become_dead_letters_and_the_lag_returns_to_zero(
    broker: EmbeddedBroker, newsroom: Newsroom, tmp_path: Path
) -> None:
    await create_topics(broker.bootstrap, 4)
    line = Line(tmp_path, broker.bootstrap, newsroom.url)
    producer = RecordProducer(broker.bootstrap, "vandal")
    sent = Counter[str]()
    for topic in DATA_TOPICS:
        for _, key, body in (*unreadable_for(topic.name), *senseless_for(topic.name)):
            await producer.send_bytes(topic.name, key, body, [])
            sent[topic.name] += 1
    assert min(sent.values()) >= 20
    for name in ("deliver", "process", "poll"):
        line.start(name)
    try:
        await until_true(lambda: _has_alerts(line), within=120)
        parked = await expect_parked(line, sent)
        for rejection in parked:
            assert min(rejection.partition, rejection.offset) >= 0
            assert (bool(rejection.error), bool(rejection.message), rejection.attempt) == (
                True,
                True,
                1,
            )
        await expect_no_lag(broker)
        assert [process.poll() for process in line.processes.values()] == [
            None
        ] * 3  # nobody died of it
    finally:
        line.stop()
        await producer.stop()


async def expect_told_as_too_large(line: Line) -> None:
    """Wait until the article of 5 MB, which no topic takes, is parked by the poller."""
    engine = open_engine(line.database)
    await until_true(lambda: _is_parked(Store(engine), "too_large"), within=30)
    await engine.dispose()


async def _has_alerts(line: Line) -> bool:
    return len(await stored_alerts(line)) >= ARTICLES_SHOWN


async def _is_parked(store: Store, error: str) -> bool:
    return error in {each.error for each in await store.rejections.find(limit=5000)}


async def expect_no_lag(broker: EmbeddedBroker) -> None:
    reader = LagReader(broker.bootstrap, 4)
    await reader.start()

    async def is_done() -> bool:
        return not any((await reader.read()).pending.values())

    await until_true(is_done, within=60)
    await reader.stop()


async def until_true(look: Callable[[], Awaitable[bool]], *, within: float) -> None:
    """Look each second until it is true. Raises TimeoutError."""
    async with asyncio.timeout(within):
        for _ in itertools.count():
            if await look():
                return
            await asyncio.sleep(1.0)


async def expect_parked(line: Line, wanted: Counter[str]) -> list[Rejection]:
    """Return what is parked of this test's messages once it is as many of each topic as are wanted."""
    engine = open_engine(line.database)
    try:
        async with asyncio.timeout(60):
            while True:
                found = [
                    each
                    for each in await Store(engine).rejections.find(limit=5000)
                    if each.key and each.key.startswith((b"unreadable", b"senseless"))
                ]
                # What two groups read is parked by each of them.
                places = {(each.topic, each.partition, each.offset) for each in found}
                if Counter(topic for topic, _, _ in places) == wanted:
                    return found
                await asyncio.sleep(1.0)
    except TimeoutError:
        raise AssertionError(
            f"parked {Counter(topic for topic, _, _ in places)}, not {wanted}"
        ) from None
    finally:
        await engine.dispose()


async def expect_the_same_from_the_command(line: Line, folder: Path) -> None:
    """Hold the stored statements of every article to what `monitor scan` says of its text."""
    engine = open_engine(line.database)
    every = (
        await Store(engine).statements.find(StatementFilter(speakers=("dalir",)), limit=1000)
    ).items
    stored = [found for found in every if found.article.url.startswith("http://wire.example/")]
    await engine.dispose()
    assert len(stored) >= ARTICLES_SHOWN
    piped: dict[str, list[dict[str, Any]]] = {}
    texts: dict[str, Path] = {}
    for found in sorted(
        stored,
        key=lambda found: (found.statement.content[0].start, found.statement.content[-1].end),
    ):
        texts[found.article.id] = folder / f"{found.article.id}.txt"
        texts[found.article.id].write_text(found.article.text, "utf-8", newline="")
        piped.setdefault(found.article.id, []).append(
            json.loads(msgspec.json.encode(found.statement))
        )
    scan = [
        str(Path(sys.executable).parent / "monitor"),
        "scan",
        "--json",
        "--config",
        str(folder / "config"),
    ]
    printed = (
        await asyncio.to_thread(
            subprocess.check_output, [*scan, *map(str, texts.values())], text=True
        )
    ).splitlines()
    scanned = dict(zip(texts, (json.loads(line)["statements"] for line in printed), strict=True))
    for id_, statements in scanned.items():
        assert [
            (s["id"], s["text"], s["speaker"], s["acts"], s["confidence"]) for s in statements
        ] == [
            (s["id"], s["text"], s.get("speaker"), s.get("acts", []), s["confidence"])
            for s in piped[id_]
        ]
