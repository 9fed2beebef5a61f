"""Background loops: a failure is logged, counted, reported and retried; cancellation ends them."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest
from structlog.testing import capture_logs

from monitor.records.errors import DatabaseUnavailable
from monitor.records.heartbeat import LoopState
from monitor.services.loop import Backoff, Loops, Timing, describe
from tests.waiting import WITHIN_S, wait_until


class FakeTime:
    """A clock that only `sleep` moves."""

    def __init__(self) -> None:
        self.now = 100.0
        self.pauses: list[float] = []

    async def sleep(self, seconds: float) -> None:
        """Record the pause and move the clock."""
        self.pauses.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)

    def timing(self, **changes: object) -> Timing:
        """Return a timing on this clock, with the longest pauses of the jitter."""
        given = {"clock": lambda: self.now, "sleep": self.sleep, "share": lambda: 1.0}
        return Timing(**{**given, **changes})  # type: ignore[arg-type]  # a builder of every field


class Script:
    """Work that raises or returns as listed, then asks for the loop's end."""

    def __init__(self, *outcomes: Exception | None) -> None:
        self.outcomes = list(outcomes)
        self.done = asyncio.Event()

    async def __call__(self) -> None:
        """Raise or return the next outcome."""
        if not self.outcomes:
            self.done.set()
            return
        if (error := self.outcomes.pop(0)) is not None:
            raise error


async def run_until(done: asyncio.Event, loop: Coroutine[Any, Any, None]) -> None:
    """Run a loop until ``done`` is set, then cancel it."""
    task = asyncio.create_task(loop)
    await asyncio.wait_for(done.wait(), 10)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert task.cancelled()


async def run(loops: Loops, script: Script, **options: Any) -> None:
    """Run a script in a loop to its end, then cancel the loop."""
    await run_until(script.done, loops.forever(script, name="work", **options))


def only(loops: Loops) -> LoopState:
    [state] = loops.states()
    return state


async def test_a_loop_survives_any_exception_and_counts_logs_and_recovers() -> None:
    clock = FakeTime()
    loops = Loops(clock.timing())
    with capture_logs() as logs:
        await run(loops, Script(ValueError("bad"), RecursionError("deep"), None), every=7.0)
    events = [(entry["event"], entry["name"]) for entry in logs]
    assert events == [("loop.failed", "work"), ("loop.failed", "work"), ("loop.recovered", "work")]
    assert logs[0]["error"] == "ValueError: bad"
    assert clock.pauses[:3] == [0.5, 1.0, 7.0]
    assert only(loops) == LoopState(name="work", condition="stopped", failures=2)


async def test_only_the_first_failure_of_a_series_is_logged_with_its_traceback() -> None:
    with capture_logs() as logs:
        await run(Loops(FakeTime().timing()), Script(ValueError("a"), ValueError("b")))
    failed = [entry["exc_info"] for entry in logs if entry["event"] == "loop.failed"]
    assert isinstance(failed[0], ValueError)
    assert failed[1] is None


async def test_a_failing_loop_reports_its_reason_until_a_pass_returns() -> None:
    clock = FakeTime()
    loops = Loops(clock.timing())
    seen: list[LoopState] = []
    done = asyncio.Event()

    async def look() -> None:
        seen.append(only(loops))
        if len(seen) < 3:
            raise OSError("disk full")
        if len(seen) == 4:
            done.set()

    await run_until(done, loops.forever(look, name="work"))
    assert [state.condition for state in seen[:4]] == ["running", "failing", "failing", "running"]
    assert seen[1].problem == "work is failing for 0 s: OSError: disk full"
    assert seen[2].for_s == 1.5
    assert seen[3].problem is None


async def test_an_unavailable_dependency_is_waited_for_and_not_counted_as_a_failure() -> None:
    loops = Loops(FakeTime().timing())
    group = ExceptionGroup("two parts", [ConnectionError("a"), TimeoutError("b")])
    with capture_logs() as logs:
        await run(loops, Script(ConnectionError("no route"), group), unavailable=(OSError,))
    assert [entry["event"] for entry in logs[:2]] == ["loop.waiting"] * 2
    assert only(loops).failures == 0


