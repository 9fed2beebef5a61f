"""The Faust application: its guarantees, its sender, and stages as agents; without a broker."""

import asyncio
from typing import Any

import pytest

from monitor.kafka.faust import app as faust_app
from monitor.kafka.faust.transport import CarefulConsumer, CarefulTransport
from monitor.kafka.stage import Unprocessable
from monitor.kafka.topics import ARTICLES, MAX_MESSAGE_BYTES, READINGS
from monitor.records import Article
from tests.builders import an_article
from tests.kafka.fakes import FakeMessage, FakeSender, a_message


def test_the_application_keeps_at_least_once_delivery(app: Any) -> None:
    assert app.conf.processing_guarantee.name == "AT_LEAST_ONCE"
    assert app.conf.topic_allow_declare is False
    assert app.conf.table_standby_replicas == 0
    assert app.conf.web_enabled is False
    assert app.conf.producer_request_timeout <= 60
    assert isinstance(app.transport, CarefulTransport)
    assert app.transport.Consumer is CarefulConsumer


class FakeTopic:
    """A topic that keeps what is sent, and acknowledges it when the test says so."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        self.acknowledgement: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def send(self, **message: Any) -> asyncio.Future[None]:
        """Keep a message; return its acknowledgement."""
        self.sent.append(message)
        return self.acknowledgement


def a_sender(app: Any, topic: FakeTopic) -> faust_app.FaustSender:
    sender = faust_app.FaustSender(app, topics=())
    sender._topics = {READINGS.name: topic}
    return sender


async def test_send_returns_after_the_broker_has_acknowledged_the_record(app: Any) -> None:
    topic = FakeTopic()
    sending = asyncio.create_task(a_sender(app, topic).send(READINGS, "key", an_article()))
    await asyncio.sleep(0)
    assert [message["key"] for message in topic.sent] == [b"key"]
    assert topic.sent[0]["headers"] == {"schema": b"article.v1"}
    assert not sending.done()
    topic.acknowledgement.set_result(None)
    await sending


async def test_a_record_over_the_limit_is_unprocessable_and_not_sent(app: Any) -> None:
    topic = FakeTopic()
    article = an_article(text="x" * MAX_MESSAGE_BYTES)
    with pytest.raises(Unprocessable) as refused:
        await a_sender(app, topic).send(READINGS, "key", article)
    assert refused.value.error == "too_large"
    assert topic.sent == []


class CountStage:
    """Counts articles."""

    name = "count"
    source = ARTICLES
    record_type = Article

    def __init__(self) -> None:
        self.articles = 0

    async def work(self, _record: Article, _key: bytes) -> str:
        """Count one."""
        self.articles += 1
        return "counted"


class FakeConsumer:
    """A consumer that keeps the processed messages."""

    def __init__(self) -> None:
        self.processed: list[Any] = []

    def mark_processed(self, message: Any) -> None:
        """Keep a message."""
        self.processed.append(message)


async def test_an_agent_yields_one_outcome_per_message_and_marks_each_processed(app: Any) -> None:
    stage, sender = CountStage(), FakeSender()
    app.consumer = FakeConsumer()
    faust_app.install_stage(app, stage, sender)
    [agent] = [agent for name, agent in app.agents.items() if name.endswith("count")]
    assert agent.concurrency == 1
    events = [a_message(an_article()), FakeMessage(value=b"not a record"), a_message(an_article())]

    class Event:
        def __init__(self, message: FakeMessage) -> None:
            self.message = message

    class Stream:
        async def events(self) -> Any:
            for message in events:
                yield Event(message)

    outcomes = [outcome async for outcome in agent.fun(Stream())]
    assert outcomes == ["counted", "rejected", "counted"]
    assert app.consumer.processed == events
    assert (stage.articles, len(sender.sent)) == (2, 1)


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
