"""No event is lost or doubled for any subscription under kills, cuts, slow links and clock jumps.

A longer run::

    make test ARGS='tests/system/test_storm.py --storm 200 --seed 3 --storm-report storm.json'
"""

import asyncio
import json
import os
import random
import shutil
import time
from collections import Counter
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

pytestmark = [pytest.mark.system, pytest.mark.broker]

HOUR = 3600
DOWN_FOR = 6 * HOUR


async def test_every_subscription_gets_everything_once_through_a_storm(
    calm: Calm,
    postgres_server: PostgresServer,
    postgres: str,
    tmp_path: Path,
    pytestconfig: pytest.Config,
) -> None:
    if not LIBRARIES:
        pytest.skip(
            "libfaketime, which sets the clock, is not installed: install the package faketime"
        )
    count = int(pytestconfig.getoption("--storm"))
    report = Report(seed=int(pytestconfig.getoption("--seed")))
    steady, weak, mailbox = Receiver(), Receiver(), Mailbox()
    weak.mode = "down"
    mail = await asyncio.start_server(mailbox.serve, "127.0.0.1", 0)
    mailbox.port = mail.sockets[0].getsockname()[1]
    config = shutil.copytree(calm.config, tmp_path / "config")
    write_subscriptions(config, steady, weak)
    # The polling interval grows with the storm, so that news arrives during most of it.
    feeds = config / "feeds.yaml"
    feeds.write_text(
        feeds.read_text("utf-8").replace("interval: 1s", f"interval: {max(1, count // 8)}s"),
        "utf-8",
    )
    broker = EmbeddedBroker(
        tmp_path / "kafka", fetch_jars(load_settings(Path("config"), os.environ).cache)
    )
    kafka, database = Proxy(broker.port), Proxy(postgres_server.port)
    broker.advertised = kafka.port
    await broker.start()
    clock = Clock(tmp_path / "clock")
    calm.newsroom.restart()
    settings = {
        "MONITOR_KAFKA": f"127.0.0.1:{kafka.port}",
        "MONITOR_DATABASE": postgres_server.url(database.port),
        **mail_settings(mailbox),
        **clock.settings(),
    }
    started = time.monotonic()
    with UpUnderTest(config, tmp_path / "data", tmp_path / "log", settings, postgres) as up:
        listener = Listener(f"http://{up.address}/api/v1/alerts/stream", up.data / "token")
        listening = asyncio.create_task(listener.run())
        await until(lambda: bool(up.snapshot().alerts), within=60)
        storm = Storm(
            up, broker, postgres_server, kafka, database, calm.feeds, random.Random(report.seed)
        )

        def pass_time(done: int) -> None:
            """Advance the clock by six hours in twelve jumps, then back and forth by one hour.

            After six hours the weak receiver is busy instead of down.
            """
            if clock.ahead_s < DOWN_FOR:
                clock.jump(DOWN_FOR // 12)
            elif done % 3 == 0:
                clock.jump(-HOUR)
            elif done % 3 == 1:
                clock.jump(HOUR)
            if clock.ahead_s >= DOWN_FOR or done >= count - 2:
                weak.mode = "busy"

        await storm.blow(count, pass_time)
        await until(lambda: up.snapshot() == calm.expected, within=240)
        await until(lambda: weak.refused[429] >= 3, within=60)
        weak.mode = "well"

        def is_all_delivered() -> bool:
            if pending_deliveries(up):
                clock.jump(HOUR // 4)  # the retries are planned hours later
            return bool(events_of(up)) and not pending_deliveries(up)

        await until(is_all_delivered, within=240)
        await until(lambda: len(listener.events) == len(events_of(up)), within=60)
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
        expected, actual = events_of(up), up.snapshot()
        status, seconds, left = await asyncio.to_thread(up.stop)
    compare(report, calm.expected, actual)
    mailed = Counter(
        id_ for message in mailbox.messages for id_ in str(message["X-Monitor-Events"]).split()
    )
    got = {"steady": steady.taken, "weak": weak.taken, "mail": mailed}
    report.kills = storm.done
    report.seconds = round(time.monotonic() - started, 1)
    report.subscribers = {
        name: {
            "expected": len(expected),
            "got": len(ids),
            "missing": sorted(set(expected.values()) - set(ids)),
            "unexpected": sorted(set(ids) - set(expected.values())),
            "repeated with the same id": sum(ids.values()) - len(ids),
        }
        for name, ids in got.items()
    }
    report.subscribers["stream"] = {
        "expected": len(expected),
        "got": len(listener.events),
        "connections": listener.connections,
        "gaps": listener.gaps,
    }
    report.refused = {str(status): number for status, number in weak.refused.items()}
    report.clock_jumps_s = clock.jumps
    report.write(Path(pytestconfig.getoption("--storm-report") or tmp_path / "storm.json"))
    for server in (steady, weak):
        server.shutdown()
        server.server_close()
    mail.close()
    await broker.stop()
    for proxy in (kafka, database):
        proxy.close()
    assert (report.missing, report.unexpected, report.doubled) == ([], [], [])
    for name in got:
        assert (report.subscribers[name]["missing"], report.subscribers[name]["unexpected"]) == (
            [],
            [],
        ), json.dumps(report.subscribers, indent=1)
    assert listener.events == sorted(expected.items())  # in order, without a gap or a repeat
    assert listener.gaps == 0
    assert {name for _, name in storm.done} == set(storm.disturbances()) or count < len(
        storm.disturbances()
    )
    assert (status, left) == (0, [])
    assert seconds < 30


async def until(is_true: object, *, within: float) -> None:
    """Check every second until true, or time out; the assertions after it show what is missing."""
    assert callable(is_true)
    for _ in range(int(within)):
        if await asyncio.to_thread(is_true):
            return
        await asyncio.sleep(1.0)
