"""Killable parsers: a process may die at any moment without a lost or blamed bystander."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any

import psutil
import pytest

from monitor.http.parse_worker import ProcessParser, Quarantine, Quarantined
from monitor.http.workers import JobFailed, JobStalled, JobTimedOut, WorkerPool
from monitor.records.errors import FeedError, MonitorError
from tests.polling.server import rss
from tests.waiting import WITHIN_S, until

URL = "http://feed.test/"

POLLER = """
import asyncio
from monitor.http.parse_worker import ProcessParser

RSS = b"<rss version='2.0'><channel><title>Wire</title></channel></rss>"

async def poll():
    parser = ProcessParser()
    document = await parser.parse(RSS, "text/xml", "http://feed.test/")
    print(document.title, flush=True)
    await asyncio.sleep(600)

if __name__ == "__main__":
    asyncio.run(poll())
"""


@pytest.fixture
async def parser() -> AsyncIterator[ProcessParser]:
    """A parser with one process."""
    parser = ProcessParser(processes=1, limit_s=5.0)
    yield parser
    parser.close()


@pytest.fixture
async def pool() -> AsyncIterator[WorkerPool]:
    """A pool of one process whose jobs may take a second of CPU time, and long by the clock."""
    with a_pool(limit_s=1.0, stall_s=WITHIN_S) as pool:
        yield pool


@contextlib.contextmanager
def a_pool(*, limit_s: float, stall_s: float) -> Iterator[WorkerPool]:
    """Yield a pool of one process."""
    pool = WorkerPool(1, limit_s=limit_s, stall_s=stall_s)
    try:
        yield pool
    finally:
        pool.close()


def kill(pids: list[int]) -> None:
    for pid in pids:
        os.kill(pid, signal.SIGKILL)


async def test_a_process_that_was_killed_while_idle_is_replaced(parser: ProcessParser) -> None:
    for _ in range(3):
        assert len((await parser.parse(rss("1"), "", URL)).entries) == 1
        kill(parser.process_ids())


async def test_a_process_that_is_killed_at_work_costs_no_document(pool: WorkerPool) -> None:
    working = asyncio.create_task(pool.run(time.sleep, 0.5))
    await until(lambda: bool(pool.process_ids()))
    waiting = asyncio.create_task(pool.run(abs, -5))
    kill(pool.process_ids())
    await working
    assert await waiting == 5


async def test_a_job_that_kills_its_processes_fails_and_the_next_one_does_not(
    pool: WorkerPool,
) -> None:
    with pytest.raises(JobFailed, match="died"):
        await pool.run(os._exit, 1)
    assert await pool.run(abs, -5) == 5


class _Pipe:
    """A pipe that notes whether two threads close it at the same time."""

    def __init__(self, pipe: Any) -> None:
        self._pipe, self._both = pipe, threading.Barrier(2)
        self.is_closed_by_both = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._pipe, name)

    def close(self) -> None:
        with contextlib.suppress(threading.BrokenBarrierError):
            self._both.wait(1.0)
            self.is_closed_by_both = True
        self._pipe.close()


async def test_a_pool_that_is_closed_at_work_closes_each_pipe_in_one_thread_at_a_time() -> None:
    with a_pool(limit_s=WITHIN_S, stall_s=WITHIN_S) as pool:
        job = asyncio.create_task(pool.run(time.sleep, WITHIN_S))
        await until(lambda: len(pool.process_ids()) == 1)
        [process] = pool._processes
        await until(lambda: process.jobs == 1)
        pipe = _Pipe(process._pipe)
        process._pipe = pipe  # type: ignore[assignment]  # it passes everything else on
        await asyncio.to_thread(pool.close)
        with pytest.raises(MonitorError):
            await job
    assert not pipe.is_closed_by_both


async def test_time_counts_from_the_start_of_the_own_work() -> None:
    with a_pool(limit_s=1.0, stall_s=3.5) as pool:  # the last one waits for longer than that
        jobs = [asyncio.create_task(pool.run(time.sleep, 0.5)) for _ in range(8)]
        assert await asyncio.gather(*jobs) == [None] * 8


async def test_a_job_that_takes_too_long_fails_alone() -> None:
    with a_pool(limit_s=1.0, stall_s=3.0) as pool:
        slow = asyncio.create_task(pool.run(time.sleep, 600))
        others = [asyncio.create_task(pool.run(abs, -number)) for number in range(3)]
        with pytest.raises(JobFailed, match="not finished"):
            await slow
        assert await asyncio.gather(*others) == [0, 1, 2]


async def test_a_job_is_at_fault_for_its_cpu_time_and_not_for_a_machine_that_stands_still() -> None:
    with a_pool(limit_s=0.5, stall_s=WITHIN_S) as pool:
        await pool.run(time.sleep, 0.75)
        with pytest.raises(JobTimedOut, match="CPU time"):
            await pool.run(sum, range(10**12))
        assert await pool.run(abs, -5) == 5
    with a_pool(limit_s=WITHIN_S, stall_s=0.5) as pool, pytest.raises(JobStalled):
        await pool.run(time.sleep, 600)


async def test_a_document_whose_process_is_stopped_is_not_quarantined_the_first_time() -> None:
    parser = ProcessParser(processes=1, limit_s=0.6)
    try:
        await parser.parse(rss("1"), "", URL)
        os.kill(parser.process_ids()[0], signal.SIGSTOP)
        with pytest.raises(FeedError, match="not finished"):
            await parser.parse(rss("2"), "", URL)
        assert len((await parser.parse(rss("2"), "", URL)).entries) == 1
    finally:
        parser.close()


async def test_an_error_of_a_job_is_raised_and_an_answer_that_cannot_travel_is_an_error(
    pool: WorkerPool,
) -> None:
    with pytest.raises(ZeroDivisionError):
        await pool.run(divmod, 1, 0)
    with pytest.raises(JobFailed):
        await pool.run(open, "/dev/null")
    assert await pool.run(abs, -5) == 5


async def test_a_document_that_fails_is_refused_at_once_when_it_comes_again(
    pool: WorkerPool,
) -> None:
    parser = ProcessParser(processes=1)
    hostile = b"[" * 10
    parser._quarantine.add(_key(hostile), "not finished within 1 s")
    try:
        with pytest.raises(FeedError, match="quarantined"):
            await parser.parse(hostile, "", URL)
        assert len((await parser.parse(rss("1"), "", URL)).entries) == 1
    finally:
        parser.close()


def _key(body: bytes) -> bytes:
    from hashlib import blake2b

    return blake2b(body, digest_size=16).digest()


def test_the_oldest_hash_leaves_the_quarantine_first() -> None:
    quarantine = Quarantine(most=2)
    for key in (b"1", b"2", b"3"):
        quarantine.add(key, "slow")
    quarantine.check(b"1")
    for key in (b"2", b"3"):
        with pytest.raises(Quarantined):
            quarantine.check(key)


def test_a_document_is_quarantined_the_second_time_that_its_processes_died() -> None:
    quarantine = Quarantine()
    quarantine.suspect(b"1", "died")
    quarantine.suspect(b"2", "died")
    quarantine.check(b"1")
    quarantine.suspect(b"1", "died")
    with pytest.raises(Quarantined):
        quarantine.check(b"1")
    quarantine.check(b"2")


async def test_kills_in_a_row_blame_no_document(parser: ProcessParser) -> None:
    body = rss(*map(str, range(300)))
    for _ in range(8):
        parsing = asyncio.create_task(parser.parse(body, "", URL))
        await until(lambda: bool(parser.process_ids()))
        kill(parser.process_ids())
        assert len((await parsing).entries) == 300


async def test_fragments_are_read_together(parser: ProcessParser) -> None:
    assert await parser.read_fragments(("<p>a</p>", "b &amp; c")) == ("a", "b & c")


async def test_robots_txt_is_read_for_this_program(parser: ProcessParser) -> None:
    robots = b"User-agent: *\nDisallow: /private\n\nUser-agent: news-monitor\nDisallow: /own\n"
    assert await parser.is_allowed(robots, "https://wire.example/private")
    assert not await parser.is_allowed(robots, "https://wire.example/own/1")


def test_no_process_remains_of_a_poller_that_was_killed() -> None:
    poller = subprocess.Popen([sys.executable, "-c", POLLER], stdout=subprocess.PIPE, text=True)
    try:
        assert poller.stdout is not None
        assert poller.stdout.readline() == "Wire\n"
        started = psutil.Process(poller.pid).children(recursive=True)
        assert started
    finally:
        os.kill(poller.pid, signal.SIGKILL)
        poller.wait()
    _, alive = psutil.wait_procs(started, timeout=WITHIN_S)
    for process in alive:
        process.kill()
    assert poller.stdout is not None
    poller.stdout.close()
    assert alive == []
