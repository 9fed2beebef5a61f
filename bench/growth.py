"""The archive and the outbox in one process, on stores of two sizes, and how each cost grows.

Every cost is measured on a small store and on a large one; a bounded cost has a slope near zero.
CPU time is that of this process with its database threads; for PostgreSQL that of the server's
processes is added. Beside them the bare work: the same rows by the driver's ``executemany``.
"""

import itertools
import random
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import msgspec
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bench.corpus import an_article
from monitor.deliveries import AlertFilter, Subscription
from monitor.deliveries.message import Attempt
from monitor.flow.match_reading import match_reading
from monitor.flow.raise_alert import raise_alert
from monitor.flow.read_article import read_article
from monitor.kafka.topics import ALERTS
from monitor.records import Alert, Article, Match, Reading, Record
from monitor.records.article import ArticleHeader
from monitor.records.ids import digest
from monitor.records.wire import decode, encode
from monitor.services.processor import RaiseStage
from monitor.store import Store, open_engine, upgrade_database
from monitor.store.schema import copies, events
from monitor.watchlist import Watchlist, WatchlistIndex
from tests.kafka.fakes import FakeOutbox

BATCH = 200
"""Records of a batch, as the archiver has under load."""
MEASURED = 200
"""Articles, alerts or events that are measured at each size."""

R = TypeVar("R", bound=Record)

Clock = Callable[[], float]
"""CPU seconds so far."""


@dataclass(frozen=True)
class LineRecords:
    """Records of articles as the processor sends them, encoded."""

    bodies: list[tuple[bytes, list[bytes]]]
    """For each article its reading, and its alerts."""
    pure_s: float
    """CPU seconds of the pure functions that alerts them."""

    @property
    def alerts(self) -> float:
        """Alerts an article."""
        return sum(len(alerts) for _, alerts in self.bodies) / len(self.bodies)


def line_records(watchlist: Watchlist, count: int, chance: random.Random) -> LineRecords:
    """Return the records of ``count`` new articles."""
    index = WatchlistIndex(watchlist)
    articles = [an_article(number, watchlist, chance) for number in range(count)]
    started = time.process_time()
    bodies = []
    for article in articles:
        reading = read_article(article, index)
        matches = match_reading(reading, index)
        raised = [raise_alert(None, match, datetime.now(UTC)) for match in matches]
        bodies.append((encode(reading), [encode(alert) for alert in raised if alert is not None]))
    return LineRecords(bodies, time.process_time() - started)


@asynccontextmanager
async def a_store(url: str) -> AsyncIterator[tuple[Store, AsyncEngine]]:
    """Open a store; it is migrated."""
    engine = open_engine(url)
    try:
        await upgrade_database(engine)
        yield Store(engine), engine
    finally:
        await engine.dispose()


async def archive_cost(store: Store, records: LineRecords, clock: Clock) -> float:
    """Return the CPU milliseconds an article of decoding and storing its records."""
    started = clock()
    batch: list[Record] = []
    for reading, raised in records.bodies:
        batch.append(_decoded(reading, Reading))
        batch += [_decoded(body, Alert) for body in raised]
        if len(batch) >= BATCH:
            await store.archive.store(batch)
            batch = []
    await store.archive.store(batch)
    return (clock() - started) / len(records.bodies) * 1000


def _decoded(body: bytes, record_type: type[R]) -> R:
    record = decode(body, record_type)
    assert isinstance(record, record_type)
    return record


async def deliver_cost(store: Store, articles: int, clock: Clock) -> float:
    """Return the CPU milliseconds an article of planning and settling its deliveries.

    Every pending delivery is claimed and recorded as delivered; nothing is sent.
    """
    started = clock()
    now = time.time()
    while await store.deliveries.enqueue(now):
        pass
    while messages := await store.deliveries.claim(now, limit=100):
        claimed = itertools.chain.from_iterable(message.deliveries for message in messages)
        attempts = [Attempt(each, "delivered") for each in claimed]
        await store.deliveries.record(attempts, now)
    return (clock() - started) / articles * 1000


