"""The commands of a back-fill on a real broker: files into the topic, and the topic once more."""

import json
from pathlib import Path
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer
from click.testing import CliRunner

from monitor.cli import main
from monitor.kafka.broker.process import EmbeddedBroker
from monitor.records import Article
from monitor.records.wire import decode

pytestmark = pytest.mark.broker
COUNT = 230


async def articles_in(broker: EmbeddedBroker) -> list[Article]:
    consumer = AIOKafkaConsumer(
        "articles", **broker.connection.options(), auto_offset_reset="earliest"
    )
    await consumer.start()
    articles = list[Article]()
    try:
        ends = await consumer.end_offsets(consumer.assignment())
        while any([await consumer.position(each) < end for each, end in ends.items()]):
            for batch in (await consumer.getmany(timeout_ms=200)).values():
                articles += [
                    article
                    for m in batch
                    if isinstance(article := decode(m.value, Article), Article)
                ]
    finally:
        await consumer.stop()
    return articles


async def run(*arguments: str) -> dict[str, Any]:
    import asyncio

    result = await asyncio.to_thread(CliRunner().invoke, main, ["backfill", *arguments, "--json"])
    assert result.exit_code == 0, (result.output, result.exception)
    answer: dict[str, Any] = json.loads(result.stdout)
    return answer


async def test_files_go_into_the_topic_and_the_topic_is_read_again(
    own_broker: EmbeddedBroker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MONITOR_KAFKA", own_broker.bootstrap)
    monkeypatch.setenv("MONITOR_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("MONITOR_PARTITIONS", "3")
    file = tmp_path / "a.jsonl"
    lines = [
        json.dumps({"url": f"https://past.example/{n}", "title": f"N {n}", "text": "It rains."})
        for n in range(COUNT)
    ]
    file.write_text("\n".join([*lines, "{}"]))
    fast = ("--rate", "100000", "--pending", "1000000")
    done = await run("files", *fast, str(file))
    assert (done["sent"], done["skipped"]) == (COUNT, 1)
    assert done["reasons"] == {"it has no url": 1}
    sent = await articles_in(own_broker)
    assert len({article.id for article in sent}) == len(sent) == COUNT
    again = await run("kafka", *fast)
    assert (again["sent"], again["skipped"]) == (COUNT, 0)
    assert len(await articles_in(own_broker)) == 2 * COUNT
