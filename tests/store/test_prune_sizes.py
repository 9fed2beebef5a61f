"""A kind over its size loses its oldest records, and never the young ones."""

import pytest
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.config.retention import Retention, SizeLimits
from monitor.store import Archive
from monitor.store.prune import Pruner
from monitor.store.schema import (
    alerts,
    articles,
    audit,
    deliveries,
    events,
    poll_history,
    statements,
)
from monitor.store.search.indexer import Indexer
from monitor.store.search.tables import indexed_statements
from monitor.store.sizes import HOUR_S, Sizes
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


async def limited(engine: AsyncEngine, **most: int) -> dict[str, int]:
    pruner = Pruner(engine, Retention(), pause_s=0.0, limits=SizeLimits(**most))
    return await pruner.prune(NOW)


async def size_of(engine: AsyncEngine, kind: str) -> int:
    """Return the smallest limit of a kind that it does not exceed."""
    low, high = 1, 10**9
    async with engine.connect() as connection:
        while low < high:
            middle = (low + high) // 2
            if await Sizes().time_over_limit(connection, kind, middle) is None:
                high = middle
            else:
                low = middle + 1
    return low


@pytest.mark.parametrize("kind", ["articles", "texts", "statements"])
async def test_the_oldest_go_where_a_kind_is_over_its_size(engine: AsyncEngine, kind: str) -> None:
    readings = [a_reading(number, (10 + number) * DAY) for number in range(20)]
    await Archive(engine).store(readings)
    whole = await size_of(engine, kind)
    assert await limited(engine, **{kind: whole}) == {}
    removed = await limited(engine, **{kind: whole // 2})
    assert 9 <= removed[kind] <= 11
    assert await size_of(engine, kind) <= whole // 2
    assert await limited(engine, **{kind: whole // 2}) == {}
    kept = {"articles": articles.c.id, "statements": statements.c.article}.get(kind, articles.c.id)
    ids = await column(engine, kept)
    assert readings[0].article.id in ids
    assert (readings[19].article.id in ids) is (kind == "texts")


async def test_statements_go_alone_and_leave_the_search(engine: AsyncEngine) -> None:
    await Archive(engine).store([a_reading(1, 20 * DAY), a_reading(2, 8 * DAY)])
    await Indexer(engine).run_once()
    assert await prune(engine, statements=10 * DAY) == {"statements": 1}
    assert (await count(engine, articles), await count(engine, statements)) == (2, 1)
    await Indexer(engine).run_once()
    assert await count(engine, indexed_statements) == 1


async def test_what_is_young_stays_whatever_its_size(engine: AsyncEngine) -> None:
    await Archive(engine).store([a_reading(number, 6 * DAY) for number in range(5)])
    await put(engine, events, [event_row(number, 2 * DAY) for number in range(1, 9)])
    await limited(engine, articles=1, texts=1, events=1)
    assert (await count(engine, articles), await count(engine, events)) == (5, 8)


async def test_each_narrow_kind_has_a_size(engine: AsyncEngine) -> None:
    days = range(8, 28)
    rows = [{"who": "w", "did": "d", "status": 1, "at": NOW - day * 86_400} for day in days]
    await put(engine, audit, rows)
    await put(engine, events, [event_row(day, day * DAY) for day in days])
    await put(engine, alerts, [alert_row(str(day), day * DAY) for day in days])
    await put(engine, deliveries, [delivery_row(day, day * DAY, "delivered") for day in days])
    for kind, table in {"audit": audit, "events": events, "alerts": alerts}.items():
        whole = await size_of(engine, kind)
        assert await limited(engine, **{kind: whole}) == {}, kind
        await limited(engine, **{kind: whole // 4})
        assert 1 <= await count(engine, table) <= 6, kind
    whole = await size_of(engine, "deliveries")
    assert (await limited(engine, deliveries=whole // 2))["deliveries"] == 10


async def test_the_history_of_polls_has_a_size(engine: AsyncEngine) -> None:
    hours = [int(NOW // HOUR_S) - 24 * day for day in range(8, 28)]
    fixed = {"polls": 1, "failed": 0, "articles": 0, "waited_s": 0.1}
    await put(engine, poll_history, [{"hour": hour, "feed": "f", **fixed} for hour in hours])
    whole = await size_of(engine, "polls")
    assert await limited(engine, polls=whole) == {}
    await limited(engine, polls=whole // 2)
    assert await column(engine, poll_history.c.hour) == sorted(hours)[10:]


async def test_a_table_is_read_once_however_many_kinds_need_it(engine: AsyncEngine) -> None:
    await Archive(engine).store([a_reading(number, (10 + number) * DAY) for number in range(4)])
    sums: list[str] = []

    def note(_: object, __: object, query: str, *___: object) -> None:
        if "sum(" in query:
            sums.append(query)

    event.listen(engine.sync_engine, "before_cursor_execute", note)
    await limited(engine, articles=10**9, statements=10**9)
    assert len(sums) == 2
    await limited(engine, audit=10**9)
    assert len(sums) == 2, "a kind without a limit is not read"
