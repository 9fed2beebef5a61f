"""The process of `monitor serve`."""

from collections.abc import Mapping
from typing import Any

import structlog

from monitor.bootstrap.database import database_engine
from monitor.bootstrap.process import Process, Work, open_process
from monitor.channels.room import post_message
from monitor.config import Settings
from monitor.deliveries import Delivered
from monitor.http.client import guarded_client
from monitor.http.discovery import DiscoveredFeed, discover_feeds
from monitor.http.fetcher import HttpFetcher
from monitor.kafka.connection import connection_of
from monitor.kafka.heartbeats import HeartbeatWatch
from monitor.kafka.lag import KAFKA_ERRORS, LagWatch
from monitor.kafka.producer import RecordProducer
from monitor.kafka.resend import send_again
from monitor.records import Rejection
from monitor.services.loop import background
from monitor.store import upgrade_database
from monitor.telemetry.exposition import process_registry
from monitor.web import ArticleTerms, Health, WebSettings, create_server, create_web
from monitor.web.ports import Discover, PostJson, SendAgain
from monitor.web.sign_in.assembly import sign_in_of

log = structlog.get_logger("web")


async def run_web(settings: Settings, token: str) -> None:
    """Serve the API and the dashboard until a signal stops the server.

    While the database is unavailable the server runs and `/readyz` gives the reason. Without
    ``settings.kafka`` neither lag nor the health of other processes is known.
    """
    async with open_process(settings, "serve") as process:
        loops, engine = process.loops, database_engine(process)
        health, watches = _health(process)
        upgrade = loops.until_done(lambda: upgrade_database(engine), name="database")
        await process.stack.enter_async_context(background(upgrade, *watches))
        web = WebSettings(
            token=token,
            site=settings.public_url,
            discover=_discover(process),
            send_again=await _send_again(process),
            post_json=await _post_json(process),
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


async def _send_again(process: Process) -> SendAgain | None:
    """Return the function that sends dead letters again, None without Kafka."""
    if not process.settings.kafka:
        return None
    producer = RecordProducer(connection_of(process.settings), "retry")
    process.stack.push_async_callback(producer.stop)

    async def send(rejection: Rejection) -> None:
        await send_again(rejection, producer)

    return send


async def _post_json(process: Process) -> PostJson:
    """Return the function that updates messages in chats; it connects to public addresses only."""
    settings = process.settings
    client = guarded_client(contact=settings.contact, proxy=settings.proxy)
    await process.stack.enter_async_context(client)

    async def post(address: str, body: Mapping[str, Any]) -> None:
        outcome = await post_message(client, address, body)
        if not isinstance(outcome, Delivered):
            log.warning("chat.update_failed", reason=outcome.reason)

    return post


def _discover(process: Process) -> Discover:
    """Return the function that finds the feeds of a site; it connects to public addresses only."""
    settings = process.settings
    fetcher = HttpFetcher(
        contact=settings.contact, allow_hosts=settings.allow_hosts, proxy=settings.proxy
    )
    process.stack.push_async_callback(fetcher.aclose)

    async def discover(url: str) -> list[DiscoveredFeed]:
        return await discover_feeds(fetcher, url)

    return discover


def _health(process: Process) -> tuple[Health, list[Work]]:
    """Return the health of the system, and the work that keeps it up to date."""
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
