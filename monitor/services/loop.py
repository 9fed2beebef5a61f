"""Background loops that never end silently: every task and thread that repeats its work.

    work --returns--> pause `every` s ------------------------> work again
         --raises---> log, count, report, pause (backoff) ----> work again

1. `Loops.forever` runs a coroutine, `Loops.forever_in_thread` a function. Work is one pass; it may
   also be a session that normally runs until it is cancelled.
2. Any exception is logged (``loop.failed`` with name and error), counted and reported with its
   reason; then the work runs again. The traceback is logged for the first failure of a series,
   unless the error is a `MonitorError`: those are raised on purpose.
3. `Unavailable`, and each exception class listed in ``unavailable``, means that a dependency does
   not answer. That is expected: ``loop.waiting`` is logged, the loop is waiting, and the counter
   does not change.
4. Pauses double from `Backoff.shortest` to `Backoff.longest` with jitter; while a dependency is
   unavailable they stay shorter.
5. A loop is running again when a pass returns (``loop.recovered``), or when its session has run
   for `Timing.healthy_after_s`; the pauses then start from the shortest.
6. Cancellation ends the loop. A `CancelledError` without a request is a failure like any other.

`Loops.attempt` gives the same treatment to a single task whose owner repeats it, `Loops.record` to
the outcome of one that its owner runs, and `Loops.until_done` to a step at the start of a process
that needs a dependency.
"""

import asyncio
import contextlib
import contextvars
import math
import random
import re
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from dataclasses import dataclass, field, replace
from typing import Any

import structlog

from monitor.records.errors import MonitorError, Unavailable
from monitor.records.heartbeat import Condition, LoopState

LONGEST_ERROR = 300
"""Characters of an error message in a report: one line of a terminal or of `/readyz`."""

_CREDENTIALS = re.compile(r"(?<=//)[^/\s@]+@")
"""User and password in a URL; `/readyz` needs no token, so reports must not contain them."""

Work = Callable[[], Awaitable[object]]
ErrorClasses = tuple[type[BaseException], ...]

log = structlog.get_logger("loop")


@dataclass(frozen=True, slots=True)
class Backoff:
    """Pauses after failures in seconds: doubling, bounded, with jitter."""

    shortest: float = 0.5
    """A transient error costs half a second; `/readyz` shows the failure in the meantime."""
    longest: float = 30.0
    """A cause that lasts is retried twice a minute, which bounds load and log volume."""

    def pause(self, failures_in_row: int, share: float) -> float:
        """Return the pause after this many failures in a row; ``share`` (0 to 1) is the jitter."""
        doublings = min(failures_in_row - 1, 32)  # 2**32 half seconds exceed every bound
        ceiling = min(self.longest, self.shortest * 2.0**doublings)
        return ceiling * (1.0 + share) / 2.0


@dataclass(frozen=True, slots=True)
class Timing:
    """Clock, sleep and pauses of loops; tests pass their own."""

    backoff: Backoff = field(default_factory=Backoff)
    waiting: Backoff = field(default_factory=lambda: Backoff(longest=5.0))
    """For an unavailable dependency: the work resumes soon after it is back."""
    healthy_after_s: float = 5.0
    """A session that has run this long counts as recovered: it is connected by then."""
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    share: Callable[[], float] = random.random


class Loops:
    """The background loops of one process: runs them and reports their state.

    `states` may be called from any thread.
    """

    def __init__(self, timing: Timing | None = None) -> None:
        self._timing = timing or Timing()
        self._loops: dict[str, _Loop] = {}

    def states(self) -> tuple[LoopState, ...]:
        """Return the state of every loop that was ever started, ordered by name."""
        return tuple(loop.state() for _, loop in sorted(self._loops.copy().items()))

    async def forever(
        self,
        work: Work,
        *,
        name: str,
        every: float = 1.0,
        unavailable: ErrorClasses = (),
        backoff: Backoff | None = None,
    ) -> None:
        """Repeat ``work`` until cancelled, ``every`` seconds after each pass that returns.

        ``unavailable`` lists the error classes that mean that a dependency does not answer;
        ``backoff`` replaces the pauses of the process's timing.
        """
        loop = self._loop(name, backoff)
        try:
            while True:
                loop.start_pass()
                error = await _error_of(work)
                pause = loop.end_pass(error, unavailable)
                await self._timing.sleep(every if pause is None else pause)
        finally:
            loop.stop()

    def forever_in_thread(
        self,
        work: Callable[[], object],
        *,
        name: str,
        every: float = 1.0,
        unavailable: ErrorClasses = (),
        backoff: Backoff | None = None,
    ) -> "LoopThread":
        """Start a daemon thread that repeats ``work`` until it is stopped; see `forever`."""
        loop = self._loop(name, backoff)
        stopped = threading.Event()

        def repeat() -> None:
            while not stopped.is_set():
                loop.start_pass()
                error: Exception | None = None
                try:
                    work()
                except Exception as raised:  # noqa: BLE001  # end_pass logs and reports it
                    error = raised
                pause = loop.end_pass(error, unavailable)
                stopped.wait(every if pause is None else pause)
            loop.stop()

        context = contextvars.copy_context()  # a thread would log without the process's name
        thread = threading.Thread(target=context.run, args=(repeat,), name=name, daemon=True)
        thread.start()
        return LoopThread(thread, stopped)

    async def attempt(self, work: Work, *, name: str, unavailable: ErrorClasses = ()) -> bool:
        """Run ``work`` once; log, count and report an exception. Return whether it returned."""
        loop = self._loop(name)
        loop.start_pass()
        error = await _error_of(work)
        loop.end_pass(error, unavailable)
        return error is None

    def record(
        self, error: BaseException | None, *, name: str, unavailable: ErrorClasses = ()
    ) -> None:
        """Log, count and report the outcome of a task that its owner runs itself."""
        self._loop(name).end_pass(error, unavailable)

    async def until_done(
        self, work: Work, *, name: str, within: float = math.inf, unavailable: ErrorClasses = ()
    ) -> None:
        """Repeat ``work`` while a dependency is unavailable, at most for ``within`` seconds.

        Raises the error of the work if it is unexpected, or the last one when the time is over.
        """
        loop = self._loop(name)
        deadline = self._timing.clock() + within
        try:
            while True:
                loop.start_pass()
                error = await _error_of(work)
                pause = loop.end_pass(error, unavailable)
                if error is None or pause is None:
                    return
                is_final = not _is_unavailable(error, unavailable)
                if is_final or self._timing.clock() >= deadline:
                    raise error
                await self._timing.sleep(pause)
        finally:
            loop.stop()

    def _loop(self, name: str, backoff: Backoff | None = None) -> "_Loop":
        timing = replace(self._timing, backoff=backoff) if backoff else self._timing
        return self._loops.setdefault(name, _Loop(name, timing))


