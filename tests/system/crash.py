"""The crash laboratory: `monitor up` on replayed feeds, with seeded kills of processes and broker.

An undisturbed run gives the expected articles and alerts; the disturbed run has to end with the
same ones, none of them twice.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

import psutil
from sqlalchemy import Row, select

from monitor.kafka.broker.process import free_port
from monitor.records.errors import DatabaseUnavailable
from monitor.services.newsroom import Newsroom
from monitor.store import schema as tables
from monitor.store.reader import DatabaseReader
from tests.waiting import START_WITHIN_S, WITHIN_S, wait_until

VICTIMS = {
    "poller": "poll",
    "processor": "process",
    "archiver": "deliver",
    "web": "serve",
    "broker": "kafka.Kafka",
}
"""Processes to kill, with a word of their command line."""
PARSERS = ("parser", "starter of parsers")
"""Processes below the poller to kill: one that parses, and the one that starts those."""
ENDS_WITHIN_S = 240.0
"""Seconds for `monitor up` to end on a machine that does much else."""
QUIET_S = 6.0
"""Seconds without news in the database after which a run without lag is complete: the lag is read
every few seconds."""


@dataclass(frozen=True, slots=True)
class Stored:
    """The articles and alerts in the database of a run."""

    articles: frozenset[str]
    """Ids with revisions."""
    alerts: frozenset[str]
    """Ids with the articles of their copies."""
    doubled: tuple[str, ...]


@dataclass(slots=True)
class Report:
    """Actions and results of a crash run; written as JSON."""

    seed: int
    kills: list[tuple[float, str]] = field(default_factory=list)
    expected_articles: int = 0
    expected_alerts: int = 0
    missing: list[str] = field(default_factory=list)
    unexpected: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    subscribers: dict[str, Any] = field(default_factory=dict)
    """Expected and received events by subscriber, in a storm."""
    refused: dict[str, int] = field(default_factory=dict)
    """Responses by status of the receiver that was down."""
    clock_jumps_s: list[int] = field(default_factory=list)
    revoked_within_s: list[float] = field(default_factory=list)
    """Seconds until the streams of each revoked token had ended."""
    seconds: float = 0.0

    def write(self, path: Path) -> None:
        """Write the report as JSON."""
        path.write_text(json.dumps(asdict(self), indent=1, ensure_ascii=False), encoding="utf-8")


class UpUnderTest:
    """One `monitor up` whose children can be killed.

    ``settings`` are further variables; ``database`` is the URL to read results from.
    """

    def __init__(
        self,
        config: Path,
        data: Path,
        log: Path,
        settings: Mapping[str, str] | None = None,
        database: str | None = None,
    ) -> None:
        self.address = f"127.0.0.1:{free_port()}"
        self.data = data
        self._reader = DatabaseReader(database or f"sqlite:///{data / 'monitor.db'}")
        inherited = {
            name: value
            for name, value in os.environ.items()
            if name not in ("MONITOR_KAFKA", "MONITOR_DATABASE")
        }
        environ = {
            **inherited,
            "MONITOR_CONFIG": str(config),
            "MONITOR_DATA": str(data),
            "MONITOR_HTTP": self.address,
            "MONITOR_LOG_LEVEL": os.environ.get("MONITOR_LOG_LEVEL", "warning"),
            **(settings or {}),
        }
        command = [str(Path(sys.executable).parent / "monitor"), "up"]
        with log.open("ab") as output:
            self._process = subprocess.Popen(command, env=environ, stdout=output, stderr=output)
        self._family: set[int] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()

    def children(self, name: str) -> list[psutil.Process]:
        """Return the running processes of a name in `VICTIMS` or `PARSERS`."""
        if name in PARSERS:
            return [
                process for poller in self.children("poller") for process in _parsers(poller, name)
            ]
        word = VICTIMS[name]
        matching = []
        for child in psutil.Process(self._process.pid).children():
            try:
                command = child.cmdline()
            except psutil.Error:
                continue
            self._family.add(child.pid)
            if command and (command[-1] == word or word in command):
                matching.append(child)
        return matching

    def kill(self, name: str) -> bool:
        """Kill a child with SIGKILL; return whether one was running."""
        for child in self.children(name):
            child.send_signal(signal.SIGKILL)
            return True
        return False

    def stop(self) -> tuple[int, float, list[int]]:
        """End by SIGTERM; return exit status, duration in seconds, and surviving children."""
        self._family |= {
            child.pid for child in psutil.Process(self._process.pid).children(recursive=True)
        }
        started = time.monotonic()
        self._process.send_signal(signal.SIGTERM)
        status = self._process.wait(START_WITHIN_S)
        return status, time.monotonic() - started, [pid for pid in self._family if _is_alive(pid)]

    def read(self, query: Any) -> Sequence[Row[Any]]:
        """Return rows of the database; none while it is unavailable."""
        try:
            return self._reader.read(query)
        except DatabaseUnavailable:
            return ()

    def stored(self) -> Stored:
        """Return the contents of the database."""
        try:
            articles = [
                f"{row.id}.{row.revision}" for row in self._reader.read(select(tables.articles))
            ]
            records = [
                json.loads(row.record) for row in self._reader.read(select(tables.alerts.c.record))
            ]
        except DatabaseUnavailable:  # the storm kills the database too
            return Stored(frozenset(), frozenset(), ())
        records = [record for record in records if record["kind"] == "statement"]
        # The id of an alert depends on which statement of an event arrived first; its fullest
        # statement does not.
        named = [(f"{record['rule']} on {record['statement']['id']}", record) for record in records]
        copies = []
        for name, record in named:
            copies += [f"{name} in {copy['article']}" for copy in record["copies"]]
        counts = Counter([*(name for name, _ in named), *copies, *articles])
        doubled = sorted(name for name, count in counts.items() if count > 1)
        return Stored(frozenset(articles), frozenset(copies), tuple(doubled))

    def run_until_complete(self, newsroom: Newsroom) -> Stored:
        """Return the contents once all is shown and stored, and nothing arrives for `QUIET_S`."""
        last, since = self.stored(), time.monotonic()

        def is_complete() -> bool:
            nonlocal last, since
            now = self.stored()
            if now != last:
                last, since = now, time.monotonic()
            articles = {name.partition(".")[0] for name in last.articles}
            return (
                newsroom.is_through({"articles": len(articles)})
                and time.monotonic() - since > QUIET_S
                and self.has_no_lag()
            )

        wait_until(is_complete, within_s=START_WITHIN_S, pause_s=0.5)
        return last

    def has_no_lag(self) -> bool:
        """Return whether the web service answers that no message is pending."""
        token = (self.data / "token").read_text("ascii").strip()
        headers = {"Authorization": f"Bearer {token}"}
        request = urllib.request.Request(f"http://{self.address}/api/v1/system", headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=WITHIN_S) as answer:
                lag = json.load(answer)["lag"]
        except OSError:
            return False
        return lag is not None and not any(any(topics.values()) for topics in lag.values())


def disturb(up: UpUnderTest, report: Report, kills: int) -> None:
    """Kill processes at random moments: every victim in a random order, then again."""
    chance = random.Random(report.seed)
    started = time.monotonic()
    order: list[str] = []
    while len(report.kills) < kills:
        time.sleep(chance.uniform(1.5, 4.0))
        if not order:
            order = chance.sample(sorted((*VICTIMS, *PARSERS)), len(VICTIMS) + len(PARSERS))
        victim = order.pop()
        for _ in range(60):  # it may still restart after the previous kill
            if up.kill(victim):
                report.kills.append((round(time.monotonic() - started, 1), victim))
                break
            time.sleep(0.5)


def compare(report: Report, expected: Stored, stored: Stored) -> None:
    """Fill the report with the differences."""
    wanted, seen = expected.articles | expected.alerts, stored.articles | stored.alerts
    report.expected_articles, report.expected_alerts = len(expected.articles), len(expected.alerts)
    report.missing, report.unexpected = sorted(wanted - seen), sorted(seen - wanted)
    report.doubled = list(stored.doubled)


def _parsers(poller: psutil.Process, name: str) -> list[psutil.Process]:
    """Return the processes below a poller that parse, or the one that starts them."""
    try:
        below = [
            process
            for process in poller.children(recursive=True)
            if any("multiprocessing.forkserver" in word for word in process.cmdline())
        ]
        is_starter = [process.ppid() == poller.pid for process in below]
    except psutil.Error:  # one of them has just ended
        return []
    wanted = name == "starter of parsers"
    return [
        process for process, starter in zip(below, is_starter, strict=True) if starter == wanted
    ]


def _is_alive(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
