"""`monitor up`: everything on one machine, as children of one supervisor, on an embedded broker unless one is given.

1. One `monitor up` per data folder: a second is refused while the first holds the lock.
2. A child, or the broker, that ends is started again, after a pause that doubles up to `LONGEST_PAUSE`.
3. SIGTERM and Ctrl-C end every child, then the broker, and the exit status is 0; no child outlives the supervisor.
4. Each child logs into ``<data>/logs``; the terminal shows counts, lag and alerts as they come.
"""

import asyncio
import contextlib
import fcntl
import os
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import IO

import structlog
from rich.console import Console

from monitor.config import Settings
from monitor.deliveries import AlertFilter
from monitor.kafka.broker.jars import fetch_jars
from monitor.kafka.broker.process import EmbeddedBroker, die_with_parent
from monitor.kafka.lag import FOLLOWED, LagWatch
from monitor.kafka.topics import create_topics
from monitor.records.errors import AlreadyRunning, BrokerUnavailable
from monitor.services.terminal import Display
from monitor.store import Queries, open_engine, upgrade_database
from monitor.store.database import AWAY
from monitor.web.access import login_link, read_or_make_token

CHILDREN = ("deliver", "process", "poll", "serve")
SHORTEST_PAUSE, LONGEST_PAUSE = 0.5, 20.0
STOP_WITHIN = 12.0
"""Seconds for a child to end by itself; with the broker's 15 the whole stays under 30."""
LOOK_EVERY = 1.0
QUIET_LOOKS = 4
"""Looks without news after which a demonstration that has shown every article ends."""

log = structlog.get_logger("up")


@contextlib.contextmanager
def hold(data: Path) -> Iterator[None]:
    """Hold the data folder for this process. Raises `AlreadyRunning`."""
    data.mkdir(parents=True, exist_ok=True)
    file = (data / "up.lock").open("a+")
    try:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            message = f"another `monitor up` (process {file.read().strip() or '?'}) runs on {data}; end it, or set MONITOR_DATA"
            raise AlreadyRunning(message) from error
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
    finally:
        file.close()


