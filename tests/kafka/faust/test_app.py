"""The Faust application: its guarantees, its sender, and stages as agents; without a broker."""

import asyncio
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka.errors import KafkaTimeoutError
from faust.exceptions import ProducerSendError

from monitor.kafka.faust import app as faust_app
from monitor.kafka.faust.transport import CarefulConsumer, CarefulTransport
from monitor.kafka.outbox import Outbox
from monitor.kafka.stage import Unprocessable
from monitor.kafka.topics import ARTICLES, MAX_MESSAGE_BYTES, READINGS
from monitor.records import Article
from monitor.records.wire import encode
from monitor.services.processor import Limits
from tests.builders import an_article
from tests.kafka.fakes import FakeMessage


def test_the_application_keeps_at_least_once_delivery(app: Any) -> None:
    assert app.conf.processing_guarantee.name == "AT_LEAST_ONCE"
    assert app.conf.topic_allow_declare is False
    assert app.conf.table_standby_replicas == 0
    assert app.conf.web_enabled is False
    assert app.conf.producer_request_timeout <= 60
    assert app.conf.producer_linger > 0
    assert isinstance(app.transport, CarefulTransport)
    assert app.transport.Consumer is CarefulConsumer


def test_an_eviction_of_marks_does_not_stop_the_streams(app: Any) -> None:
    assert app.producer.buffer.max_messages > Limits().evicted_together


