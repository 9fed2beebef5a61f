"""Rows and readings of a given age, and what the tests of pruning ask of a database."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import msgspec
from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.config.retention import Retention
from monitor.records import Reading
from monitor.store.prune import Pruner
from tests.builders import NOON, a_match, an_alert, an_article

NOW = NOON.timestamp()
DAY = timedelta(days=1)


async def prune(engine: AsyncEngine, **kept: timedelta) -> dict[str, int]:
    return await Pruner(engine, Retention(**kept).effective, pause_s=0.0).prune(NOW)


async def put(engine: AsyncEngine, table: Any, rows: Iterable[dict[str, Any]]) -> None:
    async with engine.begin() as connection:
        await connection.execute(insert(table), list(rows))


async def column(engine: AsyncEngine, name: Any) -> list[Any]:
    async with engine.connect() as connection:
        return list((await connection.execute(select(name).order_by(name))).scalars())


async def count(engine: AsyncEngine, table: Any) -> int:
    async with engine.connect() as connection:
        query = select(func.count()).select_from(table)
        return int((await connection.execute(query)).scalar_one())


def a_reading(number: int, age: timedelta) -> Reading:
    """Return a reading that was seen some time before noon; its text is not a copy of another's."""
    words = " ".join(f"w{number}x{place}" for place in range(40))
    article = an_article(
        id=f"{number:040x}", seen_at=NOON - age, text=f"Title {number}\n\n{words}", title="Title"
    )
    statement = a_match().statement
    return Reading(article=article, statements=(statement,), mentions=(), config="c")


def alert_row(id_: str, age: timedelta, **changes: Any) -> dict[str, Any]:
    alert = msgspec.structs.replace(an_alert(), id=id_, raised_at=NOON - age, **changes)
    return {
        "id": id_,
        "seq": int(id_),
        "revision": 1,
        "rule": alert.rule,
        "severity": 1,
        "themes": "",
        "acts": "",
        "raised_at": alert.raised_at.timestamp(),
        "search": "",
        "record": msgspec.json.encode(alert),
    }


def event_row(seq: int, age: timedelta) -> dict[str, Any]:
    at = NOW - age.total_seconds()
    return {"seq": seq, "alert": f"a{seq}", "revision": 1, "at": at, "record": b"{}"}


def delivery_row(seq: int, age: timedelta, outcome: str) -> dict[str, Any]:
    return {
        "seq": seq,
        "subscription": "desk",
        "event": seq,
        "alert": f"a{seq}",
        "attempt": 1,
        "outcome": outcome,
        "detail": "",
        "at": NOW - age.total_seconds(),
    }
