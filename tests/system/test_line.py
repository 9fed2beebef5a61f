"""The whole line as processes on a real Kafka: a feed over HTTP becomes alerts in the store, also when processes are killed."""

import asyncio
import http.server
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from email.utils import format_datetime
from pathlib import Path

import pytest

from monitor.deliveries import AlertFilter
from monitor.kafka.broker import EmbeddedBroker
from monitor.kafka.producer import RecordProducer
from monitor.kafka.topics import ALL, ARTICLES, create_topics
from monitor.records import Alert
from monitor.store import Queries, open_engine
from tests.builders import NOON, an_article

pytestmark = [pytest.mark.system, pytest.mark.broker]

ARTICLES_SHOWN = 24

WATCHLIST = """
actors:
  - {id: dalir, name: Karim Dalir, kind: person}
themes:
  - {id: troops, name: Troops, query: foreign NEAR/4 troop*}
rules:
  - {id: dalir-on-troops, name: Dalir on troops, speakers: [dalir], themes: [troops], severity: high}
"""


def feed_document(shown: int) -> bytes:
    """Return an RSS document with the first ``shown`` articles; the last one shown has no text at all."""
    items = "".join(
        f"<item><guid>story-{number}</guid><title>Story {number}</title><link>http://wire.example/{number}</link>"
        f"<pubDate>{format_datetime(NOON)}</pubDate><description>Karim Dalir said on Sunday that foreign troops must leave "
        f"province {number}. {'The minister spoke at length about the harvest. ' * 20}</description></item>"
        for number in range(shown)
    )
    return f"<rss version='2.0'><channel><title>Wire</title>{items}</channel></rss>".encode()


class Newsroom(http.server.ThreadingHTTPServer):
    """Shows one article more at every poll."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.shown = 0

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
            body, kind = feed_document(server.shown), "application/rss+xml"
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


class Line:
    """The three processes of the line, which can be killed and are started again."""

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
            self.processes[name] = subprocess.Popen(command, env=self._environ, stdout=log, stderr=log)

    def kill(self, name: str) -> None:
        self.processes[name].kill()
        self.processes[name].wait()

    def stop(self) -> dict[str, int]:
        for process in self.processes.values():
            process.send_signal(signal.SIGTERM)
        return {name: process.wait(30) for name, process in self.processes.items()}


async def stored_alerts(line: Line) -> tuple[Alert, ...]:
    """Return every stored alert; none while there is no database yet."""
    engine = open_engine(line.database)
    try:
        return (await Queries(engine).find_alerts(AlertFilter(), limit=1000)).items
    except Exception as error:
        if "no such table" in str(error):
            return ()
        raise
    finally:
        await engine.dispose()


async def test_every_article_becomes_its_alert_once_although_processes_are_killed(
    broker: EmbeddedBroker, newsroom: Newsroom, tmp_path: Path
) -> None:
    await create_topics(broker.bootstrap, 4)
    line = Line(tmp_path, broker.bootstrap, newsroom.url)
    for name in ("deliver", "process", "poll"):
        line.start(name)
    chance = random.Random(7)
    producer = RecordProducer(broker.bootstrap, "vandal")
    killed = 0
    deadline = time.monotonic() + 150
    alerts: tuple[Alert, ...] = ()
    try:
        while len(alerts) < ARTICLES_SHOWN and time.monotonic() < deadline:
            await asyncio.sleep(1.5)
            alerts = await stored_alerts(line)
            if alerts and killed < 5:
                name = chance.choice(["poll", "process", "deliver"])
                line.kill(name)
                line.start(name)
                killed += 1
                for topic in ALL[:-1]:
                    await producer.send_bytes(topic.name, b"k", b"\xff no record", [])
                await producer.send(ARTICLES, "empty", an_article(id="empty", text="   "))
        assert killed == 5
        assert len(alerts) == ARTICLES_SHOWN
        assert len({alert.id for alert in alerts}) == ARTICLES_SHOWN
        assert {alert.rule for alert in alerts} == {"dalir-on-troops"}
        await expect_parked(line, {"unreadable", "no_text"})
        engine = open_engine(line.database)
        errors = {state.url.rpartition("/")[2]: state.error for state in await Queries(engine).feeds()}
        await engine.dispose()
        assert errors == {"feed.xml": None, "page": "not_a_feed"}
    finally:
        statuses = line.stop()
        await producer.stop()
    assert statuses == {"deliver": 0, "process": 0, "poll": 0}


async def expect_parked(line: Line, wanted: set[str]) -> None:
    """Wait until every kind of error has been parked."""
    engine = open_engine(line.database)
    parked: set[str] = set()
    for _ in range(60):
        parked = {rejection.error for rejection in await Queries(engine).rejections()}
        if wanted <= parked:
            break
        await asyncio.sleep(0.5)
    await engine.dispose()
    assert wanted <= parked
