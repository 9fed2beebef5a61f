"""The storm: `monitor up` on PostgreSQL and on a Kafka behind proxies, disturbed at random.

Processes are killed, links are cut and slowed, tokens are revoked, the clock is set by hours, and
one receiver is down for six of them and then answers 429.
"""

import asyncio
import contextlib
import json
import random
import signal
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import httpx
from psutil import Process
from sqlalchemy import select
from standardwebhooks import Webhook

from monitor.channels.webhook import make_secret
from monitor.kafka.broker.process import EmbeddedBroker
from monitor.records.errors import BrokerUnavailable
from monitor.store import schema as tables
from tests.mailbox import Mailbox
from tests.postgres import PostgresServer
from tests.serving import BackgroundServer, QuietHandler
from tests.system.crash import PARSERS, UpUnderTest
from tests.system.proxy import Mode, Proxy
from tests.system.revocation import revoke_a_token

SECRET = make_secret()
LIBRARIES = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
"""libfaketime, which sets the clock of a process, if it is installed."""


class Receiver(BackgroundServer):
    """A webhook receiver that verifies signatures with the public library and counts events."""

    def __init__(self) -> None:
        super().__init__(_Handler)
        self.mode: Literal["well", "down", "busy"] = "well"
        self.taken: Counter[str] = Counter()
        self.refused: Counter[int] = Counter()

    @property
    def url(self) -> str:
        return f"{self.address}/hook"


class _Handler(QuietHandler):
    def do_POST(self) -> None:
        server = self.server
        assert isinstance(server, Receiver)
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        # The sender's clock is hours ahead, so the library's check of the time does not apply.
        signed_at = datetime.fromtimestamp(int(self.headers["webhook-timestamp"]), UTC)
        assert self.headers["webhook-signature"] == Webhook(SECRET).sign(
            self.headers["webhook-id"], signed_at, body
        )
        status = {"well": 204, "down": 503, "busy": 429}[server.mode]
        if status == 204:
            server.taken[json.loads(body)["id"]] += 1
        else:
            server.refused[status] += 1
        self.send_response(status)
        if status == 429:
            self.send_header("Retry-After", "2")
        self.end_headers()


@dataclass
class Listener:
    """A reader of the live stream that reconnects with the last id after each cut."""

    url: str
    token_file: Path
    events: list[tuple[int, str]] = field(default_factory=list)
    """Number and id of each event in order of arrival."""
    gaps: int = 0
    connections: int = 0

    async def run(self) -> None:
        """Listen until cancelled."""
        async with httpx.AsyncClient(timeout=20.0) as client:
            while True:
                with contextlib.suppress(httpx.HTTPError, OSError):
                    await self._listen(client)
                await asyncio.sleep(0.5)

    async def _listen(self, client: httpx.AsyncClient) -> None:
        headers = {"Authorization": f"Bearer {self.token_file.read_text().strip()}"}
        headers["Last-Event-ID"] = str(self.events[-1][0]) if self.events else "0"
        async with client.stream("GET", self.url, headers=headers) as response:
            response.raise_for_status()
            self.connections += 1
            number, kind = 0, ""
            async for line in response.aiter_lines():
                name, _, value = line.partition(": ")
                if name == "id":
                    number = int(value)
                elif name == "event":
                    kind = value
                    self.gaps += kind == "gap"
                elif name == "data" and kind == "alert":
                    self.events.append((number, json.loads(value)["id"]))


