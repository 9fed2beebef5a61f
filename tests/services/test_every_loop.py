"""Every background loop of the program survives an unexpected exception.

Each case runs the real service with one dependency that raises. The loop has to log the error,
count it, show it with its reason in `/readyz` and `/metrics`, and work again once the dependency
does.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Coroutine
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from structlog.testing import capture_logs

from monitor.config import Configuration, load_configuration
from monitor.deliveries import AlertFilter
from monitor.kafka.heartbeats import HeartbeatSender, HeartbeatWatch
from monitor.kafka.lag import KAFKA_ERRORS, LagWatch
from monitor.records import LoopState
from monitor.services.children import Child
from monitor.services.configuration import LiveConfiguration, PushWatch, RequestWatch
from monitor.services.deliverer import Deliverer
from monitor.services.feed_watch import FeedWatch
from monitor.services.flights import Flights
from monitor.services.loop import Backoff, Loops, Timing, background
from monitor.services.poller import PollerOptions, poll_owned_feeds
from monitor.services.poller_report import PollerReport
from monitor.services.terminal import Follower
from monitor.services.watchdog import Watchdog
from monitor.services.websub import HubSubscriber
from monitor.store.events import Events
from monitor.store.pushes import Pushes
from monitor.store.reactions import Reactions
from monitor.web import Health, Limits
from monitor.web.access import Credential
from monitor.web.stream import LiveEvents, Sources
from tests.services.faulty import (
    NOWHERE,
    Fault,
    FaultyAccess,
    FaultyBroker,
    FaultyConsumer,
    FaultyEvents,
    FaultyGroupConsumer,
    FaultyLagReader,
    OfflineArchiver,
    RunningProcess,
    Scene,
    SilentDisplay,
    SilentProducer,
    faulty_store,
)
from tests.waiting import until
from tests.web.asking import create_app

FAST = Timing(backoff=Backoff(0.001, 0.01), waiting=Backoff(0.001, 0.01), healthy_after_s=0.02)


Case = Callable[[Scene], contextlib.AbstractAsyncContextManager[None]]
CASES: dict[str, Case] = {}


def case(name: str) -> Callable[[Callable[[Scene], Coroutine[Any, Any, None]]], None]:
    """Register the coroutine that runs a loop under the loop's name."""

    def register(run: Callable[[Scene], Coroutine[Any, Any, None]]) -> None:
        CASES[name] = lambda scene: background(run(scene))

    return register


@contextlib.asynccontextmanager
async def _configuration(scene: Scene) -> AsyncIterator[None]:
    (scene.folder / "data").mkdir()
    is_first = True

    def load(*arguments: Any) -> Configuration:
        nonlocal is_first
        if not is_first:
            scene.fault()
        is_first = False
        return load_configuration(*arguments)

    live = LiveConfiguration(scene.settings, load=load)
    (scene.folder / "feeds.yaml").write_text("feeds: []\n")
    live.watch(scene.loops)
    try:
        yield
    finally:
        live.stop()


@contextlib.asynccontextmanager
async def _pushes(scene: Scene) -> AsyncIterator[None]:
    def read_all() -> dict[str, Any]:
        scene.fault()
        return {}

    watch = PushWatch(read_all, scene.loops)
    try:
        yield
    finally:
        watch.stop()


@contextlib.asynccontextmanager
async def _poll_requests(scene: Scene) -> AsyncIterator[None]:
    def read_all() -> dict[str, float]:
        scene.fault()
        return {}

    watch = RequestWatch(read_all, scene.loops)
    try:
        yield
    finally:
        watch.stop()


CASES["configuration"] = _configuration
CASES["pushes"] = _pushes
CASES["poll-requests"] = _poll_requests


@case("lag")
async def _lag(scene: Scene) -> None:
    watch = LagWatch(NOWHERE, 1, open_reader=lambda *_: FaultyLagReader(scene.fault))
    await scene.loops.forever(watch.run, name="lag")


@case("watchdog")
async def _watchdog(scene: Scene) -> None:
    def has_partitions() -> bool:
        scene.fault()
        return True

    watchdog = Watchdog(
        LagWatch(NOWHERE, 1), "processor", has_partitions=has_partitions, end=pytest.fail
    )
    await scene.loops.forever(watchdog.check, name="watchdog")


@case("feed-watch")
async def _feed_watch(scene: Scene) -> None:
    index = LiveConfiguration(scene.settings).index
    store = faulty_store(scene)
    watch = FeedWatch(store, lambda: index)
    await scene.loops.forever(watch.run_once, name="feed-watch")


@case("websub")
async def _websub(scene: Scene) -> None:
    store = faulty_store(scene)
    async with httpx.AsyncClient() as client:
        subscriber = HubSubscriber(store, Pushes(scene.engine), client, "https://me.example")
        await scene.loops.forever(subscriber.run_once, name="websub")


@case("terminal")
async def _terminal(scene: Scene) -> None:
    store = faulty_store(scene)
    display: Any = SilentDisplay()
    follower = Follower(store, LagWatch(NOWHERE, 1), display)
    await scene.loops.forever(follower.update, name="terminal")


