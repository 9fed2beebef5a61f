"""``monitor poll``."""

import sys
from pathlib import Path

import click

from monitor.cli.options import CONFIG, KAFKA_WAIT
from monitor.cli.settings import prepare_process


@click.command("poll")
@CONFIG
@KAFKA_WAIT
def command(folder: Path, kafka_wait_s: float) -> None:
    """Poll feeds and publish their articles to Kafka.

    Several pollers share the feeds among them. Needs MONITOR_KAFKA.
    """
    from monitor.services.signals import run_until_stopped

    settings, kafka = prepare_process(folder, "poll", kafka_wait_s)

    async def run() -> None:
        from monitor.bootstrap.poller import run_poller

        await run_poller(settings, kafka)

    sys.exit(run_until_stopped(run))
