"""An upgrade in the middle of the work: readings without matches are read again, once."""

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, RecordsToDelete
from aiokafka.structs import OffsetAndMetadata

from monitor.kafka.broker.process import EmbeddedBroker
from monitor.kafka.connection import KafkaConnection
from monitor.kafka.create_topics import create_topics
from monitor.kafka.pending_readings import MATCHED, requeue_pending_readings
from monitor.kafka.producer import RecordProducer
from monitor.kafka.resend import send_again
from monitor.kafka.topics import ARTICLES, PROCESSOR, READINGS
from monitor.records import Article, Reading, Rejection
from monitor.records.wire import decode, encode, headers_of
from tests.builders import an_article

PARTITIONS = 2
READINGS_0 = TopicPartition(READINGS.name, 0)


def a_reading(article: str) -> Reading:
    return Reading(article=an_article(id=article), statements=(), mentions=(), config="config")


class FakeProducer(RecordProducer):
    """Keeps what is sent."""

    def __init__(self) -> None:
        super().__init__(KafkaConnection("127.0.0.1:1"), "test")
        self.sent: list[tuple[str, bytes | None]] = []

    async def send_bytes(
        self, topic: str, key: object, body: bytes | None, *_: object, **__: object
    ) -> None:
        """Keep a body."""
        self.sent.append((topic, body))


def a_rejected_reading(stage: str) -> Rejection:
    return Rejection(
        id="rejection",
        topic=READINGS.name,
        partition=0,
        offset=1,
        key=b"one",
        body=encode(a_reading("one")),
        stage=stage,
        error="ZeroDivisionError",
        message="division by zero",
        attempt=1,
        at=an_article().seen_at,
    )


async def test_a_reading_that_an_earlier_version_could_not_match_is_read_again() -> None:
    producer = FakeProducer()
    await send_again(a_rejected_reading("match"), producer)
    assert producer.sent == [(ARTICLES.name, encode(an_article(id="one")))]


async def test_a_reading_that_the_archiver_rejected_goes_to_the_archiver_again() -> None:
    producer = FakeProducer()
    await send_again(a_rejected_reading("archive"), producer)
    assert producer.sent == [(READINGS.name, encode(a_reading("one")))]


async def send_readings(kafka: KafkaConnection, *articles: str, is_matched: bool = False) -> None:
    """Send readings to the first partition."""
    producer = RecordProducer(kafka, "test")
    for article in articles:
        reading = a_reading(article)
        headers = [*headers_of(reading), *(MATCHED if is_matched else ())]
        await producer.send_bytes(
            READINGS.name, article.encode(), encode(reading), headers, partition=0
        )
    await producer.stop()


async def commit(kafka: KafkaConnection, offset: int) -> None:
    """Commit an offset of the processors on the first partition."""
    consumer = AIOKafkaConsumer(**kafka.options(), group_id=PROCESSOR, enable_auto_commit=False)
    await consumer.start()
    consumer.assign([READINGS_0])
    await consumer.commit({READINGS_0: OffsetAndMetadata(offset, "")})
    await consumer.stop()


async def queued_articles(kafka: KafkaConnection) -> list[str]:
    """Return the ids of the articles on their topic, in order within each partition."""
    consumer = AIOKafkaConsumer(**kafka.options())
    await consumer.start()
    places = [TopicPartition(ARTICLES.name, number) for number in range(PARTITIONS)]
    consumer.assign(places)
    await consumer.seek_to_beginning(*places)
    ends = await consumer.end_offsets(places)
    ids = []
    for place in places:
        while await consumer.position(place) < ends[place]:
            article = decode((await consumer.getone(place)).value, Article)
            assert isinstance(article, Article)
            ids.append(article.id)
    await consumer.stop()
    return sorted(ids)


@pytest.mark.broker
async def test_the_articles_of_pending_readings_are_queued_once(own_broker: EmbeddedBroker) -> None:
    kafka = own_broker.connection
    await create_topics(kafka, PARTITIONS)
    assert await requeue_pending_readings(kafka, PARTITIONS) == 0
    await send_readings(kafka, "done", "pending-1", "pending-2")
    await commit(kafka, 1)
    await send_readings(kafka, "new", is_matched=True)
    assert await requeue_pending_readings(kafka, PARTITIONS) == 2
    assert await queued_articles(kafka) == ["pending-1", "pending-2"]
    await send_readings(kafka, "newer", is_matched=True)
    assert await requeue_pending_readings(kafka, PARTITIONS) == 0


@pytest.mark.broker
async def test_readings_of_a_group_that_has_committed_nothing_are_pending(
    own_broker: EmbeddedBroker,
) -> None:
    kafka = own_broker.connection
    await create_topics(kafka, PARTITIONS)
    await send_readings(kafka, "one")
    assert await requeue_pending_readings(kafka, PARTITIONS) == 1
    assert await queued_articles(kafka) == ["one"]


@pytest.mark.broker
async def test_readings_that_the_broker_has_deleted_are_not_waited_for(
    own_broker: EmbeddedBroker,
) -> None:
    kafka = own_broker.connection
    await create_topics(kafka, PARTITIONS)
    await send_readings(kafka, "one", "two")
    admin = AIOKafkaAdminClient(**kafka.options())
    await admin.start()
    await admin.delete_records({READINGS_0: RecordsToDelete(before_offset=2)})
    await admin.close()
    assert await requeue_pending_readings(kafka, PARTITIONS) == 0
