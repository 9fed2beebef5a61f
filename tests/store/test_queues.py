"""Pending work in the database, on SQLite and PostgreSQL."""

import dataclasses
import time
from datetime import time as clock
from typing import Any

import pytest
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.deliveries import AlertFilter, Subscription
from monitor.records import Reading
from monitor.records.quiet_hours import QuietHours
from monitor.store import Archive, Store, Subscriptions
from monitor.store.queues import read_queues
from monitor.store.schema import deliveries
from tests.builders import an_article

DESK = Subscription(
    id="desk", filter=AlertFilter(), channel="webhook", address="https://desk.example/"
)
ALWAYS = QuietHours(clock(0, 0), clock(23, 59, 59))


async def test_an_empty_database_has_nothing_waiting(either_engine: AsyncEngine) -> None:
    queues = await read_queues(either_engine, time.time())
    assert (queues.pending_deliveries, queues.overdue_s, queues.unindexed) == (0, 0.0, 0)
    assert queues.newest_article_at is None
    assert queues.database_bytes > 0


def _row(event: int, outcome: str, next_at: float | None, to: str = "desk") -> dict[str, object]:
    return {
        "subscription": to,
        "event": event,
        "alert": f"a{event}",
        "attempt": 1,
        "outcome": outcome,
        "detail": "",
        "at": 0.0,
        "next_at": next_at,
    }


async def _subscribe(engine: AsyncEngine, subscription: Subscription, paused: str = "") -> None:
    await Subscriptions(engine).put(subscription)
    if paused:
        await Subscriptions(engine).pause(subscription.id, paused)


async def _pend(engine: AsyncEngine, rows: list[dict[str, object]]) -> None:
    async with engine.begin() as connection:
        await connection.execute(insert(deliveries), rows)


async def test_the_oldest_due_delivery_gives_the_age(either_engine: AsyncEngine) -> None:
    await _subscribe(either_engine, DESK)
    await _pend(
        either_engine,
        [
            _row(1, "waiting", 1000.0),
            _row(2, "waiting", 900.0),
            _row(3, "waiting", None),
            _row(4, "delivered", None),
            _row(5, "failed", None),
        ],
    )
    queues = await read_queues(either_engine, 960.0)
    assert queues.pending_deliveries == 3
    assert queues.overdue_s == pytest.approx(60.0)
    assert (await read_queues(either_engine, 800.0)).overdue_s == 0.0


@pytest.mark.parametrize(
    ("changes", "paused"),
    [
        ({}, "HTTP 410"),
        ({"group_wait_s": 60.0, "group_interval_s": 3600.0}, ""),
        ({"quiet_hours": ALWAYS}, ""),
    ],
    ids=["switched off", "grouped", "quiet hours"],
)
async def test_a_delivery_that_waits_on_purpose_is_not_overdue(
    engine: AsyncEngine, changes: dict[str, Any], paused: str
) -> None:
    await _subscribe(engine, dataclasses.replace(DESK, **changes), paused)
    await _pend(engine, [_row(1, "waiting", 100.0)])
    queues = await read_queues(engine, 960.0)
    assert (queues.pending_deliveries, queues.overdue_s) == (1, 0.0)


async def test_a_stored_article_waits_for_the_index_and_is_the_newest(
    either_engine: AsyncEngine,
) -> None:
    article = an_article()
    await Archive(either_engine).store(
        [Reading(article=article, statements=(), mentions=(), config="c")]
    )
    queues = await Store(either_engine).queues()
    assert queues.unindexed == 1
    assert queues.newest_article_at == pytest.approx(article.seen_at.timestamp())


async def test_a_grouped_delivery_is_overdue_after_its_longest_wait(engine: AsyncEngine) -> None:
    await _subscribe(engine, dataclasses.replace(DESK, group_wait_s=60.0, group_interval_s=100.0))
    await _pend(engine, [_row(1, "waiting", 100.0)])
    assert (await read_queues(engine, 259.0)).overdue_s == 0.0
    assert (await read_queues(engine, 270.0)).overdue_s == pytest.approx(10.0)