async def test_a_group_with_one_unexpected_error_counts_as_a_failure() -> None:
    loops = Loops(FakeTime().timing())
    group = ExceptionGroup("two parts", [ConnectionError("a"), ValueError("b")])
    await run(loops, Script(group), unavailable=(OSError,))
    assert only(loops).failures == 1


async def test_a_cancellation_without_a_request_does_not_end_the_loop() -> None:
    loops = Loops(FakeTime().timing())
    passes = 0
    done = asyncio.Event()

    async def work() -> None:
        nonlocal passes
        passes += 1
        if passes == 1:
            raise asyncio.CancelledError
        done.set()

    await run_until(done, loops.forever(work, name="work"))
    assert only(loops).failures == 1


async def test_a_session_that_has_run_for_long_counts_as_recovered() -> None:
    clock = FakeTime()
    loops = Loops(clock.timing(healthy_after_s=10.0))
    seen: list[LoopState] = []
    done = asyncio.Event()

    async def session() -> None:
        clock.now += 9.0
        seen.append(only(loops))
        clock.now += 1.0
        seen.append(only(loops))
        if len(seen) == 6:
            done.set()
        raise ValueError("lost")

    await run_until(done, loops.forever(session, name="work"))
    assert [state.condition for state in seen[2:4]] == ["failing", "running"]
    assert clock.pauses[:2] == [0.5, 0.5]  # each session ran for long: the pause does not grow


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_pauses_double_and_never_exceed_the_longest(share: float) -> None:
    backoff = Backoff(shortest=1.0, longest=8.0)
    pauses = [backoff.pause(count, share) for count in (1, 2, 3, 4, 5, 10_000)]
    assert pauses == sorted(pauses)
    assert pauses[0] == (1.0 + share) / 2.0
    assert pauses[-1] == 8.0 * (1.0 + share) / 2.0


def test_a_thread_survives_an_exception_and_ends_when_it_is_stopped() -> None:
    loops = Loops(Timing(backoff=Backoff(0.001, 0.001)))
    passes: list[int] = []

    def work() -> None:
        passes.append(len(passes))
        if len(passes) == 1:
            raise TypeError("not a list")

    with capture_logs() as logs:
        thread = loops.forever_in_thread(work, name="watch", every=0.001)
        wait_until(lambda: len(passes) > 3)
        state = only(loops)
        thread.stop()
        thread.thread.join(WITHIN_S)
    assert not thread.thread.is_alive()
    assert (state.condition, state.failures) == ("running", 1)
    assert logs[0]["error"] == "TypeError: not a list"
    assert only(loops).condition == "stopped"


async def test_an_attempt_reports_its_exception_and_the_next_one_clears_it() -> None:
    loops = Loops(FakeTime().timing())
    assert not await loops.attempt(Script(KeyError("x")), name="polls")
    assert only(loops).condition == "failing"
    assert await loops.attempt(Script(None), name="polls")
    assert only(loops) == LoopState(name="polls", condition="running", failures=1)


async def test_a_step_at_the_start_waits_for_its_dependency_and_then_returns() -> None:
    clock = FakeTime()
    loops = Loops(clock.timing())
    script = Script(DatabaseUnavailable("down"), OSError("no route"), None)
    await loops.until_done(script, name="database", unavailable=(OSError,))
    assert clock.pauses == [0.5, 1.0]
    assert only(loops) == LoopState(name="database", condition="stopped")


async def test_a_step_at_the_start_raises_what_is_unexpected_and_what_lasts_too_long() -> None:
    loops = Loops(FakeTime().timing())
    with pytest.raises(ValueError, match="bad"):
        await loops.until_done(Script(ValueError("bad")), name="database")
    down = Script(*[DatabaseUnavailable("down")] * 3)
    with pytest.raises(DatabaseUnavailable):
        await loops.until_done(down, name="database", within=1.0)
    assert down.outcomes == []


def test_a_report_is_one_short_line_without_credentials() -> None:
    text = describe(ValueError("cannot read\n https://user:pa55@feeds.example/x " + "y" * 1_000))
    assert text.startswith("ValueError: cannot read https://feeds.example/x yyy")
    assert len(text) == 300
