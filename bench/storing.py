"""Run the growth benches: the archive and the outbox on SQLite and PostgreSQL, small and filled."""

import gc
import random
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import msgspec
import psutil

from bench.corpus import a_watchlist
from bench.growth import (
    LineRecords,
    a_store,
    alike_alerts,
    archive_cost,
    bare_cost,
    boilerplate_readings,
    deliver_cost,
    enqueue_cost,
    fill,
    grown_bytes,
    line_records,
    store_cost,
    subscriptions_of,
)
from bench.report import Limit, Report, at_most, print_line
from monitor.deliveries import AlertFilter, Subscription
from monitor.flow.match_reading import match_reading
from monitor.records import Act, Alert, Reading
from monitor.records.wire import decode
from monitor.store import Store
from monitor.store.search.indexer import Indexer
from monitor.watchlist import Rule, Watchlist, WatchlistIndex
from tests.postgres import a_postgres

SMALL = 1_600
"""Alike alerts and articles with boilerplate in a small store."""
MEASURED = 200
"""Alerts and articles that are measured at each size."""


@dataclass(frozen=True)
class Backend:
    """A database to measure: its URL, the limit of an article, its clock, and the filled size."""

    name: str
    url: str
    limit: Limit
    clock: Callable[[], float]
    size: int


def cpu_clock(server: psutil.Process | None = None) -> Callable[[], float]:
    """Return a clock of the CPU seconds of this process, and of a database server's processes."""

    def read() -> float:
        used = time.process_time()
        if server is not None:
            for each in (server, *server.children(recursive=True)):
                times = each.cpu_times()
                used += times.user + times.system
        return used

    return read


