"""Signatures are used once, on both databases and by any number of processes at once."""

import asyncio

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.store import Store
from monitor.store.clicks import KEPT_FOR_S
from monitor.store.schema import clicks


async def test_of_many_at_once_one_is_the_first(either_engine: AsyncEngine) -> None:
    store = Store(either_engine).clicks
    outcomes = await asyncio.gather(*(store.use("a" * 64, 1000.0) for _ in range(8)))
    assert sorted(outcomes) == [False] * 7 + [True]
    assert await store.use("b" * 64, 1000.0)


async def test_what_was_not_done_can_be_done_again(either_engine: AsyncEngine) -> None:
    store = Store(either_engine).clicks
    assert await store.use("a", 1000.0)
    await store.release("a")
    assert await store.use("a", 1001.0)


async def test_old_ones_are_forgotten(either_engine: AsyncEngine) -> None:
    store = Store(either_engine).clicks
    for number in range(20):
        await store.use(str(number), number * KEPT_FOR_S)
    async with either_engine.connect() as connection:
        kept = (await connection.execute(select(func.count()).select_from(clicks))).scalar()
    assert kept is not None
    assert kept <= 2
