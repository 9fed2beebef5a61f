"""Dependencies of the background loops that raise until their fault is repaired."""

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.config import Settings, load_settings
from monitor.kafka.broker.process import EmbeddedBroker
from monitor.kafka.connection import KafkaConnection
from monitor.kafka.lag import Lag
from monitor.records import FeedState
from monitor.services.archiver import Archiver
from monitor.services.loop import Loops
from monitor.store import Archive, Store
from monitor.store.events import Events, StoredEvent
from monitor.store.feeds import Feeds
from monitor.web.access import Credential, Identity

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


class SilentDisplay:
    """A display that shows nothing."""

    def line(self, text: str) -> None:
        """Ignore a line."""

    def status(self, *_: object) -> None:
        """Ignore the state."""


class RunningProcess:
    """A process that runs until it is cancelled."""

    async def wait(self) -> int:
        """Never return."""
        await asyncio.Event().wait()
        return 0


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
