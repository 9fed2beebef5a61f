"""Apply the retention of the settings to topics that exist already.

1. Only these settings change topics: `kafka_keep_days`, `kafka_keep_alerts_days` and
   `kafka_max_partition`. Without them topics keep the settings of their creation or of an operator.
2. Compacted topics and heartbeats have their own rules and stay unchanged.
3. The request of Kafka that aiokafka knows replaces all settings of a topic, so those that the
   topic has of its own are sent again with the changed ones.
"""

from dataclasses import dataclass

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import for_code

from monitor.kafka.topics import (
    ALERTS,
    ARTICLES,
    DAY_MS,
    MATCHES,
    PATTERN_MATCHES,
    READINGS,
    REJECTED,
    Topic,
)

OF_ARTICLES = (ARTICLES, READINGS, MATCHES, PATTERN_MATCHES)
OF_ALERTS = (ALERTS, REJECTED)
OWN_SETTING = 1
"""Kafka's number for a setting of the topic itself, not of the broker or the defaults."""


@dataclass(frozen=True, slots=True)
class TopicRetention:
    """How long and how much topics keep; None: as they are, or as they are created."""

    days: int | None = None
    """Days for articles, readings and matches."""
    alert_days: int | None = None
    """Days for alerts and dead letters."""
    most_bytes: int | None = None
    """Bytes of each partition."""

    def settings_of(self, topic: Topic) -> dict[str, str]:
        """Return the settings of retention for a topic, by Kafka's names."""
        days = self.days if topic in OF_ARTICLES else None
        if topic in OF_ALERTS:
            days = self.alert_days
        wanted = {} if days is None else {"retention.ms": str(days * DAY_MS)}
        if self.most_bytes is not None and topic in (*OF_ARTICLES, *OF_ALERTS):
            wanted["retention.bytes"] = str(self.most_bytes)
        return wanted


AS_IT_IS = TopicRetention()
"""Nothing is set."""


async def set_retention(
    admin: AIOKafkaAdminClient, wanted: dict[str, dict[str, str]]
) -> tuple[str, ...]:
    """Set the retention of existing topics, by their names on the cluster; return the changed ones.

    Raises KafkaError.
    """
    names = sorted(name for name, settings in wanted.items() if settings)
    if not names:
        return ()
    resources = [ConfigResource(ConfigResourceType.TOPIC, name) for name in names]
    changed = []
    for answer in await admin.describe_configs(resources):
        for code, message, _, name, entries in answer.resources:
            _check(code, name, message)
            own = {entry[0]: entry[1] for entry in entries if entry[3] == OWN_SETTING}
            if any(own.get(key) != value for key, value in wanted[name].items()):
                merged = own | wanted[name]
                changed.append(ConfigResource(ConfigResourceType.TOPIC, name, merged))
    if changed:
        for answer in await admin.alter_configs(changed):
            for code, message, _, name in answer.resources:
                _check(code, name, message)
    return tuple(resource.name for resource in changed)


def _check(code: int, name: str, message: str | None) -> None:
    if code:
        raise for_code(code)(f"topic {name}: {message}")
