"""create_app: the stages and tables of the processor in a Faust application, without a broker."""

from pathlib import Path

from monitor.kafka.connection import KafkaConnection
from monitor.kafka.faust.app import AppOptions
from monitor.kafka.topics import ALL
from monitor.services.loop import Loops
from monitor.services.processor import ProcessorContext, create_app
from tests.builders import INDEX


async def test_the_application_has_every_stage_and_table_and_no_topic_besides_the_known_ones(
    tmp_path: Path,
) -> None:
    options = AppOptions(kafka=KafkaConnection("127.0.0.1:1"), partitions=2, folder=tmp_path)
    context = ProcessorContext(index=lambda: INDEX, is_caught_up=lambda: True, loops=Loops())
    app = create_app(options, context)
    assert sorted(app.agents) == ["detect", "raise", "read"]
    tables = dict(app.tables)
    assert {name: table.awaits_changelog for name, table in tables.items()} == {
        "alerts": False,
        "pattern-states": True,
    }
    changelogs = {table.changelog_topic_name for table in tables.values()}
    sources = {agent.channel.get_topic_name() for agent in app.agents.values()}
    assert sources | changelogs <= {topic.name for topic in ALL}
