"""``monitor process``."""

import sys
from pathlib import Path

import click

from monitor.cli.options import CONFIG, KAFKA_WAIT
from monitor.cli.settings import prepare_process


@click.command("process")
@CONFIG
@KAFKA_WAIT
def command(folder: Path, kafka_wait_s: float) -> None:
    """Read articles, match statements and raise alerts.

    Start at most as many processors as there are partitions. Needs MONITOR_KAFKA.
    """
    from monitor.cli.parsers import install_parsers

    settings, kafka = prepare_process(folder, "process", kafka_wait_s)
    install_parsers(settings.parsers)
    sys.argv = sys.argv[:1]  # Faust reads options of its own from the command line on import
    from monitor.bootstrap.processor import run_processor

    run_processor(settings, kafka)
