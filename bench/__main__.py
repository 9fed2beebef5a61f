"""Run benchmarks: ``python -m bench [PART...]``; without a part, all of them.

stages      CPU time of each pure stage of the processor
size        the watchlist at 100,000 and 1,000,000 names, beside two peers
queries     theme queries by the thousand, beside Lucene Monitor
polling     one poller with 10,000 feeds over TLS, beside the plain HTTP client
streaming   1,000 listeners at the live stream, beside a plain broadcast server
replay      a dry run over a million stored statements
hostile     hostile texts beside ordinary text
documents   hostile feeds, pages, fragments, lists, robots.txt and dates beside ordinary ones
throughput  articles a second through one processor and through two
latency     from fetched to the subscriber's event
idle        memory of `monitor up` on the sample newsroom
flat        memory of a processor over many articles
"""

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
from bench.documents import measure_documents
from bench.hostile import hostile_ratios
from bench.machine import Machine, a_machine, memory_of
from bench.polling import measure_polling
from bench.queries import measure_queries
from bench.replay import measure_replay
from bench.size import measure_size
from bench.streaming import measure_streaming, until_open
from monitor.flow.match_reading import match_reading
from monitor.flow.read_article import link_names
from monitor.kafka.broker.process import free_port
from monitor.kafka.producer import RecordProducer
from monitor.kafka.topics import ARTICLES
from monitor.records import Article, Reading
from monitor.records.wire import decode, encode
from monitor.statements import read_statements
from monitor.watchlist import Watchlist, WatchlistIndex

ALIASES, THEMES = 10_000, 100
SEED = 5

T = TypeVar("T")

_print = Console(highlight=False, soft_wrap=True).print


def against(what: str, value: float, limit: float, unit: str, *, at_least: bool) -> None:
    """Print a figure beside its limit and the ratio; 1.0 or more is within the limit."""
    ratio = value / limit if at_least else limit / max(value, 1e-6)
    verdict = "within" if ratio >= 1 else "MISSED"
    bound = "at least" if at_least else "at most"
    _print(f"  {what}: {value:.2f} {unit}; limit {bound} {limit:g}; ratio {ratio:.2f}, {verdict}")


def bench_stages(watchlist: Watchlist) -> None:
    """Time each stage of the processor on the same articles, one after the other."""
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
    statements = timed(
        "find statements",
        lambda: [read_statements(article.text, article.language) for article in articles],
    )
    readings = timed(
        "link actors and themes",
        lambda: [
            link_names(article, unlinked, mentions, index)
            for article, mentions, unlinked in zip(articles, names, statements, strict=True)
        ],
    )
    timed("match rules", lambda: [match_reading(reading, index) for reading in readings])
    packed = timed("encode reading", lambda: [encode(reading) for reading in readings])
    timed("decode reading", lambda: [decode(body, Reading) for body in packed])
    total = sum(spent.values())
    mean_statements = sum(len(reading.statements) for reading in readings) / len(readings)
    size = sum(len(article.text) for article in articles) / len(articles)
    _print(
        f"stages: {size:.0f} characters and {mean_statements:.1f} statements an article, "
        f"{ALIASES} aliases, {THEMES} themes"
    )
    for stage, cost in spent.items():
        _print(f"  {stage:24} {cost:6.2f} ms CPU  {cost / total:5.1%}")
    _print(
        f"  {'in all':24} {total:6.2f} ms CPU: "
        f"the pure work alone would allow {1000 / total:.0f} articles/s on one core"
    )


async def _load(machine: Machine, articles: list[bytes], keys: list[str]) -> None:
    producer = RecordProducer(machine.broker.connection, "bench")
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


def _encoded_articles(
    count: int, watchlist: Watchlist, chance: random.Random, size: int = 4500
) -> tuple[list[bytes], list[str]]:
    articles = [an_article(number, watchlist, chance, size=size) for number in range(count)]
    return [encode(article) for article in articles], [article.id for article in articles]


