"""Pipe: messages are acknowledged in the order of their partition, after all of their results."""

import asyncio
import random

import pytest
from aiokafka.errors import KafkaTimeoutError

from monitor.kafka.outbox import BrokerOutbox, Delivery, Headers
from monitor.kafka.pipe import Pipe
from monitor.kafka.topics import READINGS, Topic
from monitor.records import Record
from tests.builders import an_article


class FakeProducer:
    """Keeps the deliveries; the test is the broker."""

    def __init__(self) -> None:
        self.deliveries: list[Delivery] = []

    async def post(
        self, _topic: Topic, _key: str, _record: Record, _headers: Headers = ()
    ) -> Delivery:
        """Keep a delivery."""
        delivery: Delivery = asyncio.get_running_loop().create_future()
        self.deliveries.append(delivery)
        return delivery


class Line:
    """A pipe with its broker, the acknowledged messages, and the errors that ended it."""

    def __init__(self, window: int = 64) -> None:
        self.producer = FakeProducer()
        self.acknowledged: list[str] = []
        self.errors: list[BaseException] = []
        self.pipe: Pipe[str] = Pipe(self.acknowledged.append, self.errors.append, window=window)

    async def add(self, message: str, results: int = 1, partition: int = 0) -> BrokerOutbox:
        """Put a message with some results into the pipe."""
        outbox = BrokerOutbox(self.producer)
        for _ in range(results):
            await outbox.send(READINGS, message, an_article())
        self.pipe.add(message, partition, outbox)
        return outbox

    async def deliver(self, *numbers: int) -> None:
        """Let the broker acknowledge some records."""
        for number in numbers:
            self.producer.deliveries[number].set_result(None)
        await asyncio.sleep(0)


async def test_a_message_is_acknowledged_after_all_of_its_results() -> None:
    line = Line()
    await line.add("one", results=3)
    await line.deliver(0, 2)
    assert line.acknowledged == []
    await line.deliver(1)
    assert line.acknowledged == ["one"]


async def test_a_message_without_results_is_acknowledged_at_once() -> None:
    line = Line()
    await line.add("one", results=0)
    assert (line.acknowledged, len(line.pipe)) == (["one"], 0)


async def test_a_message_without_results_waits_for_those_before_it() -> None:
    line = Line()
    await line.add("one")
    await line.add("two", results=0)
    assert line.acknowledged == []
    await line.deliver(0)
    assert line.acknowledged == ["one", "two"]


async def test_partitions_do_not_wait_for_each_other() -> None:
    line = Line()
    await line.add("one", partition=0)
    await line.add("two", partition=1)
    await line.deliver(1)
    assert line.acknowledged == ["two"]


@pytest.mark.parametrize("seed", range(20))
async def test_any_order_of_deliveries_gives_the_order_of_the_partition(seed: int) -> None:
    chance = random.Random(seed)
    line = Line()
    for number in range(30):
        partition = chance.randrange(3)
        await line.add(f"{partition}/{number:02}", chance.randrange(4), partition)
    for number in chance.sample(
        range(len(line.producer.deliveries)), k=len(line.producer.deliveries)
    ):
        await line.deliver(number)
    for partition in range(3):
        own = [message for message in line.acknowledged if message.startswith(f"{partition}/")]
        assert own == sorted(own)
    assert (len(line.acknowledged), len(line.pipe)) == (30, 0)


async def test_a_full_pipe_admits_a_message_when_one_is_acknowledged() -> None:
    line = Line(window=2)
    await line.add("one")
    await line.pipe.admit()
    await line.add("two")
    waiting = asyncio.create_task(line.pipe.admit())
    await asyncio.sleep(0)
    assert not waiting.done()
    await line.deliver(0)
    await waiting


async def test_work_on_delivery_runs_before_the_acknowledgement() -> None:
    line = Line()
    outbox = await line.add("one")
    outbox.on_delivered(lambda: line.acknowledged.append("remembered"))
    await line.deliver(0)
    assert line.acknowledged == ["remembered", "one"]


@pytest.mark.parametrize("is_cancelled", [True, False])
async def test_a_failed_delivery_is_raised_and_stops_every_acknowledgement(
    is_cancelled: bool,
) -> None:
    line = Line(window=2)
    await line.add("one")
    await line.add("two")
    waiting = asyncio.create_task(line.pipe.admit())
    await asyncio.sleep(0)
    if is_cancelled:
        line.producer.deliveries[0].cancel()
    else:
        line.producer.deliveries[0].set_exception(KafkaTimeoutError())
    await line.deliver(1)
    with pytest.raises((KafkaTimeoutError, ConnectionError)):
        await waiting
    assert (line.acknowledged, len(line.errors)) == ([], 1)


async def test_failing_work_on_delivery_leaves_the_message_unacknowledged() -> None:
    def fail() -> None:
        raise TypeError("no partition")

    line = Line()
    outbox = await line.add("one")
    outbox.on_delivered(fail)
    await line.deliver(0)
    with pytest.raises(TypeError):
        await line.pipe.admit()
    assert line.acknowledged == []


async def test_flush_returns_when_the_broker_has_every_record() -> None:
    line = Line()
    outbox = BrokerOutbox(line.producer)
    await outbox.send(READINGS, "key", an_article())
    flushing = asyncio.create_task(outbox.flush())
    await asyncio.sleep(0)
    assert not flushing.done()
    await line.deliver(0)
    await flushing


async def test_flush_raises_the_error_of_a_delivery() -> None:
    outbox = BrokerOutbox(line := FakeProducer())
    await outbox.send(READINGS, "key", an_article())
    line.deliveries[0].set_exception(KafkaTimeoutError())
    with pytest.raises(KafkaTimeoutError):
        await outbox.flush()
