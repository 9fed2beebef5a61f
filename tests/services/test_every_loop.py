"""Every background loop of the program survives an unexpected exception.

Each case runs the real service with one dependency that raises. The loop has to log the error,
count it, show it with its reason in `/readyz` and `/metrics`, and work again once the dependency
does.
"""

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from structlog.testing import capture_logs

from monitor.config import Configuration, Settings, load_configuration, load_settings
from monitor.deliveries import AlertFilter
from monitor.kafka.broker.process import EmbeddedBroker
from monitor.kafka.connection import KafkaConnection
from monitor.kafka.heartbeats import HeartbeatSender, HeartbeatWatch
from monitor.kafka.lag import KAFKA_ERRORS, Lag, LagWatch
from monitor.records import FeedState, LoopState
from monitor.services.archiver import Archiver
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
from monitor.store import Archive, Store
from monitor.store.events import Events, StoredEvent
from monitor.store.feeds import Feeds
from monitor.store.pushes import Pushes
from monitor.store.reactions import Reactions
from monitor.web import Health, Limits
from monitor.web.access import Credential, Identity
from monitor.web.stream import LiveEvents, Sources
from tests.waiting import until
from tests.web.asking import create_app

FAST = Timing(backoff=Backoff(0.001, 0.01), waiting=Backoff(0.001, 0.01), healthy_after_s=0.02)
NOWHERE = KafkaConnection("127.0.0.1:1")


class Fault:
    """A dependency that raises until it is repaired; usable from any thread."""

    def __init__(self) -> None:
        self.raised = 0
        self._is_repaired = threading.Event()
        self._has_worked = threading.Event()

    def __call__(self) -> None:
        """Raise, or record that the work reached its dependency."""
        if not self._is_repaired.is_set():
            self.raised += 1
            raise RuntimeError("injected fault")
        self._has_worked.set()

    def repair(self) -> None:
        """Let the dependency work."""
        self._is_repaired.set()

    @property
    def has_worked(self) -> bool:
        """Whether the repaired dependency was used."""
        return self._has_worked.is_set()


@dataclass(frozen=True, slots=True)
class Scene:
    """What a case may use."""

    loops: Loops
    fault: Fault
    engine: AsyncEngine
    folder: Path

    @property
    def settings(self) -> Settings:
        """Settings on an empty configuration."""
        return load_settings(self.folder, {"MONITOR_DATA": str(self.folder / "data")})


Case = Callable[[Scene], contextlib.AbstractAsyncContextManager[None]]
CASES: dict[str, Case] = {}


def case(name: str) -> Callable[[Callable[[Scene], Coroutine[Any, Any, None]]], None]:
    """Register the coroutine that runs a loop under the loop's name."""

    def register(run: Callable[[Scene], Coroutine[Any, Any, None]]) -> None:
        CASES[name] = lambda scene: background(run(scene))

    return register


class FaultyFeeds(Feeds):
    """Feed states that depend on a fault."""

    def __init__(self, engine: AsyncEngine, fault: Fault) -> None:
        super().__init__(engine)
        self._fault = fault

    async def all(self) -> tuple[FeedState, ...]:
        """Return the states once the fault is repaired."""
        self._fault()
        return await super().all()


def faulty_store(scene: Scene) -> Store:
    """Return a store whose feed states depend on the scene's fault."""
    store = Store(scene.engine)
    store.feeds = FaultyFeeds(scene.engine, scene.fault)
    return store


class FaultyLagReader:
    """A connection of which each reading depends on a fault."""

    def __init__(self, fault: Fault) -> None:
        self._fault = fault

    async def start(self) -> None:
        """Connect to nothing."""

    async def stop(self) -> None:
        """Disconnect from nothing."""

    async def read(self) -> Lag:
        """Return an empty reading once the fault is repaired."""
        self._fault()
        return Lag({}, {}, {})


class FaultyConsumer:
    """A consumer of which each fetch depends on a fault."""

    def __init__(self, fault: Fault) -> None:
        self._fault = fault

    async def start(self) -> None:
        """Connect to nothing."""

    async def stop(self) -> None:
        """Disconnect from nothing."""

    def assign(self, partitions: object) -> None:
        """Ignore the assignment."""

    async def seek_to_end(self, *partitions: object) -> None:
        """Ignore the position."""

    async def getmany(self, timeout_ms: int) -> dict[str, list[Any]]:
        """Return nothing once the fault is repaired, after a pause as a broker would."""
        self._fault()
        await asyncio.sleep(0.01)
        return {}


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


class SilentDisplay:
    """A display that shows nothing."""

    def line(self, text: str) -> None:
        """Ignore a line."""

    def status(self, *_: object) -> None:
        """Ignore the state."""


@case("terminal")
async def _terminal(scene: Scene) -> None:
    store = faulty_store(scene)
    display: Any = SilentDisplay()
    follower = Follower(store, LagWatch(NOWHERE, 1), display)
    await scene.loops.forever(follower.update, name="terminal")


class RunningProcess:
    """A process that runs until it is cancelled."""

    async def wait(self) -> int:
        """Never return."""
        await asyncio.Event().wait()
        return 0


@case("child poll")
async def _child(scene: Scene) -> None:
    async def spawn(*_: object) -> Any:
        scene.fault()
        return RunningProcess()

    child = Child("poll", scene.settings, NOWHERE.servers, spawn=spawn)
    await scene.loops.forever(child.run, name="child poll")


class FaultyBroker(EmbeddedBroker):
    """A broker of which the start depends on a fault."""

    def __init__(self, scene: Scene) -> None:
        super().__init__(scene.folder, ())
        self._fault = scene.fault

    async def start(self) -> None:
        """Start nothing once the fault is repaired."""
        self._fault()

    async def wait(self) -> int:
        """Never return."""
        await asyncio.Event().wait()
        return 0


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


class SilentProducer:
    """A producer that sends nothing."""

    async def start(self) -> None:
        """Connect to nothing."""

    async def stop(self) -> None:
        """Disconnect from nothing."""


class FaultyGroupConsumer(FaultyConsumer):
    """A member of a consumer group without partitions, of which each fetch depends on a fault."""

    async def getmany(self, timeout_ms: int, max_records: int = 0) -> dict[str, list[Any]]:
        """Return nothing once the fault is repaired."""
        return await super().getmany(timeout_ms)

    def subscribe(self, topics: list[str], listener: object) -> None:
        """Ignore the subscription."""

    def assignment(self) -> set[object]:
        """Return no partition."""
        return set()


class OfflineArchiver(Archiver):
    """An archiver without a producer of rejections."""

    def __init__(self, scene: Scene) -> None:
        consumer = FaultyGroupConsumer(scene.fault)
        store = Archive(scene.engine).store
        super().__init__(NOWHERE, store, open_consumer=lambda _: consumer)
        self._producer = SilentProducer()  # type: ignore[assignment]  # sends nothing here


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


class FaultyEvents(Events):
    """Events that depend on a fault."""

    def __init__(self, engine: AsyncEngine, fault: Callable[[], None]) -> None:
        super().__init__(engine)
        self._fault = fault

    async def after(self, seq: int, *, limit: int) -> tuple[StoredEvent, ...]:
        """Return the events once the fault is repaired."""
        self._fault()
        return await super().after(seq, limit=limit)


class FaultyAccess:
    """Access whose checks depend on a fault."""

    def __init__(self, fault: Callable[[], None]) -> None:
        self._fault = fault

    async def identify(self, credential: Credential, *, afresh: bool = False) -> Identity | None:
        """Return an identity once the fault is repaired."""
        self._fault()
        return Identity("reader", "reader", "key")


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