class Supervisor:
    """Runs the broker and the children until cancelled."""

    def __init__(
        self,
        settings: Settings,
        console: Console,
        *,
        is_done: Callable[[dict[str, int]], bool] | None = None,
    ) -> None:
        self._settings = settings
        self._is_done = is_done
        self._console = console
        self._children: dict[str, asyncio.subprocess.Process] = {}

    async def run(self) -> None:
        """Start everything, watch it, and end it when cancelled. Raises `BrokerUnavailable`, `DatabaseUnavailable`."""
        async with self._broker() as bootstrap:
            await create_topics(bootstrap, self._settings.partitions)
            engine = open_engine(self._settings.database)
            await upgrade_database(engine)
            if self._settings.token_file is None and self._settings.is_loopback:
                token = read_or_make_token(self._settings.data / "token")
                self._console.print(
                    f"Open {login_link(self._settings, token)}", highlight=False, soft_wrap=True
                )
            keepers = [asyncio.create_task(self._keep(name, bootstrap)) for name in CHILDREN]
            try:
                await self._show(Queries(engine), bootstrap)
            finally:
                for keeper in keepers:
                    keeper.cancel()
                await asyncio.gather(*keepers, return_exceptions=True)
                await asyncio.gather(*(self._end(child) for child in self._children.values()))
                await engine.dispose()

    @contextlib.asynccontextmanager
    async def _broker(self) -> AsyncIterator[str]:
        if self._settings.kafka:
            yield self._settings.kafka
            return
        jars = await asyncio.to_thread(self._fetch_jars)
        broker = EmbeddedBroker(self._settings.data, jars)
        await broker.start()
        self._console.print(f"Kafka is ready on {broker.bootstrap}", highlight=False)
        keeper = asyncio.create_task(self._keep_broker(broker))
        try:
            yield broker.bootstrap
        finally:
            keeper.cancel()
            await asyncio.gather(keeper, return_exceptions=True)
            await broker.stop()

    def _fetch_jars(self) -> tuple[Path, ...]:
        if not self._console.is_terminal:
            return fetch_jars(self._settings.cache)
        from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn

        with Progress(
            TextColumn("Kafka"),
            BarColumn(),
            DownloadColumn(),
            console=self._console,
            transient=True,
        ) as progress:
            bar = progress.add_task("Kafka", total=None)
            return fetch_jars(
                self._settings.cache,
                lambda done, total: progress.update(bar, completed=done, total=total),
            )

    async def _keep_broker(self, broker: EmbeddedBroker) -> None:
        while True:
            status = await broker.wait()
            log.error("broker.ended", status=status)
            pause = SHORTEST_PAUSE
            while True:
                try:
                    await broker.start()
                    break
                except BrokerUnavailable as error:  # it may be killed again before it is ready
                    log.error("broker.not_started", error=str(error), next_try_in=pause)
                    await asyncio.sleep(pause)
                    pause = min(pause * 2, LONGEST_PAUSE)

    async def _keep(self, name: str, bootstrap: str) -> None:
        pause = SHORTEST_PAUSE
        while True:
            started = asyncio.get_running_loop().time()
            child = self._children[name] = await self._start(name, bootstrap)
            status = await child.wait()
            log.error("child.ended", child=name, status=status)
            ran_long = asyncio.get_running_loop().time() - started > LONGEST_PAUSE
            pause = SHORTEST_PAUSE if ran_long else min(pause * 2, LONGEST_PAUSE)
            await asyncio.sleep(pause)

    async def _start(self, name: str, bootstrap: str) -> asyncio.subprocess.Process:
        logs = self._settings.data / "logs"
        logs.mkdir(parents=True, exist_ok=True)
        environ = {
            **os.environ,
            "MONITOR_KAFKA": bootstrap,
            "MONITOR_DATA": str(self._settings.data),
            "MONITOR_CONFIG": str(self._settings.config.resolve()),
        }
        output: IO[bytes]
        with (logs / f"{name}.log").open("ab") as output:
            return await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "monitor",
                name,
                env=environ,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                preexec_fn=die_with_parent,
            )

    async def _end(self, child: asyncio.subprocess.Process) -> None:
        with contextlib.suppress(ProcessLookupError):
            child.terminate()
        try:
            await asyncio.wait_for(child.wait(), STOP_WITHIN)
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                child.kill()
            await child.wait()

    async def _show(self, queries: Queries, bootstrap: str) -> None:
        """Show alerts as they come, and the state of the line; return when a demonstration is done."""
        watch = LagWatch(bootstrap, self._settings.partitions)
        looking = asyncio.create_task(watch.run())
        try:
            with Display(self._console) as display:
                await self._show_until_done(queries, watch, display)
        finally:
            looking.cancel()
            await asyncio.gather(looking, return_exceptions=True)

    async def _show_until_done(self, queries: Queries, watch: LagWatch, display: Display) -> None:
        last: int | None = None
        shown: dict[str, int] = {}
        quiet_looks = 0
        while True:
            try:
                if last is None:
                    last = (await queries.event_bounds())[1]
                    found = await queries.find_alerts(AlertFilter(), limit=1)
                    display.say("Watching." if found.items else "Watching. No alert yet.")
                events = await queries.events_after(last, limit=100)
                counts, feeds = await queries.counts(), await queries.feeds()
            except AWAY as error:  # those who need it wait for it; so does what is shown of it
                log.error("store.unavailable", error=str(error)[:300])
                await asyncio.sleep(LOOK_EVERY)
                continue
            for event in events:
                last = event.seq
                display.alert(event.alert)
            lag = (
                {group: watch.lag.of(group) for group in FOLLOWED}
                if watch.lag and not watch.error
                else None
            )
            display.status(feeds, counts, lag)
            is_quiet = counts == shown and not events
            shown, quiet_looks = counts, quiet_looks + 1 if is_quiet else 0
            if self._is_done is not None and quiet_looks >= QUIET_LOOKS and self._is_done(counts):
                display.table(
                    tuple(reversed((await queries.find_alerts(AlertFilter(), limit=200)).items))
                )
                return
            await asyncio.sleep(LOOK_EVERY)
