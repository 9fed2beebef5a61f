"""Pruning removes what is older than its retention and nothing that is still needed."""

import sqlite3
from datetime import datetime
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.config.retention import Retention, SizeLimits
from monitor.records import Alert
from monitor.records.article import TEXT_REMOVED
from monitor.records.ids import digest
from monitor.services.pruner import PruneService
from monitor.store import Archive, StatementFilter, Store, open_engine, upgrade_database
from monitor.store.prune import BATCH, Pruner, compact, database_bytes, reclaim_space
from monitor.store.reader import open_reader
from monitor.store.readings import SHARES, read_share
from monitor.store.rejections import PENDING
from monitor.store.schema import (
    acknowledgements,
    alerts,
    articles,
    attempts,
    audit,
    copies,
    deliveries,
    events,
    feedback,
    joined,
    metadata,
    poll_history,
    rejections,
    sketches,
    statements,
    subscriptions,
)
from monitor.store.search.indexer import Indexer
from tests.builders import NOON, an_alert
from tests.store.pruning import (
    DAY,
    NOW,
    a_reading,
    alert_row,
    column,
    count,
    delivery_row,
    event_row,
    prune,
    put,
)


@pytest.fixture
def engine(either_engine: AsyncEngine) -> AsyncEngine:
    return either_engine


async def test_old_articles_go_with_their_statements_in_batches(engine: AsyncEngine) -> None:
    old = [a_reading(number, 31 * DAY) for number in range(BATCH + 3)]
    fresh = [a_reading(9_000 + number, 29 * DAY) for number in range(3)]
    await Archive(engine).store([*old, *fresh])
    batches: list[int] = []
    retention = Retention(articles=30 * DAY)
    pruner = Pruner(engine, retention, pause_s=0.0, on_batch=batches.append)
    assert await pruner.prune(NOW) == {"articles": len(old)}
    assert batches == [BATCH, 3]
    ids = [reading.article.id for reading in fresh]
    assert await column(engine, articles.c.id) == ids
    assert await column(engine, statements.c.article) == ids
    assert set(await column(engine, sketches.c.article)) <= set(ids)
    assert await pruner.prune(NOW) == {"articles": 0}


async def test_a_removed_text_leaves_title_and_statements(engine: AsyncEngine) -> None:
    old, fresh = a_reading(1, 31 * DAY), a_reading(2, 29 * DAY)
    await Archive(engine).store([old, fresh])
    service = Pruner(engine, Retention(texts=30 * DAY), pause_s=0.0)
    assert await service.prune(NOW) == {"texts": 1}
    assert await service.prune(NOW) == {"texts": 0}
    store = Store(engine)
    article = await store.articles.get(old.article.id)
    assert article is not None
    assert (article.text, article.flags) == ("Title", (TEXT_REMOVED,))
    assert await store.articles.get(fresh.article.id) == fresh.article
    assert [each.id for each in await store.articles.find("w1x1", limit=9)] == []
    page = await store.statements.find(StatementFilter(), limit=9)
    assert {each.article.id for each in page.items} == {old.article.id, fresh.article.id}


async def test_a_text_that_is_stored_late_is_removed_too(engine: AsyncEngine) -> None:
    pruner = Pruner(engine, Retention(texts=30 * DAY), pause_s=0.0)
    await pruner.prune(NOW)
    await Archive(engine).store([a_reading(1, 31 * DAY)])
    assert await pruner.prune(NOW) == {"texts": 1}


async def test_replays_omit_articles_without_text(engine: AsyncEngine) -> None:
    await Archive(engine).store([a_reading(1, 31 * DAY), a_reading(2, 29 * DAY)])
    await prune(engine, texts=30 * DAY)
    reader = open_reader(str(engine.url.render_as_string(hide_password=False)))
    shares = [
        article.id for share in range(SHARES) for article, _ in read_share(reader, share, None)
    ]
    reader.dispose()
    assert shares == [f"{2:040x}"]


async def test_old_alerts_go_with_everything_about_them_but_lasting_troubles(
    engine: AsyncEngine,
) -> None:
    old = 31 * DAY
    await put(
        engine,
        alerts,
        [
            alert_row("1", old),
            alert_row("2", old, kind="feed"),
            alert_row("3", old, kind="feed", resolved_at=NOON),
            alert_row("4", 29 * DAY),
        ],
    )
    for id_ in ("1", "4"):
        await put(engine, joined, [{"alert": f"j{id_}", "into": id_}])
        note = {"alert": id_, "note": "", "at": NOW}
        await put(engine, acknowledgements, [{**note, "who": "ana"}])
        await put(engine, feedback, [{**note, "fault": "speaker"}])
    assert (await prune(engine, alerts=30 * DAY))["alerts"] == 2
    assert await column(engine, alerts.c.id) == ["2", "4"]
    assert await column(engine, joined.c.into) == ["4"]
    assert await column(engine, acknowledgements.c.alert) == ["4"]
    assert await column(engine, feedback.c.alert) == ["4"]


