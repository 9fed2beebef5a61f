"""The whole line as processes on an embedded broker: throughput, latency and memory.

    articles --processor--> readings, alerts --archiver--> store --deliverer--> subscription

A run is over when the processors' and the archiver's groups have no pending message and every
delivery is settled. CPU time is read of each process, the broker included.
"""

import asyncio
import itertools
import json
import os
import random
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import httpx
import msgspec
import psutil
from aiokafka import AIOKafkaConsumer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from bench.corpus import an_article, as_yaml
from bench.machine import PARTITIONS, Machine, a_machine, memory_of
from bench.report import Report, at_least, at_most, print_line
from bench.streaming import until_open
from monitor.kafka.producer import RecordProducer
from monitor.kafka.topics import ARCHIVER, ARTICLES, PROCESSOR
from monitor.records.wire import encode
from monitor.watchlist import Watchlist

WARM_UP = 120
"""Articles before the measured ones: every process has joined, and its caches are warm."""

BARE = "bare"
"""Topic of the plain consumer."""

Encoded = tuple[list[bytes], list[str]]
"""Bodies and keys of messages."""


def encoded_articles(
    count: int, watchlist: Watchlist, chance: random.Random, size: int = 4500
) -> Encoded:
    """Return new articles as messages."""
    articles = [an_article(number, watchlist, chance, size=size) for number in range(count)]
    return [encode(article) for article in articles], [article.id for article in articles]


async def send(machine: Machine, encoded: Encoded) -> None:
    """Send articles to the broker, 200 at a time."""
    bodies, keys = encoded
    producer = RecordProducer(machine.broker.connection, "bench")
    await producer.start()
    for part in range(0, len(bodies), 200):
        pairs = zip(keys[part : part + 200], bodies[part : part + 200], strict=True)
        sends = (producer.send_bytes(ARTICLES.name, key.encode(), body, []) for key, body in pairs)
        await asyncio.gather(*sends)
    await producer.stop()


@dataclass(slots=True)
class CpuTimes:
    """CPU seconds of each process of a machine over a time, and of everything else."""

    seconds: dict[str, float] = field(default_factory=dict)
    took: float = 0.0

    def lines(self, articles: int) -> Iterator[str]:
        """Yield a line for each process: milliseconds an article and cores busy."""
        for name, used in self.seconds.items():
            cores = used / self.took
            yield f"{name}: {used / articles * 1000:.2f} ms CPU an article, {cores:.2f} cores"


def _cpu_of(machine: Machine) -> dict[str, float]:
    used: dict[str, float] = {}
    for name, pid in machine.pids():
        try:
            times = psutil.Process(pid).cpu_times()
        except psutil.NoSuchProcess:
            continue
        used[name] = used.get(name, 0.0) + times.user + times.system
    return used


@contextmanager
def cpu_of(machine: Machine) -> Iterator[CpuTimes]:
    """Measure the CPU time of each process in the block."""
    measured = CpuTimes()
    before, idle, started = _cpu_of(machine), psutil.cpu_times().idle, time.monotonic()
    yield measured
    measured.took = time.monotonic() - started
    after = _cpu_of(machine)
    measured.seconds = {name: after[name] - before.get(name, 0.0) for name in after}
    busy = measured.took * (os.cpu_count() or 1) - (psutil.cpu_times().idle - idle)
    measured.seconds["the load and the rest"] = busy - sum(measured.seconds.values())


async def run_line(
    machine: Machine, names: Sequence[str], warm_up: Encoded, encoded: Encoded
) -> CpuTimes:
    """Start processes, send them articles and return the CPU time of those after the warm-up."""
    for name in names:
        machine.start(name)
    await send(machine, warm_up)
    await machine.until_done(within=180, groups=(PROCESSOR, ARCHIVER))
    await asyncio.sleep(5)  # every process has joined and settled
    with cpu_of(machine) as cpu:
        await send(machine, encoded)
        await machine.until_done(within=900, groups=(PROCESSOR, ARCHIVER))
    return cpu


async def bare_consumer(machine: Machine, encoded: Encoded) -> float:
    """Return the articles a second of a plain consumer that sends each message on, on one core.

    It reads the articles from their topic and awaits that the broker has one message for each.
    """
    consumer = AIOKafkaConsumer(
        ARTICLES.name, bootstrap_servers=machine.broker.bootstrap, auto_offset_reset="earliest"
    )
    admin = AIOKafkaAdminClient(bootstrap_servers=machine.broker.bootstrap)
    await admin.start()
    await admin.create_topics([NewTopic(BARE, PARTITIONS, 1)])
    await admin.close()
    producer = RecordProducer(machine.broker.connection, "bare")
    await producer.start()
    await consumer.start()
    count, started = 0, time.process_time()
    while count < len(encoded[0]):
        batches = await consumer.getmany(timeout_ms=1000, max_records=200)
        messages = list(itertools.chain.from_iterable(batches.values()))
        sends = (producer.send_bytes(BARE, each.key, each.value, []) for each in messages)
        await asyncio.gather(*sends)
        count += len(messages)
    rate = count / (time.process_time() - started)
    await consumer.stop()
    await producer.stop()
    return rate