async def bench_store(report: Report, watchlist: Watchlist, size: int, keep: Path | None) -> None:
    """Measure the archive and the outbox; ``size`` is the number of articles of a filled store.

    The filled SQLite store is copied to ``keep`` for the throughput bench.
    """
    chance = random.Random(5)
    records = line_records(watchlist, MEASURED, chance)
    pure_ms = records.pure_s / MEASURED * 1000
    print_line(f"store: {records.alerts:.1f} alerts an article; pure work {pure_ms:.2f} ms CPU")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        bare_ms = bare_cost(folder, records)
        url = f"sqlite+aiosqlite:///{folder / 'monitor.db'}"
        sqlite = Backend("SQLite", url, at_most(4.0), cpu_clock(), size)
        await _bench_backend(report, sqlite, records, bare_ms)
        await _bench_subscriptions(report, folder, watchlist)
        await _bench_grown(report, folder, records)
        if keep is not None:
            shutil.copy(folder / "monitor.db", keep)
    with a_postgres() as server:
        if server is None:
            print_line("  PostgreSQL is not measured: its programs are not installed")
        else:
            clock, most = cpu_clock(psutil.Process(server.pid)), max(2 * SMALL, size // 5)
            postgres = Backend("PostgreSQL", server.url(), at_most(6.0), clock, most)
            await _bench_backend(report, postgres, records, bare_ms)
    bench_rules(report)


async def _bench_backend(
    report: Report, backend: Backend, records: LineRecords, bare_ms: float
) -> None:
    """Measure one database, empty and filled."""
    model = _model_of(records)
    everything = Subscription(
        id="all", filter=AlertFilter(), channel="webhook", address="http://bench.example"
    )
    async with a_store(backend.url) as (store, engine):
        half = len(records.bodies) // 2
        for at, part in (("empty", records.bodies[:half]), ("filled", records.bodies[half:])):
            if at == "filled":
                await _bench_alike(report, backend, store, model)
                await Indexer(engine).run_once()
            await store.subscriptions.put(everything)  # it begins after what is filled
            some = LineRecords(part, 0.0)
            title = f"{backend.name}, {at} store: archive"
            cost = await archive_cost(store, some, backend.clock)
            report.note(title, cost, "ms CPU an article", backend.limit, bare_ms)
            started = backend.clock()
            await Indexer(engine).run_once()
            cost = (backend.clock() - started) / len(part) * 1000
            report.note(f"{backend.name}, {at} store: index for search", cost, "ms CPU an article")
            cost = await deliver_cost(store, len(part), backend.clock)
            report.note(f"{backend.name}, {at} store: deliver all", cost, "ms CPU an article")
            await store.subscriptions.remove(everything.id)


async def _bench_alike(report: Report, backend: Backend, store: Store, model: Alert) -> None:
    """Measure alike alerts and copies with boilerplate in a small store, then in a filled one."""
    name, clock, size = backend.name, backend.clock, backend.size
    alike, shared = [], []
    for filled in (SMALL, size):
        await fill(store, model, filled, filled)
        gc.collect()
        alerts = alike_alerts(model, 10 * size + filled, MEASURED)
        alike.append(await store_cost(store, alerts, clock))
        readings = boilerplate_readings(10 * size + filled, MEASURED)
        shared.append(await store_cost(store, readings, clock))
        report.note(f"{name}: alert stored, {filled} alike", alike[-1], "ms CPU", at_most(3.0))
        title = f"{name}: article stored, {filled} share boilerplate"
        report.note(title, shared[-1], "ms CPU", at_most(2.0))
    for what, (small, large) in (("alike", alike), ("boilerplate", shared)):
        more = size / SMALL
        title = f"{name}: slope of {what}, for {more:.0f} times as many"
        report.note(title, large / small, "times")


async def _bench_subscriptions(report: Report, folder: Path, watchlist: Watchlist) -> None:
    chance = random.Random(6)
    clock = cpu_clock()
    costs = []
    async with a_store(f"sqlite+aiosqlite:///{folder / 'subscriptions.db'}") as (store, _):
        for count in (10, 1_000):
            for subscription in subscriptions_of(watchlist, count):
                await store.subscriptions.put(subscription)
            records = line_records(watchlist, 50, chance)
            costs.append(await enqueue_cost(store, records, clock))
    report.note("planning with 10 subscriptions", costs[0], "ms CPU an event")
    report.note("planning with 1,000 subscriptions", costs[1], "ms CPU an event", at_most(1))
    report.note("slope of subscriptions, for 100 times as many", costs[1] / costs[0], "times")


async def _bench_grown(report: Report, folder: Path, records: LineRecords) -> None:
    async with a_store(f"sqlite+aiosqlite:///{folder / 'grown.db'}") as (store, engine):
        sizes = await grown_bytes(store, engine, _model_of(records))
    for name, size in sizes.items():
        title = f"one statement in 500 articles: {name}"
        report.note(title, size / 1e6, "MB", at_most(1.0))


def bench_rules(report: Report) -> None:
    """Measure matching with many rules that have no theme, speaker or actor."""
    chance = random.Random(7)
    costs = []
    for count in (10, 1_000):
        base = a_watchlist(1_000, 10, random.Random(5))
        rules = tuple(map(_plain_rule, range(count)))
        watchlist = Watchlist(actors=base.actors, themes=base.themes, rules=rules, hash="rules")
        index = WatchlistIndex(watchlist)
        bodies = line_records(base, 30, chance).bodies
        readings = [decode(body, Reading) for body, _ in bodies]
        started = time.process_time()
        for reading in readings:
            assert isinstance(reading, Reading)
            match_reading(reading, index)
        costs.append((time.process_time() - started) / len(readings) * 1000)
    report.note("matching 10 rules on acts or confidence", costs[0], "ms CPU an article")
    report.note(
        "matching 1,000 rules on acts or confidence",
        costs[1],
        "ms CPU an article",
        at_most(1.0),
    )
    report.note("slope of rules, for 100 times as many", costs[1] / costs[0], "times")


def _plain_rule(number: int) -> Rule:
    """Return a rule that few statements meet: on an act, or on confidence alone."""
    acts: tuple[Act, ...] = ("apologise", "praise", "promise", "threaten")
    id_ = f"plain-{number}"
    if number % 2:
        return Rule(id=id_, name=id_, acts=(acts[number // 2 % len(acts)],))
    return Rule(id=id_, name=id_, min_confidence=1.0)


def _model_of(records: LineRecords) -> Alert:
    body = next(alerts[0] for _, alerts in records.bodies if alerts)
    alert = decode(body, Alert)
    assert isinstance(alert, Alert)
    return msgspec.structs.replace(alert, rule="alike", actor="actor-1")
