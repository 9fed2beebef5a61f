"""Composition root: builds each process from settings and configuration.

    run_poller      `monitor poll`       run_deliverer   `monitor deliver`
    run_processor   `monitor process`    run_web         `monitor serve`

Every task and thread of a process runs in its `Loops`, and a `HeartbeatSender` reports them.
Imports are inside the functions: a process imports only what it needs.
"""

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from monitor.config import Settings
from monitor.services.configuration import LiveConfiguration
from monitor.services.health_report import report_health
from monitor.services.loop import Loops, background
from monitor.services.metrics_port import open_metrics_port
from monitor.telemetry.exposition import ProcessState

if TYPE_CHECKING:
    import httpx
    from sqlalchemy.ext.asyncio import AsyncEngine

    from monitor.channels import Channel
    from monitor.kafka.connection import KafkaConnection
    from monitor.kafka.lag import LagWatch
    from monitor.records import Rejection
    from monitor.web import Health
    from monitor.web.ports import Discover, SendAgain

Work = Coroutine[Any, Any, None]

READY_WITHIN_S = 60.0
"""Seconds to wait for the database at start: a server that starts at the same time needs 20 s."""

LAG_INTERVAL_S = 5.0
"""Seconds between lag readings of a processor: every processor reads, and the watchdog is slow."""

INDEX_EVERY_S = 1.0
"""Seconds between looks into the queue of the index; a search itself indexes what is new."""


@dataclass(frozen=True, slots=True)
class _Process:
    """The parts that every process has; ``stack`` closes what it opens."""

    settings: Settings
    loops: Loops
    live: LiveConfiguration
    stack: contextlib.AsyncExitStack
    state: ProcessState


async def run_poller(settings: Settings, kafka: "KafkaConnection") -> None:
    """Poll feeds until cancelled. Raises `ConfigurationError`, KafkaError."""
    from monitor.http.fetcher import HttpFetcher
    from monitor.http.pages import WebPages
    from monitor.http.parse_worker import ProcessParser
    from monitor.kafka.create_topics import create_topics
    from monitor.kafka.lag import KAFKA_ERRORS
    from monitor.services.poller import PollerOptions, PollPorts, poll_owned_feeds
    from monitor.services.poller_report import PollerReport

    async with _open_process(settings, "poll") as process:
        await create_topics(kafka, settings.partitions)
        fetcher = HttpFetcher(
            contact=settings.contact, allow_hosts=settings.allow_hosts, proxy=settings.proxy
        )
        process.stack.push_async_callback(fetcher.aclose)
        parser = ProcessParser()
        process.stack.callback(parser.close)
        options = PollerOptions(
            partitions=settings.partitions,
            configuration=lambda: process.live.current,
            ports=PollPorts(fetcher=fetcher, parser=parser, pages=WebPages(fetcher, parser)),
            proxy_hosts=frozenset(settings.proxy_hosts),
            pushes=_pushed(process),
            requests=_requested(process),
            report=PollerReport(lambda error: process.loops.record(error, name="polls")),
        )
        await _run_together(
            process.loops.forever(
                lambda: poll_owned_feeds(options, kafka),
                name="poller",
                unavailable=KAFKA_ERRORS,
            ),
            report_health(process.loops, kafka, "poll", detail=options.report),
        )


def run_processor(settings: Settings, kafka: "KafkaConnection") -> None:
    """Read, match and raise until stopped; Faust's worker ends the process itself."""
    import faust

    from monitor.kafka.create_topics import create_topics
    from monitor.kafka.faust.app import AppOptions
    from monitor.kafka.lag import LagWatch
    from monitor.kafka.pending_readings import requeue_pending_readings
    from monitor.kafka.topics import PROCESSOR
    from monitor.services.memory import settle_memory
    from monitor.services.processor import ProcessorContext, create_app

    loops = Loops()
    live = LiveConfiguration(settings)
    live.watch(loops)
    asyncio.run(create_topics(kafka, settings.partitions))
    asyncio.run(requeue_pending_readings(kafka, settings.partitions))
    (settings.data / "faust").mkdir(parents=True, exist_ok=True)
    asyncio.set_event_loop(asyncio.new_event_loop())
    watch = LagWatch(kafka, settings.partitions, every=LAG_INTERVAL_S)
    options = AppOptions(
        kafka=kafka, partitions=settings.partitions, folder=settings.data / "faust"
    )
    context = ProcessorContext(
        index=lambda: live.index,
        is_caught_up=lambda: watch.is_caught_up(PROCESSOR),
        loops=loops,
    )
    app = create_app(options, context)
    with open_metrics_port(settings, "process", loops) as state:
        _add_background(app, watch, loops, kafka, state)
        # The worker keeps the logging that `configure_logging` has set up.
        worker = faust.Worker(app, redirect_stdouts=False, quiet=True, override_logging=False)
        worker.spinner = None  # it writes control characters of a terminal among the lines
        settle_memory()
        worker.execute_from_commandline()


