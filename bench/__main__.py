"""``python -m bench [PART...]``: stages, size, queries, polling, streaming, replay, hostile, throughput, latency, idle, flat; all of them where none is named."""

import argparse
import asyncio
import itertools
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import httpx
import msgspec
import psutil
from rich.console import Console

from bench.corpus import a_watchlist, an_article, as_yaml
from bench.hostile import hostile_ratios
from bench.machine import Machine, a_machine, memory_of
from bench.polling import measure_polling
from bench.queries import measure_queries
from bench.replay import measure_replay
from bench.size import measure_size
from bench.streaming import measure_streaming, until_open
from monitor.flow.match_reading import match_reading
from monitor.kafka.broker.process import free_port
from monitor.kafka.producer import RecordProducer
from monitor.kafka.topics import ARTICLES
from monitor.matches.link import link_statements
from monitor.records import Article, Reading
from monitor.records.wire import decode, encode
from monitor.services.newsroom import Newsroom
from monitor.statements import read_statements
from monitor.watchlist import Watchlist, WatchlistIndex

ALIASES, THEMES = 10_000, 100
SEED = 5

T = TypeVar("T")

say = Console(highlight=False, soft_wrap=True).print


def against(what: str, value: float, limit: float, unit: str, *, at_least: bool) -> None:
    """Print a figure beside its limit, and the ratio: 1.0 or more is within it."""
    ratio = value / limit if at_least else limit / max(value, 1e-6)
    verdict = "within" if ratio >= 1 else "MISSED"
    say(
        f"  {what}: {value:.2f} {unit}; limit {'at least' if at_least else 'at most'} {limit:g}; ratio {ratio:.2f}, {verdict}"
    )


def bench_stages(watchlist: Watchlist) -> None:
    """Time each stage of the processor on the same articles, one after the other, in this process."""
    chance = random.Random(SEED)
    index = WatchlistIndex(watchlist)
    bodies = [encode(an_article(number, watchlist, chance)) for number in range(300)]
    articles = [article for body in bodies if isinstance(article := decode(body, Article), Article)]
    spent: dict[str, float] = {}

    def timed(stage: str, work: Callable[[], T]) -> T:
        started = time.process_time()
        done = work()
        spent[stage] = (time.process_time() - started) / len(articles) * 1000
        return done

    timed("decode article", lambda: [decode(body, Article) for body in bodies])
    names = timed(
        "find actors",
        lambda: [index.find_names(article.text, article.language) for article in articles],
    )
    said = timed(
        "find statements",
        lambda: [read_statements(article.text, article.language) for article in articles],
    )
    linked = timed(
        "link actors and themes",
        lambda: [
            link_statements(found, known, article.language, index)
            for article, known, found in zip(articles, names, said, strict=True)
        ],
    )
    readings = [
        Reading(article=article, statements=found, mentions=known.mentions, config="bench")
        for article, found, known in zip(articles, linked, names, strict=True)
    ]
    timed("match rules", lambda: [match_reading(reading, index) for reading in readings])
    packed = timed("encode reading", lambda: [encode(reading) for reading in readings])
    timed("decode reading", lambda: [decode(body, Reading) for body in packed])
    total = sum(spent.values())
    statements = sum(len(reading.statements) for reading in readings) / len(readings)
    size = sum(len(article.text) for article in articles) / len(articles)
    say(
        f"stages: {size:.0f} characters and {statements:.1f} statements an article, {ALIASES} aliases, {THEMES} themes"
    )
    for stage, cost in spent.items():
        say(f"  {stage:24} {cost:6.2f} ms CPU  {cost / total:5.1%}")
    say(
        f"  {'in all':24} {total:6.2f} ms CPU: the pure work alone would allow {1000 / total:.0f} articles/s on one core"
    )


async def _load(machine: Machine, articles: list[bytes], keys: list[str]) -> None:
    producer = RecordProducer(machine.broker.bootstrap, "bench")
    await producer.start()
    for part in range(0, len(articles), 200):
        await asyncio.gather(
            *(
                producer.send_bytes(ARTICLES.name, key.encode(), body, [])
                for key, body in zip(
                    keys[part : part + 200], articles[part : part + 200], strict=True
                )
            )
        )
    await producer.stop()


