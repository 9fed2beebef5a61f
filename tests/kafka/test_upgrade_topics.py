"""Upgrade of an installation with the topics' old names: no message is lost, none copied twice."""

import asyncio

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.structs import OffsetAndMetadata

from monitor.kafka.broker.process import EmbeddedBroker
from monitor.kafka.connection import KafkaConnection
from monitor.kafka.create_topics import create_topics
from monitor.kafka.topics import ARCHIVER, PROCESSOR
from monitor.records.errors import InvalidInput
from tests.waiting import until

PARTITIONS = 2
OLD_TOPICS = {
    "feeds": {"cleanup.policy": "compact"},
    "statements": {},
    "moments": {},
    "processor-moments-changelog": {"cleanup.policy": "compact"},
}

pytestmark = pytest.mark.broker


@pytest.fixture
async def old_broker(own_broker: EmbeddedBroker) -> str:
    """A broker of its own, with the topics of the version before the renaming."""
    broker = own_broker
    admin = AIOKafkaAdminClient(bootstrap_servers=broker.bootstrap)
    await admin.start()
    topics = [
        NewTopic(name, num_partitions=PARTITIONS, replication_factor=1, topic_configs=configs)
        for name, configs in OLD_TOPICS.items()
    ]
    await admin.create_topics(topics)
    await admin.close()
    return broker.bootstrap


async def produce(bootstrap: str, topic: str, partition: int, bodies: list[str]) -> None:
    """Send bodies in order; the key of ``b-3`` is ``b``, its header has the body too."""
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap)
    await producer.start()
    for body in bodies:
        key, _, _ = body.partition("-")
        headers = [("schema", body.encode())]
        await producer.send_and_wait(
            topic, body.encode(), key=key.encode(), partition=partition, headers=headers
        )
    await producer.stop()


async def commit(bootstrap: str, group: str, topic: str, partition: int, offset: int) -> None:
    consumer = AIOKafkaConsumer(
        bootstrap_servers=bootstrap, group_id=group, enable_auto_commit=False
    )
    await consumer.start()
    consumer.assign([TopicPartition(topic, partition)])
    await consumer.commit({TopicPartition(topic, partition): OffsetAndMetadata(offset, "")})
    await consumer.stop()


async def content(bootstrap: str, topic: str) -> dict[int, list[str]]:
    """Return the bodies of a topic by partition; key and header must match each body."""
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap, group_id=None)
    await consumer.start()
    partitions = [TopicPartition(topic, number) for number in range(PARTITIONS)]
    consumer.assign(partitions)
    await consumer.seek_to_beginning(*partitions)
    ends = await consumer.end_offsets(partitions)
    bodies: dict[int, list[str]] = {}
    while any([await consumer.position(each) < end for each, end in ends.items()]):
        for partition, messages in (await consumer.getmany(timeout_ms=200)).items():
            for message in messages:
                body = message.value.decode()
                assert message.key.decode() == body.partition("-")[0]
                assert message.headers == (("schema", message.value),)
                bodies.setdefault(partition.partition, []).append(body)
    await consumer.stop()
    return bodies


def numbered(key: str, *numbers: int) -> list[str]:
    return [f"{key}-{number}" for number in numbers]


