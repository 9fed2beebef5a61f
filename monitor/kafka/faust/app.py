"""The Faust application of the processor, and stages as its agents.

Faust 0.15 loses messages unless it is used with care. The application keeps at-least-once delivery:

1. ``concurrency=1`` on every agent: offsets are committed in order. Scale by partitions and
   processes.
2. Topics deliver raw bytes, and the stage decodes them, so that no decoding error is acknowledged
   unseen.
3. `monitor.kafka.stage.run_stage` catches every error of a message; errors of the infrastructure
   end the process.
4. Streams acknowledge nothing by themselves (``noack``). A message is acknowledged when the broker
   has all of its results, in the order of its partition; up to 64 messages of an agent are in work
   (`monitor.kafka.pipe`).
5. Agents yield exactly one outcome per message.
6. Only acknowledged messages are committed (`monitor.kafka.faust.transport`).
7. Tables wait for their changelog where a loss would show (`monitor.kafka.faust.tables`).
8. Topics exist before the application starts (`monitor.kafka.topics`); Faust creates none.

Importing this module imports Faust.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import faust
from aiokafka.errors import KafkaError
from faust.auth import OAuthCredentials
from faust.exceptions import ProducerSendError

from monitor.kafka.connection import OAUTHBEARER, KafkaConnection
from monitor.kafka.faust.tables import CarefulTable
from monitor.kafka.faust.transport import CarefulTransport
from monitor.kafka.outbox import BrokerOutbox, Delivery, Headers, Producer
from monitor.kafka.pipe import Pipe
from monitor.kafka.stage import Stage, Unprocessable, run_stage
from monitor.kafka.topics import MAX_MESSAGE_BYTES, PROCESSOR, Topic
from monitor.records import Record
from monitor.records.wire import encode, headers_of
from monitor.telemetry.tracing import with_trace

Work = Callable[[], Awaitable[object]]

RECORD_OVERHEAD_BYTES = 2_000
"""Room for key, headers and framing of a record inside Kafka's limit on a message."""
MESSAGES_BUFFERED = 64
"""Messages of one stream in memory: some 100 ms of work, so that a rebalance repeats little."""
SESSION_S, HEARTBEAT_S = 15.0, 3.0
"""A killed processor's partitions move after `SESSION_S`; the slowest article takes 3 s."""
LINGER_S = 0.005
"""Seconds for which a queued record waits for others of its partition: one request to the broker
costs as much as the work on half an article."""
BATCH_BYTES = 1_000_000
"""Bytes of a partition in one request: some 40 readings."""
COMMIT_INTERVAL_S = 1.0
"""Seconds of work that a killed processor repeats at most."""
REQUEST_TIMEOUT_S, PRODUCER_TIMEOUT_S = 30.0, 45.0
"""Faust's default for the producer is 20 minutes, in which the processor would stall unnoticed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AppOptions:
    """Where the application runs."""

    kafka: KafkaConnection
    """Where the brokers are, and how to sign in."""
    partitions: int
    """Partitions of every topic."""
    folder: Path
    """Folder for Faust's own files."""


def create_faust_app(options: AppOptions) -> Any:
    """Return a Faust application without agents; nothing connects before it is started."""
    app = faust.App(
        options.kafka.wire_name(PROCESSOR),  # before the changelogs as well
        broker=[f"aiokafka://{server}" for server in options.kafka.server_list],
        broker_credentials=_credentials(options.kafka),
        store="memory://",
        datadir=str(options.folder),
        autodiscover=False,
        web_enabled=False,
        processing_guarantee="at_least_once",
        topic_partitions=options.partitions,
        topic_replication_factor=1,
        topic_allow_declare=False,
        topic_disable_leader=True,
        table_standby_replicas=0,
        consumer_auto_offset_reset="earliest",
        broker_commit_interval=COMMIT_INTERVAL_S,
        broker_session_timeout=SESSION_S,
        broker_heartbeat_interval=HEARTBEAT_S,
        broker_request_timeout=REQUEST_TIMEOUT_S,
        producer_request_timeout=PRODUCER_TIMEOUT_S,
        producer_acks=-1,
        producer_linger=LINGER_S,
        producer_max_batch_size=BATCH_BYTES,
        producer_max_request_size=MAX_MESSAGE_BYTES,
        consumer_max_fetch_size=4 * MAX_MESSAGE_BYTES,
        stream_buffer_maxsize=MESSAGES_BUFFERED,
        stream_wait_empty=False,
        broker_check_crcs=True,
        Table=CarefulTable,
    )
    app.transport = CarefulTransport(app.conf.broker_consumer, app, app.loop)
    return app


