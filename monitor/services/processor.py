"""The processors: Faust agents that read, match and raise.

    articles --read--> statements --match--> matches --raise--> alerts
                                          \\-> moments --notice--> matches      of rules with a pattern, by rule and actor
                                                        --silent--> matches      of actors that say nothing (`monitor.services.absence_watch`)

Faust 0.15 loses messages unless it is used with care; here is how it is held to at-least-once:

1. ``concurrency=1`` on every agent: offsets are committed in order. Scale by partitions and processes.
2. Topics are taken as raw bytes and decoded inside, so that no decode error is acknowledged unseen.
3. The whole body of an agent is in try/except: what is wrong with a message parks it in ``rejected``, acknowledged by the
   broker before the iteration ends. Errors of the infrastructure end the process; its supervisor starts it again.
4. Every send is awaited twice, until the broker has it, before the event's offset can be committed.
5. Agents yield exactly one outcome per event, so that ``ask`` and tests neither hang nor return early.
6. The state of alerts is a table in memory of at most `MOST_ALERTS`, rebuilt from its changelog; the archive unites what it has forgotten.
7. What is remembered for patterns is in its changelog before its message is done (`monitor.kafka.faust.tables`).
8. Nothing is acknowledged, and no offset committed, for a message that no agent has worked on (`monitor.kafka.faust.transport`).
9. A watchdog (`monitor.kafka.lag`): a partition with messages waiting and none done ends the process.

Nothing happens on import; `create_app` installs the agents as closures over its arguments.
"""

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import structlog

from monitor.flow.detect_patterns import detect_patterns
from monitor.flow.match_reading import match_reading
from monitor.flow.raise_alert import raise_alert
from monitor.flow.read_article import read_article
from monitor.kafka.dead_letters import make_rejection
from monitor.kafka.topics import (
    ALERTS,
    ARTICLES,
    MATCHES,
    MOST_BYTES,
    PATTERN_MATCHES,
    PROCESSOR,
    READINGS,
    REJECTED,
)
from monitor.matches.patterns.history import pattern_key
from monitor.records import Alert, Article, Match, PatternState, Reading, Record
from monitor.records.errors import MonitorError
from monitor.records.wire import Unreadable, decode, encode, headers_of
from monitor.services.absence_watch import CHECK_INTERVAL_S, AbsenceWatch
from monitor.watchlist import WatchlistIndex

R = TypeVar("R", bound=Record)

MOST_ALERTS = 5_000
"""Alerts that a processor remembers, to unite their copies: days of them. An older one that gets a copy is united by the archive."""
FORGOTTEN_AT_ONCE = 200

log = structlog.get_logger("processor")


class Poison(MonitorError):
    """A message that cannot be worked on; it is parked, and the line goes on."""

    def __init__(self, error: str, reason: str) -> None:
        super().__init__(error, reason)
        self.error = error
        self.reason = reason