def _made(
    count: int, watchlist: Watchlist, chance: random.Random, size: int = 4500
) -> tuple[list[bytes], list[str]]:
    made = [an_article(number, watchlist, chance, size=size) for number in range(count)]
    return [encode(article) for article in made], [article.id for article in made]


async def bench_throughput(watchlist: Watchlist, count: int) -> None:
    """Articles a second through one processor and through two, from the moment they have taken their partitions."""
    chance = random.Random(SEED)
    rates = []
    say(f"throughput: {count} articles of 4 to 5 kB on the embedded broker, {os.cpu_count()} cores")
    for processors in (1, 2):
        async with a_machine() as machine:
            (machine.config / "watchlist.yaml").write_text(as_yaml(watchlist))
            for _ in range(processors):
                machine.start("process")
            await _load(machine, *_made(80, watchlist, chance))
            await machine.until_done(within=120)
            await asyncio.sleep(5)  # both have joined and settled
            await _load(machine, *_made(40, watchlist, chance))
            await machine.until_done(within=120)
            bodies, keys = _made(count, watchlist, chance)
            started, idle, before = time.monotonic(), psutil.cpu_times().idle, _busy(machine)
            await _load(machine, bodies, keys)
            await machine.until_done(within=600)
            took, own = time.monotonic() - started, _busy(machine) - before
            rates.append(count / took)
            others = took * (os.cpu_count() or 1) - (psutil.cpu_times().idle - idle) - own
            say(f"  {processors} processor(s): {rates[-1]:.1f} articles/s in {took:.0f} s")
            say(
                f"    cores busy: processors {own / took:.2f}; broker, load and the rest {others / took:.2f}"
            )
    against("one processor", rates[0], 60, "articles/s", at_least=True)
    against("two processors over one", rates[1] / rates[0], 1.6, "times", at_least=True)


def _busy(machine: Machine) -> float:
    """Return the CPU seconds that the processors have used so far."""
    running = [
        psutil.Process(process.pid) for process in machine.processes if process.poll() is None
    ]
    return float(sum(sum(process.cpu_times()[:2]) for process in running))


async def bench_latency(watchlist: Watchlist, seconds: int) -> None:
    """From fetched to the subscriber's event, at 20 articles a second through every process of the line."""
    chance = random.Random(SEED)
    async with a_machine() as machine:
        (machine.config / "watchlist.yaml").write_text(as_yaml(watchlist))
        for name in ("deliver", "process", "serve"):
            machine.start(name)
        await _load(machine, *_made(60, watchlist, chance))
        await machine.until_done(within=120)
        await until_open(int(machine.http.rpartition(":")[2]))
        await asyncio.sleep(3)
        waits: list[float] = []
        listening = asyncio.create_task(_listen(machine, waits))
        await asyncio.sleep(2)
        producer = RecordProducer(machine.broker.bootstrap, "bench")
        sent, started = 0, time.monotonic()
        while sent < 20 * seconds:
            article = an_article(10_000 + sent, watchlist, chance)
            fresh = msgspec.structs.replace(article, seen_at=datetime.now(UTC))
            await producer.send(ARTICLES, fresh.id, fresh)
            sent += 1
            await asyncio.sleep(max(0.0, started + sent / 20 - time.monotonic()))
        await asyncio.sleep(5)
        if listening.done():
            await listening  # it ended by itself: raise why
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
        await producer.stop()
    waits.sort()
    say(f"latency: {sent} articles at 20 a second, {len(waits)} events at the subscriber")
    say(f"  median {waits[len(waits) // 2]:.2f} s, p99 {waits[int(len(waits) * 0.99)]:.2f} s")
    against(
        "p95 from fetched to the subscriber's event",
        waits[int(len(waits) * 0.95)],
        2.0,
        "s",
        at_least=False,
    )