def _credentials(kafka: KafkaConnection) -> Any:
    """Return the sign-in in Faust's classes; None for connections in the clear without one."""
    options = kafka.options()
    context = options.get("ssl_context")
    if kafka.sasl is None:
        return faust.SSLCredentials(context) if context else None
    if kafka.sasl.mechanism == OAUTHBEARER:
        provider = options["sasl_oauth_token_provider"]
        return OAuthCredentials(oauth_cb=provider, ssl_context=context)
    return faust.SASLCredentials(
        username=options["sasl_plain_username"],
        password=options["sasl_plain_password"],
        ssl_context=context,
        mechanism=kafka.sasl.mechanism,
    )


def create_table(app: Any, name: str, *, awaits_changelog: bool = False) -> CarefulTable:
    """Return a table of bytes by key, in memory, rebuilt from its changelog at the start.

    With ``awaits_changelog`` its writer can wait until the changelog has its changes.
    """
    partitions = app.conf.topic_partitions
    table = app.Table(name, key_type=bytes, value_type=bytes, partitions=partitions)
    assert isinstance(table, CarefulTable), "the application's table class"
    table.awaits_changelog = awaits_changelog
    return table


def owns_key(app: Any, topic: Topic, key: bytes) -> bool:
    """Return whether this process has the partition of a topic that a key belongs to."""
    return app.producer.key_partition(_wire_name(app, topic), key) in app.consumer.assignment()


def _wire_name(app: Any, topic: Topic) -> str:
    """Return the name of a topic on the cluster, which has the prefix of the application's id."""
    return f"{str(app.conf.id).removesuffix(PROCESSOR)}{topic.name}"


class FaustProducer:
    """Queues records on the producer of a Faust application, without Faust's own layers."""

    def __init__(self, app: Any) -> None:
        self._app = app

    async def post(self, topic: Topic, key: str, record: Record, headers: Headers = ()) -> Delivery:
        """Queue a record and return its delivery.

        Waits only while the producer's buffer is full. Raises `Unprocessable` for a record over
        the limit, KafkaError.
        """
        body = encode(record)
        if len(body) > MAX_MESSAGE_BYTES - RECORD_OVERHEAD_BYTES:
            raise Unprocessable("too_large", f"{type(record).__name__} of {len(body)} bytes")
        labels = with_trace([*headers_of(record), *headers])
        try:
            delivery: Delivery = await self._app.producer.send(
                _wire_name(self._app, topic), key.encode(), body, None, None, labels
            )
        except ProducerSendError as error:
            # Faust wraps errors of the infrastructure in one that is none.
            raise error.__cause__ or KafkaError(str(error)) from error
        return delivery

    async def send(self, topic: Topic, key: str, record: Record) -> None:
        """Return when the broker has the record; see `post`."""
        await (await self.post(topic, key, record))


def raw_topic(app: Any, topic: Topic) -> Any:
    """Return Faust's topic that delivers and takes bytes as they are."""
    return app.topic(
        _wire_name(app, topic),
        key_type=bytes,
        value_type=bytes,
        key_serializer="raw",
        value_serializer="raw",
    )


def install_stage(app: Any, stage: Stage[Any], producer: Producer) -> None:
    """Run a stage as an agent of the application."""

    def acknowledge(event: Any) -> None:
        app.consumer.acknowledge(event.message)

    async def run_agent(stream: Any) -> AsyncIterator[str]:
        pipe: Pipe[Any] = Pipe(acknowledge, stream.channel._throw)
        async for event in stream.noack().events():
            await pipe.admit()
            outbox = BrokerOutbox(producer)
            outcome = await run_stage(stage, event.message, outbox)
            # The event itself: Faust's tables find the partition by a weak reference to it.
            pipe.add(event, event.message.tp, outbox)
            yield outcome

    app.agent(raw_topic(app, stage.source), name=stage.name, concurrency=1)(run_agent)


def install_timer(app: Any, interval_s: float, work: Work) -> None:
    """Run ``work`` every ``interval_s`` seconds, except during a rebalance."""
    app.timer(interval_s)(rebalance_safe(app, work))


def rebalance_safe(app: Any, work: Work) -> Callable[[], Awaitable[None]]:
    """Return ``work`` as a function that does nothing during a rebalance.

    Tables and assignment are inconsistent then.
    """

    async def run_timer() -> None:
        if not app.rebalancing:
            await work()

    return run_timer