async def run_deliverer(settings: Settings, kafka: "KafkaConnection") -> None:
    """Archive and deliver until cancelled.

    Raises `ConfigurationError`, `DatabaseUnavailable`, KafkaError.
    """
    from monitor.kafka.create_topics import create_topics
    from monitor.services.deliverer import Deliverer
    from monitor.services.memory import settle_memory
    from monitor.store import upgrade_database

    async with _open_process(settings, "deliver") as process:
        loops, engine = process.loops, _engine(process)
        await loops.until_done(
            lambda: upgrade_database(engine), name="database", within=READY_WITHIN_S
        )
        settle_memory()
        await create_topics(kafka, settings.partitions)
        client = await _client(process)
        channels = await _channels(process, kafka, client)
        deliverer = Deliverer(engine, channels, lambda: process.live.current, settings.config)
        work = [
            _archive(loops, kafka, engine),
            deliverer.run(loops),
            _watch_feeds(process, engine),
            _index(loops, engine),
            _watch_subscriptions(process, engine),
            _prune(process, engine),
            report_health(loops, kafka, "deliver"),
        ]
        if settings.public_url:
            work.append(_subscribe_at_hubs(loops, engine, client, settings.public_url))
        await _run_together(*work)


async def run_web(settings: Settings, token: str) -> None:
    """Serve the API and the dashboard until a signal stops the server.

    While the database is unavailable the server runs and `/readyz` gives the reason. Without
    ``settings.kafka`` neither lag nor the health of other processes is known.
    """
    from monitor.store import upgrade_database
    from monitor.telemetry.exposition import process_registry
    from monitor.web import ArticleTerms, WebSettings, create_server, create_web
    from monitor.web.sign_in.assembly import sign_in_of

    async with _open_process(settings, "serve") as process:
        loops, engine = process.loops, _engine(process)
        health, watches = _health(process)
        upgrade = loops.until_done(lambda: upgrade_database(engine), name="database")
        await process.stack.enter_async_context(background(upgrade, *watches))
        web = WebSettings(
            token=token,
            site=settings.public_url,
            discover=_discover(process),
            send_again=await _send_again(process),
            articles=ArticleTerms(
                extent=settings.article_text,
                note=settings.licence_note or "",
                texts_kept=settings.keep_texts,
            ),
            allow_hosts=settings.allow_hosts,
            sign_in=sign_in_of(settings, token),
            own_metrics=process_registry(process.state),
        )
        app = create_web(engine, web, health, process.live, loops.forever)
        server = create_server(
            app,
            settings.http_host,
            settings.http_port,
            web.limits,
            trusted_proxies=settings.trusted_proxies,
        )
        await server.serve()


# -- running -------------------------------------------------------------------------------------


@contextlib.asynccontextmanager
async def _open_process(settings: Settings, command: str) -> AsyncIterator[_Process]:
    """Open the parts that every process has, and close them at the end."""
    loops = Loops()
    async with contextlib.AsyncExitStack() as stack:
        live = LiveConfiguration(settings)
        live.watch(loops)
        stack.callback(live.stop)
        state = stack.enter_context(open_metrics_port(settings, command, loops))
        await stack.enter_async_context(background(loops.forever(state.run, name="pulse")))
        yield _Process(settings, loops, live, stack, state)


async def _run_together(*work: Work) -> None:
    """Run coroutines until this task is cancelled."""
    async with asyncio.TaskGroup() as tasks:
        for coroutine in work:
            tasks.create_task(coroutine)


