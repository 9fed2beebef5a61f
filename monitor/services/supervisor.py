"""The supervisor, `monitor up`: every process on one machine, with an embedded broker if needed.

1. One `monitor up` per data folder: the holder of a lock refuses a second one (`hold`).
2. A child or the broker that ends is started again, after a pause that doubles up to
   `RESTART.longest`.
3. SIGTERM and Ctrl-C end every child, then the broker, with exit status 0. No child outlives the
   supervisor.
4. Each child logs into ``<data>/logs``; the terminal shows counts, lag and new alerts.
"""

import asyncio
import contextlib
import fcntl
import os
from collections.abc import Callable, Iterator
from pathlib import Path

from rich.console import Console

from monitor.config import Settings
from monitor.config.access_token import login_advice, read_or_create_token
from monitor.config.private_files import create_private_folder
from monitor.kafka.broker.process import EmbeddedBroker
from monitor.kafka.connection import KafkaConnection, connection_of
from monitor.kafka.create_topics import create_topics
from monitor.kafka.lag import KAFKA_ERRORS, LagWatch
from monitor.records.errors import AlreadyRunning
from monitor.services.children import Child
from monitor.services.health_report import report_health
from monitor.services.loop import Backoff, Loops, Timing, background
from monitor.services.terminal import Display, Follower, fetch_jars_with_progress
from monitor.store import Store, open_engine, upgrade_database
from monitor.store.database import UNAVAILABLE

CHILDREN = ("deliver", "process", "poll", "serve")

RESTART = Backoff(shortest=0.5, longest=20.0)
"""A child that crashes once is back in a second; one that cannot start is tried three times a
minute."""

CHILD_HEALTHY_AFTER_S = 10.0
"""A child that cannot work ends within this time, on a slow machine too."""

DISPLAY_INTERVAL_S = 1.0
"""Seconds between updates of the terminal."""

DATABASE_WITHIN_S = 60.0
"""Seconds to wait for the database at the start, as its server may start at the same time."""


@contextlib.contextmanager
def hold(data: Path) -> Iterator[None]:
    """Hold the lock of a data folder; create the folder. Raises `AlreadyRunning`, OSError."""
    create_private_folder(data)
    with (data / "up.lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            holder = file.read().strip() or "?"
            raise AlreadyRunning(
                f"another `monitor up` (process {holder}) uses {data}; "
                "end it, or set MONITOR_DATA to another folder"
            ) from error
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


class Supervisor:
    """Runs the broker and the children until it is cancelled or a demonstration is complete."""

    def __init__(
        self,
        settings: Settings,
        console: Console,
        *,
        is_done: Callable[[dict[str, int]], bool] | None = None,
    ) -> None:
        """``is_done`` decides by the counts of the database whether a demonstration is complete."""
        self._settings, self._console, self._is_done = settings, console, is_done
        self._loops = Loops(Timing(backoff=RESTART, healthy_after_s=CHILD_HEALTHY_AFTER_S))

    async def run(self) -> None:
        """Start everything, and end it when cancelled.

        Raises `SettingsError` for a weak token, `BrokerUnavailable`, `DatabaseUnavailable`,
        KafkaError.
        """
        advice = self._login_advice()
        async with contextlib.AsyncExitStack() as stack:
            if self._settings.kafka:
                kafka = connection_of(self._settings)
            else:
                kafka = await self._start_broker(stack)
            await create_topics(kafka, self._settings.partitions)
            engine = open_engine(self._settings.database)
            stack.push_async_callback(engine.dispose)
            await self._loops.until_done(
                lambda: upgrade_database(engine), name="database", within=DATABASE_WITHIN_S
            )
            if advice:
                self._console.print(advice, highlight=False, soft_wrap=True)
            await self._start_children(kafka, stack)
            await self._show(Store(engine), kafka)

    async def _start_broker(self, stack: contextlib.AsyncExitStack) -> KafkaConnection:
        """Start the embedded broker and keep it running; return how to connect to it."""
        jars = await asyncio.to_thread(
            fetch_jars_with_progress, self._settings.cache, self._console
        )
        broker = EmbeddedBroker(self._settings.data, jars)
        stack.push_async_callback(broker.stop)
        await broker.start()
        self._console.print(f"Kafka is ready on {broker.bootstrap}", highlight=False)
        keeping = background(self._loops.forever(broker.run, name="broker"))
        await stack.enter_async_context(keeping)
        return broker.connection

    def _login_advice(self) -> str:
        """Check the token; return how to log in to a server that only this machine reaches."""
        settings = self._settings
        if settings.token_file is not None:
            read_or_create_token(settings.token_file)
        elif settings.is_loopback:
            file = settings.data / "token"
            return login_advice(settings, file, is_terminal=self._console.is_terminal)
        return ""

    async def _start_children(
        self, kafka: KafkaConnection, stack: contextlib.AsyncExitStack
    ) -> None:
        """Start every child and keep it running."""
        children = [
            Child(name, self._settings, kafka.servers, place=place)
            for place, name in enumerate(CHILDREN)
        ]

        async def end_all() -> None:
            await asyncio.gather(*(child.end() for child in children))

        stack.push_async_callback(end_all)
        keepers = [self._loops.forever(child.run, name=f"child {child.name}") for child in children]
        reporter = report_health(self._loops, kafka, "up")
        await stack.enter_async_context(background(reporter, *keepers))

    async def _show(self, store: Store, kafka: KafkaConnection) -> None:
        """Show alerts and the state of the pipeline; return when a demonstration is complete."""
        watch = LagWatch(kafka, self._settings.partitions)
        with Display(self._console) as display:
            follower = Follower(store, watch, display, self._is_done)
            showing = self._loops.forever(
                follower.update, name="terminal", every=DISPLAY_INTERVAL_S, unavailable=UNAVAILABLE
            )
            reading = self._loops.forever(watch.run, name="lag", unavailable=KAFKA_ERRORS)
            async with background(showing, reading):
                await follower.finished.wait()
