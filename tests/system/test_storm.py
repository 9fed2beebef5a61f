"""A storm of kills, cuts, slow links, revoked tokens and clock jumps: nothing is lost or doubled.

The long version:
make test ARGS='tests/system/test_storm.py --storm 200 --seed 3 --storm-report storm.json'.
"""

import asyncio
import contextlib
import json
import os
import random
import shutil
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from monitor.config import load_settings
from monitor.kafka.broker.jars import fetch_jars
from monitor.kafka.broker.process import EmbeddedBroker
from tests.mailbox import Mailbox
from tests.postgres import PostgresServer
from tests.system.conftest import Calm
from tests.system.crash import Report, UpUnderTest, compare
from tests.system.proxy import Proxy
from tests.system.storm import (
    LIBRARIES,
    Clock,
    Listener,
    Receiver,
    Storm,
    events_of,
    mail_settings,
    pending_deliveries,
    write_subscriptions,
)
from tests.waiting import BUSY

pytestmark = [pytest.mark.system, pytest.mark.broker]

HOUR_S = 3600
DOWN_FOR_S = 6 * HOUR_S
"""How long the weak receiver is down, by the clock of the processes."""
JUMPS = 12
"""Clock jumps in which this time passes."""
STOPS_WITHIN_S = 30.0
LAST_LINES = 20
"""Lines of the deliverer's log that a failure shows."""


@dataclass
class Subscribers:
    """A steady and a weak webhook receiver and a mailbox."""

    steady: Receiver
    weak: Receiver
    mailbox: Mailbox

    def received(self) -> dict[str, Counter[str]]:
        """Return how often each event arrived, by subscriber."""
        mailed: Counter[str] = Counter()
        for message in self.mailbox.messages:
            mailed.update(str(message["X-Monitor-Events"]).split())
        return {"steady": self.steady.taken, "weak": self.weak.taken, "mail": mailed}


@dataclass
class Surroundings:
    """The broker and the links that the storm disturbs, and the processes' clock and settings."""

    broker: EmbeddedBroker
    kafka: Proxy
    database: Proxy
    clock: Clock
    settings: dict[str, str]


@contextlib.asynccontextmanager
async def _subscribers() -> AsyncIterator[Subscribers]:
    steady, weak, mailbox = Receiver(), Receiver(), Mailbox()
    weak.mode = "down"
    mail = await asyncio.start_server(mailbox.serve, "127.0.0.1", 0)
    mailbox.port = mail.sockets[0].getsockname()[1]
    try:
        yield Subscribers(steady, weak, mailbox)
    finally:
        for server in (steady, weak):
            server.close()
        mail.close()


@contextlib.asynccontextmanager
async def _surroundings(
    folder: Path, postgres: PostgresServer, mailbox: Mailbox
) -> AsyncIterator[Surroundings]:
    cache = load_settings(Path("config"), os.environ).cache
    broker = EmbeddedBroker(folder / "kafka", fetch_jars(cache))
    kafka, database = Proxy(broker.port), Proxy(postgres.port)
    broker.advertised = kafka.port
    await broker.start()
    clock = Clock(folder / "clock")
    settings = {
        "MONITOR_KAFKA": f"127.0.0.1:{kafka.port}",
        "MONITOR_DATABASE": postgres.url(database.port),
        **mail_settings(mailbox),
        **clock.settings(),
    }
    try:
        yield Surroundings(broker, kafka, database, clock, settings)
    finally:
        await broker.stop()
        for proxy in (kafka, database):
            proxy.close()


def _configuration(calm: Calm, folder: Path, subscribers: Subscribers, count: int) -> Path:
    """Write a configuration with subscriptions, whose feeds have news for most of the storm."""
    config: Path = shutil.copytree(calm.config, folder / "config")
    write_subscriptions(config, subscribers.steady, subscribers.weak)
    feeds = config / "feeds.yaml"
    interval = f"interval: {max(1, count // 8)}s"
    feeds.write_text(feeds.read_text("utf-8").replace("interval: 1s", interval), "utf-8")
    return config


