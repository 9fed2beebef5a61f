"""The table of topics: every noun of the flow is a topic, named by its plural; all have the same number of partitions.

Topics are created here, explicitly, before anything starts: Faust ignores a missing topic for minutes, and
brokers are told not to create any by themselves.
"""

import asyncio
import zlib
from dataclasses import dataclass, field

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaError, TopicAlreadyExistsError, for_code

PROCESSOR = "processor"
"""Faust's application id, and so its consumer group and the prefix of its changelogs."""

DAY_MS = 24 * 3600 * 1000


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic and how long it keeps what is in it."""

    name: str
    is_compacted: bool = False
    keep_days: int = 7
    """A consumer that is down longer than this loses messages; a week covers a long weekend."""
    configs: dict[str, str] = field(default_factory=dict)

    def settings(self) -> dict[str, str]:
        """Return the topic's configuration for Kafka. The broker's clock is what counts: it refuses what comes from a clock an hour ahead."""
        common = {
            "max.message.bytes": str(MOST_BYTES),
            "message.timestamp.type": "LogAppendTime",
            **self.configs,
        }
        if self.is_compacted:
            return {"cleanup.policy": "compact", "segment.ms": str(DAY_MS), **common}
        return {"retention.ms": str(self.keep_days * DAY_MS), **common}


MOST_BYTES = 3_000_000
"""Of one message: an article of 500,000 characters with all its statements."""

FEED_STATES = Topic("feeds", is_compacted=True)
ARTICLES = Topic("articles")
READINGS = Topic("statements")
MATCHES = Topic("matches")
PATTERN_MATCHES = Topic("moments")
"""Matches of rules with a pattern, by rule and actor, so that what they come to over time is one processor's to know."""
ALERTS = Topic("alerts", keep_days=30)
REJECTED = Topic("rejected", keep_days=30)
HEARTBEATS = Topic("heartbeats", configs={"retention.ms": "600000", "segment.ms": "600000"})
"""Only the last seconds are read; ten minutes are kept so that the disk holds a few megabytes."""
MOMENTS_CHANGELOG = Topic(f"{PROCESSOR}-moments-changelog", is_compacted=True)
ALERTS_CHANGELOG = Topic(f"{PROCESSOR}-alerts-changelog", is_compacted=True)

ALL = (
    FEED_STATES,
    ARTICLES,
    READINGS,
    MATCHES,
    PATTERN_MATCHES,
    ALERTS,
    REJECTED,
    HEARTBEATS,
    ALERTS_CHANGELOG,
    MOMENTS_CHANGELOG,
)


def partition_of(key: str, partitions: int) -> int:
    """Return the partition of a key: CRC-32 over its UTF-8 bytes, so that every process agrees without asking."""
    return zlib.crc32(key.encode()) % partitions


async def create_topics(bootstrap: str, partitions: int, *, within: float = 60.0) -> None:
    """Create every topic that is missing; wait for the broker up to ``within`` seconds. Raises KafkaError."""
    deadline = asyncio.get_running_loop().time() + within
    while True:
        try:
            await _create(bootstrap, partitions)
            return
        except (KafkaError, OSError):
            if asyncio.get_running_loop().time() > deadline:
                raise
            await asyncio.sleep(0.5)


async def _create(bootstrap: str, partitions: int) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    try:
        await admin.start()
        existing = set(await admin.list_topics())
        missing = [
            NewTopic(
                topic.name,
                num_partitions=partitions,
                replication_factor=-1,
                replica_assignments={},
                topic_configs=topic.settings(),
            )
            for topic in ALL
            if topic.name not in existing
        ]
        if not missing:
            return
        response = await admin.create_topics(missing)
        for name, code, *_ in response.topic_errors:
            error = for_code(code)
            if code and error is not TopicAlreadyExistsError:
                raise error(f"topic {name}")
    finally:
        await admin.close()
