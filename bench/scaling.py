"""One, two and four of each process: what the machine does, and what cores of their own would do.

A machine with two cores cannot show what four processors do on four cores. Both figures are
therefore noted for each number of processes:

    measured       articles a second of this machine, all processes on its cores together
    extrapolated   articles a second with a core for each process: the least of what the processors,
                   the archivers and the broker reach by the CPU time that each used an article

The CPU time is measured in the run with that many processes, so that what sharing costs (smaller
batches, more requests, waits for one database) is in it. Waits for locks are not CPU time: where
the archive waits for its database, the extrapolation is too high.
"""

import itertools
import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bench.corpus import as_yaml
from bench.line import WARM_UP, encoded_articles, run_line
from bench.machine import Machine, a_machine, memory_of
from bench.report import Report, print_line
from monitor.watchlist import Watchlist
from tests.postgres import a_postgres

COUNTS = (1, 2, 4)
"""Processes of each kind; the topics have four partitions."""
BROKER_CORES = 4
"""Cores that a broker of a cluster has; its work is spread over them."""


@dataclass(frozen=True, slots=True)
class Scale:
    """One run with a number of processes of each kind."""

    processes: int
    articles: int
    took_s: float
    cpu_s: dict[str, float]
    memory_mb: dict[str, float]

    @property
    def measured(self) -> float:
        """Articles a second of this machine."""
        return self.articles / self.took_s

    @property
    def limits(self) -> dict[str, float]:
        """Articles a second that each kind of process reaches on cores of its own."""
        cores = {"process": self.processes, "deliver": self.processes, "broker": BROKER_CORES}
        return {
            name: count * self.articles / self.cpu_s[name]
            for name, count in cores.items()
            if self.cpu_s.get(name)
        }

    @property
    def extrapolated(self) -> float:
        """Articles a second with a core for each process."""
        return min(self.limits.values())


async def bench_scaling(report: Report, watchlist: Watchlist, count: int) -> None:
    """Measure each number of processes, with PostgreSQL where it is installed."""
    print_line(f"scaling: {count} articles of 4 to 5 kB, {os.cpu_count()} cores")
    runs = []
    for processes in COUNTS:
        with _database() as settings:  # an empty one for each run
            runs.append(await _run(watchlist, processes, count, settings))
        note(report, runs[-1])
    for before, after in itertools.pairwise(runs):
        ratio = after.extrapolated / before.extrapolated
        title = f"{after.processes} over {before.processes} of each process, extrapolated"
        report.note(title, ratio, "times")


def note(report: Report, run: Scale) -> None:
    """Note what a run has shown."""
    title = f"{run.processes} of each process"
    for name in ("process", "deliver", "broker"):
        used = run.cpu_s.get(name, 0.0) / run.articles * 1000
        report.note(f"{title}: CPU of {name}, all together", used, "ms an article")
    for name, memory in run.memory_mb.items():
        report.note(f"{title}: memory of one {name}", memory, "MB")
    report.note(f"{title}: measured on this machine", run.measured, "articles/s")
    slowest = min(run.limits, key=lambda name: run.limits[name])
    report.note(f"{title}: extrapolated ({slowest} decides)", run.extrapolated, "articles/s")


async def _run(watchlist: Watchlist, processes: int, count: int, settings: dict[str, str]) -> Scale:
    chance = random.Random(5)
    async with a_machine() as machine:
        machine.settings.update(settings)
        (machine.config / "watchlist.yaml").write_text(as_yaml(watchlist))
        warm_up = encoded_articles(WARM_UP, watchlist, chance)
        encoded = encoded_articles(count, watchlist, chance)
        cpu = await run_line(machine, ("deliver", "process") * processes, warm_up, encoded)
        return Scale(processes, count, cpu.took, dict(cpu.seconds), _memory(machine))


def _memory(machine: Machine) -> dict[str, float]:
    """Return the mean memory of a process of each kind, in MB."""
    sizes: dict[str, list[float]] = {}
    for name, pid in machine.pids():
        sizes.setdefault(name, []).append(memory_of(pid))
    return {name: sum(each) / len(each) for name, each in sizes.items()}


@contextmanager
def _database() -> Iterator[dict[str, str]]:
    """Yield the settings of an empty PostgreSQL, none (SQLite) where it is not installed."""
    with a_postgres() as server:
        if server is None:
            print_line("  no PostgreSQL: several archivers share SQLite, which has one writer")
        yield {"MONITOR_DATABASE": server.url()} if server else {}