def bare_cost(folder: Path, records: LineRecords) -> float:
    """Return the CPU milliseconds an article of its rows by ``executemany``, without any index."""
    rows, statements = [], []
    for number, (reading, raised) in enumerate(records.bodies):
        bodies = enumerate((reading, *raised))
        rows.append([(digest(str(number), str(place)), body) for place, body in bodies])
        said = enumerate(_statements_of(reading))
        statements += [(f"{number}-{place}", "speaker", body) for place, body in said]
    database = sqlite3.connect(folder / "bare.db")
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("CREATE TABLE records (id TEXT PRIMARY KEY, body BLOB)")
    database.execute("CREATE TABLE statements (id TEXT, speaker TEXT, body BLOB)")
    started = time.process_time()
    for start in range(0, len(rows), BATCH // 5):
        part = list(itertools.chain.from_iterable(rows[start : start + BATCH // 5]))
        database.executemany("INSERT INTO records VALUES (?, ?)", part)
        database.commit()
    database.executemany("INSERT INTO statements VALUES (?, ?, ?)", statements)
    database.commit()
    cost = (time.process_time() - started) / len(rows) * 1000
    database.close()
    return cost


def _statements_of(reading: bytes) -> list[bytes]:
    return [bytes(body) for body in msgspec.json.decode(reading, type=_Statements).statements]


class _Statements(msgspec.Struct):
    statements: list[msgspec.Raw]


def alike_alerts(model: Alert, first: int, count: int) -> list[Alert]:
    """Return alerts of one rule and actor on statements that share most of their words."""
    now = datetime.now(UTC)
    alerts = []
    for number in range(first, first + count):
        text = (
            f"The council of district {digest(str(number), size=3)} will decide on the bridge"
            f" before winter and {digest('x', str(number), size=3)} pays"
        )
        statement = msgspec.structs.replace(model.statement, id=digest("s", text), text=text)
        article = msgspec.structs.replace(model.article, id=digest("a", text))
        copy = msgspec.structs.replace(model.copies[0], article=article.id, seen_at=now)
        alerts.append(
            msgspec.structs.replace(
                model,
                id=digest("alert", text),
                statement=statement,
                article=article,
                copies=(copy,),
                raised_at=now,
                updated_at=now,
            )
        )
    return alerts


BOILERPLATE = " ".join(f"subscribe to our newsletter number{n} today" for n in range(12))


def boilerplate_readings(first: int, count: int) -> list[Reading]:
    """Return readings of short articles of their own, each with the same paragraph at its end."""
    now = datetime.now(UTC)
    readings = []
    for number in range(first, first + count):
        words = (digest(str(number), str(place), size=3) for place in range(90))
        text = f"Title\n\n{' '.join(words)}\n\n{BOILERPLATE}"
        article = Article(
            id=digest("boilerplate", str(number)),
            feed="bench",
            publisher=f"publisher-{number % 40}",
            url=f"http://bench.example/b{number}",
            title="Title",
            text=text,
            language="en",
            published_at=now,
            seen_at=now,
        )
        readings.append(Reading(article=article, statements=(), mentions=(), config="bench"))
    return readings


async def store_cost(store: Store, records: Sequence[Record], clock: Clock) -> float:
    """Return the CPU milliseconds a record, stored in batches."""
    started = clock()
    for start in range(0, len(records), BATCH):
        await store.archive.store(records[start : start + BATCH])
    return (clock() - started) / len(records) * 1000


async def fill(store: Store, model: Alert, articles: int, alike: int) -> None:
    """Fill a store with articles that share boilerplate and alerts of one rule and actor."""
    for start in range(0, articles, 1_000):
        await store.archive.store(boilerplate_readings(start, min(1_000, articles - start)))
    for start in range(0, alike, 1_000):
        await store.archive.store(alike_alerts(model, start, min(1_000, alike - start)))


def subscriptions_of(watchlist: Watchlist, count: int) -> list[Subscription]:
    """Return subscriptions as desks write them: one rule, an actor, or a rule with words."""
    actors = watchlist.actors
    filters = (
        lambda number: AlertFilter(rules=(watchlist.rules[number % len(watchlist.rules)].id,)),
        lambda number: AlertFilter(actors=(actors[number % len(actors)].id,)),
        lambda number: AlertFilter(
            rules=(watchlist.rules[number % len(watchlist.rules)].id,), words="bridge -ferry"
        ),
    )
    return [
        Subscription(
            id=f"desk-{number}",
            filter=filters[number % len(filters)](number),
            channel="webhook",
            address="http://bench.example/hook",
        )
        for number in range(count)
    ]


async def enqueue_cost(store: Store, records: LineRecords, clock: Clock) -> float:
    """Store records; return the CPU milliseconds an event of planning their deliveries."""
    _, before = await store.events.bounds()
    await archive_cost(store, records, clock)
    _, last = await store.events.bounds()
    started = clock()
    for _ in range(before, last, 200):
        await store.deliveries.enqueue(time.time())
    return (clock() - started) / (last - before) * 1000


async def grown_bytes(store: Store, engine: AsyncEngine, model: Alert) -> dict[str, int]:
    """Send one statement in 500 articles through the processor's stage and the archive.

    Return the bytes of the messages on ``alerts``, of the entries of the processor's changelog, and
    of the events and copies in the store.
    """
    sent, outbox, marks = 0, FakeOutbox(), dict[bytes, bytes]()
    stage = RaiseStage(marks, lambda: datetime.now(UTC))
    for number in range(500):
        article = msgspec.structs.replace(model.article, id=digest("grown", str(number)))
        one = _match_of(model, article)
        await stage.work(one, b"", outbox)
        outbox.deliver()
        [alert] = outbox.on(ALERTS)[number:]
        sent += len(encode(alert))
        await store.archive.store([alert])
    changelog = sum(len(key) + len(mark) for key, mark in marks.items())
    id_ = digest("grown", model.id)
    sizes = {"messages": sent, "changelog": changelog}
    async with engine.connect() as connection:
        for name, column in (("events", events.c.record), ("copies", copies.c.record)):
            size = select(func.coalesce(func.sum(func.length(column)), 0))
            own = size.where(column.table.c.alert == id_)
            sizes[name] = int((await connection.execute(own)).scalar_one())
    return sizes


def _match_of(model: Alert, article: ArticleHeader) -> Match:
    return Match(
        id=digest("match", article.id),
        alert=digest("grown", model.id),
        rule=model.rule,
        rule_name=model.rule_name,
        severity=model.severity,
        actor=model.actor,
        statement=model.statement,
        article=article,
        seen_at=datetime.now(UTC),
        why=model.why,
        config=model.config,
    )
