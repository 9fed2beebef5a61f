"""Killable processes for work on foreign bytes: the event loop never waits for a parser.

1. Each of `size` threads owns one process and gives it one job at a time. The time of a job is the
   CPU time of its own work: neither a queue nor a machine under load makes a job slow.
2. A job that exceeds its time is at fault: its process is killed, and the job fails. So does one
   that takes `STALL` times as long by the clock, which is a machine that stands still, or a job
   that waits; it fails without being at fault.
3. A process that dies during a job may have been killed by the system (out of memory) or by the
   job: the job is repeated in a new process, and fails after `ATTEMPTS` processes.
4. A process that dies while idle is replaced before the next job. No job is at fault.
5. A process ends with its parent, also with one that was killed, and is replaced after
   `JOBS_PER_PROCESS` jobs.
"""

import asyncio
import multiprocessing
import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from typing import Any, TypeVar

import psutil

from monitor.records.errors import MonitorError

Result = TypeVar("Result")

START_WITHIN = 60.0
"""Seconds for a process to start and import its parsers, on a machine under load."""

JOBS_PER_PROCESS = 2_000
"""Jobs after which a new process returns the memory that parsers leak."""

ATTEMPTS = 3
"""Processes that a job may lose; the system kills rarely, and never thrice in a row."""


STALL = 6.0
"""A job whose process gets less than a sixth of a core has stalled."""

CHECK_INTERVAL_S = 0.2
"""Seconds between two looks at the CPU time of a job; most jobs end before the first."""


class JobFailed(MonitorError):
    """A job could not be finished."""


class JobTimedOut(JobFailed):
    """A job exceeded its time."""


class JobCrashed(JobFailed):
    """The processes of a job died, each in its turn."""


class JobStalled(JobFailed):
    """A job did not end, and hardly worked."""


class NoWorker(MonitorError):
    """No process could be started, or the pool is closed; no job is at fault."""


class WorkerPool:
    """Runs functions in processes that can be killed at any moment."""

    def __init__(
        self,
        size: int,
        *,
        limit_s: float,
        stall_s: float | None = None,
        preload: tuple[str, ...] = (),
    ) -> None:
        """``limit_s`` is the CPU time of one job in seconds, ``preload`` names modules to import.

        A job has stalled after ``stall_s`` seconds by the clock, by default `STALL` times its time.
        """
        self._limit_s, self._preload = limit_s, preload
        self._stall_s = limit_s * STALL if stall_s is None else stall_s
        self._threads = ThreadPoolExecutor(size, thread_name_prefix="worker")
        self._own = threading.local()
        self._processes: set[_Process] = set()
        self._lock = threading.Lock()
        self._is_closed = False

    async def run(self, function: Callable[..., Result], *arguments: object) -> Result:
        """Return what a module-level function returns. Raises what it raises, or `JobFailed`."""
        loop = asyncio.get_running_loop()
        result: Result = await loop.run_in_executor(self._threads, self._run, function, arguments)
        return result

    def close(self) -> None:
        """Kill every process; running jobs fail."""
        with self._lock:
            self._is_closed = True
            processes = list(self._processes)
        for process in processes:
            process.kill()
        self._threads.shutdown(wait=False, cancel_futures=True)

    def process_ids(self) -> list[int]:
        """Return the ids of the processes that are running."""
        with self._lock:
            return [process.pid for process in self._processes if process.is_alive]

    def _run(self, function: Callable[..., Any], arguments: tuple[object, ...]) -> Any:
        for _ in range(ATTEMPTS):
            process = self._process_of_thread()
            try:
                return process.call(function, arguments, self._limit_s, self._stall_s)
            except TimeoutError as error:
                is_at_fault = process.used_s >= self._limit_s
                self._discard(process)
                if is_at_fault:
                    limit = f"{self._limit_s:.0f} s of CPU time"
                    raise JobTimedOut(f"not finished within {limit}") from error
                raise JobStalled(f"not finished within {self._stall_s:.0f} s") from error
            except (EOFError, OSError):
                self._discard(process)
        raise JobCrashed(f"{ATTEMPTS} processes died during this work")

    def _process_of_thread(self) -> "_Process":
        process: _Process | None = getattr(self._own, "process", None)
        if process is not None and process.is_alive and process.jobs < JOBS_PER_PROCESS:
            return process
        if process is not None:
            self._discard(process)
        process = self._own.process = self._start_process()
        with self._lock:
            self._processes.add(process)
            is_closed = self._is_closed
        if is_closed:
            self._discard(process)
            raise NoWorker("the pool is closed")
        return process

    def _start_process(self) -> "_Process":
        """Return a process that is ready. Raises `NoWorker`."""
        problem: Exception | None = None
        for _ in range(ATTEMPTS):
            try:
                return _Process(self._preload)
            except (EOFError, OSError, TimeoutError) as error:
                problem = error
        raise NoWorker(f"no process could be started: {problem!r}")

    def _discard(self, process: "_Process") -> None:
        process.kill()
        with self._lock:
            self._processes.discard(process)
        self._own.process = None


