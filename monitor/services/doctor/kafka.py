"""Kafka: servers, topics, consumer groups, the broker's clock, and the processes that report."""

import asyncio
import contextlib
import socket
import ssl
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from aiokafka.errors import KafkaError

from monitor.config import Settings
from monitor.config.addresses import split_host_port
from monitor.kafka.cluster import ClusterReader, ClusterView, TopicView, broker_time, try_server
from monitor.kafka.connection import KafkaConnection
from monitor.kafka.heartbeats import EXPECTED, HeartbeatWatch
from monitor.kafka.lag import KAFKA_ERRORS, Lag, LagReader
from monitor.kafka.topic_retention import AS_IT_IS, TopicRetention
from monitor.kafka.topics import ALL, ARCHIVER, POLLERS, PROCESSOR, Topic
from monitor.records.errors import InvalidInput
from monitor.services.doctor.clock import skew_finding
from monitor.services.doctor.finding import (
    Finding,
    fine,
    has_problem,
    problem,
    reason_of,
    skipped,
    warning,
)

AREA = "kafka"
COMMANDS = {PROCESSOR: "process", ARCHIVER: "deliver", POLLERS: "poll"}
"""Commands by the consumer group that their processes are in."""
LONG_LAG = 10_000
"""Messages: a processor reads some 100 articles a second, so this is more than a minute behind."""
LISTEN_S = 2.5
"""Seconds: every process sends a heartbeat once a second."""
QUIET_STATES = ("Stable", "Empty", "Dead")
"""States of groups that need no word: with members, without, and unknown to the broker."""
_READ_SETTINGS = (
    "retention.ms",
    "retention.bytes",
    "cleanup.policy",
    "max.message.bytes",
    "min.insync.replicas",
)
"""Settings of a topic that are compared with those that this version would create it with."""


@dataclass(frozen=True, slots=True)
class Expected:
    """How the cluster should be, by the settings."""

    partitions: int
    replication: int | None = None
    min_insync: int | None = None
    retention: TopicRetention = AS_IT_IS


async def examine_kafka(settings: Settings, kafka: KafkaConnection) -> list[Finding]:
    """Return the findings about a cluster. Raises no error of Kafka."""
    findings = [await _server_finding(kafka, server) for server in kafka.server_list]
    if all(finding.status == "problem" for finding in findings):
        return findings
    expected = Expected(
        settings.partitions,
        settings.kafka_replication,
        settings.kafka_min_insync,
        kafka.retention,
    )
    names = [topic.name for topic in ALL]
    try:
        async with ClusterReader(kafka) as reader:
            view = await reader.read(names, COMMANDS)
    except KAFKA_ERRORS as error:
        reason = reason_of(error)
        remedy = "see that its user may describe topics and groups, and that it has recovered"
        return [*findings, problem(AREA, f"the cluster cannot be read: {reason}", remedy)]
    findings += judge_topics(view, expected)
    lag = await _lag(kafka, settings.partitions) if view.topics.keys() >= set(names) else None
    findings += judge_groups(view, lag)
    if "heartbeats" in view.topics:
        findings.append(await _clock_finding(kafka))
        findings += await _process_findings(kafka, settings.partitions)
    return findings


async def _server_finding(kafka: KafkaConnection, server: str) -> Finding:
    try:
        await try_server(kafka, *split_host_port(server))
    except InvalidInput as error:
        return problem(AREA, str(error), "correct the file")
    except (OSError, KafkaError, TimeoutError) as error:
        message, remedy = explain(error, kafka.protocol)
        return problem(AREA, f"{server}: {message}", remedy)
    return fine(AREA, f"{server} answers ({kafka.protocol})")


def explain(error: Exception, protocol: str) -> tuple[str, str]:
    """Return why a connection failed, and what to do."""
    cause = error.__cause__ or error.__context__ or error
    for each in (error, cause):
        if isinstance(each, ssl.SSLCertVerificationError):
            message = f"its certificate is not accepted: {reason_of(each)}"
            return message, "set MONITOR_KAFKA_CA_FILE, and use the name that the certificate has"
        if isinstance(each, ssl.SSLError):
            message = f"no encrypted connection: {reason_of(each)}"
            return message, f"MONITOR_KAFKA_PROTOCOL is {protocol}; use that of the listener"
        if isinstance(each, socket.gaierror):
            return "the host name is unknown", "correct MONITOR_KAFKA"
    name = type(error).__name__
    if "Auth" in name or "Sasl" in name:
        remedy = "correct MONITOR_KAFKA_USER, _PASSWORD_FILE and _MECHANISM"
        return f"the sign-in is refused: {reason_of(error)}", remedy
    if isinstance(cause, ConnectionRefusedError | TimeoutError):
        return "nothing answers", "start Kafka, open the firewall, or correct MONITOR_KAFKA"
    remedy = f"start Kafka; MONITOR_KAFKA_PROTOCOL is {protocol}: use that of the listener"
    return f"the connection fails: {reason_of(error)}", remedy


def judge_topics(view: ClusterView, expected: Expected) -> list[Finding]:
    """Return the findings about the brokers and the topics of one reading."""
    missing = [topic.name for topic in ALL if topic.name not in view.topics]
    findings = list(_copies_findings(view, expected))
    if len(missing) == len(ALL):
        return [*findings, skipped(AREA, "it has no topic yet; the first process creates them")]
    if missing:
        message = f"topics are missing: {', '.join(missing)}"
        findings.append(problem(AREA, message, "`monitor topics` creates them"))
    present = [topic for topic in ALL if topic.name in view.topics]
    for topic in present:
        findings += _topic_findings(topic, view.topics[topic.name], expected)
    if not has_problem(findings):
        findings.append(fine(AREA, f"{len(present)} topics on {view.brokers} brokers are in sync"))
    return findings