@dataclass(frozen=True, slots=True)
class LoopThread:
    """A thread that repeats its work."""

    thread: threading.Thread
    stopped: threading.Event

    def stop(self) -> None:
        """Let the thread end after its current pass."""
        self.stopped.set()


class _Loop:
    """State of one loop; one task or thread writes it, any thread reads it."""

    def __init__(self, name: str, timing: Timing) -> None:
        self._name, self._timing = name, timing
        self._condition: Condition = "running"
        self._error = ""
        self._failures = 0
        self._in_row = 0
        self._failing_since = 0.0
        self._started_at: float | None = None

    def state(self) -> LoopState:
        """Return the state now."""
        failures, condition, error = self._failures, self._condition, self._error
        if condition not in ("waiting", "failing") or self._is_healthy():
            settled: Condition = "stopped" if condition == "stopped" else "running"
            return LoopState(name=self._name, condition=settled, failures=failures)
        for_s = self._timing.clock() - self._failing_since
        return LoopState(
            name=self._name, condition=condition, error=error, failures=failures, for_s=for_s
        )

    def start_pass(self) -> None:
        """Record that the work starts."""
        self._started_at = self._timing.clock()
        if self._condition == "stopped":
            self._recover()

    def end_pass(self, error: BaseException | None, unavailable: ErrorClasses) -> float | None:
        """Record the result of a pass; return the pause after an error, None after success."""
        if error is None or self._is_healthy():
            self._recover()
        self._started_at = None
        if error is None:
            return None
        is_expected = _is_unavailable(error, unavailable)
        if self._in_row == 0:
            self._failing_since = self._timing.clock()
        self._in_row += 1
        self._failures += not is_expected
        self._error = describe(error)
        self._condition = "waiting" if is_expected else "failing"
        backoff = self._timing.waiting if is_expected else self._timing.backoff
        pause = backoff.pause(self._in_row, self._timing.share())
        self._log(error, is_expected=is_expected, pause=pause)
        return pause

    def stop(self) -> None:
        """Record that the loop was cancelled or stopped."""
        self._condition = "stopped"

    def _is_healthy(self) -> bool:
        started_at = self._started_at
        if started_at is None:
            return False
        return self._timing.clock() - started_at >= self._timing.healthy_after_s

    def _recover(self) -> None:
        if self._in_row:
            log.info("loop.recovered", name=self._name, failures=self._failures)
        self._condition, self._error, self._in_row = "running", "", 0

    def _log(self, error: BaseException, *, is_expected: bool, pause: float) -> None:
        reason, next_try_in = self._error, round(pause, 1)
        if is_expected:
            log.warning("loop.waiting", name=self._name, error=reason, next_try_in=next_try_in)
            return
        is_bug = not isinstance(error, MonitorError)
        traceback = error if is_bug and self._in_row == 1 else None
        log.error(
            "loop.failed",
            name=self._name,
            error=reason,
            failures=self._failures,
            next_try_in=next_try_in,
            exc_info=traceback,
        )


@contextlib.asynccontextmanager
async def background(*work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Run coroutines beside the body, and cancel them at its end."""
    tasks = [asyncio.create_task(coroutine) for coroutine in work]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def describe(error: BaseException) -> str:
    """Return class and message of an error on one line, shortened and without credentials."""
    message = " ".join(str(error).split())
    text = f"{type(error).__name__}: {message}" if message else type(error).__name__
    return _CREDENTIALS.sub("", text)[:LONGEST_ERROR]


async def _error_of(work: Work) -> BaseException | None:
    """Run ``work``; return its exception or None. A requested cancellation passes through."""
    try:
        await work()
    except asyncio.CancelledError as error:
        task = asyncio.current_task()
        if task is None or task.cancelling():
            raise
        return error
    except Exception as error:  # noqa: BLE001  # the caller logs and reports it
        return error
    return None


def _is_unavailable(error: BaseException, classes: ErrorClasses) -> bool:
    if isinstance(error, BaseExceptionGroup):
        return all(_is_unavailable(inner, classes) for inner in error.exceptions)
    return isinstance(error, (Unavailable, *classes))