class _Process:
    """One process and the pipe to it; used by one thread at a time."""

    def __init__(self, preload: tuple[str, ...]) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload([__name__, *preload])
        self._pipe, far_end = context.Pipe()
        self._process = context.Process(target=_serve, args=(far_end, preload), daemon=True)
        self._process.start()
        far_end.close()
        self.jobs = 0
        self._cpu_before_s = 0.0
        self._killing = threading.Lock()
        try:
            self._receive(START_WITHIN)
        except (EOFError, OSError, TimeoutError):
            self.kill()
            raise

    @property
    def is_alive(self) -> bool:
        """Whether the process runs."""
        return self._process.is_alive()

    @property
    def pid(self) -> int:
        """The id of the process."""
        return self._process.pid or 0

    @property
    def used_s(self) -> float:
        """CPU seconds of the present job, or of the last one."""
        return self._cpu_s() - self._cpu_before_s

    def _cpu_s(self) -> float:
        try:
            times = psutil.Process(self.pid).cpu_times()
        except psutil.Error:  # it has just died
            return 0.0
        return float(times.user + times.system)

    def call(
        self,
        function: Callable[..., Any],
        arguments: tuple[object, ...],
        limit_s: float,
        stall_s: float,
    ) -> Any:
        """Return what the function returns. Raises TimeoutError, or EOFError if it died."""
        self.jobs += 1
        self._cpu_before_s = self._cpu_s()
        self._pipe.send((function, arguments))
        stalls_at = time.monotonic() + stall_s
        while not self._pipe.poll(min(CHECK_INTERVAL_S, limit_s)):
            if self.used_s >= limit_s or time.monotonic() > stalls_at:
                raise TimeoutError
        is_result, value = self._pipe.recv()
        if is_result:
            return value
        raise value

    def kill(self) -> None:
        """Kill the process, from any thread and any number of times.

        The thread that uses the process kills it too when the pool is closed: without the lock
        both would close the same file descriptor.
        """
        with self._killing:
            self._process.kill()
            self._process.join()
            self._pipe.close()

    def _receive(self, within_s: float) -> Any:
        if not self._pipe.poll(within_s):
            raise TimeoutError
        return self._pipe.recv()


def _serve(pipe: Connection, preload: tuple[str, ...]) -> None:
    """Run jobs until the parent is gone."""
    _end_with_parent()
    for module in preload:
        __import__(module)
    pipe.send((True, None))  # ready
    while True:
        try:
            function, arguments = pipe.recv()
        except (EOFError, OSError):
            return
        try:
            answer: tuple[bool, Any] = (True, function(*arguments))
        except Exception as error:  # noqa: BLE001  it is raised again in the parent
            answer = (False, error)
        _reply(pipe, answer)


def _reply(pipe: Connection, answer: tuple[bool, Any]) -> None:
    try:
        pipe.send(answer)
    except (TypeError, ValueError, AttributeError) as error:  # the answer cannot be pickled
        pipe.send((False, JobFailed(f"{type(error).__name__}: {error}")))


def _end_with_parent() -> None:
    """End this process when its parent ends, also in the middle of a job."""
    parent = multiprocessing.parent_process()
    assert parent is not None, "a worker has a parent"

    def watch() -> None:
        parent.join()
        os._exit(0)

    threading.Thread(target=watch, daemon=True).start()