async def test_events_that_are_pending_unconsidered_or_the_newest_are_kept(
    engine: AsyncEngine,
) -> None:
    old = 31 * DAY
    await put(engine, events, [event_row(seq, old) for seq in range(1, 8)])
    await put(engine, deliveries, [delivery_row(2, old, "waiting")])
    subscription = {"source": "api", "paused": "", "record": b"{}"}
    await put(engine, subscriptions, [{**subscription, "id": "desk", "cursor": 5}])
    assert await prune(engine, events=30 * DAY) == {"events": 4, "deliveries": 0}
    assert await column(engine, events.c.seq) == [2, 6, 7]
    async with engine.begin() as connection:
        await connection.execute(delete(subscriptions))
        await connection.execute(delete(deliveries))
    assert (await prune(engine, events=30 * DAY))["events"] == 2
    assert await column(engine, events.c.seq) == [7]


async def test_settled_deliveries_go_with_their_attempts(engine: AsyncEngine) -> None:
    rows = [
        delivery_row(1, 31 * DAY, "delivered"),
        delivery_row(2, 31 * DAY, "waiting"),
        delivery_row(3, 29 * DAY, "refused"),
    ]
    await put(engine, deliveries, rows)
    attempt = {"outcome": "delivered", "detail": "", "at": NOW}
    await put(engine, attempts, [{**attempt, "delivery": seq} for seq in (1, 1, 2, 3)])
    assert await prune(engine, deliveries=30 * DAY) == {"deliveries": 1}
    assert await column(engine, deliveries.c.seq) == [2, 3]
    assert await column(engine, attempts.c.delivery) == [2, 3]


async def test_old_entries_of_the_audit_log_go(engine: AsyncEngine) -> None:
    for age in (31 * DAY, 29 * DAY):
        entry = {"who": "ana", "did": "PUT /", "status": 200, "at": NOW - age.total_seconds()}
        await put(engine, audit, [entry])
    assert await prune(engine, audit=30 * DAY) == {"audit": 1}
    assert await count(engine, audit) == 1


async def test_dead_letters_go_once_they_are_settled(engine: AsyncEngine) -> None:
    row = {"stage": "read", "at": NOW - 40 * 86_400.0, "record": b"{}"}
    states = ("dropped", "retried", PENDING)
    await put(engine, rejections, [{**row, "id": state, "status": state} for state in states])
    assert await prune(engine, rejections=30 * DAY) == {"rejections": 2}
    assert await column(engine, rejections.c.id) == [PENDING]