async def test_pending_messages_are_copied_once_from_the_smallest_committed_offset(
    old_broker: str,
) -> None:
    await produce(old_broker, "statements", 0, numbered("a", *range(10)))
    await produce(old_broker, "statements", 1, numbered("b", *range(3)))
    await produce(old_broker, "moments", 1, numbered("c", *range(4)))
    await produce(old_broker, "feeds", 0, numbered("d", 1, 2) + numbered("e", 1))
    await produce(old_broker, "processor-moments-changelog", 1, numbered("f", 1))
    await commit(old_broker, PROCESSOR, "statements", 0, 8)
    await commit(old_broker, ARCHIVER, "statements", 0, 6)
    await commit(old_broker, PROCESSOR, "statements", 1, 3)
    await commit(old_broker, ARCHIVER, "statements", 1, 3)
    await commit(old_broker, PROCESSOR, "moments", 1, 1)
    for _ in range(2):  # the second start has nothing left to copy
        await create_topics(KafkaConnection(old_broker), PARTITIONS)
    assert await content(old_broker, "readings") == {0: numbered("a", 6, 7, 8, 9)}
    assert await content(old_broker, "pattern-matches") == {1: numbered("c", 1, 2, 3)}
    assert await content(old_broker, "feed-states") == {0: [*numbered("d", 1, 2), "e-1"]}
    changelog = await content(old_broker, "processor-pattern-states-changelog")
    assert changelog == {1: ["f-1"]}
    assert len((await content(old_broker, "statements"))[0]) == 10  # the old topics remain


async def test_a_group_without_a_commit_gets_everything(old_broker: str) -> None:
    await produce(old_broker, "statements", 0, numbered("a", *range(5)))
    await commit(old_broker, PROCESSOR, "statements", 0, 5)  # the archiver has committed nothing
    await create_topics(KafkaConnection(old_broker), PARTITIONS)
    assert await content(old_broker, "readings") == {0: numbered("a", *range(5))}


async def test_processes_that_start_together_share_the_work(old_broker: str) -> None:
    for partition in range(PARTITIONS):
        await produce(old_broker, "statements", partition, numbered("a", *range(700)))
        await produce(old_broker, "feeds", partition, numbered("b", *range(300)))
    await asyncio.gather(
        *(create_topics(KafkaConnection(old_broker), PARTITIONS) for _ in range(3))
    )
    readings = await content(old_broker, "readings")
    assert readings == dict.fromkeys(range(PARTITIONS), numbered("a", *range(700)))
    states = await content(old_broker, "feed-states")
    assert states == dict.fromkeys(range(PARTITIONS), numbered("b", *range(300)))


async def test_an_interrupted_upgrade_goes_on_and_repeats_at_most_one_batch(
    old_broker: str,
) -> None:
    bodies = numbered("a", *range(2_000))
    await produce(old_broker, "statements", 0, bodies)
    upgrade = asyncio.create_task(create_topics(KafkaConnection(old_broker), PARTITIONS))
    await until(lambda: has_content(old_broker, "readings"))
    upgrade.cancel()
    await asyncio.gather(upgrade, return_exceptions=True)
    await create_topics(KafkaConnection(old_broker), PARTITIONS)
    copied = (await content(old_broker, "readings"))[0]
    assert list(dict.fromkeys(copied)) == bodies
    assert len(copied) <= len(bodies) + 200


async def test_messages_sent_to_an_old_topic_later_are_copied_at_the_next_start(
    old_broker: str,
) -> None:
    await produce(old_broker, "moments", 0, numbered("a", 1))
    await create_topics(KafkaConnection(old_broker), PARTITIONS)
    await produce(old_broker, "moments", 0, numbered("a", 2))
    await create_topics(KafkaConnection(old_broker), PARTITIONS)
    assert await content(old_broker, "pattern-matches") == {0: numbered("a", 1, 2)}


async def test_another_number_of_partitions_is_refused_before_any_topic_is_created(
    old_broker: str,
) -> None:
    with pytest.raises(InvalidInput, match="set MONITOR_PARTITIONS=2"):
        await create_topics(KafkaConnection(old_broker), PARTITIONS + 2)
    assert not await has_content(old_broker, "readings")
    await create_topics(KafkaConnection(old_broker), PARTITIONS)


async def has_content(bootstrap: str, topic: str) -> bool:
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    names = await admin.list_topics()
    await admin.close()
    if topic not in names:
        return False
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap, group_id=None)
    await consumer.start()
    ends = await consumer.end_offsets([TopicPartition(topic, 0)])
    await consumer.stop()
    return any(ends.values())
