"""Create the topics, and upgrade an installation whose topics have older names.

Topics are created explicitly before anything else starts: Faust ignores a missing topic for
minutes, and brokers are configured not to create topics automatically.
"""

import asyncio

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaError, TopicAlreadyExistsError, for_code

from monitor.kafka.connection import KafkaConnection
from monitor.kafka.partitions import check_partitions
from monitor.kafka.topic_retention import set_retention
from monitor.kafka.topics import ALL, RENAMINGS, Topic
from monitor.kafka.upgrade_topics import upgrade_topics

RETRY_INTERVAL_S = 0.5
"""Seconds between attempts to reach a broker that is starting."""


async def create_topics(kafka: KafkaConnection, partitions: int, *, within: float = 60.0) -> None:
    """Create every missing topic, and copy the pending messages of renamed ones.

    Retries for ``within`` seconds while no broker answers. Raises KafkaError, or `InvalidInput` if
    a topic has another number of partitions than ``partitions``.
    """
    clock = asyncio.get_running_loop().time
    deadline = clock() + within
    while True:
        try:
            names = await _create_missing(kafka, partitions)
            if not kafka.prefix:  # topics of older names had none
                await upgrade_topics(kafka, names)
        except (KafkaError, OSError):
            if clock() > deadline:
                raise
            await asyncio.sleep(RETRY_INTERVAL_S)
        else:
            return


async def _create_missing(kafka: KafkaConnection, partitions: int) -> set[str]:
    """Create the missing topics; return the names of the topics that existed before."""
    admin = AIOKafkaAdminClient(**kafka.options())
    try:
        await admin.start()
        existing = set(await admin.list_topics())
        old_names = {renaming.old_name for renaming in RENAMINGS if not kafka.prefix}
        ours = {kafka.wire_name(topic.name) for topic in ALL} | old_names
        await check_partitions(admin, existing & ours, partitions)
        missing = [topic for topic in ALL if kafka.wire_name(topic.name) not in existing]
        if missing:
            await _create(admin, kafka, missing, partitions)
        present = [topic for topic in ALL if topic not in missing]
        await set_retention(
            admin,
            {kafka.wire_name(each.name): kafka.retention.settings_of(each) for each in present},
        )
        return existing
    finally:
        await admin.close()


async def _create(
    admin: AIOKafkaAdminClient, kafka: KafkaConnection, topics: list[Topic], partitions: int
) -> None:
    extra = {"min.insync.replicas": str(kafka.min_insync)} if kafka.min_insync else {}
    new_topics = [
        NewTopic(
            kafka.wire_name(topic.name),
            num_partitions=partitions,
            replication_factor=kafka.replication or -1,  # the broker's default
            # aiokafka wants an assignment, though an empty one, where the broker decides.
            replica_assignments=None if kafka.replication else {},
            topic_configs=topic.settings() | kafka.retention.settings_of(topic) | extra,
        )
        for topic in topics
    ]
    response = await admin.create_topics(new_topics)
    for name, code, *_ in response.topic_errors:
        error = for_code(code)
        if code and error is not TopicAlreadyExistsError:
            raise error(f"topic {name}")
