"""Reactions and replays on both databases: in order, bounded, taken over once."""

import asyncio

import msgspec
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.kafka.dead_letters import make_entry_rejection
from monitor.store import Archive, Store
from monitor.store.reactions import MOST_KEPT, add_reaction
from monitor.store.replays import Replay
from monitor.store.schema import reactions, replays
from tests.builders import NOON, an_alert
from tests.waiting import WITHIN_S

REPLAY = Replay(id="r1", who="ana", since=NOON, started_at=NOON, changes=(), total=3)


async def test_reactions_of_people_at_once_are_numbered_in_the_order_of_their_commits(
    either_engine: AsyncEngine,
) -> None:
    store, alert = Store(either_engine), an_alert()
    await Archive(either_engine).store([alert])
    seen: list[int] = []

    async def change_their_minds(who: str) -> None:
        for _ in range(5):
            await store.acknowledgements.put(alert.id, who)
            await store.feedback.mark(alert.id, "old_news", who=who)

    async def follow() -> None:
        while len(seen) < 40:
            last = seen[-1] if seen else 0
            seen.extend(each.seq for each in await store.reactions.after(last, limit=100))

    people = [change_their_minds(f"person {number}") for number in range(4)]
    async with asyncio.timeout(WITHIN_S):
        await asyncio.gather(follow(), *people)
    every = await store.reactions.after(0, limit=1_000)
    assert seen == [each.seq for each in every]


async def test_only_the_newest_reactions_are_kept(either_engine: AsyncEngine) -> None:
    async with either_engine.begin() as connection:
        await add_reaction(connection, "a")
        await connection.execute(update(reactions).values(seq=1))
    async with either_engine.begin() as connection:
        if either_engine.dialect.name == "postgresql":
            await connection.exec_driver_sql(f"SELECT setval('reactions_seq_seq', {MOST_KEPT + 1})")
        else:
            await connection.exec_driver_sql(
                f"UPDATE sqlite_sequence SET seq = {MOST_KEPT + 1} WHERE name = 'reactions'"
            )
        await add_reaction(connection, "b")
    assert [each.alert for each in await Store(either_engine).reactions.after(0, limit=9)] == ["b"]


async def test_a_replay_is_taken_over_once_and_only_when_its_process_is_silent(
    either_engine: AsyncEngine,
) -> None:
    table = Store(either_engine).replays
    await table.add(REPLAY)
    assert await table.running() == 1
    assert not await table.take_over("r1")
    async with either_engine.begin() as connection:
        await connection.execute(update(replays).values(seen_at=0.0))
    assert await table.running() == 0
    both = await asyncio.gather(table.take_over("r1"), table.take_over("r1"))
    assert sorted(both) == [False, True]
    ended = msgspec.structs.replace(REPLAY, done=3, status="done")
    assert await table.report(ended)
    assert not await table.report(REPLAY)
    assert await table.get("r1") == ended


async def test_dead_letters_of_one_moment_come_in_pages_without_gap_or_repeat(
    either_engine: AsyncEngine,
) -> None:
    letters = [make_entry_rejection(f"entry {n}", "poll", "x", "y") for n in range(5)]
    together = [msgspec.structs.replace(each, at=NOON) for each in letters]
    await Archive(either_engine).store(together)
    table, seen, cursor = Store(either_engine).rejections, list[str](), None
    while True:
        page, cursor = await table.page(limit=2, before=cursor)
        seen += [each.id for each in page]
        if cursor is None:
            break
    assert seen == sorted((each.id for each in letters), reverse=True)