def _time_passer(clock: Clock, weak: Receiver, count: int) -> Callable[[int], None]:
    """Return a function that lets time pass between two disturbances.

    The clock goes forward by six hours in twelve jumps, then back and forth by one. After the six
    hours, or near the end of the storm, the receiver that was down is busy.
    """

    def pass_time(done: int) -> None:
        if clock.ahead_s < DOWN_FOR_S:
            clock.jump(DOWN_FOR_S // JUMPS)
        elif done % 3 == 0:
            clock.jump(-HOUR_S)
        elif done % 3 == 1:
            clock.jump(HOUR_S)
        if clock.ahead_s >= DOWN_FOR_S or done >= count - 2:
            weak.mode = "busy"

    return pass_time


async def _deliver_the_rest(
    up: UpUnderTest, listener: Listener, clock: Clock, weak: Receiver
) -> None:
    """Let the busy receiver recover, and wait until every subscriber has every event."""
    await until(lambda: weak.refused[429] >= 3, within=240)
    weak.mode = "well"

    def is_all_delivered() -> bool:
        if pending_deliveries(up):
            clock.jump(HOUR_S // 4)  # attempts during the outage are repeated hours later
        return bool(events_of(up)) and not pending_deliveries(up)

    await until(is_all_delivered, within=480)
    await until(lambda: len(listener.events) == len(events_of(up)), within=240)


async def until(is_true: Callable[[], bool], *, within: float) -> None:
    """Check a condition each second; return when it holds or time is up.

    The assertions that follow show what is missing.
    """
    for _ in range(int(within)):
        if await asyncio.to_thread(is_true):
            return
        await asyncio.sleep(1.0)


def _fill_report(
    report: Report, expected: dict[int, str], subscribers: Subscribers, listener: Listener
) -> None:
    """Add the events of each subscriber to the report."""
    for name, ids in subscribers.received().items():
        report.subscribers[name] = {
            "expected": len(expected),
            "got": len(ids),
            "missing": sorted(set(expected.values()) - set(ids)),
            "unexpected": sorted(set(ids) - set(expected.values())),
            "repeated with the same id": sum(ids.values()) - len(ids),
        }
    report.subscribers["stream"] = {
        "expected": len(expected),
        "got": len(listener.events),
        "connections": listener.connections,
        "gaps": listener.gaps,
    }
    refused = subscribers.weak.refused
    report.refused = {str(status): number for status, number in refused.items()}


@pytest.mark.skipif(not LIBRARIES, reason="install the package faketime, which sets the clock")
async def test_every_subscription_gets_everything_once_through_a_storm(
    calm: Calm,
    postgres_server: PostgresServer,
    postgres: str,
    tmp_path: Path,
    pytestconfig: pytest.Config,
) -> None:
    count = int(pytestconfig.getoption("--storm"))
    report = Report(seed=int(pytestconfig.getoption("--seed")))
    chance = random.Random(report.seed)
    started = time.monotonic()
    async with (
        _subscribers() as subscribers,
        _surroundings(tmp_path, postgres_server, subscribers.mailbox) as around,
    ):
        config = _configuration(calm, tmp_path, subscribers, count)
        calm.newsroom.restart()
        files = (config, tmp_path / "data", tmp_path / "log")
        with UpUnderTest(*files, around.settings, postgres) as up:
            listener = Listener(f"http://{up.address}/api/v1/alerts/stream", up.data / "token")
            listening = asyncio.create_task(listener.run())
            await until(lambda: bool(up.stored().alerts), within=240)
            storm = Storm(
                up,
                around.broker,
                postgres_server,
                around.kafka,
                around.database,
                calm.feeds,
                chance,
            )
            await storm.blow(count, _time_passer(around.clock, subscribers.weak, count))
            await until(lambda: up.stored() == calm.expected, within=480)
            await _deliver_the_rest(up, listener, around.clock, subscribers.weak)
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)
            expected, stored = events_of(up), up.stored()
            status, seconds, left = await asyncio.to_thread(up.stop)
    compare(report, calm.expected, stored)
    _fill_report(report, expected, subscribers, listener)
    report.kills, report.clock_jumps_s = storm.done, around.clock.jumps
    report.revoked_within_s = storm.revoked_within_s
    report.seconds = round(time.monotonic() - started, 1)
    report.write(Path(pytestconfig.getoption("--storm-report") or tmp_path / "storm.json"))
    _assert_complete(report, tmp_path / "data" / "logs" / "deliver.log")
    assert listener.events == sorted(expected.items())  # in order, without gap or repeat
    assert listener.gaps == 0
    is_every_kind = {name for _, name in storm.done} == set(storm.disturbances())
    assert is_every_kind or count < len(storm.disturbances())
    assert (status, left) == (0, [])
    assert seconds < BUSY * STOPS_WITHIN_S


def _assert_complete(report: Report, log: Path) -> None:
    """Assert that neither the database nor a subscriber lacks or doubles anything."""
    assert (report.missing, report.unexpected, report.doubled) == ([], [], [])
    last = log.read_text("utf-8").splitlines()[-LAST_LINES:]
    text = "\n".join((json.dumps(report.subscribers, indent=1), str(report.refused), *last))
    for name in ("steady", "weak", "mail"):
        subscriber = report.subscribers[name]
        assert (subscriber["missing"], subscriber["unexpected"]) == ([], []), text