async def bench_throughput(watchlist: Watchlist, count: int) -> None:
    """Measure articles a second through one and two processors that own their partitions."""
    chance = random.Random(SEED)
    rates = []
    _print(
        f"throughput: {count} articles of 4 to 5 kB on the embedded broker, {os.cpu_count()} cores"
    )
    for processors in (1, 2):
        async with a_machine() as machine:
            (machine.config / "watchlist.yaml").write_text(as_yaml(watchlist))
            for _ in range(processors):
                machine.start("process")
            await _load(machine, *_encoded_articles(80, watchlist, chance))
            await machine.until_done(within=120)
            await asyncio.sleep(5)  # both have joined and settled
            await _load(machine, *_encoded_articles(40, watchlist, chance))
            await machine.until_done(within=120)
            bodies, keys = _encoded_articles(count, watchlist, chance)
            started, idle, before = time.monotonic(), psutil.cpu_times().idle, _busy(machine)
            await _load(machine, bodies, keys)
            await machine.until_done(within=600)
            took, own = time.monotonic() - started, _busy(machine) - before
            rates.append(count / took)
            others = took * (os.cpu_count() or 1) - (psutil.cpu_times().idle - idle) - own
            _print(f"  {processors} processor(s): {rates[-1]:.1f} articles/s in {took:.0f} s")
            _print(
                f"    cores busy: processors {own / took:.2f}; "
                f"broker, load and the rest {others / took:.2f}"
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
    """Measure the time from fetched to the subscriber's event at 20 articles a second."""
    chance = random.Random(SEED)
    async with a_machine() as machine:
        (machine.config / "watchlist.yaml").write_text(as_yaml(watchlist))
        for name in ("deliver", "process", "serve"):
            machine.start(name)
        await _load(machine, *_encoded_articles(60, watchlist, chance))
        await machine.until_done(within=120)
        await until_open(int(machine.http.rpartition(":")[2]))
        await asyncio.sleep(3)
        waits: list[float] = []
        listening = asyncio.create_task(_listen(machine, waits))
        await asyncio.sleep(2)
        producer = RecordProducer(machine.broker.connection, "bench")
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
    _print(f"latency: {sent} articles at 20 a second, {len(waits)} events at the subscriber")
    _print(f"  median {waits[len(waits) // 2]:.2f} s, p99 {waits[int(len(waits) * 0.99)]:.2f} s")
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
    """Measure the memory of `monitor up --demo` after everything is read."""
    with tempfile.TemporaryDirectory(prefix="news-monitor-bench-") as temporary:
        environ = {
            **os.environ,
            "MONITOR_DATA": f"{temporary}/data",
            "MONITOR_HTTP": f"127.0.0.1:{free_port()}",
        }
        environ.pop("MONITOR_KAFKA", None)
        command = [str(Path(sys.executable).parent / "monitor"), "up", "--demo"]
        up = subprocess.Popen(
            command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(75)
        used = memory_of(up.pid)
        up.terminate()
        up.wait(40)
    _print("idle: `monitor up --demo` after 75 s, broker included, shared pages counted by share")
    against("memory", used, 900, "MB", at_least=False)


async def bench_flat(watchlist: Watchlist, count: int) -> None:
    """Measure the memory of one processor over many short articles, after each tenth of them."""
    chance = random.Random(SEED)
    memory: list[float] = []
    async with a_machine() as machine:
        (machine.config / "watchlist.yaml").write_text(as_yaml(watchlist))
        process = machine.start("process")
        for _ in itertools.repeat(None, 10):
            await _load(machine, *_encoded_articles(count // 10, watchlist, chance, size=700))
            await machine.until_done(within=900)
            memory.append(memory_of(process.pid))
    _print(
        f"flat: memory of a processor over {count} articles of 0.7 kB, "
        f"MB after each tenth: {[round(m) for m in memory]}"
    )
    against(
        "growth from the second tenth to the last",
        memory[-1] / memory[1],
        1.1,
        "times",
        at_least=False,
    )


def bench_hostile(watchlist: Watchlist) -> None:
    """Measure hostile texts of 1 MB beside ordinary text: time grows with size, not content."""
    cost, ratios = hostile_ratios(watchlist, 1_000_000, random.Random(SEED))
    _print(
        f"hostile: texts of 1 MB; ordinary text costs {cost:.2f} us a character, "
        "hostile text this many times as much:"
    )
    for name, ratio in sorted(ratios.items(), key=lambda pair: -pair[1]):
        _print(f"  {name:24} {ratio:5.2f}")
    against("the worst of them", max(ratios.values()), 3.0, "times", at_least=False)


def bench_documents() -> None:
    """Measure hostile documents of 100 kB beside ordinary ones, for every parser."""
    worst = 0.0
    for result in measure_documents():
        name, ratio = max(result.ratios.items(), key=lambda pair: pair[1])
        worst = max(worst, ratio)
        _print(
            f"documents: {result.parser:11} ordinary {result.cost_us:6.3f} us a byte; the dearest "
            f"of {len(result.ratios)} hostile ones {ratio:5.2f} times: {name}"
        )
    against("the dearest hostile document", worst, 3.0, "times", at_least=False)


def bench_size() -> None:
    """Measure the watchlist at 100,000 and 1,000,000 names, beside two peers."""
    for aliases, most_ms, most_mb in ((100_000, 0.4, 400), (1_000_000, 0.8, 400)):
        figures = measure_size(aliases)
        _print(
            f"size: {aliases} names, texts of 5 kB with {figures['mentions']:.1f} mentions; "
            f"compiled in {figures['compile_s']:.1f} s to {figures['file_mb']:.0f} MB"
        )
        _print(
            f"  peers on folded text, bare hits: pyahocorasick "
            f"{figures['pyahocorasick_ms']:.3f} ms an article "
            f"and {figures['pyahocorasick_mb']:.0f} MB, "
            f"a dictionary of first words {figures['first_words_ms']:.2f} ms"
        )
        against("an article, all in", figures["ours_ms"], most_ms, "ms CPU", at_least=False)
        against(
            "memory of a process that maps the file",
            figures["rss_mb"],
            most_mb,
            "MB",
            at_least=False,
        )
        against("to load the compiled file", figures["load_s"], 0.1, "s", at_least=False)


def bench_queries() -> None:
    """Measure theme queries by the thousand, beside Lucene Monitor."""
    for count in (1_000, 10_000):
        figures = measure_queries(count)
        _print(
            f"queries: {count} on texts of 5 kB, {figures.hits / 200:.1f} hits a text: "
            f"{figures.ours_ms:.2f} ms CPU"
        )
        if figures.peer_ms is None:
            _print("  Lucene Monitor is not measured: this machine has no java or no mvn")
            continue
        _print(
            f"  hits in which the two differ: {figures.only_ours} ours alone, "
            f"{figures.only_peer} Lucene's alone"
        )
        against(
            "times the speed of Lucene Monitor",
            figures.peer_ms / figures.ours_ms,
            4.0 if count > 5_000 else 1.0,
            "times",
            at_least=True,
        )


def bench_polling(feeds: int, interval: float) -> None:
    """Measure one poller with thousands of feeds."""
    figures = asyncio.run(measure_polling(feeds, interval, 90.0))
    rate = figures.polls / figures.cpu_s
    _print(
        f"polling: {figures.feeds} feeds every {figures.interval_s:.0f} s over TLS, "
        f"{figures.polls} polls in 90 s, {figures.cpu_s:.0f} s CPU; the plain client on the same "
        f"server: {figures.plain_per_cpu_s:.0f} polls a CPU second, "
        f"{figures.plain_per_cpu_s / rate:.2f} times ours"
    )
    against("polls a second and core, all in", rate, 150, "", at_least=True)
    against("memory", figures.memory_mb, 500, "MB", at_least=False)
    against("lateness, 99th percentile", figures.late_p99, 10, "s", at_least=False)


def bench_streaming() -> None:
    """Measure a thousand listeners at the live stream."""
    figures = asyncio.run(measure_streaming(1_000, 50, 30))
    _print(
        f"streaming: {figures.listeners} listeners with {100} filters and one that never reads, "
        f"{figures.alerts} alerts in 30 s; {figures.arrived} of {figures.expected} arrived; "
        f"from Kafka to the listener p50 {figures.p50:.0f} ms; plain broadcast of the same "
        f"framework p99 {figures.plain_p99:.0f} ms, without Kafka, store and filter"
    )
    against("from Kafka to the listener, 99th percentile", figures.p99, 500, "ms", at_least=False)
    against("memory of the web process", figures.memory_mb, 300, "MB", at_least=False)


def bench_replay(watchlist: Watchlist, count: int) -> None:
    """Measure a dry run of the watchlist over everything that is stored."""
    figures = measure_replay(watchlist, count)
    _print(
        f"replay: {figures.statements} statements of {figures.articles} articles of 4.5 kB, "
        f"{figures.would_be_raised} alerts"
    )
    against(
        "seconds a million statements",
        figures.seconds * 1e6 / figures.statements,
        60,
        "s",
        at_least=False,
    )


def main() -> None:
    """Run the named parts."""
    reader = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    watchlist = a_watchlist(ALIASES, THEMES, random.Random(SEED))
    parts: dict[str, Callable[[argparse.Namespace], None]] = {
        "stages": lambda _: bench_stages(watchlist),
        "size": lambda _: bench_size(),
        "queries": lambda _: bench_queries(),
        "polling": lambda options: bench_polling(options.feeds, options.interval),
        "streaming": lambda _: bench_streaming(),
        "replay": lambda options: bench_replay(watchlist, options.statements),
        "hostile": lambda _: bench_hostile(watchlist),
        "documents": lambda _: bench_documents(),
        "throughput": lambda options: asyncio.run(bench_throughput(watchlist, options.articles)),
        "latency": lambda options: asyncio.run(bench_latency(watchlist, options.seconds)),
        "idle": lambda _: bench_idle(),
        "flat": lambda options: asyncio.run(bench_flat(watchlist, options.many)),
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
    options = reader.parse_args()
    for part in options.parts or parts:
        parts[part](options)


if __name__ == "__main__":
    main()
