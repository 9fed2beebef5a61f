"""The doctor judges a cluster from what its brokers say, and explains failed connections."""

import socket
import ssl
from pathlib import Path

import pytest
from aiokafka.errors import AuthenticationFailedError, KafkaConnectionError

from monitor.config import load_settings
from monitor.kafka.broker.process import EmbeddedBroker
from monitor.kafka.cluster import ClusterReader, ClusterView, GroupView, TopicView
from monitor.kafka.create_topics import create_topics
from monitor.kafka.lag import Lag, Place
from monitor.kafka.topics import ALL, ARTICLES, READINGS
from monitor.services.doctor.finding import Finding
from monitor.services.doctor.kafka import (
    Expected,
    examine_kafka,
    explain,
    judge_groups,
    judge_processes,
    judge_topics,
)
from tests.waiting import until

EXPECTED = Expected(partitions=4)


def a_topic(name: str, **changes: object) -> TopicView:
    topic = next(each for each in ALL if each.name == name)
    sound = {"partitions": 4, "replicas": 1, "configs": topic.settings()}
    return TopicView(**(sound | changes))  # type: ignore[arg-type]


def a_cluster(brokers: int = 1, articles: TopicView | None = None) -> ClusterView:
    topics = {topic.name: a_topic(topic.name) for topic in ALL}
    changed = {ARTICLES.name: articles} if articles else {}
    return ClusterView(brokers, topics | changed, {})


def unsound(findings: list[Finding]) -> list[str]:
    return [f"{each.status}: {each.message}" for each in findings if each.status != "ok"]


def test_a_sound_cluster_has_no_complaint() -> None:
    assert unsound(judge_topics(a_cluster(), EXPECTED)) == []


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"partitions": 8}, "problem: articles has 8 partitions, MONITOR_PARTITIONS is 4"),
        ({"offline": (1, 3)}, "problem: articles: partitions 1, 3 have no leader"),
        ({"lacking": (2,)}, "warning: articles: copies of the partitions 2 are behind"),
        (
            {"configs": ARTICLES.settings() | {"retention.ms": "1000"}},
            "warning: articles: retention.ms is 1000, and 604800000 is expected",
        ),
        ({"configs": None}, None),
    ],
)
def test_each_fault_of_a_topic_is_one_finding(
    changes: dict[str, object], complaint: str | None
) -> None:
    cluster = a_cluster(articles=a_topic(ARTICLES.name, **changes))
    assert unsound(judge_topics(cluster, EXPECTED)) == ([complaint] if complaint else [])


def test_missing_topics_are_a_problem_but_not_on_a_cluster_without_any() -> None:
    topics = dict(a_cluster().topics)
    del topics[READINGS.name]
    [missing] = unsound(judge_topics(ClusterView(1, topics, {}), EXPECTED))
    assert missing == "problem: topics are missing: readings"
    [none] = unsound(judge_topics(ClusterView(1, {}, {}), EXPECTED))
    assert none.startswith("skipped: it has no topic yet")


def test_copies_that_the_brokers_cannot_hold_are_a_problem() -> None:
    [few] = unsound(judge_topics(a_cluster(brokers=2), Expected(4, replication=3)))
    assert few == "problem: 2 of the 3 brokers that copies need answer"
    [single] = unsound(judge_topics(a_cluster(brokers=3), EXPECTED))
    assert single.startswith("warning: there are 3 brokers, and some topics have a single copy")


def a_lag(pending: int) -> Lag:
    place = Place("processor", "articles", 0)
    return Lag({}, {place: pending}, {place: 0})


@pytest.mark.parametrize(
    ("members", "pending", "status"),
    [(2, 5, "ok"), (2, 50_000, "warning"), (0, 0, "warning"), (0, 5, "problem")],
)
def test_pending_messages_without_a_member_are_a_problem(
    members: int, pending: int, status: str
) -> None:
    view = ClusterView(1, {}, {"processor": GroupView("Stable", members)})
    assert judge_groups(view, a_lag(pending))[0].status == status


def test_a_group_that_no_broker_knows_has_no_members() -> None:
    findings = judge_groups(ClusterView(1, {}, {}), None)
    assert [finding.status for finding in findings] == ["warning"] * 3
    assert {finding.remedy for finding in findings} == {
        "start `monitor process`",
        "start `monitor deliver`",
        "start `monitor poll`",
    }


def test_a_process_that_is_missing_beside_others_is_a_problem() -> None:
    assert unsound(judge_processes(["poll", "process", "deliver", "deliver"], [])) == []
    assert unsound(judge_processes(["poll", "process"], ["stuck"])) == [
        "problem: no `monitor deliver` reports",
        "problem: stuck",
    ]
    assert unsound(judge_processes([], [])) == ["warning: no process of the monitor reports"]


def caused(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "message", "remedy"),
    [
        (socket.gaierror(-2, "Name unknown"), "host name is unknown", "correct MONITOR_KAFKA"),
        (
            caused(KafkaConnectionError("x"), socket.gaierror(-2, "Name unknown")),
            "host name is unknown",
            "correct MONITOR_KAFKA",
        ),
        (ConnectionRefusedError(), "nothing answers", "start Kafka"),
        (TimeoutError(), "nothing answers", "start Kafka"),
        (ssl.SSLCertVerificationError(1, "x"), "certificate is not accepted", "KAFKA_CA_FILE"),
        (ssl.SSLError(1, "wrong version number"), "no encrypted connection", "KAFKA_PROTOCOL"),
        (AuthenticationFailedError("no"), "sign-in is refused", "_PASSWORD_FILE"),
        (KafkaConnectionError("closed"), "the connection fails", "KAFKA_PROTOCOL is SSL"),
    ],
)
def test_each_way_of_failing_to_connect_has_its_remedy(
    error: Exception, message: str, remedy: str
) -> None:
    said = explain(error, "SSL")
    assert message in said[0]
    assert remedy in said[1]


@pytest.mark.broker
async def test_a_real_broker_is_judged_before_and_after_its_topics_exist(
    own_broker: EmbeddedBroker, tmp_path: Path
) -> None:
    settings = load_settings(
        tmp_path, {"MONITOR_DATA": str(tmp_path), "MONITOR_KAFKA": own_broker.bootstrap}
    )
    findings = await examine_kafka(settings, own_broker.connection)
    assert "skipped: it has no topic yet; the first process creates them" in unsound(findings)
    await create_topics(own_broker.connection, settings.partitions)

    async def has_every_topic() -> bool:
        async with ClusterReader(own_broker.connection) as reader:
            return len((await reader.read([topic.name for topic in ALL], [])).topics) == len(ALL)

    await until(has_every_topic)  # the broker knows a new topic a moment later
    findings = await examine_kafka(settings, own_broker.connection)
    assert not [each for each in findings if each.status == "problem"], findings
    [clock] = [each for each in findings if each.area == "clock"]
    assert clock.status == "ok"
    assert f"{len(ALL)} topics on 1 brokers are in sync" in {each.message for each in findings}
    wrong = settings.model_copy(update={"partitions": 3})
    findings = await examine_kafka(wrong, own_broker.connection)
    assert len([each for each in findings if "MONITOR_PARTITIONS is 3" in each.message]) == len(ALL)
