"""The number of partitions, which every topic has in common and which never changes.

A key's messages stay in order because they share a partition, and a processor finds the state of a
key in the partition of the same number. Another number of partitions would move keys away from
their state. So a topic whose number differs from the setting is refused, at the start and while the
system runs.
"""

from collections.abc import Iterable

from aiokafka.admin import AIOKafkaAdminClient

from monitor.records.errors import InvalidInput


async def check_partitions(
    admin: AIOKafkaAdminClient, topics: Iterable[str], partitions: int
) -> None:
    """Check the number of partitions of existing topics.

    Raises `InvalidInput` for the first topic by name that has another number, KafkaError.
    """
    names = sorted(topics)
    if not names:
        return
    described = await admin.describe_topics(names)
    counts = {topic["topic"]: len(topic["partitions"]) for topic in described}
    for name in names:
        count = counts.get(name, 0)
        if count and count != partitions:
            raise InvalidInput(
                f"the topic {name!r} has {count} partitions and MONITOR_PARTITIONS is"
                f" {partitions}; set MONITOR_PARTITIONS={count}, or see"
                " 'Change the number of partitions' in docs/how-to/connect-to-kafka.md"
            )
