"""Pending work in the database, on SQLite and PostgreSQL."""

import time

import pytest
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.records import Reading
from monitor.store import Archive, Store
from monitor.store.queues import read_queues
from monitor.store.schema import deliveries
from tests.builders import an_article


async def test_an_empty_database_has_nothing_waiting(either_engine: AsyncEngine) -> None:
    queues = await read_queues(either_engine, time.time())
    assert (queues.pending_deliveries, queues.overdue_s, queues.unindexed) == (0, 0.0, 0)
    assert queues.newest_article_at is None
    assert queues.database_bytes > 0


def _row(event: int, outcome: str, next_at: float | None) -> dict[str, object]:
    return {
        "subscription": "desk",
        "event": event,
        "alert": f"a{event}",
        "attempt": 1,
        "outcome": outcome,
        "detail": "",
        "at": 0.0,
        "next_at": next_at,
    }


async def test_the_oldest_due_delivery_gives_the_age(either_engine: AsyncEngine) -> None:
    rows = [
        _row(1, "waiting", 1000.0),
        _row(2, "waiting", 900.0),
        _row(3, "waiting", None),
        _row(4, "delivered", 10.0),
        _row(5, "failed", None),
    ]
    async with either_engine.begin() as connection:
        await connection.execute(insert(deliveries), rows)
    queues = await read_queues(either_engine, 960.0)
    assert queues.pending_deliveries == 3
    assert queues.overdue_s == pytest.approx(60.0)
    assert (await read_queues(either_engine, 800.0)).overdue_s == 0.0


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
