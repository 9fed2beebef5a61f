"""The topics, named after the records they carry in the plural; all have the same partition count.

`monitor.kafka.create_topics` creates them.
"""

import zlib
from dataclasses import dataclass, field

PROCESSOR = "processor"
"""Faust's application id: its consumer group and the prefix of its changelogs."""
ARCHIVER = "archiver"
"""Consumer group of the archiver."""
POLLERS = "pollers"
"""Consumer group of the pollers."""
ALERTS_TABLE = "alerts"
PATTERN_STATES_TABLE = "pattern-states"

DAY_MS = 24 * 3600 * 1000
MAX_MESSAGE_BYTES = 3_000_000
"""Largest message: an article of 500,000 characters with all its statements."""


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic and its retention."""

    name: str
    is_compacted: bool = False
    """Keep the last message of each key for ever, instead of all messages for ``keep_days``."""
    keep_days: int = 7
    """A consumer that is down longer than this loses messages; a week covers a long weekend."""
    configs: dict[str, str] = field(default_factory=dict)
    """Further settings, by Kafka's names."""

    def settings(self) -> dict[str, str]:
        """Return the topic's configuration for Kafka.

        Messages carry the broker's time: it rejects those of a producer an hour ahead.
        """
        common = {
            "max.message.bytes": str(MAX_MESSAGE_BYTES),
            "message.timestamp.type": "LogAppendTime",
            **self.configs,
        }
        if self.is_compacted:
            return {"cleanup.policy": "compact", "segment.ms": str(DAY_MS), **common}
        return {"retention.ms": str(self.keep_days * DAY_MS), **common}


FEED_STATES = Topic("feed-states", is_compacted=True)
ARTICLES = Topic("articles")
READINGS = Topic("readings")
MATCHES = Topic("matches")
PATTERN_MATCHES = Topic("pattern-matches")
"""Matches of rules with a pattern, keyed by rule and actor: one processor has all of a key."""
ALERTS = Topic("alerts", keep_days=30)
REJECTED = Topic("rejected", keep_days=30)
HEARTBEATS = Topic("heartbeats", configs={"retention.ms": "600000", "segment.ms": "600000"})
"""Only the last seconds are read; ten minutes are kept so that the disk holds a few megabytes."""
ALERTS_CHANGELOG = Topic(f"{PROCESSOR}-{ALERTS_TABLE}-changelog", is_compacted=True)
PATTERN_STATES_CHANGELOG = Topic(f"{PROCESSOR}-{PATTERN_STATES_TABLE}-changelog", is_compacted=True)

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
    PATTERN_STATES_CHANGELOG,
)


@dataclass(frozen=True, slots=True)
class Renaming:
    """A topic that had another name until version 0.1, and the consumer groups that read it."""

    old_name: str
    topic: Topic
    groups: tuple[str, ...] = ()


RENAMINGS = (
    Renaming("feeds", FEED_STATES),
    Renaming("statements", READINGS, (PROCESSOR, ARCHIVER)),
    Renaming("moments", PATTERN_MATCHES, (PROCESSOR,)),
    Renaming(f"{PROCESSOR}-moments-changelog", PATTERN_STATES_CHANGELOG),
)
"""`monitor.kafka.upgrade_topics` copies the pending messages of the old topics at the start."""


def current_name(name: str) -> str:
    """Return the present name of a topic, for one that a dead letter names by its old name."""
    names = {renaming.old_name: renaming.topic.name for renaming in RENAMINGS}
    return names.get(name, name)


def partition_of(key: str, partitions: int) -> int:
    """Return the partition of a key: CRC-32 of its UTF-8 bytes, the same in every process."""
    return zlib.crc32(key.encode()) % partitions
