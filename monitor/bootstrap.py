"""The only place that knows everybody: puts settings, configuration and parts together for each process.

Nothing heavy is imported before its process needs it.
"""

import asyncio
import contextlib
import logging
import signal
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

import structlog

from monitor.config import Settings
from monitor.services.configuration import LiveConfiguration

if TYPE_CHECKING:
    from monitor.kafka.lag import LagWatch

IDLE_AFTER = 12.0
"""Seconds after which a processor without any partition ends while messages wait that nobody does."""

log = structlog.get_logger("config")


def configure_logging(level: str, process: str) -> None:
    """Log events as one line of key=value each, to standard error, with the process's name."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.LogfmtRenderer(
                key_order=["timestamp", "level", "process", "event"], bool_as_flag=False
            ),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
        logger_factory=structlog.PrintLoggerFactory(file=__import__("sys").stderr),
    )
    structlog.contextvars.bind_contextvars(process=process)
    logging.basicConfig(
        level=logging.WARNING,
        format="timestamp=%(asctime)s level=%(levelname)s event=%(name)s detail=%(message)r",
    )
    # aiokafka tells of each retry while a broker restarts; the outcome is logged by ourselves.
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)


def run_until_stopped(main: Callable[[], Awaitable[None]]) -> int:
    """Run a process's main coroutine until it ends, or SIGTERM or Ctrl-C cancels it; return the exit status."""

    async def supervised() -> int:
        task = asyncio.ensure_future(main())
        loop = asyncio.get_running_loop()
        stopped = False

        def stop() -> None:
            nonlocal stopped
            stopped = True
            task.cancel()

        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop)
        try:
            await task
        except asyncio.CancelledError:
            return 0 if stopped else 1
        return 0

    return asyncio.run(supervised())


async def run_poller(settings: Settings, bootstrap: str) -> None:
    """Poll until cancelled."""
    from monitor.http.fetcher import HttpFetcher
    from monitor.http.pages import WebPages
    from monitor.http.parse_worker import ProcessParser
    from monitor.kafka.topics import create_topics
    from monitor.services.configuration import PushWatch
    from monitor.services.poller import Poller

    live = LiveConfiguration(settings)
    live.watch()
    await create_topics(bootstrap, settings.partitions)
    fetcher = HttpFetcher(contact=settings.contact, allow_hosts=settings.allow_hosts)
    parser = ProcessParser()
    pages, proxies = WebPages(fetcher), frozenset(settings.proxy_hosts)
    pushes = PushWatch(settings.database) if settings.public_url else None
    poller = Poller(
        bootstrap,
        settings.partitions,
        lambda: live.current,
        fetcher,
        parser,
        pages,
        proxies,
        pushes.pushed if pushes else dict,
    )
    try:
        await poller.run()
    finally:
        if pushes:
            pushes.stop()
        parser.close()
        await fetcher.aclose()
        live.stop()


def run_processor(settings: Settings, bootstrap: str) -> None:
    """Process until stopped; ends the process by itself."""
    import faust

    from monitor.kafka.lag import LagWatch
    from monitor.kafka.topics import PROCESSOR, create_topics
    from monitor.services.processor import create_app

    live = LiveConfiguration(settings)
    live.watch()
    asyncio.run(create_topics(bootstrap, settings.partitions))
    (settings.data / "faust").mkdir(parents=True, exist_ok=True)
    asyncio.set_event_loop(asyncio.new_event_loop())
    watch = LagWatch(bootstrap, settings.partitions, every=5.0)
    app = create_app(
        bootstrap,
        settings.partitions,
        settings.data,
        lambda: live.index,
        lambda: watch.is_caught_up(PROCESSOR),
    )
    _guard(app, watch)
    # Faust's own events are told in debugging alone; what matters of them is logged by ourselves.
    faust_level = "INFO" if settings.log_level == "debug" else "WARNING"
    worker = faust.Worker(app, loglevel=faust_level, redirect_stdouts=False, quiet=True)
    worker.execute_from_commandline()


def _guard(app: Any, watch: "LagWatch") -> None:
    """Let the watchdog end a processor that is stuck; its supervisor starts it again."""
    import os

    from monitor.kafka.lag import STUCK_AFTER
    from monitor.kafka.topics import PROCESSOR

    async def guard() -> None:
        looking = asyncio.create_task(watch.run())
        try:
            while True:
                await asyncio.sleep(5.0)
                # A worker that joins while the broker comes back may be given no partition, for as long as metadata live.
                is_idle = not app.consumer.assignment()
                if stuck := watch.stuck(PROCESSOR, after=IDLE_AFTER if is_idle else STUCK_AFTER):
                    partitions = ", ".join(f"{place.topic}/{place.partition}" for place in stuck)
                    log.error("watchdog.stuck", partitions=partitions, assigned=not is_idle)
                    os._exit(1)
        finally:
            looking.cancel()

    app.task()(guard)


async def run_deliverer(settings: Settings, bootstrap: str) -> None:
    """Archive and deliver until cancelled."""
    from monitor.channels import Services, open_channels
    from monitor.http.client import guarded_client
    from monitor.kafka.producer import RecordProducer
    from monitor.kafka.topics import create_topics
    from monitor.services.archiver import Archiver
    from monitor.services.deliverer import Deliverer
    from monitor.services.feed_watch import FeedWatch
    from monitor.services.websub import HubSubscriber
    from monitor.store import Archive, Queries, open_engine, upgrade_database
    from monitor.store.pushes import Pushes

    live = LiveConfiguration(settings)
    live.watch()
    engine = open_engine(settings.database)
    await upgrade_database(engine)
    await create_topics(bootstrap, settings.partitions)
    try:
        async with contextlib.AsyncExitStack() as stack:
            client = guarded_client(contact=settings.contact, allow_hosts=settings.allow_hosts)
            await stack.enter_async_context(client)
            producer = RecordProducer(bootstrap, "deliverer")
            await producer.start()
            stack.push_async_callback(producer.stop)
            channels = open_channels(
                Services(client=client, settings=settings, send_to_topic=producer.send_bytes)
            )
            deliverer = Deliverer(engine, channels, lambda: live.current, settings.config)
            async with asyncio.TaskGroup() as together:
                together.create_task(Archiver(bootstrap, Archive(engine).store).run())
                together.create_task(deliverer.run())
                if settings.public_url:
                    hubs = HubSubscriber(
                        Queries(engine), Pushes(engine), client, settings.public_url
                    )
                    together.create_task(hubs.run())
                together.create_task(
                    FeedWatch(Queries(engine), Archive(engine), lambda: live.index).run()
                )
    finally:
        live.stop()
        await engine.dispose()


async def run_web(settings: Settings, token: str) -> None:
    """Serve the API and the dashboard until cancelled; the lag is told where Kafka is known."""
    import uvicorn

    from monitor.kafka.lag import LagWatch
    from monitor.store import open_engine, upgrade_database
    from monitor.web import Health, create_web

    live = LiveConfiguration(settings)
    live.watch()
    engine = open_engine(settings.database)
    await upgrade_database(engine)
    watch = LagWatch(settings.kafka, settings.partitions) if settings.kafka else None
    looking = asyncio.create_task(watch.run()) if watch else None
    app = create_web(engine, token, Health(lambda: live.error, watch), live)
    config = uvicorn.Config(
        app,
        host=settings.http_host,
        port=settings.http_port,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=3,
    )
    server = uvicorn.Server(config)
    try:
        await server.serve()
    finally:
        if looking:
            looking.cancel()
        live.stop()
        await engine.dispose()
