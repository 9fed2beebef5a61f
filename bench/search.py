"""Latency of searches, lists and facets over many statements, in either database.

    python -m bench search                                                  both, in this machine
    python -m bench.search sqlite+aiosqlite:///FILE [--statements 1000000] [--requests 300]
    python -m bench.search postgresql+psycopg://USER@HOST:PORT/DATABASE

1. The database is filled once, with statements whose words, speakers and publishers are as skewed
   as those of newspapers (Zipf), then asked; a filled database is asked again as it is.
2. Each kind of request is drawn with other words and values every time. The 50th and the 95th
   percentile are of the whole request: index, rows and decoding.
3. `python -m bench search` fills both databases at once, each in a process of its own, and then
   asks one after the other.
"""

import argparse
import asyncio
import dataclasses
import itertools
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import delete, func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bench.report import Report, at_most, print_line
from monitor.records import Article, Reading, Statement
from monitor.records.statement import Act, Span, Speaker
from monitor.records.wire import encode
from monitor.store import Store, open_engine, upgrade_database
from monitor.store.readings import statement_rows
from monitor.store.schema import articles, statements
from monitor.store.search import fts5, tsvector
from monitor.store.search.entries import Entry, entries_of
from monitor.store.search.tables import ROWS, WORDS, Kind, search_queue
from monitor.web.services import activities, searches
from monitor.web.services.searches import Wanted
from tests.postgres import a_postgres

PER_ARTICLE = 20
"""Statements of one article: fewer articles make the filling faster, and change no search."""
BATCH = 250
"""Articles of one transaction."""
WORDS_KNOWN, ACTORS, PUBLISHERS, THEMES = 30_000, 2_000, 300, 60
DAYS = 700
"""Days over which the statements are spread."""
ACTS: tuple[Act, ...] = ("accuse", "reject", "demand", "promise", "support", "deny")
NOW = datetime(2026, 11, 1, tzinfo=UTC)
REQUESTS = 40
"""Requests of each kind in `python -m bench search`: 15 kinds take a minute for each database."""
MOST_MS = at_most(300.0)
"""At the 95th percentile: a list that takes longer feels slow."""


def zipf(random_: random.Random, count: int) -> int:
    """Return a number below ``count``, the small ones far more often."""
    return min(int(count ** random_.random()) - 1, count - 1)


def make_articles(number: int, seed: int) -> Iterator[tuple[Article, list[Statement]]]:
    """Yield articles, oldest first, each with its statements."""
    random_ = random.Random(seed)
    for place in range(number):
        seen_at = NOW - timedelta(days=DAYS * (1 - place / number))
        said = [_statement(random_, f"{place}-{each}") for each in range(PER_ARTICLE)]
        article = Article(
            id=f"{place:010x}",
            feed="feed",
            publisher=f"publisher{zipf(random_, PUBLISHERS)}",
            url=f"https://news.example/{place}",
            title=_words(random_, 8),
            text=_words(random_, 8) + "\n\n" + _words(random_, 60),
            language=random_.choice(("en", "en", "de", "fr")),
            published_at=seen_at,
            seen_at=seen_at,
        )
        yield article, said


def _statement(random_: random.Random, id_: str) -> Statement:
    said, actor = _words(random_, 18), zipf(random_, ACTORS)
    name = f"Person{actor} Name{actor % 97}"
    return Statement(
        id=id_,
        kind="indirect",
        text=said,
        content=(Span(text=said, start=0, end=len(said)),),
        cue=None,
        speaker=Speaker(text=name, start=0, end=len(name), name=name, actor=f"actor{actor}"),
        acts=(random_.choice(ACTS),) if random_.random() < 0.3 else (),
        about=(f"actor{zipf(random_, ACTORS)}",) if random_.random() < 0.4 else (),
        themes=(f"theme{zipf(random_, THEMES)}",) if random_.random() < 0.5 else (),
    )


def _words(random_: random.Random, count: int) -> str:
    return " ".join(f"w{zipf(random_, WORDS_KNOWN)}" for _ in range(count))