class FakeProducer:
    """A producer that keeps what is sent, and acknowledges it when the test says so."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.sent: list[tuple[str, bytes, list[tuple[str, bytes]]]] = []
        self.deliveries: list[asyncio.Future[Any]] = []

    async def send(
        self, topic: str, key: bytes, _body: bytes, _partition: None, _at: None, headers: Any
    ) -> asyncio.Future[Any]:
        """Keep a message; return its acknowledgement."""
        if self.error is not None:
            raise self.error
        self.sent.append((topic, key, headers))
        self.deliveries.append(asyncio.get_running_loop().create_future())
        return self.deliveries[-1]


@dataclass
class FakeApp:
    """An application with a producer."""

    producer: FakeProducer
    conf: SimpleNamespace = field(default_factory=lambda: SimpleNamespace(id="processor"))


async def test_send_returns_after_the_broker_has_acknowledged_the_record() -> None:
    producer = FakeProducer()
    sending = asyncio.create_task(
        faust_app.FaustProducer(FakeApp(producer)).send(READINGS, "key", an_article())
    )
    await asyncio.sleep(0)
    assert producer.sent == [("readings", b"key", [("schema", b"article.v1")])]
    assert not sending.done()
    producer.deliveries[0].set_result(None)
    await sending


async def test_a_record_is_posted_with_its_own_headers_and_not_waited_for() -> None:
    producer = FakeProducer()
    post = faust_app.FaustProducer(FakeApp(producer)).post
    delivery = await post(READINGS, "key", an_article(), (("matched", b"1"),))
    assert producer.sent[0][2] == [("schema", b"article.v1"), ("matched", b"1")]
    assert not delivery.done()


async def test_a_record_over_the_limit_is_unprocessable_and_not_sent() -> None:
    producer = FakeProducer()
    article = an_article(text="x" * MAX_MESSAGE_BYTES)
    with pytest.raises(Unprocessable) as refused:
        await faust_app.FaustProducer(FakeApp(producer)).post(READINGS, "key", article)
    assert refused.value.error == "too_large"
    assert producer.sent == []


async def test_an_unavailable_broker_is_no_mistake_of_the_message() -> None:
    error = ProducerSendError("Error while sending")
    error.__cause__ = KafkaTimeoutError()
    with pytest.raises(KafkaTimeoutError):
        await faust_app.FaustProducer(FakeApp(FakeProducer(error))).post(
            READINGS, "key", an_article()
        )


class CountStage:
    """Counts articles."""

    name = "count"
    source = ARTICLES
    record_type = Article

    def __init__(self) -> None:
        self.articles = 0

    async def work(self, record: Article, _key: bytes, outbox: Outbox) -> str:
        """Count one, and send it on."""
        self.articles += 1
        await outbox.send(READINGS, record.id, record)
        return "counted"


class FakeConsumer:
    """A consumer that keeps the acknowledged messages."""

    def __init__(self) -> None:
        self.acknowledged: list[Any] = []

    def acknowledge(self, message: Any) -> None:
        """Keep a message."""
        self.acknowledged.append(message)


@dataclass
class Event:
    """A message as a stream yields it."""

    message: Any


class FakeChannel:
    """The channel of a stream; keeps the errors that end its agent."""

    def __init__(self) -> None:
        self.errors: list[BaseException] = []

    def _throw(self, error: BaseException) -> None:
        self.errors.append(error)


class FakeStream:
    """A stream of messages, each acknowledged by its agent alone."""

    def __init__(self, messages: list[FakeMessage]) -> None:
        self.messages = messages
        self.channel = FakeChannel()
        self.has_acks = True

    def noack(self) -> "FakeStream":
        """Return the stream without acknowledgements of its own."""
        self.has_acks = False
        return self

    async def events(self) -> Any:
        """Yield each message."""
        for message in self.messages:
            yield Event(message)


def an_agent(app: Any, producer: FakeProducer) -> Any:
    app.consumer = FakeConsumer()
    faust_app.install_stage(app, CountStage(), faust_app.FaustProducer(FakeApp(producer)))
    [agent] = [agent for name, agent in app.agents.items() if name.endswith("count")]
    assert agent.concurrency == 1
    return agent


def three_messages() -> list[FakeMessage]:
    bodies = (encode(an_article()), b"not a record", encode(an_article()))
    return [FakeMessage(offset=number, value=body) for number, body in enumerate(bodies)]


async def test_an_agent_yields_one_outcome_per_message_without_waiting_for_the_broker(
    app: Any,
) -> None:
    producer, stream = FakeProducer(), FakeStream(three_messages())
    outcomes = [outcome async for outcome in an_agent(app, producer).fun(stream)]
    assert outcomes == ["counted", "rejected", "counted"]
    assert [topic for topic, _, _ in producer.sent] == ["readings", "rejected", "readings"]
    assert (app.consumer.acknowledged, stream.has_acks) == ([], False)


async def test_an_agent_acknowledges_messages_in_order_once_the_broker_has_their_results(
    app: Any,
) -> None:
    producer, stream = FakeProducer(), FakeStream(three_messages())
    agent = an_agent(app, producer)
    assert len([outcome async for outcome in agent.fun(stream)]) == 3
    producer.deliveries[1].set_result(None)
    await asyncio.sleep(0)
    assert app.consumer.acknowledged == []
    producer.deliveries[0].set_result(None)
    await asyncio.sleep(0)
    assert app.consumer.acknowledged == stream.messages[:2]


async def test_a_delivery_that_fails_ends_the_agent_even_without_another_message(app: Any) -> None:
    producer, stream = FakeProducer(), FakeStream(three_messages())
    agent = an_agent(app, producer)
    assert len([outcome async for outcome in agent.fun(stream)]) == 3
    error = KafkaTimeoutError()
    producer.deliveries[0].set_exception(error)
    producer.deliveries[1].set_result(None)
    await asyncio.sleep(0)
    assert stream.channel.errors == [error]
    assert app.consumer.acknowledged == []


async def test_a_timer_does_not_run_during_a_rebalance(app: Any) -> None:
    calls: list[bool] = []

    async def work() -> None:
        calls.append(app.rebalancing)

    timer = faust_app.rebalance_safe(app, work)
    app.rebalancing = True
    await timer()
    app.rebalancing = False
    await timer()
    assert calls == [False]