# -- parts of the poller and the processor ---------------------------------------------------------


def _requested(process: _Process) -> Callable[[], dict[str, float]]:
    """Return the source of people's requests to poll a feed at once."""
    from monitor.services.configuration import RequestWatch
    from monitor.store.poll_requests import PollRequestReader

    requests = RequestWatch(PollRequestReader(process.settings.database).all, process.loops)
    process.stack.callback(requests.stop)
    return requests.requested


def _pushed(process: _Process) -> Callable[[], dict[str, float]]:
    """Return the source of WebSub pushes; without a public address no hub can push."""
    from monitor.services.configuration import PushWatch
    from monitor.store.pushes import PushReader

    if not process.settings.public_url:
        return dict
    pushes = PushWatch(PushReader(process.settings.database).all, process.loops)
    process.stack.callback(pushes.stop)
    return pushes.pushed


def _add_background(
    app: Any, watch: "LagWatch", loops: Loops, kafka: "KafkaConnection", state: ProcessState
) -> None:
    """Run lag watch, watchdog, heartbeats and pulse in the event loop of a Faust app."""
    from monitor.kafka.lag import KAFKA_ERRORS
    from monitor.kafka.topics import PROCESSOR
    from monitor.services.watchdog import CHECK_INTERVAL_S, Watchdog

    watchdog = Watchdog(
        watch,
        PROCESSOR,
        has_partitions=lambda: bool(app.consumer.assignment()),
        end=lambda: os._exit(1),  # a stuck worker does not stop in an orderly way either
    )

    async def run() -> None:
        await _run_together(
            loops.forever(watch.run, name="lag", unavailable=KAFKA_ERRORS),
            loops.forever(watchdog.check, name="watchdog", every=CHECK_INTERVAL_S),
            report_health(loops, kafka, "process"),
            loops.forever(state.run, name="pulse"),
        )

    app.task()(run)


# -- parts of the deliverer ------------------------------------------------------------------------


def _engine(process: _Process) -> "AsyncEngine":
    """Return the engine of the database, disposed of at the end of the process."""
    from monitor.store import open_engine

    engine = open_engine(process.settings.database)
    process.stack.push_async_callback(engine.dispose)
    return engine


def _database_errors() -> tuple[type[Exception], ...]:
    """Return the errors of a database that does not answer."""
    from monitor.store.database import UNAVAILABLE

    return UNAVAILABLE


async def _client(process: _Process) -> "httpx.AsyncClient":
    """Open the client for webhooks and hubs; it connects to public addresses only."""
    from monitor.http.client import guarded_client

    settings = process.settings
    client = guarded_client(
        contact=settings.contact, allow_hosts=settings.allow_hosts, proxy=settings.proxy
    )
    return await process.stack.enter_async_context(client)


async def _channels(
    process: _Process, kafka: "KafkaConnection", client: "httpx.AsyncClient"
) -> "dict[str, Channel]":
    """Open every channel by its name."""
    from monitor.channels import Services, open_channels
    from monitor.kafka.producer import RecordProducer

    producer = RecordProducer(kafka, "deliverer")
    await producer.start()
    process.stack.push_async_callback(producer.stop)
    return open_channels(
        Services(
            client=client,
            mail=process.settings.mail_server,
            send_to_topic=producer.send_bytes,
        )
    )


async def _archive(loops: Loops, kafka: "KafkaConnection", engine: "AsyncEngine") -> None:
    """Store the records of the topics."""
    from monitor.kafka.lag import KAFKA_ERRORS
    from monitor.services.archiver import ONE_WRITER, Archiver
    from monitor.store import Archive

    limits = ONE_WRITER if engine.dialect.name == "sqlite" else None
    archiver = Archiver(kafka, Archive(engine).store, limits)
    unavailable = (*KAFKA_ERRORS, *_database_errors())
    await loops.forever(archiver.run, name="archiver", unavailable=unavailable)


async def _index(loops: Loops, engine: "AsyncEngine") -> None:
    """Keep the full-text index up to date."""
    from monitor.store.search.indexer import Indexer

    indexer = Indexer(engine)
    await loops.forever(
        indexer.run_once, name="indexer", every=INDEX_EVERY_S, unavailable=_database_errors()
    )


