"""The process of `monitor deliver`."""

import httpx
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.bootstrap.database import database_engine
from monitor.bootstrap.process import Process, open_process, run_together
from monitor.channels import Channel, Services, open_channels
from monitor.config import Settings
from monitor.http.client import guarded_client
from monitor.kafka.connection import KafkaConnection
from monitor.kafka.create_topics import create_topics
from monitor.kafka.lag import KAFKA_ERRORS
from monitor.kafka.producer import RecordProducer
from monitor.services import feed_watch, subscription_watch, websub
from monitor.services.archiver import ONE_WRITER, Archiver
from monitor.services.deliverer import Deliverer
from monitor.services.health_report import report_health
from monitor.services.loop import Loops
from monitor.services.memory import settle_memory
from monitor.services.pruner import PRUNE_INTERVAL_S, PruneService
from monitor.store import Archive, Store, upgrade_database
from monitor.store.database import UNAVAILABLE
from monitor.store.pushes import Pushes
from monitor.store.search.indexer import Indexer

READY_WITHIN_S = 60.0
"""Seconds to wait for the database at start: a server that starts at the same time needs 20 s."""

INDEX_EVERY_S = 1.0
"""Seconds between looks into the queue of the index; a search itself indexes what is new."""


async def run_deliverer(settings: Settings, kafka: KafkaConnection) -> None:
    """Archive and deliver until cancelled.

    Raises `ConfigurationError`, `DatabaseUnavailable`, KafkaError.
    """
    async with open_process(settings, "deliver") as process:
        loops, engine = process.loops, database_engine(process)
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
        await run_together(*work)


async def _client(process: Process) -> httpx.AsyncClient:
    """Open the client for webhooks and hubs; it connects to public addresses only."""
    settings = process.settings
    client = guarded_client(
        contact=settings.contact, allow_hosts=settings.allow_hosts, proxy=settings.proxy
    )
    return await process.stack.enter_async_context(client)


async def _channels(
    process: Process, kafka: KafkaConnection, client: httpx.AsyncClient
) -> dict[str, Channel]:
    """Open every channel by its name."""
    producer = RecordProducer(kafka, "deliverer")
    await producer.start()
    process.stack.push_async_callback(producer.stop)
    return open_channels(
        Services(
            client=client,
            mail=process.settings.mail_server,
            send_to_topic=producer.send_bytes,
            site=process.settings.public_url,
        )
    )


async def _archive(loops: Loops, kafka: KafkaConnection, engine: AsyncEngine) -> None:
    """Store the records of the topics."""
    limits = ONE_WRITER if engine.dialect.name == "sqlite" else None
    archiver = Archiver(kafka, Archive(engine).store, limits)
    unavailable = (*KAFKA_ERRORS, *UNAVAILABLE)
    await loops.forever(archiver.run, name="archiver", unavailable=unavailable)


async def _index(loops: Loops, engine: AsyncEngine) -> None:
    """Keep the full-text index up to date."""
    indexer = Indexer(engine)
    await loops.forever(
        indexer.run_once, name="indexer", every=INDEX_EVERY_S, unavailable=UNAVAILABLE
    )


async def _watch_feeds(process: Process, engine: AsyncEngine) -> None:
    """Raise alerts about feeds in trouble."""

    def configured() -> frozenset[str]:
        return frozenset(feed.id for feed in process.live.current.feeds)

    feeds = feed_watch.FeedWatch(Store(engine), lambda: process.live.index, configured)
    await process.loops.forever(
        feeds.run_once,
        name="feed-watch",
        every=feed_watch.CHECK_INTERVAL_S,
        unavailable=UNAVAILABLE,
    )


async def _watch_subscriptions(process: Process, engine: AsyncEngine) -> None:
    """Resolve the alerts on subscriptions that are in force again."""
    await process.loops.forever(
        subscription_watch.SubscriptionWatch(Store(engine)).run_once,
        name="subscription-watch",
        every=subscription_watch.CHECK_INTERVAL_S,
        unavailable=UNAVAILABLE,
    )


async def _prune(process: Process, engine: AsyncEngine) -> None:
    """Remove what is older than its retention."""
    settings = process.settings
    service = PruneService(engine, settings.retention, limits=settings.size_limits)
    await process.loops.forever(
        service.run_once,
        name="pruner",
        every=PRUNE_INTERVAL_S,
        unavailable=UNAVAILABLE,
    )


async def _subscribe_at_hubs(
    loops: Loops, engine: AsyncEngine, client: httpx.AsyncClient, public_url: str
) -> None:
    """Keep the WebSub subscriptions of feeds valid."""
    subscriber = websub.HubSubscriber(Store(engine), Pushes(engine), client, public_url)
    await loops.forever(
        subscriber.run_once,
        name="websub",
        every=websub.CHECK_INTERVAL_S,
        unavailable=UNAVAILABLE,
    )
