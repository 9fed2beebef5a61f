"""One stage of the pipeline on Kafka, without the stream engine that feeds it.

    message --decode--> record --work--> outcome; results in the outbox
                  \\              \\
                   `--------------`--Unprocessable--> a dead letter in the outbox

1. A message is acknowledged after its results, or its dead letter, are in the broker
   (`monitor.kafka.pipe`).
2. A message that cannot be decoded, or on which the work fails, goes to ``rejected`` as a dead
   letter, and the stage goes on with the next one.
3. Errors of the infrastructure (broker, network, disk) are raised and the message is not
   acknowledged: the process ends, its supervisor restarts it, and the message is read again.
4. Each message has exactly one outcome, a word for logs and tests.
5. Every line that is logged meanwhile names the stage and the article.
"""

import time
from functools import partial
from typing import Any, Protocol, TypeVar

import structlog
from aiokafka.errors import KafkaError

from monitor.kafka.dead_letters import Message, make_rejection
from monitor.kafka.outbox import Outbox
from monitor.kafka.topics import REJECTED, Topic
from monitor.records import Article, Match, Record
from monitor.records.errors import MonitorError
from monitor.records.wire import Unreadable, decode
from monitor.telemetry.metrics import observe_message
from monitor.telemetry.tracing import message_span

R = TypeVar("R", bound=Record)

INFRASTRUCTURE_ERRORS = (OSError, KafkaError)
"""Errors that say nothing about the message."""

log = structlog.get_logger("processor")


class Unprocessable(MonitorError):
    """A message on which no work can be done; ``error`` is its class, ``reason`` a sentence."""

    def __init__(self, error: str, reason: str) -> None:
        super().__init__(error, reason)
        self.error = error
        self.reason = reason


class Stage(Protocol[R]):
    """Work on the records of one topic."""

    @property
    def name(self) -> str:
        """The stage's name in logs and dead letters."""
        ...

    @property
    def source(self) -> Topic:
        """The topic that it reads."""
        ...

    @property
    def record_type(self) -> type[R]:
        """The record on that topic."""
        ...

    async def work(self, record: R, key: bytes, outbox: Outbox) -> str:
        """Do the work on one record, queue the results, and return the outcome.

        Called in the order of each partition, one record at a time. Raises `Unprocessable` for a
        record that makes no sense; any other exception counts as one too, unless it is one of
        `INFRASTRUCTURE_ERRORS`.
        """
        ...


async def run_stage(stage: Stage[R], message: Message, outbox: Outbox) -> str:
    """Run a stage on one message and return its outcome; its results are in the outbox.

    The outcome is counted once the broker has the results.
    """
    started, record = time.perf_counter(), None
    try:
        record = _decode(message, stage.record_type)
        article = article_of(record)
        with (
            structlog.contextvars.bound_contextvars(stage=stage.name, article=article),
            message_span(stage.name, message.headers, article),
        ):
            outcome = await stage.work(record, message.key or b"", outbox)
    except Unprocessable as error:
        outcome = await _reject(stage, message, outbox, error)
    except INFRASTRUCTURE_ERRORS:
        raise
    except Exception as error:
        log.exception("stage.failed", stage=stage.name)
        unprocessable = Unprocessable(type(error).__name__, str(error))
        outcome = await _reject(stage, message, outbox, unprocessable)
    seconds = time.perf_counter() - started
    outbox.on_delivered(partial(observe_message, stage.name, record, outcome, seconds))
    return outcome


def article_of(record: Record) -> str:
    """Return the id of the article that a record belongs to, ``""`` for one of none."""
    match record:
        case Article(id=id_):
            return id_
        case Match(article=article):
            return article.id
    return ""


def _decode(message: Message, record_type: type[R]) -> R:
    record = decode(message.value, record_type)
    if isinstance(record, Unreadable):
        raise Unprocessable("unreadable", record.reason)
    return record


async def _reject(stage: Stage[Any], message: Message, outbox: Outbox, error: Unprocessable) -> str:
    """Queue the dead letter of a message."""
    topic = stage.source.name
    rejection = make_rejection(message, stage.name, error.error, error.reason, topic=topic)
    await outbox.send(REJECTED, rejection.id, rejection)
    log.warning(
        "message.rejected",
        stage=stage.name,
        topic=rejection.topic,
        partition=rejection.partition,
        offset=rejection.offset,
        error=error.error,
        reason=error.reason,
    )
    return "rejected"