class Clock:
    """The wall clock of the processes under test: a file that libfaketime reads at every call."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.ahead_s = 0
        self.jumps: list[int] = []
        self._write()

    def settings(self) -> dict[str, str]:
        """Return the variables that give a process this clock."""
        return {
            "LD_PRELOAD": str(LIBRARIES[0]),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "FAKETIME_DONT_RESET": "1",
        }

    def jump(self, seconds: int) -> None:
        """Set the clock forwards or backwards."""
        self.ahead_s += seconds
        self.jumps.append(seconds)
        self._write()

    def _write(self) -> None:
        new = self._file.with_suffix(".new")
        new.write_text(f"{self.ahead_s:+d}\n", "ascii")
        new.replace(self._file)


@dataclass
class Storm:
    """The parts that can be disturbed, and the disturbances."""

    up: UpUnderTest
    broker: EmbeddedBroker
    postgres: PostgresServer
    kafka: Proxy
    database: Proxy
    feeds: Proxy
    chance: random.Random
    started: float = field(default_factory=time.monotonic)
    revoked_within_s: list[float] = field(default_factory=list)
    """Seconds until the streams of each revoked token had ended."""
    done: list[tuple[float, str]] = field(default_factory=list)

    def disturbances(self) -> dict[str, Callable[[], Awaitable[None]]]:
        """Return every disturbance by name."""
        links: dict[str, Proxy] = {
            "kafka": self.kafka,
            "database": self.database,
            "feeds": self.feeds,
        }
        modes: tuple[Mode, ...] = ("cut", "half-open", "slow")
        return {
            **{
                f"kill {name}": self._killer(name)
                for name in ("poller", "processor", "archiver", "web", *PARSERS)
            },
            "kill broker": self._kill_broker,
            "kill database": self._kill_database,
            "kill database connections": self._kill_connections,
            "revoke a token": self._revoke,
            **{
                f"{mode} {name}": self._cutter(link, mode)
                for name, link in links.items()
                for mode in modes
            },
        }

    async def blow(self, count: int, between: Callable[[int], None]) -> None:
        """Run disturbances, each kind in a random order, then again.

        ``between`` receives the number of disturbances so far after each one.
        """
        every, order = self.disturbances(), list[str]()
        while len(self.done) < count:
            order = order or self.chance.sample(sorted(every), len(every))
            name = order.pop()
            await every[name]()
            self.done.append((round(time.monotonic() - self.started, 1), name))
            between(len(self.done))
            await asyncio.sleep(self.chance.uniform(1.0, 3.0))

    def _killer(self, name: str) -> Callable[[], Awaitable[None]]:
        async def kill() -> None:
            for _ in range(40):
                if self.up.kill(name):
                    return
                await asyncio.sleep(0.5)
            raise AssertionError(f"{name} does not run, so that it cannot be killed")

        return kill

    async def _kill_broker(self) -> None:
        assert self.broker.pid is not None
        Process(self.broker.pid).send_signal(signal.SIGKILL)
        await self.broker.wait()
        await asyncio.sleep(self.chance.uniform(0.0, 3.0))
        for _ in range(3):
            try:
                await self.broker.start()
                return
            except BrokerUnavailable:
                await asyncio.sleep(1.0)
        raise AssertionError("the broker does not start again")

    async def _kill_database(self) -> None:
        await asyncio.to_thread(self.postgres.stop)
        await asyncio.sleep(self.chance.uniform(0.0, 3.0))
        await asyncio.to_thread(self.postgres.start)

    async def _kill_connections(self) -> None:
        await asyncio.to_thread(self.postgres.kill_connections)

    async def _revoke(self) -> None:
        admin = (self.up.data / "token").read_text("ascii").strip()
        self.revoked_within_s.append(round(await revoke_a_token(self.up.address, admin), 2))

    def _cutter(self, link: Proxy, mode: Mode) -> Callable[[], Awaitable[None]]:
        async def cut() -> None:
            link.be(mode)
            await asyncio.sleep(self.chance.uniform(2.0, 6.0))
            link.be("open")

        return cut


def write_subscriptions(config: Path, steady: Receiver, weak: Receiver) -> None:
    """Subscribe both receivers, and a mailbox, to everything."""
    (config / "secret").write_text(SECRET, "ascii")
    webhook = "type: webhook, secret_file: secret"
    (config / "subscriptions.yaml").write_text(
        "subscriptions:\n"
        f"  - {{id: steady, channel: {{{webhook}, url: '{steady.url}'}}}}\n"
        f"  - {{id: weak, channel: {{{webhook}, url: '{weak.url}'}}}}\n"
        "  - id: mail\n"
        "    channel: {type: email, to: desk@example.org}\n"
        "    group: {wait: 1s, interval: 1s}\n",
        "utf-8",
    )


def mail_settings(mailbox: Mailbox) -> dict[str, str]:
    """Return the variables that send mail to a mailbox."""
    return {
        "MONITOR_SMTP_SERVER": f"127.0.0.1:{mailbox.port}",
        "MONITOR_SMTP_FROM": "m@example.org",
        "MONITOR_SMTP_TLS": "none",
    }


def events_of(up: UpUnderTest) -> dict[int, str]:
    """Return the events that subscribers receive: number and id."""
    rows = up.read(
        select(tables.events.c.seq, tables.events.c.record).order_by(tables.events.c.seq)
    )
    alerts: dict[int, dict[str, Any]] = {row.seq: json.loads(row.record) for row in rows}
    return {
        seq: f"{alert['id']}.{alert['revision']}"
        for seq, alert in alerts.items()
        if not alert["quiet"]
    }


def pending_deliveries(up: UpUnderTest) -> int:
    """Return the number of pending deliveries."""
    return len(
        up.read(select(tables.deliveries.c.seq).where(tables.deliveries.c.outcome == "waiting"))
    )
