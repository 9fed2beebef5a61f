"""`monitor replay` over a million stored statements, on every core of this machine."""

import asyncio
import random
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import msgspec
from sqlalchemy import insert

from bench.corpus import an_article, as_yaml
from monitor.cli.replay.work import Replay, replay_stored
from monitor.config import load_settings
from monitor.flow.read_article import read_article
from monitor.records.ids import digest
from monitor.store import open_engine, upgrade_database
from monitor.store.readings import article_row, statement_rows
from monitor.store.schema import articles, statements
from monitor.watchlist import Watchlist, WatchlistIndex

DIFFERENT = 300
"""Distinct articles; the store holds each many times under other ids."""


@dataclass(frozen=True)
class Replayed:
    """The amount that was replayed, and the seconds it took."""

    statements: int
    articles: int
    seconds: float
    would_be_raised: int


def measure_replay(watchlist: Watchlist, count: int) -> Replayed:
    """Fill a store with ``count`` statements and replay it."""
    chance = random.Random(3)
    index = WatchlistIndex(watchlist)
    readings = [
        read_article(an_article(number, watchlist, chance), index) for number in range(DIFFERENT)
    ]
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        (folder / "config").mkdir()
        (folder / "config" / "watchlist.yaml").write_text(as_yaml(watchlist))
        settings = load_settings(folder / "config", {"MONITOR_DATA": str(folder)})

        async def fill() -> None:
            engine = open_engine(settings.database)
            await upgrade_database(engine)
            stored = number = 0
            while stored < count:
                async with engine.begin() as connection:
                    for _ in range(500):
                        reading = readings[number % DIFFERENT]
                        number += 1
                        article = msgspec.structs.replace(
                            reading.article, id=digest("bench", str(number))
                        )
                        again = msgspec.structs.replace(reading, article=article)
                        rows = statement_rows(again)
                        stored += len(rows)
                        await connection.execute(insert(articles), [article_row(again)])
                        await connection.execute(insert(statements), rows)
            await engine.dispose()

        asyncio.run(fill())
        started = time.perf_counter()
        outcome = replay_stored(Replay(settings))
        return Replayed(
            outcome.statements, outcome.articles, time.perf_counter() - started, len(outcome.raised)
        )