def _copies_findings(view: ClusterView, expected: Expected) -> Iterator[Finding]:
    if expected.replication is not None and view.brokers < expected.replication:
        message = f"{view.brokers} of the {expected.replication} brokers that copies need answer"
        yield problem(AREA, message, "start the others, or lower MONITOR_KAFKA_REPLICATION")
    elif view.brokers > 1 and view.topics:
        copies = min(topic.replicas for topic in view.topics.values())
        if copies == 1:
            message = f"there are {view.brokers} brokers, and some topics have a single copy"
            remedy = "set MONITOR_KAFKA_REPLICATION=3 before topics are created, or reassign them"
            yield warning(AREA, message, remedy)


def _topic_findings(topic: Topic, view: TopicView, expected: Expected) -> Iterator[Finding]:
    name = topic.name
    if view.partitions != expected.partitions:
        message = f"{name} has {view.partitions} partitions, MONITOR_PARTITIONS is"
        remedy = (
            f"set MONITOR_PARTITIONS={view.partitions}, or see 'Change the number of partitions'"
            " in docs/how-to/connect-to-kafka.md"
        )
        yield problem(AREA, f"{message} {expected.partitions}", remedy)
    if view.offline:
        message = f"{name}: partitions {_list(view.offline)} have no leader"
        yield problem(AREA, message, "start the brokers that have their copies")
    elif view.lacking:
        message = f"{name}: copies of the partitions {_list(view.lacking)} are behind"
        yield warning(AREA, message, "start the broker that is down; copies then catch up")
    wanted = topic.settings() | expected.retention.settings_of(topic)
    if expected.min_insync is not None:
        wanted["min.insync.replicas"] = str(expected.min_insync)
    yield from _setting_findings(name, wanted, view.configs)


def _setting_findings(
    name: str, wanted: Mapping[str, str], configs: Mapping[str, str] | None
) -> Iterator[Finding]:
    if configs is None:
        return
    for key in _READ_SETTINGS:
        if key in wanted and configs.get(key, wanted[key]) != wanted[key]:
            message = f"{name}: {key} is {configs[key]}, and {wanted[key]} is expected"
            remedy = "restart a process, which sets it, or set it with kafka-configs"
            yield warning(AREA, message, remedy)


def judge_groups(view: ClusterView, lag: Lag | None) -> list[Finding]:
    """Return the findings about the consumer groups; ``lag`` is None where it is unknown."""
    findings = []
    for name, command in COMMANDS.items():
        group = view.groups.get(name)
        members = group.members if group else 0
        pending = lag.of(name) if lag else 0
        start = f"start `monitor {command}`"
        state = f" ({group.state})" if group and group.state not in QUIET_STATES else ""
        message = f"the group {name} has {members} members{state} and {pending:,} pending messages"
        if pending and not members:
            findings.append(problem(AREA, message, start))
        elif pending > LONG_LAG:
            remedy = f"start more of `monitor {command}`, up to one for each partition"
            findings.append(warning(AREA, message, remedy))
        elif not members:
            findings.append(warning(AREA, message, start))
        else:
            findings.append(fine(AREA, message))
    return findings


async def _lag(kafka: KafkaConnection, partitions: int) -> Lag | None:
    reader = LagReader(kafka, partitions)
    try:
        await reader.start()
        return await reader.read()
    except (*KAFKA_ERRORS, InvalidInput):  # a finding about the topics gives the reason
        return None
    finally:
        await reader.stop()


async def _clock_finding(kafka: KafkaConnection) -> Finding:
    started = time.time()
    try:
        at = await broker_time(kafka)
    except KAFKA_ERRORS as error:
        remedy = "give the user of the monitor the right to write; start the missing brokers"
        return problem(AREA, f"no message can be written: {reason_of(error)}", remedy)
    return skew_finding("the broker", at - (started + time.time()) / 2)


async def _process_findings(kafka: KafkaConnection, partitions: int) -> list[Finding]:
    """Listen to the heartbeats for a while."""
    watch = HeartbeatWatch(kafka, partitions)
    with contextlib.suppress(TimeoutError, *KAFKA_ERRORS):
        await asyncio.wait_for(watch.run(), LISTEN_S)
    beats = watch.current()
    return judge_processes(
        [beat.process for beat in beats], [each for beat in beats for each in beat.all_problems()]
    )


def judge_processes(running: Iterable[str], problems: Iterable[str]) -> list[Finding]:
    """Return the findings about the processes that reported, and what they reported."""
    names = sorted(running)
    if not names:
        message = "no process of the monitor reports"
        return [warning("processes", message, "start `monitor up`, or each of its processes")]
    findings = [fine("processes", f"these report: {', '.join(names)}")]
    for command in EXPECTED:
        if command not in names:
            message = f"no `monitor {command}` reports"
            findings.append(problem("processes", message, f"start `monitor {command}`"))
    log = "read its log; `/readyz` shows when it is over"
    return [*findings, *(problem("processes", each, log) for each in problems)]


def _list(numbers: Iterable[int]) -> str:
    return ", ".join(map(str, numbers))