def create_app(
    bootstrap: str,
    partitions: int,
    data: Path,
    index: Callable[[], WatchlistIndex],
    is_caught_up: Callable[[], bool],
) -> Any:
    """Return the Faust app with its agents; ``index`` gives the watchlist in force at each call, ``is_caught_up`` whether no message waits."""
    import faust

    from monitor.kafka.faust.tables import CarefulTable
    from monitor.kafka.faust.transport import CarefulTransport

    app = faust.App(
        PROCESSOR,
        broker=[f"aiokafka://{server}" for server in bootstrap.split(",")],
        store="memory://",
        datadir=str(data / "faust"),
        autodiscover=False,
        web_enabled=False,
        processing_guarantee="at_least_once",
        topic_partitions=partitions,
        topic_replication_factor=1,
        topic_allow_declare=False,
        topic_disable_leader=True,
        table_standby_replicas=0,
        consumer_auto_offset_reset="earliest",
        broker_commit_interval=1.0,
        broker_session_timeout=15.0,
        broker_heartbeat_interval=3.0,
        broker_request_timeout=30.0,
        producer_request_timeout=45.0,
        producer_acks=-1,
        producer_linger=0,
        producer_max_request_size=MOST_BYTES,
        consumer_max_fetch_size=4 * MOST_BYTES,
        stream_buffer_maxsize=64,
        stream_wait_empty=False,
        broker_check_crcs=True,
        Table=CarefulTable,
    )

    app.transport = CarefulTransport(app.conf.broker_consumer, app, app.loop)

    def topic(name: str) -> Any:
        return app.topic(
            name, key_type=bytes, value_type=bytes, key_serializer="raw", value_serializer="raw"
        )

    articles, statements, matches, moments, alerts, rejected = (
        topic(each.name)
        for each in (ARTICLES, READINGS, MATCHES, PATTERN_MATCHES, ALERTS, REJECTED)
    )
    table = app.Table("alerts", key_type=bytes, value_type=bytes, partitions=partitions)
    remembered = app.Table("moments", key_type=bytes, value_type=bytes, partitions=partitions)
    remembered.is_waited_for = True

    async def send(to: Any, key: str, record: Record) -> None:
        body = encode(record)
        if len(body) > MOST_BYTES - 2_000:
            raise Poison("too_large", f"{type(record).__name__} of {len(body)} bytes")
        await (await to.send(key=key.encode(), value=body, headers=dict(headers_of(record))))

    def is_own_key(key: bytes) -> bool:
        return app.producer.key_partition(PATTERN_MATCHES.name, key) in app.consumer.assignment()

    async def publish(absence: Match) -> None:
        await send(matches, absence.alert, absence)

    absences = AbsenceWatch(remembered, index, is_own_key, publish)

    async def park(event: Any, stage: str, error: str, reason: str) -> None:
        record = make_rejection(event.message, stage, error, reason)
        await (
            await rejected.send(
                key=record.id.encode(), value=encode(record), headers=dict(headers_of(record))
            )
        )
        log.warning(
            "message.rejected",
            stage=stage,
            topic=record.topic,
            partition=record.partition,
            offset=record.offset,
            error=error,
            reason=reason,
        )

    async def work(stage: str, event: Any, record_type: type[R], body: Callable[[R], Any]) -> str:
        """Run one stage on one event; return its outcome."""
        try:
            record = decode(event.message.value, record_type)
            if isinstance(record, Unreadable):
                raise Poison("unreadable", record.reason)
            outcome = await body(record)
        except Poison as poison:
            await park(event, stage, poison.error, poison.reason)
            outcome = "rejected"
        except (OSError, ConnectionError, asyncio.CancelledError):
            raise  # the infrastructure's trouble, not the message's
        except Exception as error:
            if _is_kafka_error(error):
                raise
            log.exception("stage.failed", stage=stage)
            await park(event, stage, type(error).__name__, str(error))
            outcome = "rejected"
        app.consumer.done(event.message)
        return str(outcome)

    @app.agent(articles, name="read", concurrency=1)  # type: ignore[untyped-decorator]
    async def read_agent(stream: Any) -> AsyncIterator[str]:
        async def body(article: Article) -> str:
            if not any(map(str.isalnum, article.text)):
                raise Poison("no_text", f"article {article.id} of {article.url} has no text")
            reading = read_article(article, index())
            await send(statements, article.id, reading)
            absences.note_article(article.seen_at)
            return "read"

        async for event in stream.events():
            yield await work("read", event, Article, body)

    @app.agent(statements, name="match", concurrency=1)  # type: ignore[untyped-decorator]
    async def match_agent(stream: Any) -> AsyncIterator[str]:
        async def body(reading: Reading) -> str:
            rules = index()
            found = match_reading(reading, rules)
            for each in found:
                pattern = rules.pattern_of(each.rule)
                if pattern is None:
                    await send(matches, each.alert, each)
                else:
                    await send(moments, pattern_key(each, pattern), each)
            return "matched" if found else "passed"

        async for event in stream.events():
            yield await work("match", event, Reading, body)

    @app.agent(moments, name="notice", concurrency=1)  # type: ignore[untyped-decorator]
    async def notice_agent(stream: Any) -> AsyncIterator[str]:
        async for event in stream.events():
            key = event.message.key

            async def body(found: Match, key: bytes = key) -> str:
                pattern = index().pattern_of(found.rule)
                if pattern is None:
                    return "passed"  # the rule was changed meanwhile
                if key != pattern_key(found, pattern).encode():  # it may be another processor's
                    raise Poison("wrong_key", f"{key!r} is not {pattern_key(found, pattern)!r}")
                known = (
                    decode(state, PatternState)
                    if (state := remembered.get(key)) is not None
                    else None
                )
                detected = detect_patterns(
                    None if isinstance(known, Unreadable) else known, found, pattern
                )
                for each in detected.matches:
                    await send(matches, each.alert, each)
                remembered[key] = encode(detected.state)
                await remembered.written()
                return "noticed" if detected.matches else "passed"

            yield await work("notice", event, Match, body)

    @app.agent(matches, name="raise", concurrency=1)  # type: ignore[untyped-decorator]
    async def raise_agent(stream: Any) -> AsyncIterator[str]:
        async def body(found: Match) -> str:
            key = found.alert.encode()
            known = decode(state, Alert) if (state := table.get(key)) is not None else None
            alert = raise_alert(
                None if isinstance(known, Unreadable) else known, found, datetime.now(UTC)
            )
            if alert is None:
                return "repeated"
            await send(alerts, alert.id, alert)
            table[key] = encode(alert)
            if len(table) > MOST_ALERTS:
                for oldest in list(itertools.islice(table, FORGOTTEN_AT_ONCE)):
                    table.pop(oldest, None)
            return "raised"

        async for event in stream.events():
            yield await work("raise", event, Match, body)

    @app.timer(CHECK_INTERVAL_S)  # type: ignore[untyped-decorator]
    async def check_absences() -> None:
        if is_caught_up() and not app.rebalancing:
            await absences.check()

    return app


def _is_kafka_error(error: Exception) -> bool:
    from aiokafka.errors import KafkaError

    return isinstance(error, KafkaError)
