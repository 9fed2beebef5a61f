"""The crash laboratory: `monitor up` on replayed feeds, while its processes and its broker are killed at seeded random moments.

An undisturbed run says which articles and alerts there are; the disturbed run must end with the same, none twice.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

import psutil
from sqlalchemy import Row, select

from monitor.kafka.broker.process import free_port
from monitor.records.errors import DatabaseUnavailable
from monitor.store import schema as tables
from monitor.store.reader import DatabaseReader

VICTIMS = {
    "poller": "poll",
    "processor": "process",
    "archiver": "deliver",
    "web": "serve",
    "broker": "kafka.Kafka",
}
"""What is killed, by a word of its command line."""
QUIET_S = 6.0
"""Seconds without anything new in the store after which a run is through."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a run left in its store."""

    articles: frozenset[str]
    """Ids with revisions."""
    alerts: frozenset[str]
    """Ids with the articles of their copies."""
    doubled: tuple[str, ...]


@dataclass(slots=True)
class Report:
    """What a crash run did and saw; written as JSON."""

    seed: int
    kills: list[tuple[float, str]] = field(default_factory=list)
    expected_articles: int = 0
    expected_alerts: int = 0
    missing: list[str] = field(default_factory=list)
    unexpected: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    subscribers: dict[str, Any] = field(default_factory=dict)
    """What each was to get and got, in a storm."""
    refused: dict[str, int] = field(default_factory=dict)
    """By status, how often the receiver that was down refused."""
    clock_jumps_s: list[int] = field(default_factory=list)
    seconds: float = 0.0

    def write(self, path: Path) -> None:
        """Write the report as JSON."""
        path.write_text(json.dumps(asdict(self), indent=1, ensure_ascii=False), encoding="utf-8")


class UpUnderTest:
    """One `monitor up`, whose children can be killed; ``settings`` are further variables, ``database`` where to look for what it stored."""

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
        """Return the running children of a kind."""
        word = VICTIMS[name]
        found = []
        for child in psutil.Process(self._process.pid).children():
            try:
                command = child.cmdline()
            except psutil.Error:
                continue
            self._family.add(child.pid)
            if command and (command[-1] == word or word in command):
                found.append(child)
        return found

    def kill(self, name: str) -> bool:
        """Kill a child with SIGKILL; return whether there was one."""
        for child in self.children(name):
            child.send_signal(signal.SIGKILL)
            return True
        return False

    def stop(self) -> tuple[int, float, list[int]]:
        """End by SIGTERM; return exit status, seconds it took, and children that are left."""
        self._family |= {
            child.pid for child in psutil.Process(self._process.pid).children(recursive=True)
        }
        started = time.monotonic()
        self._process.send_signal(signal.SIGTERM)
        status = self._process.wait(60)
        return status, time.monotonic() - started, [pid for pid in self._family if _is_alive(pid)]

    def read(self, query: Any) -> Sequence[Row[Any]]:
        """Return rows of the store; none while it is away."""
        try:
            return self._reader.read(query)
        except DatabaseUnavailable:
            return ()

    def found(self) -> Found:
        """Return what the store holds now."""
        try:
            articles = [
                f"{row.id}.{row.revision}" for row in self._reader.read(select(tables.articles))
            ]
            records = [
                json.loads(row.record) for row in self._reader.read(select(tables.alerts.c.record))
            ]
        except DatabaseUnavailable:  # its database is being killed too
            return Found(frozenset(), frozenset(), ())
        records = [record for record in records if record["kind"] == "statement"]
        # Which of the statements of one event is told first, and so gives the id, depends on timing; the fullest one does not.
        named = [(f"{record['rule']} on {record['statement']['id']}", record) for record in records]
        copies = [
            f"{name} in {copy['article']}" for name, record in named for copy in record["copies"]
        ]
        counted = [*(name for name, _ in named), *copies, *articles]
        doubled = sorted({name for name in counted if counted.count(name) > 1})
        return Found(frozenset(articles), frozenset(copies), tuple(doubled))

    def run_until_quiet(self, is_shown: Callable[[], bool], within: float) -> Found:
        """Return what was found once everything was shown and nothing new has come for `QUIET_S`."""
        deadline = time.monotonic() + within
        last, since = self.found(), time.monotonic()
        while time.monotonic() < deadline:
            time.sleep(0.5)
            now = self.found()
            if now != last:
                last, since = now, time.monotonic()
            if is_shown() and last.articles and time.monotonic() - since > QUIET_S:
                break
        return last


def disturb(up: UpUnderTest, report: Report, kills: int) -> None:
    """Kill as often as is wanted, each kind in turn in a random order, at random moments."""
    chance = random.Random(report.seed)
    started = time.monotonic()
    order: list[str] = []
    while len(report.kills) < kills:
        time.sleep(chance.uniform(1.5, 4.0))
        if not order:
            order = chance.sample(sorted(VICTIMS), len(VICTIMS))
        victim = order.pop()
        for _ in range(60):  # it may be on its way back from the kill before
            if up.kill(victim):
                report.kills.append((round(time.monotonic() - started, 1), victim))
                break
            time.sleep(0.5)


def compare(report: Report, expected: Found, found: Found) -> None:
    """Fill the report with what differs."""
    wanted, seen = expected.articles | expected.alerts, found.articles | found.alerts
    report.expected_articles, report.expected_alerts = len(expected.articles), len(expected.alerts)
    report.missing, report.unexpected = sorted(wanted - seen), sorted(seen - wanted)
    report.doubled = list(found.doubled)


def _is_alive(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