async def _listen(machine: Machine, waits: list[float]) -> None:
    token = (machine.folder / "data" / "token").read_text().strip()
    headers = {"Authorization": f"Bearer {token}"}
    async with (
        httpx.AsyncClient(timeout=None, headers=headers) as client,
        client.stream("GET", f"http://{machine.http}/api/v1/alerts/stream") as response,
    ):
        async for line in response.aiter_lines():
            if line.startswith("data:"):
                copies = json.loads(line[5:])["data"]["copies"]
                newest = max(datetime.fromisoformat(copy["seen_at"]) for copy in copies)
                waits.append((datetime.now(UTC) - newest).total_seconds())


def bench_idle() -> None:
    """Memory of `monitor up` on the sample newsroom, once everything was read."""
    newsroom = Newsroom()
    with tempfile.TemporaryDirectory(prefix="news-monitor-bench-") as temporary:
        config = Path(temporary) / "config"
        newsroom.write_config(config, interval="5s")
        environ = {
            **os.environ,
            "MONITOR_CONFIG": str(config),
            "MONITOR_DATA": f"{temporary}/data",
            "MONITOR_HTTP": f"127.0.0.1:{free_port()}",
        }
        environ.pop("MONITOR_KAFKA", None)
        command = [str(Path(sys.executable).parent / "monitor"), "up"]
        up = subprocess.Popen(
            command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(75)
        used = memory_of(up.pid)
        up.terminate()
        up.wait(40)
    newsroom.close()
    say(
        "idle: `monitor up` on the sample newsroom after 75 s, broker included, shared pages counted by share"
    )
    against("memory", used, 900, "MB", at_least=False)


async def bench_flat(watchlist: Watchlist, count: int) -> None:
    """Memory of one processor over many articles, short ones to get through them; every tenth part printed."""
    chance = random.Random(SEED)
    seen: list[float] = []
    async with a_machine() as machine:
        (machine.config / "watchlist.yaml").write_text(as_yaml(watchlist))
        process = machine.start("process")
        for _ in itertools.repeat(None, 10):
            await _load(machine, *_made(count // 10, watchlist, chance, size=700))
            await machine.until_done(within=900)
            seen.append(memory_of(process.pid))
    say(
        f"flat: memory of a processor over {count} articles of 0.7 kB, MB after each tenth: {[round(m) for m in seen]}"
    )
    against(
        "growth from the second tenth to the last", seen[-1] / seen[1], 1.1, "times", at_least=False
    )


def bench_hostile(watchlist: Watchlist) -> None:
    """Hostile texts of 1 MB beside ordinary text of the same size: time must grow with the text, and not with what is in it."""
    cost, ratios = hostile_ratios(watchlist, 1_000_000, random.Random(SEED))
    say(
        f"hostile: texts of 1 MB; ordinary text costs {cost:.2f} us a character, these so many times that:"
    )
    for name, ratio in sorted(ratios.items(), key=lambda pair: -pair[1]):
        say(f"  {name:24} {ratio:5.2f}")
    against("the worst of them", max(ratios.values()), 3.0, "times", at_least=False)


def bench_size() -> None:
    """The watchlist at 100,000 and 1,000,000 names, beside two peers on the same texts."""
    for aliases, most_ms, most_mb in ((100_000, 0.4, 400), (1_000_000, 0.8, 400)):
        found = measure_size(aliases)
        say(
            f"size: {aliases} names, texts of 5 kB with {found['mentions']:.1f} mentions; "
            f"compiled in {found['compile_s']:.1f} s to {found['file_mb']:.0f} MB"
        )
        say(
            f"  peers on folded text, bare hits: pyahocorasick {found['pyahocorasick_ms']:.3f} ms an article and "
            f"{found['pyahocorasick_mb']:.0f} MB, a dictionary of first words {found['first_words_ms']:.2f} ms"
        )
        against("an article, all in", found["ours_ms"], most_ms, "ms CPU", at_least=False)
        against(
            "memory of a process that maps the file", found["rss_mb"], most_mb, "MB", at_least=False
        )
        against("to load the compiled file", found["load_s"], 0.1, "s", at_least=False)


def bench_queries() -> None:
    """Theme queries by the thousand, beside Lucene Monitor."""
    for count in (1_000, 10_000):
        found = measure_queries(count)
        say(
            f"queries: {count} on texts of 5 kB, {found.hits / 200:.1f} hits a text: {found.ours_ms:.2f} ms CPU"
        )
        if found.peer_ms is None:
            say("  Lucene Monitor was left out: no java or no mvn on this machine")
            continue
        say(
            f"  hits in which the two differ: {found.only_ours} ours alone, {found.only_peer} Lucene's alone"
        )
        against(
            "times the speed of Lucene Monitor",
            found.peer_ms / found.ours_ms,
            4.0 if count > 5_000 else 1.0,
            "times",
            at_least=True,
        )


def bench_polling(feeds: int, interval: float) -> None:
    """One poller with thousands of feeds."""
    found = asyncio.run(measure_polling(feeds, interval, 90.0))
    rate = found.polls / found.cpu_s
    say(
        f"polling: {found.feeds} feeds every {found.interval_s:.0f} s over TLS, {found.polls} polls in 90 s, {found.cpu_s:.0f} s CPU; "
        f"the plain client on the same server: {found.plain_per_cpu_s:.0f} polls a CPU second, {found.plain_per_cpu_s / rate:.2f} times ours"
    )
    against("polls a second and core, all in", rate, 150, "", at_least=True)
    against("memory", found.memory_mb, 500, "MB", at_least=False)
    against("lateness, 99th percentile", found.late_p99, 10, "s", at_least=False)


def bench_streaming() -> None:
    """A thousand listeners at the live stream."""
    found = asyncio.run(measure_streaming(1_000, 50, 30))
    say(
        f"streaming: {found.listeners} listeners with {100} filters and one that never reads, {found.alerts} alerts in 30 s; "
        f"{found.arrived} of {found.expected} arrived; from Kafka to the listener p50 {found.p50:.0f} ms; "
        f"plain broadcast of the same framework p99 {found.plain_p99:.0f} ms, without Kafka, store and filter"
    )
    against("from Kafka to the listener, 99th percentile", found.p99, 500, "ms", at_least=False)
    against("memory of the web process", found.memory_mb, 300, "MB", at_least=False)


def bench_replay(watchlist: Watchlist, count: int) -> None:
    """A dry run of the watchlist over everything that is stored."""
    found = measure_replay(watchlist, count)
    say(
        f"replay: {found.statements} statements of {found.articles} articles of 4.5 kB, {found.would_be_raised} alerts"
    )
    against(
        "seconds a million statements",
        found.seconds * 1e6 / found.statements,
        60,
        "s",
        at_least=False,
    )


def main() -> None:
    """Run the parts that are named."""
    reader = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    watchlist = a_watchlist(ALIASES, THEMES, random.Random(SEED))
    parts: dict[str, Callable[[argparse.Namespace], None]] = {
        "stages": lambda _: bench_stages(watchlist),
        "size": lambda _: bench_size(),
        "queries": lambda _: bench_queries(),
        "polling": lambda asked: bench_polling(asked.feeds, asked.interval),
        "streaming": lambda _: bench_streaming(),
        "replay": lambda asked: bench_replay(watchlist, asked.statements),
        "hostile": lambda _: bench_hostile(watchlist),
        "throughput": lambda asked: asyncio.run(bench_throughput(watchlist, asked.articles)),
        "latency": lambda asked: asyncio.run(bench_latency(watchlist, asked.seconds)),
        "idle": lambda _: bench_idle(),
        "flat": lambda asked: asyncio.run(bench_flat(watchlist, asked.many)),
    }
    reader.add_argument("parts", nargs="*", choices=(*parts, []), help="default: all")
    reader.add_argument("--articles", type=int, default=5000, help="for throughput")
    reader.add_argument("--feeds", type=int, default=10_000, help="for polling")
    reader.add_argument(
        "--interval", type=float, default=90.0, help="for polling; shorter is harder"
    )
    reader.add_argument("--statements", type=int, default=1_000_000, help="for replay")
    reader.add_argument("--many", type=int, default=50_000, help="for flat")
    reader.add_argument("--seconds", type=int, default=30, help="for latency")
    asked = reader.parse_args()
    for part in asked.parts or parts:
        parts[part](asked)


if __name__ == "__main__":
    main()