async def _watch_feeds(process: _Process, engine: "AsyncEngine") -> None:
    """Raise alerts about feeds in trouble."""
    from monitor.services.feed_watch import CHECK_INTERVAL_S, FeedWatch
    from monitor.store import Store

    def configured() -> frozenset[str]:
        return frozenset(feed.id for feed in process.live.current.feeds)

    feeds = FeedWatch(Store(engine), lambda: process.live.index, configured)
    await process.loops.forever(
        feeds.run_once,
        name="feed-watch",
        every=CHECK_INTERVAL_S,
        unavailable=_database_errors(),
    )


async def _watch_subscriptions(process: _Process, engine: "AsyncEngine") -> None:
    """Resolve the alerts on subscriptions that are in force again."""
    from monitor.services.subscription_watch import CHECK_INTERVAL_S, SubscriptionWatch
    from monitor.store import Store

    await process.loops.forever(
        SubscriptionWatch(Store(engine)).run_once,
        name="subscription-watch",
        every=CHECK_INTERVAL_S,
        unavailable=_database_errors(),
    )


async def _prune(process: _Process, engine: "AsyncEngine") -> None:
    """Remove what is older than its retention."""
    from monitor.services.pruner import PRUNE_INTERVAL_S, PruneService

    settings = process.settings
    service = PruneService(engine, settings.retention, limits=settings.size_limits)
    await process.loops.forever(
        service.run_once,
        name="pruner",
        every=PRUNE_INTERVAL_S,
        unavailable=_database_errors(),
    )


async def _subscribe_at_hubs(
    loops: Loops, engine: "AsyncEngine", client: "httpx.AsyncClient", public_url: str
) -> None:
    """Keep the WebSub subscriptions of feeds valid."""
    from monitor.services.websub import CHECK_INTERVAL_S, HubSubscriber
    from monitor.store import Store
    from monitor.store.pushes import Pushes

    subscriber = HubSubscriber(Store(engine), Pushes(engine), client, public_url)
    await loops.forever(
        subscriber.run_once,
        name="websub",
        every=CHECK_INTERVAL_S,
        unavailable=_database_errors(),
    )


# -- parts of the web service ----------------------------------------------------------------------


async def _send_again(process: _Process) -> "SendAgain | None":
    """Return the function that sends dead letters again, None without Kafka."""
    from monitor.kafka.connection import connection_of
    from monitor.kafka.producer import RecordProducer
    from monitor.kafka.resend import send_again

    if not process.settings.kafka:
        return None
    producer = RecordProducer(connection_of(process.settings), "retry")
    process.stack.push_async_callback(producer.stop)

    async def send(rejection: "Rejection") -> None:
        await send_again(rejection, producer)

    return send


def _discover(process: _Process) -> "Discover":
    """Return the function that finds the feeds of a site; it connects to public addresses only."""
    from monitor.http.discovery import DiscoveredFeed, discover_feeds
    from monitor.http.fetcher import HttpFetcher

    settings = process.settings
    fetcher = HttpFetcher(
        contact=settings.contact, allow_hosts=settings.allow_hosts, proxy=settings.proxy
    )
    process.stack.push_async_callback(fetcher.aclose)

    async def discover(url: str) -> list[DiscoveredFeed]:
        return await discover_feeds(fetcher, url)

    return discover


def _health(process: _Process) -> "tuple[Health, list[Work]]":
    """Return the health of the system, and the work that keeps it up to date."""
    from monitor.kafka.connection import connection_of
    from monitor.kafka.heartbeats import HeartbeatWatch
    from monitor.kafka.lag import KAFKA_ERRORS, LagWatch
    from monitor.web import Health

    settings, loops, live = process.settings, process.loops, process.live
    if not settings.kafka:
        return Health(lambda: live.error, loops=loops.states), []
    kafka = connection_of(settings)
    lag = LagWatch(kafka, settings.partitions)
    heartbeats = HeartbeatWatch(kafka, settings.partitions)
    health = Health(lambda: live.error, lag, loops=loops.states, heartbeats=heartbeats)
    return health, [
        loops.forever(lag.run, name="lag", unavailable=KAFKA_ERRORS),
        loops.forever(heartbeats.run, name="heartbeats", unavailable=KAFKA_ERRORS),
    ]
