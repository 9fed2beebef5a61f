"""Topics keep what the settings ask for; what is not set stays as it is."""

from dataclasses import replace
from pathlib import Path

import pytest
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from monitor.config import load_settings
from monitor.kafka.broker.process import EmbeddedBroker
from monitor.kafka.cluster import ClusterReader
from monitor.kafka.connection import KafkaConnection, connection_of
from monitor.kafka.create_topics import create_topics
from monitor.kafka.topic_retention import TopicRetention
from monitor.kafka.topics import ALERTS, ALL, ARTICLES, DAY_MS, FEED_STATES, HEARTBEATS
from monitor.records.errors import SettingsError
from tests.waiting import until

FORTNIGHT = str(14 * DAY_MS)


def test_settings_of_retention_are_part_of_the_connection(tmp_path: Path) -> None:
    variables = {
        "MONITOR_KAFKA": "host:9092",
        "MONITOR_KAFKA_KEEP_DAYS": "14",
        "MONITOR_KAFKA_KEEP_ALERTS_DAYS": "60",
        "MONITOR_KAFKA_MAX_PARTITION": "2GB",
    }
    retention = connection_of(load_settings(tmp_path, variables)).retention
    assert retention == TopicRetention(14, 60, 2 * 10**9)
    assert connection_of(load_settings(tmp_path, {"MONITOR_KAFKA": "host:9092"})).retention == (
        TopicRetention()
    )


@pytest.mark.parametrize("days", ["6", "0", "-1", "soon", "4000"])
def test_days_that_lose_messages_are_refused(tmp_path: Path, days: str) -> None:
    with pytest.raises(SettingsError, match="KAFKA_KEEP_DAYS"):
        load_settings(tmp_path, {"MONITOR_KAFKA_KEEP_DAYS": days})


def test_compacted_topics_and_heartbeats_stay_unchanged() -> None:
    retention = TopicRetention(14, 60, 10**9)
    set_topics = {topic.name for topic in ALL if retention.settings_of(topic)}
    assert set_topics == {
        "articles",
        "readings",
        "matches",
        "pattern-matches",
        "alerts",
        "rejected",
    }
    assert retention.settings_of(ALERTS)["retention.ms"] == str(60 * DAY_MS)
    assert not any(TopicRetention().settings_of(topic) for topic in ALL)


@pytest.mark.broker
async def test_topics_that_exist_are_changed_and_keep_their_other_settings(
    own_broker: EmbeddedBroker,
) -> None:
    kafka = replace(own_broker.connection, prefix="kept.")
    await create_topics(kafka, 1)
    await set_by_hand(kafka, "kept.articles", {"segment.ms": "3600000", **ARTICLES.settings()})

    async def is_set() -> bool:
        return (await configs(kafka, ARTICLES.name))["segment.ms"] == "3600000"

    await until(is_set)
    longer = replace(kafka, retention=TopicRetention(days=14, most_bytes=10**9))
    await create_topics(longer, 1)

    async def is_changed() -> bool:
        return (await configs(kafka, ARTICLES.name))["retention.ms"] == FORTNIGHT

    await until(is_changed)
    articles = await configs(kafka, ARTICLES.name)
    assert articles["retention.bytes"] == str(10**9)
    assert articles["segment.ms"] == "3600000"
    assert articles["message.timestamp.type"] == "LogAppendTime"
    assert (await configs(kafka, ALERTS.name))["retention.ms"] == str(30 * DAY_MS)
    assert (await configs(kafka, FEED_STATES.name))["cleanup.policy"] == "compact"
    assert (await configs(kafka, HEARTBEATS.name))["retention.ms"] == "600000"
    await create_topics(kafka, 1)  # without the setting nothing goes back
    assert (await configs(kafka, ARTICLES.name))["retention.ms"] == FORTNIGHT


async def set_by_hand(kafka: KafkaConnection, name: str, settings: dict[str, str]) -> None:
    admin = AIOKafkaAdminClient(**kafka.options())
    await admin.start()
    try:
        await admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, name, settings)])
    finally:
        await admin.close()


async def configs(kafka: KafkaConnection, name: str) -> dict[str, str]:
    async with ClusterReader(kafka) as reader:
        view = (await reader.read([name], [])).topics.get(name)
    return dict(view.configs or {}) if view else {"retention.ms": ""}
