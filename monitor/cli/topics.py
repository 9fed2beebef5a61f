"""``monitor topics``."""

from pathlib import Path

import click

from monitor.cli.options import CONFIG, KAFKA_WAIT
from monitor.cli.settings import prepare_process


@click.command("topics")
@CONFIG
@KAFKA_WAIT
def command(folder: Path, kafka_wait_s: float) -> None:
    """Create the Kafka topics that are missing.

    Each process does so when it starts; use this where topics must exist first. Needs
    MONITOR_KAFKA.
    """
    import asyncio

    from monitor.kafka.create_topics import create_topics
    from monitor.kafka.topics import ALL

    settings, kafka = prepare_process(folder, "topics", kafka_wait_s)
    asyncio.run(create_topics(kafka, settings.partitions))
    names = ", ".join(kafka.wire_name(topic.name) for topic in ALL)
    click.echo(f"{kafka.servers} has the topics {names}")