async def test_hours_of_polls_go_with_their_age_in_batches(engine: AsyncEngine) -> None:
    hours = [int(NOW - days * 86_400) // 3600 for days in (45, 44, 43, 42, 41, 40, 39, 2)]
    row = {"polls": 12, "failed": 0, "articles": 3, "waited_s": 1.5}
    rows = [{**row, "hour": hour, "feed": feed} for hour in hours for feed in ("a", "b")]
    await put(engine, poll_history, rows)
    assert await prune(engine, polls=30 * DAY) == {"polls": 14}
    assert await column(engine, poll_history.c.hour) == [hours[-1]] * 2


async def test_without_settings_nothing_is_removed(engine: AsyncEngine) -> None:
    await Archive(engine).store([a_reading(1, 4_000 * DAY), an_alert()])
    assert await prune(engine) == {}
    assert await count(engine, articles) == await count(engine, alerts) == 1


def test_nothing_about_an_alert_is_kept_longer_than_the_alert() -> None:
    kept = Retention(alerts=10 * DAY, events=30 * DAY).effective
    assert (kept.events, kept.deliveries) == (10 * DAY, 10 * DAY)


async def test_every_table_with_a_time_has_a_retention_or_a_reason() -> None:
    kept = {
        "silences": "few, written by people",
        "tokens": "few, written by people",
        "changes": "the newest of each item is in force",
        "pushes": "one per feed",
        "clicks": "those of the last 30 days, kept by the writer",
        "poll_requests": "one per feed",
        "saved_views": "written by people",
        "subscriptions": "written by people",
        "reactions": "the newest 5,000, kept by the writer",
        "replays": "the newest 50, kept by the writer",
        "feeds": "one per feed in the configuration",
        "event_keys": "emptied by the archiver",
        "indexed_articles": "follows the articles",
        "indexed_statements": "follows the articles",
        "search_queue": "emptied by the search index",
        "story_hashes": "emptied by the archiver",
    }
    pruned = {
        table.name
        for table in (
            acknowledgements,
            alerts,
            articles,
            attempts,
            audit,
            copies,
            deliveries,
            events,
            feedback,
            joined,
            poll_history,
            rejections,
            sketches,
            statements,
        )
    }
    assert metadata.tables.keys() == kept.keys() | pruned


async def test_the_archive_goes_on_while_old_articles_are_removed(engine: AsyncEngine) -> None:
    await Archive(engine).store([a_reading(number, 31 * DAY) for number in range(BATCH * 2)])
    service = PruneService(engine, Retention(articles=30 * DAY), pause_s=0.0, clock=lambda: NOW)
    await service.run_once()
    await Archive(engine).store([a_reading(1, 1 * DAY)])
    await service.run_once()
    assert await count(engine, articles) == 1


async def test_sqlite_returns_the_space(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite+aiosqlite:///{tmp_path / 'monitor.db'}")
    await upgrade_database(engine)
    await _fill_and_prune(engine)
    full = await database_bytes(engine)
    assert await reclaim_space(engine, pause_s=0.0) > full / 2
    assert await database_bytes(engine) < full / 2
    await engine.dispose()


async def test_an_older_sqlite_database_returns_the_space_once_it_is_compacted(
    tmp_path: Path,
) -> None:
    file = tmp_path / "monitor.db"
    with sqlite3.connect(file) as connection:
        connection.execute("create table before (id)")  # without auto_vacuum
    engine = open_engine(f"sqlite+aiosqlite:///{file}")
    await upgrade_database(engine)
    await _fill_and_prune(engine)
    full = await database_bytes(engine)
    assert await reclaim_space(engine, pause_s=0.0) == 0
    await compact(engine)
    assert await database_bytes(engine) < full / 2
    await _fill_and_prune(engine)
    assert await reclaim_space(engine, pause_s=0.0) > 0
    await engine.dispose()


async def _fill_and_prune(engine: AsyncEngine) -> None:
    await Archive(engine).store([a_reading(number, 31 * DAY) for number in range(300)])
    assert await prune(engine, articles=30 * DAY) == {"articles": 300}


def a_lone_alert(rule: str, raised_at: datetime) -> Alert:
    """Return an alert that is united with no other one."""
    return msgspec.structs.replace(an_alert(), id=digest(rule), rule=rule, raised_at=raised_at)


async def test_a_year_of_news_stays_within_its_disk(tmp_path: Path) -> None:
    """A simulated year, a step of fifteen days at a time, in which everything has a limit."""
    engine = open_engine(f"sqlite+aiosqlite:///{tmp_path / 'year.db'}")
    await upgrade_database(engine)
    day, sizes = 0, list[int]()
    archive = Archive(engine, monotonic=lambda: day * 86_400.0)
    retention = Retention(events=30 * DAY, alerts=30 * DAY, audit=30 * DAY)
    service = PruneService(
        engine,
        retention,
        pause_s=0.0,
        clock=lambda: NOW + day * 86_400,
        limits=SizeLimits(articles=300_000),
    )
    for day in range(0, 375, 15):
        numbers = range(day * 100, day * 100 + 12)
        raised = [a_lone_alert(f"rule-{number}", NOON + day * DAY) for number in numbers[:5]]
        await archive.store([*(a_reading(number, -day * DAY) for number in numbers), *raised])
        async with engine.begin() as connection:  # the store's own clock is not the simulated one
            own = events.c.alert.in_([alert.id for alert in raised])
            await connection.execute(update(events).where(own).values(at=NOW + day * 86_400))
        await Indexer(engine).run_once()
        await service.run_once()
        sizes.append(await database_bytes(engine))
    kept = [await count(engine, table) for table in (articles, alerts, events)]
    await engine.dispose()
    third = len(sizes) // 3
    assert sizes[0] < max(sizes[:third])
    # The index of the search forgets removed rows in steps; without limits it would be 2.7 times.
    assert max(sizes[third:]) <= 1.4 * max(sizes[:third]), sizes
    assert 12 < kept[0] <= 12 * third
    assert kept[1:] == [5 * 3, 5 * 3]
