"""``monitor deliver``."""

import sys
from pathlib import Path

import click

from monitor.cli.options import CONFIG, KAFKA_WAIT
from monitor.cli.settings import prepare_process


@click.command("deliver")
@CONFIG
@KAFKA_WAIT
def command(folder: Path, kafka_wait_s: float) -> None:
    """Archive records and deliver alerts to subscribers.

    Reads Kafka and writes the database. Needs MONITOR_KAFKA.
    """
    from monitor.services.signals import run_until_stopped

    settings, kafka = prepare_process(folder, "deliver", kafka_wait_s)

    async def run() -> None:
        from monitor.bootstrap.deliverer import run_deliverer

        await run_deliverer(settings, kafka)

    sys.exit(run_until_stopped(run))
