"""Two monitors beside each other on one cluster, each under a prefix of its own."""

import asyncio
import contextlib
import os
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from aiokafka.admin import AIOKafkaAdminClient

from monitor.config import load_settings
from monitor.kafka.broker.process import EmbeddedBroker
from monitor.kafka.cluster import ClusterReader
from monitor.kafka.connection import KafkaConnection, connection_of
from monitor.kafka.create_topics import create_topics
from monitor.kafka.dead_letters import make_entry_rejection
from monitor.kafka.faust.app import AppOptions
from monitor.kafka.heartbeats import HeartbeatWatch
from monitor.kafka.lag import LagReader
from monitor.kafka.producer import RecordProducer
from monitor.kafka.resend import send_again
from monitor.kafka.topics import ALL, ARTICLES, REJECTED
from monitor.records import Rejection
from monitor.records.errors import SettingsError
from monitor.services.archiver import Archiver
from monitor.services.loop import Loops
from monitor.services.processor import ProcessorContext, create_app
from monitor.store import Archive, Store, open_engine, upgrade_database
from tests.builders import INDEX, an_article
from tests.waiting import START_WITHIN_S, until

PARTITIONS = 2
PREFIXES = ("one.", "two-")


@pytest.mark.parametrize("prefix", ["", "one.", "a_b-c.", "9"])
def test_a_prefix_of_kafkas_characters_is_part_of_the_connection(
    tmp_path: Path, prefix: str
) -> None:
    variables = {"MONITOR_KAFKA": "host:9092", "MONITOR_KAFKA_TOPIC_PREFIX": prefix}
    kafka = connection_of(load_settings(tmp_path, variables))
    assert kafka.wire_name("articles") == f"{prefix}articles"
    assert kafka.own_name(f"{prefix}articles") == "articles"


@pytest.mark.parametrize("prefix", ["with space.", "news/", "ä", ".hidden", "x" * 101])
def test_another_prefix_is_refused(tmp_path: Path, prefix: str) -> None:
    with pytest.raises(SettingsError, match="KAFKA_TOPIC_PREFIX"):
        load_settings(tmp_path, {"MONITOR_KAFKA_TOPIC_PREFIX": prefix})


@pytest.mark.parametrize("prefix", PREFIXES)
async def test_every_topic_and_the_group_of_the_processor_have_the_prefix(
    tmp_path: Path, prefix: str
) -> None:
    kafka = KafkaConnection("127.0.0.1:1", prefix=prefix)
    options = AppOptions(kafka=kafka, partitions=2, folder=tmp_path)
    context = ProcessorContext(index=lambda: INDEX, is_caught_up=lambda: True, loops=Loops())
    app = create_app(options, context)
    changelogs = {table.changelog_topic_name for table in app.tables.values()}
    sources = {agent.channel.get_topic_name() for agent in app.agents.values()}
    assert sources | changelogs <= {f"{prefix}{topic.name}" for topic in ALL}
    assert app.conf.id == f"{prefix}processor"


@contextlib.asynccontextmanager
async def processor(kafka: KafkaConnection, folder: Path) -> AsyncIterator[None]:
    """Run a real `monitor process` under a prefix."""
    config = folder / "config"
    config.mkdir(parents=True)
    (config / "feeds.yaml").write_text("feeds: []\n")
    (config / "watchlist.yaml").write_text(
        "actors: [{id: berg, name: Anna Berg, kind: person}]\n"
        "rules: [{id: any, name: Any, speakers: [berg]}]\n"
    )
    variables = {
        "MONITOR_KAFKA": kafka.servers,
        "MONITOR_KAFKA_TOPIC_PREFIX": kafka.prefix,
        "MONITOR_PARTITIONS": str(PARTITIONS),
        "MONITOR_DATA": str(folder / "data"),
        "MONITOR_CONFIG": str(config),
    }
    with (folder / "log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "monitor", "process"),
            env={**os.environ, **variables},
            stdout=log,
            stderr=log,
        )
    try:
        yield
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


@pytest.mark.broker
async def test_two_monitors_share_a_cluster_and_see_nothing_of_each_other(
    own_broker: EmbeddedBroker, tmp_path: Path
) -> None:
    async with contextlib.AsyncExitStack() as stack:
        stores = {}
        for prefix in PREFIXES:
            kafka, folder = replace(own_broker.connection, prefix=prefix), tmp_path / prefix
            await create_topics(kafka, PARTITIONS)
            await stack.enter_async_context(processor(kafka, folder))
            engine = open_engine(f"sqlite+aiosqlite:///{folder / 'monitor.db'}")
            stack.push_async_callback(engine.dispose)
            await upgrade_database(engine)
            archiving = asyncio.create_task(Archiver(kafka, Archive(engine).store).run())
            stack.callback(archiving.cancel)
            producer = RecordProducer(kafka, "test")
            stack.push_async_callback(producer.stop)
            text = f"Bridge {prefix}\n\nAnna Berg said that the bridge would open."
            await producer.send(ARTICLES, prefix, an_article(id=f"article {prefix}", text=text))
            broken = replace_topic(kafka, b"not an article")
            await producer.send(REJECTED, broken.id, broken)
            await send_again(broken, producer)
            stores[prefix] = Store(engine)

        async def is_stored(prefix: str) -> bool:
            totals = await stores[prefix].totals()
            dead = await stores[prefix].rejections.find()
            return (totals["articles"], totals["alerts"], len(dead)) == (1, 1, 2)

        for prefix in PREFIXES:
            await until(lambda prefix=prefix: is_stored(prefix), within_s=START_WITHIN_S)
            assert await stores[prefix].articles.get(f"article {prefix}") is not None
            assert {each.topic for each in await stores[prefix].rejections.find()} == {"articles"}
            kafka = replace(own_broker.connection, prefix=prefix)
            await check_what_is_read(kafka)
        admin = AIOKafkaAdminClient(**own_broker.connection.options())
        await admin.start()
        topics = {name for name in await admin.list_topics() if not name.startswith("__")}
        groups = {group for group, *_ in await admin.list_consumer_groups()}
        await admin.close()
    assert topics == {f"{prefix}{topic.name}" for prefix in PREFIXES for topic in ALL}
    wanted = {f"{prefix}{name}" for prefix in PREFIXES for name in ("processor", "archiver")}
    assert groups == wanted


def replace_topic(kafka: KafkaConnection, body: bytes) -> Rejection:
    """Return the dead letter of a message that is unreadable on the topic of articles."""
    rejection = make_entry_rejection(kafka.prefix, "read", "unreadable", "not an article", body)
    return msgspec.structs.replace(rejection, topic="articles", partition=0, offset=0)


async def check_what_is_read(kafka: KafkaConnection) -> None:
    """Lag, cluster and heartbeats are those of one monitor, under the names of the program."""
    reader = LagReader(kafka, PARTITIONS)
    await reader.start()
    try:
        ends = (await reader.read()).ends
    finally:
        await reader.stop()
    assert (ends["articles"], ends["readings"]) == (2, 1)
    async with ClusterReader(kafka) as cluster:
        view = await cluster.read([topic.name for topic in ALL], ["processor"])
    assert set(view.topics) == {topic.name for topic in ALL}
    assert view.groups["processor"].members == 1
    watch = HeartbeatWatch(kafka, PARTITIONS)
    watching = asyncio.create_task(watch.run())
    await until(lambda: len(watch.current()) == 1)
    watching.cancel()