async def fill(engine: AsyncEngine, number: int) -> None:
    """Fill an empty database with ``number`` statements and index them."""
    batch: list[tuple[Article, list[Statement]]] = []
    for item in make_articles(number // PER_ARTICLE, seed=1):
        batch.append(item)
        if len(batch) == BATCH:
            await _store(engine, batch)
            batch = []
    await _store(engine, batch)
    async with engine.begin() as connection:
        await connection.execute(delete(search_queue))
        await connection.execute(text("ANALYZE"))


async def _store(engine: AsyncEngine, batch: list[tuple[Article, list[Statement]]]) -> None:
    if not batch:
        return
    async with engine.begin() as connection:
        await connection.execute(insert(articles), [_article_row(item) for item, _ in batch])
        readings = (
            Reading(article=article, statements=tuple(said), mentions=(), config="")
            for article, said in batch
        )
        rows_of_all = itertools.chain.from_iterable(map(statement_rows, readings))
        await connection.execute(insert(statements), list(rows_of_all))
        ids = [article.id for article, _ in batch]
        query = select(statements.c.article, statements.c.id, statements.c.seq)
        rows = await connection.execute(query.where(statements.c.article.in_(ids)))
        seqs = {(row.article, row.id): row.seq for row in rows}
        entries: dict[Kind, list[Entry]] = {"statements": [], "articles": []}
        for article, said in batch:
            numbered = [(seqs[article.id, each.id], each) for each in said]
            whole, parts = entries_of(article, numbered)
            entries["articles"].append(whole)
            entries["statements"] += parts
        for kind, some in entries.items():
            await _index(connection, kind, some)


async def _index(connection: AsyncConnection, kind: Kind, entries: list[Entry]) -> None:
    if connection.dialect.name == "sqlite":
        await connection.execute(insert(ROWS[kind]), [entry.columns for entry in entries])
        rows = [
            {"rowid": entry.columns["seq"], "words": fts5.row(entry.words, entry.others)}
            for entry in entries
        ]
        await connection.execute(insert(WORDS[kind]), rows)
        return
    names = [column.name for column in ROWS[kind].c]
    raw = (await connection.get_raw_connection()).driver_connection
    assert raw is not None, "the connection is open"
    copy = f"COPY {ROWS[kind].name} ({', '.join(names)}, words) FROM STDIN"
    async with raw.cursor() as cursor, cursor.copy(copy) as rows_in:
        for entry in entries:
            values = [entry.columns[name] for name in names]
            await rows_in.write_row((*values, tsvector.row(entry.words, entry.others)))


def _article_row(article: Article) -> dict[str, object]:
    return {
        "id": article.id,
        "revision": 1,
        "feed": article.feed,
        "publisher": article.publisher,
        "language": article.language,
        "seen_at": article.seen_at.timestamp(),
        "search": "",
        "record": encode(article),
        "story": article.id,
    }


Request = Callable[[], Awaitable[object]]


def requests_of(store: Store, random_: random.Random) -> dict[str, Callable[[], Request]]:
    """Return by kind a function that draws a request."""

    def word() -> str:
        return f"w{zipf(random_, WORDS_KNOWN)}"

    def actor() -> str:
        return f"actor{zipf(random_, ACTORS)}"

    def list_of(wanted: Wanted) -> Request:
        return lambda: searches.find_statements(store, wanted, limit=50)

    def count_of(wanted: Wanted) -> Request:
        return lambda: store.search.count("statements", wanted.index_query)

    def month(wanted: Wanted) -> Wanted:
        since = NOW - timedelta(days=random_.uniform(30, DAYS))
        return dataclasses.replace(wanted, since=since, until=since + timedelta(days=30))

    return {
        "list: newest": lambda: list_of(Wanted()),
        "list: a word": lambda: list_of(Wanted(q=word())),
        "list: two words": lambda: list_of(Wanted(q=f"{word()} {word()}")),
        "list: a phrase": lambda: list_of(Wanted(q=f'"{word()} {word()}"')),
        "list: NEAR": lambda: list_of(Wanted(q=f"{word()} NEAR/6 {word()}")),
        "list: OR, NOT": lambda: list_of(Wanted(q=f"({word()} OR {word()}) NOT {word()}")),
        "list: prefix*": lambda: list_of(Wanted(q=f"w{random_.randrange(10, 999)}*")),
        "list: speaker": lambda: list_of(Wanted(speakers=(actor(),))),
        "list: speaker and word": lambda: list_of(Wanted(q=word(), speakers=(actor(),))),
        "list: a month": lambda: list_of(month(Wanted(q=word()))),
        "facets: all": lambda: count_of(Wanted()),
        "facets: a word": lambda: count_of(Wanted(q=word())),
        "facets: speaker": lambda: count_of(Wanted(speakers=(actor(),))),
        "facets: theme, month": lambda: count_of(
            month(Wanted(themes=(f"theme{zipf(random_, THEMES)}",)))
        ),
        "actor over time": lambda: (
            lambda: activities.find_activity(store, activities.Subject(actor=actor()), NOW)
        ),
    }


async def measure(store: Store, number: int) -> dict[str, dict[str, float]]:
    """Return by kind the 50th and 95th percentile and the longest of its requests, in ms."""
    results: dict[str, dict[str, float]] = {}
    for kind, draw in requests_of(store, random.Random(2)).items():
        durations = []
        for _ in range(number):
            request = draw()
            began = time.perf_counter()
            await request()
            durations.append((time.perf_counter() - began) * 1000)
        durations.sort()
        results[kind] = {
            "p50_ms": round(durations[len(durations) // 2], 1),
            "p95_ms": round(durations[int(0.95 * (len(durations) - 1))], 1),
            "max_ms": round(durations[-1], 1),
        }
        print(kind, json.dumps(results[kind]), flush=True)  # noqa: T201  # the result
    return results


async def bench_search(report: Report, count: int) -> None:
    """Measure both databases with ``count`` statements each."""
    with tempfile.TemporaryDirectory() as folder, a_postgres() as server:
        urls = {"SQLite": f"sqlite+aiosqlite:///{Path(folder) / 'search.db'}"}
        if server is None:
            print_line("  PostgreSQL is not measured: its programs are not installed")
        else:
            urls["PostgreSQL"] = server.url()
        _fill_all(urls.values(), count)
        for name, url in urls.items():
            print_line(f"search: {name}, {count} statements")
            await _bench_database(report, name, url)


def _fill_all(urls: Iterable[str], count: int) -> None:
    """Fill databases at once, each in a process of its own. Raises CalledProcessError."""
    options = ["--statements", str(count), "--requests", "0"]
    commands = [[sys.executable, "-m", "bench.search", url, *options] for url in urls]
    for command, process in [(command, subprocess.Popen(command)) for command in commands]:
        if process.wait():
            raise subprocess.CalledProcessError(process.returncode, command)


async def _bench_database(report: Report, name: str, url: str) -> None:
    engine = open_engine(url)
    results = await measure(Store(engine), REQUESTS)
    await engine.dispose()
    for kind, figures in results.items():
        report.note(f"{name}: {kind}, p95", figures["p95_ms"], "ms", MOST_MS)


async def main() -> None:
    """Fill the database unless it is filled, then measure."""
    parser = argparse.ArgumentParser(description="latency of searches over many statements")
    parser.add_argument("database", help="SQLAlchemy URL")
    parser.add_argument("--statements", type=int, default=1_000_000)
    parser.add_argument("--requests", type=int, default=300, help="requests of each kind")
    options = parser.parse_args()
    engine = open_engine(options.database)
    await upgrade_database(engine)
    async with engine.connect() as connection:
        filled = (await connection.execute(select(func.count()).select_from(statements))).scalar()
    if not filled:
        began = time.perf_counter()
        await fill(engine, options.statements)
        print(f"filled in {time.perf_counter() - began:.0f} s", flush=True)  # noqa: T201
    if options.requests:
        await measure(Store(engine), options.requests)
    await engine.dispose()


if __name__ == "__main__":
    asyncio.run(main())