async def bench_throughput(
    report: Report, watchlist: Watchlist, count: int, filled: Path | None
) -> None:
    """Measure articles a second through the whole line, with one processor and with two."""
    chance = random.Random(5)
    rates = []
    print_line(f"throughput: {count} articles of 4 to 5 kB, {os.cpu_count()} cores, load {_load()}")
    for processors in (1, 2):
        async with a_machine() as machine:
            (machine.config / "watchlist.yaml").write_text(as_yaml(watchlist))
            if filled is not None and filled.exists():
                (machine.folder / "data").mkdir(exist_ok=True)
                shutil.copy(filled, machine.folder / "data" / "monitor.db")
            warm_up = encoded_articles(WARM_UP, watchlist, chance)
            encoded = encoded_articles(count, watchlist, chance)
            names = ("deliver", *("process",) * processors)
            cpu = await run_line(machine, names, warm_up, encoded)
            rates.append(count / cpu.took)
            for line in cpu.lines(count):
                print_line(f"    {line}")
            bound = await bare_consumer(machine, encoded) if processors == 1 else None
            wanted = at_least(80.0) if processors == 2 else None
            report.note(
                f"whole line, {processors} processor(s)",
                rates[-1],
                "articles/s",
                wanted,
                bound=bound,
            )
            _note_cpu(report, cpu, count, processors)
    report.note("two processors over one", rates[1] / rates[0], "times")
    print_line(f"  load of the machine afterwards: {_load()}")


def _note_cpu(report: Report, cpu: CpuTimes, count: int, processors: int) -> None:
    limits = {"process": 7.0, "deliver": 4.0, "broker": 1.6}
    for name, limit in limits.items():
        if name in cpu.seconds:
            used = cpu.seconds[name] / count * 1000
            title = f"CPU of {name} with {processors} processor(s)"
            report.note(title, used, "ms an article", at_most(limit))
    if processors == 1:
        rate = count / cpu.seconds["process"]
        report.note("one processor on a core of its own", rate, "articles/s", at_least(120.0))


def _load() -> str:
    return ", ".join(f"{value:.2f}" for value in os.getloadavg())


async def bench_latency(report: Report, watchlist: Watchlist, seconds: int) -> None:
    """Measure the time from fetched to the subscriber's event at 20 articles a second."""
    chance = random.Random(5)
    async with a_machine() as machine:
        (machine.config / "watchlist.yaml").write_text(as_yaml(watchlist))
        for name in ("deliver", "process", "serve"):
            machine.start(name)
        await send(machine, encoded_articles(60, watchlist, chance))
        await machine.until_done(within=120)
        await until_open(int(machine.http.rpartition(":")[2]))
        await asyncio.sleep(3)
        waits: list[float] = []
        listening = asyncio.create_task(_listen(machine, waits))
        await asyncio.sleep(2)
        sent = await _send_evenly(machine, watchlist, chance, seconds)
        await asyncio.sleep(5)
        if listening.done():
            await listening  # it ended by itself: raise why
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
    waits.sort()
    print_line(f"latency: {sent} articles at 20 a second, {len(waits)} events at the subscriber")
    report.note("median from fetched to the subscriber's event", waits[len(waits) // 2], "s")
    p95 = waits[int(len(waits) * 0.95)]
    report.note("p95 from fetched to the subscriber's event", p95, "s", at_most(0.3))


async def _send_evenly(
    machine: Machine, watchlist: Watchlist, chance: random.Random, seconds: int
) -> int:
    """Send 20 articles a second; return how many."""
    producer = RecordProducer(machine.broker.connection, "bench")
    sent, started = 0, time.monotonic()
    while sent < 20 * seconds:
        article = an_article(10_000 + sent, watchlist, chance)
        fresh = msgspec.structs.replace(article, seen_at=datetime.now(UTC))
        await producer.send(ARTICLES, fresh.id, fresh)
        sent += 1
        await asyncio.sleep(max(0.0, started + sent / 20 - time.monotonic()))
    await producer.stop()
    return sent


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


async def bench_flat(report: Report, watchlist: Watchlist, count: int) -> None:
    """Measure the memory of one processor over many short articles, after each tenth of them."""
    chance = random.Random(5)
    memory: list[float] = []
    async with a_machine() as machine:
        (machine.config / "watchlist.yaml").write_text(as_yaml(watchlist))
        process = machine.start("process")
        for _ in itertools.repeat(None, 10):
            await send(machine, encoded_articles(count // 10, watchlist, chance, size=700))
            await machine.until_done(within=900)
            memory.append(memory_of(process.pid))
    print_line(
        f"flat: memory of a processor over {count} articles of 0.7 kB, "
        f"MB after each tenth: {[round(m) for m in memory]}"
    )
    report.note(
        "growth from the second tenth to the last",
        memory[-1] / memory[1],
        "times",
        at_most(1.05),
    )
