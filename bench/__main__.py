"""Run benchmarks: ``python -m bench [PART...]``; without a part, all of them.

stages      CPU time of each pure stage of the processor
size        the watchlist at 100,000 and 1,000,000 names, beside two peers
queries     theme queries by the thousand, beside Lucene Monitor
polling     one poller with 10,000 feeds over TLS, beside the plain HTTP client
streaming   1,000 listeners at the live stream, beside a plain broadcast server
replay      a dry run over a million stored statements
hostile     hostile texts beside ordinary text
documents   hostile feeds, pages, fragments, lists, robots.txt and dates beside ordinary ones
search      lists, facets and actors over a million statements, SQLite and PostgreSQL
store       the archive and the outbox on small and filled stores, SQLite and PostgreSQL
throughput  the whole line, on the filled store of `store`: articles a second, CPU of each process
scaling     one, two and four of each process: measured here, and extrapolated to a core for each
latency     from fetched to the subscriber's event
startup     CPU and memory of short commands, and with large lists
idle        memory of `monitor up` on the sample newsroom
flat        memory of a processor over many articles
"""

import argparse
import asyncio
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from bench.corpus import a_watchlist, an_article
from bench.documents import measure_documents
from bench.hostile import hostile_ratios
from bench.line import bench_flat, bench_latency, bench_throughput
from bench.machine import memory_of
from bench.polling import measure_polling
from bench.queries import measure_queries
from bench.replay import measure_replay
from bench.report import Limit, Report, print_line, values_of
from bench.scaling import bench_scaling
from bench.search import bench_search
from bench.size import measure_size
from bench.startup import StartUp
from bench.storing import bench_store
from bench.streaming import measure_streaming
from monitor.flow.match_reading import match_reading
from monitor.flow.read_article import link_names
from monitor.kafka.broker.process import free_port
from monitor.records import Article, Reading
from monitor.records.wire import decode, encode
from monitor.statements import read_statements
from monitor.watchlist import Watchlist, WatchlistIndex

ALIASES, THEMES = 10_000, 100
SEED = 5

T = TypeVar("T")

_print = print_line
_REPORT = Report()


def against(what: str, value: float, limit: float, unit: str, *, at_least: bool) -> None:
    """Note a figure with its limit."""
    _REPORT.note(what, value, unit, Limit(limit, is_least=at_least))


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
    against("polls a second and core, all in", rate, 284, "", at_least=True)
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


def bench_startup() -> None:
    """Measure short commands, and commands with large lists."""
    with tempfile.TemporaryDirectory() as temporary:
        start_up = StartUp(Path(temporary))
        _print(f"startup: a bare interpreter takes {start_up.bare_s:.3f} s CPU; least of three")
        against("monitor --help", start_up.monitor("--help").cpu_s, 0.1, "s CPU", at_least=False)
        against("scan of one article", start_up.scan().cpu_s, 0.6, "s CPU", at_least=False)
        title = "scan with 50,000 imported actors"
        against(title, start_up.scan_many().cpu_s, 0.8, "s CPU", at_least=False)
        title, check = "check of 100,000 actors in YAML", start_up.check_many()
        against(title, check.cpu_s, 4.0, "s CPU", at_least=False)
        against(f"{title}: memory", check.memory_mb, 300, "MB", at_least=False)


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
    """Run the named parts, print the table of their figures, and write the report."""
    watchlist = a_watchlist(ALIASES, THEMES, random.Random(SEED))
    parts = _parts(watchlist)
    options = _options(tuple(parts))
    before = values_of(options.before) if options.before else None
    with tempfile.TemporaryDirectory(prefix="news-monitor-bench-") as temporary:
        options.filled = Path(temporary) / "filled.db"
        for name in options.parts or parts:
            _REPORT.part = name
            started = time.monotonic()
            parts[name](options)
            _print(f"  {name} took {time.monotonic() - started:.0f} s")
    _REPORT.print_table(before)
    _REPORT.write(options.report)
    _print(f"report: {options.report}")


def _parts(watchlist: Watchlist) -> dict[str, Callable[[argparse.Namespace], None]]:
    return {
        "stages": lambda _: bench_stages(watchlist),
        "size": lambda _: bench_size(),
        "queries": lambda _: bench_queries(),
        "polling": lambda options: bench_polling(options.feeds, options.interval),
        "streaming": lambda _: bench_streaming(),
        "replay": lambda options: bench_replay(watchlist, options.statements),
        "hostile": lambda _: bench_hostile(watchlist),
        "documents": lambda _: bench_documents(),
        "search": lambda options: asyncio.run(bench_search(_REPORT, options.searched)),
        "store": lambda options: asyncio.run(
            bench_store(_REPORT, watchlist, options.stored, options.filled)
        ),
        "throughput": lambda options: asyncio.run(
            bench_throughput(_REPORT, watchlist, options.articles, options.filled)
        ),
        "scaling": lambda options: asyncio.run(
            bench_scaling(_REPORT, watchlist, options.articles // 5)
        ),
        "latency": lambda options: asyncio.run(bench_latency(_REPORT, watchlist, options.seconds)),
        "startup": lambda _: bench_startup(),
        "idle": lambda _: bench_idle(),
        "flat": lambda options: asyncio.run(bench_flat(_REPORT, watchlist, options.many)),
    }


def _options(parts: tuple[str, ...]) -> argparse.Namespace:
    reader = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    reader.add_argument("parts", nargs="*", choices=(*parts, []), help="default: all")
    reader.add_argument("--articles", type=int, default=5000, help="for throughput")
    reader.add_argument("--stored", type=int, default=50_000, help="size of the filled store")
    reader.add_argument("--searched", type=int, default=1_000_000, help="for search")
    reader.add_argument("--feeds", type=int, default=10_000, help="for polling")
    reader.add_argument(
        "--interval", type=float, default=90.0, help="for polling; shorter is harder"
    )
    reader.add_argument("--statements", type=int, default=1_000_000, help="for replay")
    reader.add_argument("--many", type=int, default=50_000, help="for flat")
    reader.add_argument("--seconds", type=int, default=30, help="for latency")
    reader.add_argument(
        "--report", type=Path, default=Path("bench-report.json"), help="file for the JSON report"
    )
    reader.add_argument(
        "--before", type=Path, help="earlier report: print its values and the spread in the table"
    )
    return reader.parse_args()


if __name__ == "__main__":
    main()