@case("child poll")
async def _child(scene: Scene) -> None:
    async def spawn(*_: object) -> Any:
        scene.fault()
        return RunningProcess()

    child = Child("poll", scene.settings, NOWHERE.servers, spawn=spawn)
    await scene.loops.forever(child.run, name="child poll")


@case("broker")
async def _broker(scene: Scene) -> None:
    await scene.loops.forever(FaultyBroker(scene).run, name="broker")


@case("heartbeats of this process")
async def _heartbeat_sender(scene: Scene) -> None:
    def states() -> tuple[LoopState, ...]:
        scene.fault()
        return scene.loops.states()

    sender = HeartbeatSender(NOWHERE, "poll", loops=states)

    async def send() -> None:
        with contextlib.suppress(*KAFKA_ERRORS):  # no broker answers in this test
            await sender.send()

    await scene.loops.forever(send, name="heartbeats of this process")


@case("heartbeats")
async def _heartbeat_watch(scene: Scene) -> None:
    watch = HeartbeatWatch(NOWHERE, 1, open_consumer=lambda _: FaultyConsumer(scene.fault))
    await scene.loops.forever(watch.run, name="heartbeats")


@case("archiver")
async def _archiver(scene: Scene) -> None:
    await scene.loops.forever(OfflineArchiver(scene).run, name="archiver")


@case("deliverer")
async def _deliverer(scene: Scene) -> None:
    configuration = LiveConfiguration(scene.settings).current

    def in_force() -> Configuration:
        scene.fault()
        return configuration

    await Deliverer(scene.engine, {}, in_force, scene.folder).run(scene.loops)


def _poller_options(scene: Scene, configuration: Callable[[], Configuration]) -> PollerOptions:
    ports: Any = None  # no poll starts
    report = PollerReport(lambda error: scene.loops.record(error, name="polls"))
    return PollerOptions(partitions=1, configuration=configuration, ports=ports, report=report)


@case("poller")
async def _poller(scene: Scene) -> None:
    configuration = LiveConfiguration(scene.settings).current
    options = _poller_options(scene, lambda: configuration)
    connections = (FaultyGroupConsumer(scene.fault), SilentProducer())
    await scene.loops.forever(
        lambda: poll_owned_feeds(options, NOWHERE, connect=lambda _: connections), name="poller"
    )


@case("polls")
async def _polls(scene: Scene) -> None:
    configuration = LiveConfiguration(scene.settings).current
    options = _poller_options(scene, lambda: configuration)
    flights = Flights(1, lambda *_: None, options.report.poll_ended)

    async def poll() -> None:
        scene.fault()

    while True:
        if flights.has_capacity:
            flights.start("feed", poll())
        await asyncio.sleep(0.01)


async def _listen(scene: Scene, events: Events, access: FaultyAccess) -> None:
    limits = Limits(recheck_s=0.01)
    sources = Sources(events, Reactions(scene.engine))
    live = LiveEvents(sources, access, limits, scene.loops.forever)
    async with live.listen(AlertFilter(), Credential("token")):
        await asyncio.Event().wait()


@case("events")
async def _events(scene: Scene) -> None:
    events = FaultyEvents(scene.engine, scene.fault)
    await _listen(scene, events, FaultyAccess(lambda: None))


@case("stream-tokens")
async def _stream_tokens(scene: Scene) -> None:
    await _listen(scene, Events(scene.engine), FaultyAccess(scene.fault))


@pytest.mark.parametrize("name", CASES)
async def test_an_unexpected_error_is_logged_counted_and_reported_and_the_work_resumes(
    name: str, engine: AsyncEngine, tmp_path: Path
) -> None:
    scene = Scene(Loops(FAST), Fault(), engine, tmp_path)
    app = create_app(engine, health=Health(lambda: None, loops=scene.loops.states))
    transport = httpx.ASGITransport(app)

    async def problems() -> list[str]:
        answer = await http.get("/readyz")
        assert answer.status_code == (503 if answer.json()["problems"] else 200)
        return [problem for problem in answer.json()["problems"] if f"{name} is" in problem]

    async def is_ready() -> bool:
        return not await problems()

    async def has_a_reason() -> bool:
        return any("RuntimeError: injected fault" in problem for problem in await problems())

    with capture_logs() as logs:
        async with (
            httpx.AsyncClient(transport=transport, base_url="http://test") as http,
            CASES[name](scene),
        ):
            await until(lambda: scene.fault.raised > 1)
            await until(has_a_reason)
            metrics = (await http.get("/metrics")).text
            scene.fault.repair()
            await until(lambda: scene.fault.has_worked)
            await until(is_ready)
    failed = [entry for entry in logs if entry["event"] == "loop.failed"]
    assert {(entry["name"], entry["error"]) for entry in failed} == {
        (name, "RuntimeError: injected fault")
    }
    counter = f'monitor_loop_failures_total{{loop="{name}",process="serve"}}'
    [count] = [line for line in metrics.splitlines() if line.startswith(counter)]
    assert float(count.rpartition(" ")[2]) >= 1
