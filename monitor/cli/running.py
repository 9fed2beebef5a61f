"""Commands that run processes."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import click

from monitor.cli.common import (
    CONFIG,
    Failure,
    WrongInput,
    configuration_of,
    install_parsers,
    process_settings,
    settings_of,
)


@click.command()
@CONFIG
@click.option(
    "--demo",
    is_flag=True,
    help="On the bundled sample newsroom and a data folder that is thrown away.",
)
@click.option(
    "--once",
    is_flag=True,
    help="With --demo: end once every sample article is through, and print the alerts.",
)
def up(folder: Path, demo: bool, once: bool) -> None:
    """Run everything on this machine: Kafka (unless MONITOR_KAFKA is set), poller, processor, archiver, web. Ctrl-C ends it."""
    import tempfile

    if once and not demo:
        raise WrongInput("--once goes with --demo")
    if not demo:
        sys.exit(_up(folder, None))
    from monitor.services.newsroom import Newsroom

    newsroom = Newsroom()
    with tempfile.TemporaryDirectory(prefix="news-monitor-") as temporary:
        newsroom.write_config(Path(temporary) / "config")
        os.environ["MONITOR_DATA"] = f"{temporary}/data"
        status = _up(Path(temporary) / "config", newsroom.is_through if once else None)
    newsroom.close()
    sys.exit(status)


def _up(folder: Path, is_done: Callable[[dict[str, int]], bool] | None) -> int:
    from rich.console import Console

    from monitor.bootstrap import configure_logging, run_until_stopped
    from monitor.records.errors import AlreadyRunning, BrokerUnavailable, DatabaseUnavailable
    from monitor.services.supervisor import Supervisor, hold

    settings = settings_of(folder)
    configuration_of(settings_of(folder))
    configure_logging(settings.log_level, "up")
    try:
        with hold(settings.data):
            return run_until_stopped(Supervisor(settings, Console(), is_done=is_done).run)
    except (AlreadyRunning, BrokerUnavailable, DatabaseUnavailable) as error:
        raise Failure(str(error)) from error


@click.command()
@CONFIG
def poll(folder: Path) -> None:
    """Poll feeds and publish their articles to Kafka. Start as many as you like: they share the feeds."""
    from monitor.bootstrap import run_poller, run_until_stopped

    settings, bootstrap = process_settings(folder, "poll")
    sys.exit(run_until_stopped(lambda: run_poller(settings, bootstrap)))


@click.command()
@CONFIG
def process(folder: Path) -> None:
    """Read articles, match statements, raise alerts. Start as many as there are partitions."""
    from monitor.bootstrap import run_processor

    settings, bootstrap = process_settings(folder, "process")
    install_parsers(settings)
    sys.argv = sys.argv[:1]  # Faust reads the command line on import
    run_processor(settings, bootstrap)


@click.command()
@CONFIG
def deliver(folder: Path) -> None:
    """Archive what the topics carry in the database."""
    from monitor.bootstrap import run_deliverer, run_until_stopped
    from monitor.records.errors import DatabaseUnavailable

    settings, bootstrap = process_settings(folder, "deliver")
    try:
        status = run_until_stopped(lambda: run_deliverer(settings, bootstrap))
    except DatabaseUnavailable as error:
        raise Failure(str(error)) from error
    sys.exit(status)


@click.command()
@CONFIG
def serve(folder: Path) -> None:
    """Serve the API, the live stream and the dashboard."""
    import asyncio

    from monitor.bootstrap import configure_logging, run_web
    from monitor.web.access import login_link, read_or_make_token

    settings = settings_of(folder)
    configuration_of(settings_of(folder))
    configure_logging(settings.log_level, "serve")
    if settings.token_file is None and not settings.is_loopback:
        raise WrongInput(
            f"{settings.http_host} is not loopback: name a token with MONITOR_TOKEN_FILE first"
        )
    token = read_or_make_token(settings.token_file or settings.data / "token")
    if sys.stderr.isatty():  # a token is never written into a log
        click.echo(f"Open {login_link(settings, token)}", err=True)
    asyncio.run(run_web(settings, token))


@click.command()
@CONFIG
def topics(folder: Path) -> None:
    """Create every Kafka topic that is missing; the processes do so too, a cluster may want it done first."""
    import asyncio

    from monitor.kafka.topics import ALL, create_topics

    settings, bootstrap = process_settings(folder, "topics")
    asyncio.run(create_topics(bootstrap, settings.partitions))
    click.echo(f"{bootstrap} has {', '.join(topic.name for topic in ALL)}")
