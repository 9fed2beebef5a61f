"""``monitor up``."""

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import click

from monitor.cli.options import CONFIG, KAFKA_WAIT
from monitor.cli.settings import read_configuration, read_settings

IsComplete = Callable[[dict[str, int]], bool]
"""Whether a demonstration is complete, by the counts of the database."""


@click.command("up")
@CONFIG
@click.option(
    "--demo",
    is_flag=True,
    help="Use the bundled sample newsroom and a temporary data folder.",
)
@click.option(
    "--once",
    is_flag=True,
    help="With --demo: exit when every sample article is archived, and print the alerts.",
)
@KAFKA_WAIT
def command(folder: Path, demo: bool, once: bool, kafka_wait_s: float) -> None:
    """Run everything on this machine. Ctrl-C stops it.

    Starts the poller, the processor, the deliverer and the web service, and an embedded Kafka
    unless MONITOR_KAFKA is set.
    """
    from monitor.records.errors import InvalidInput

    if once and not demo:
        raise InvalidInput("--once needs --demo")
    status = _run_demo(kafka_wait_s, once=once) if demo else _run(folder, kafka_wait_s)
    sys.exit(status)


def _run_demo(kafka_wait_s: float, *, once: bool) -> int:
    """Run on the sample newsroom; return the exit status."""
    import tempfile

    from monitor.services.newsroom import Newsroom

    newsroom = Newsroom()
    try:
        with tempfile.TemporaryDirectory(prefix="news-monitor-") as temporary:
            config, data = Path(temporary) / "config", Path(temporary) / "data"
            newsroom.write_config(config)
            os.environ["MONITOR_DATA"] = str(data)
            click.echo(
                f"The demo keeps its data in {data} while it runs. To explore it from another "
                f"terminal:\n  MONITOR_CONFIG={config} MONITOR_DATA={data} {_program()} alerts list"
            )
            return _run(config, kafka_wait_s, newsroom.is_through if once else None)
    finally:
        newsroom.close()


def _program() -> str:
    """Return how this program is called: by its name, or by its path outside of the PATH."""
    return "monitor" if shutil.which("monitor") else sys.argv[0]


def _run(folder: Path, kafka_wait_s: float, is_complete: IsComplete | None = None) -> int:
    """Check everything, then run the supervisor until it is stopped; return the exit status."""
    from monitor.cli.checks import require_data_folder, require_free_port, wait_for_kafka
    from monitor.cli.output import stdout_console
    from monitor.services.logging import configure_logging
    from monitor.services.signals import run_until_stopped
    from monitor.services.supervisor import Supervisor, hold

    settings = read_settings(folder)
    read_configuration(settings)
    require_data_folder(settings.data)
    configure_logging(settings.log_level, "up", settings.log_format)
    with hold(settings.data):
        # Before a login link is printed: the program that owns the port would get the token.
        require_free_port(settings.http_host, settings.http_port)
        if settings.kafka:
            wait_for_kafka(settings.kafka, within_s=kafka_wait_s)
        supervisor = Supervisor(settings, stdout_console(), is_done=is_complete)
        return run_until_stopped(supervisor.run)
