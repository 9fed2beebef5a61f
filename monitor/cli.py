"""The command line. Exit codes: 0 done; 1 it failed; 2 the input or the configuration is wrong."""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from monitor.config import ConfigurationError, Settings, load_configuration, load_settings


class Failure(click.ClickException):
    """Something failed; exit code 1."""

    exit_code = 1


class WrongInput(click.ClickException):
    """The input or the configuration is wrong; exit code 2."""

    exit_code = 2


CONFIG = click.option(
    "--config", "folder", type=click.Path(path_type=Path), default=Path(os.environ.get("MONITOR_CONFIG", "config")), show_default=True,
    help="Folder with feeds.yaml, watchlist.yaml, subscriptions.yaml and monitor.yaml.",
)  # fmt: skip


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="news-monitor", prog_name="monitor")
def main() -> None:
    """Flag who said what: statements in news feeds, matched against your watchlist, raised as alerts.

    Try `monitor scan ARTICLE.txt` on any text first. The processes poll, process and deliver need a Kafka: MONITOR_KAFKA=host:9092.
    """


def _settings(folder: Path) -> Settings:
    try:
        return load_settings(folder, os.environ)
    except ConfigurationError as error:
        raise WrongInput(str(error)) from error


def _process(folder: Path, name: str) -> tuple[Settings, str]:
    """Load what a process needs; return its settings and the bootstrap servers."""
    from monitor.bootstrap import configure_logging

    settings = _settings(folder)
    _checked(folder)
    if not settings.kafka:
        raise WrongInput(f"`monitor {name}` needs a Kafka: set MONITOR_KAFKA=host:9092")
    configure_logging(settings.log_level, name)
    return settings, settings.kafka


def _checked(folder: Path) -> Any:
    try:
        return load_configuration(folder)
    except ConfigurationError as error:
        raise WrongInput(f"{len(error.mistakes)} mistake(s) in the configuration:\n{error}") from error


@main.command()
@CONFIG
@click.option("--demo", is_flag=True, help="On the bundled sample newsroom and a data folder that is thrown away.")
@click.option(
    "--once", is_flag=True, help="With --demo: end once every sample article is through, and print the alerts."
)
def up(folder: Path, demo: bool, once: bool) -> None:
    """Run everything on this machine: Kafka (unless MONITOR_KAFKA is set), poller, processor, archiver, web. Ctrl-C ends it."""
    import tempfile

    if once and not demo:
        raise WrongInput("--once goes with --demo")
    if not demo:
        sys.exit(_up(folder, None))
    from monitor.sample import Newsroom

    newsroom = Newsroom()
    with tempfile.TemporaryDirectory(prefix="news-monitor-") as temporary:
        newsroom.write_config(Path(temporary) / "config", folder)
        os.environ["MONITOR_DATA"] = f"{temporary}/data"
        status = _up(Path(temporary) / "config", newsroom.is_through if once else None)
    newsroom.close()
    sys.exit(status)


def _up(folder: Path, is_done: Callable[[dict[str, int]], bool] | None) -> int:
    from rich.console import Console

    from monitor.bootstrap import configure_logging, run_until_stopped
    from monitor.kafka.jars import BrokerUnavailable
    from monitor.store import StoreError
    from monitor.supervise import AlreadyRunning, Supervisor, hold

    settings = _settings(folder)
    _checked(folder)
    configure_logging(settings.log_level, "up")
    try:
        with hold(settings.data):
            return run_until_stopped(Supervisor(settings, Console(), is_done=is_done).run)
    except (AlreadyRunning, BrokerUnavailable, StoreError) as error:
        raise Failure(str(error)) from error


@main.command()
@CONFIG
def poll(folder: Path) -> None:
    """Poll feeds and publish their articles to Kafka. Start as many as you like: they share the feeds."""
    from monitor.bootstrap import run_poller, run_until_stopped

    settings, bootstrap = _process(folder, "poll")
    sys.exit(run_until_stopped(lambda: run_poller(settings, bootstrap)))


@main.command()
@CONFIG
def process(folder: Path) -> None:
    """Read articles, match statements, raise alerts. Start as many as there are partitions."""
    from monitor.bootstrap import run_processor

    settings, bootstrap = _process(folder, "process")
    sys.argv = sys.argv[:1]  # Faust reads the command line on import
    run_processor(settings, bootstrap)


@main.command()
@CONFIG
def deliver(folder: Path) -> None:
    """Archive what the topics carry in the database."""
    from monitor.bootstrap import run_deliverer, run_until_stopped
    from monitor.store import StoreError

    settings, bootstrap = _process(folder, "deliver")
    try:
        status = run_until_stopped(lambda: run_deliverer(settings, bootstrap))
    except StoreError as error:
        raise Failure(str(error)) from error
    sys.exit(status)


@main.command()
@CONFIG
def serve(folder: Path) -> None:
    """Serve the API, the live stream and the dashboard."""
    import asyncio

    from monitor.bootstrap import configure_logging, run_web
    from monitor.web.access import login_link, read_or_make_token

    settings = _settings(folder)
    _checked(folder)
    configure_logging(settings.log_level, "serve")
    if settings.token_file is None and not settings.is_loopback:
        raise WrongInput(f"{settings.http_host} is not loopback: name a token with MONITOR_TOKEN_FILE first")
    token = read_or_make_token(settings.token_file or settings.data / "token")
    if sys.stderr.isatty():  # a token is never written into a log
        click.echo(f"Open {login_link(settings, token)}", err=True)
    asyncio.run(run_web(settings, token))


@main.command()
@CONFIG
@click.option("--json", "as_json_", is_flag=True, help="One JSON object per source on a line.")
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
def scan(folder: Path, as_json_: bool, sources: tuple[str, ...]) -> None:
    """Say what the monitor sees in articles: text files, .html files, http(s) URLs, or - for standard input. Needs no Kafka."""
    from rich.console import Console

    from monitor.scan import UnreadableSource, as_json, scan_source, show
    from monitor.watchlist import WatchlistIndex

    index = WatchlistIndex(_checked(folder).watchlist)
    wrong: list[str] = []
    for source in sources:
        try:
            scanned = scan_source(source, index, lambda url: _fetch(url, _settings(folder)))
        except UnreadableSource as error:
            wrong.append(str(error))
            continue
        if as_json_:
            click.echo(json.dumps(as_json(scanned, index), ensure_ascii=False))
        else:
            show(scanned, index, Console())
    if wrong:
        raise WrongInput("\n".join(wrong))


def _fetch(url: str, settings: Settings) -> bytes:
    import asyncio

    from monitor.flow.ports import FetchError
    from monitor.http.fetcher import HttpFetcher

    async def fetch() -> bytes:
        fetcher = HttpFetcher(contact=settings.contact, allow_hosts=settings.allow_hosts)
        try:
            return (await fetcher.fetch(url, {})).body
        finally:
            await fetcher.aclose()

    try:
        return asyncio.run(fetch())
    except FetchError as error:
        raise Failure(f"{url}: {error.kind}: {error.detail}") from error


@main.command()
@CONFIG
@click.option("--json", "as_json_", is_flag=True, help="Mistakes or counts as JSON.")
def check(folder: Path, as_json_: bool) -> None:
    """Check the configuration and report every mistake at once, with file, line and path."""
    try:
        configuration = load_configuration(folder)
        load_settings(folder, os.environ)
    except ConfigurationError as error:
        if as_json_:
            rows = [{"file": m.file, "line": m.line, "path": m.path, "message": m.message} for m in error.mistakes]
            click.echo(json.dumps({"ok": False, "mistakes": rows}, ensure_ascii=False))
            sys.exit(2)
        raise WrongInput(f"{len(error.mistakes)} mistake(s):\n{error}") from error
    watchlist = configuration.watchlist
    counts = {
        "feeds": len(configuration.feeds),
        "actors": len(watchlist.actors),
        "themes": len(watchlist.themes),
        "rules": len(watchlist.rules),
        "subscriptions": len(configuration.subscriptions),
    }
    if as_json_:
        click.echo(json.dumps({"ok": True, "hash": configuration.hash, **counts}))
    else:
        click.echo(
            f"{folder}: sound, {', '.join(f'{count} {name}' for name, count in counts.items())}; hash {configuration.hash}"
        )


JSON = click.option("--json", "as_json_", is_flag=True, help="One JSON object on a line for each.")


def _list(folder: Path, kind: str, columns: tuple[str, ...], *, as_json_: bool) -> None:
    from monitor import listing
    from monitor.store import StoreError

    try:
        listing.print_rows(_settings(folder), getattr(listing, f"{kind}_rows"), columns, as_json=as_json_)
    except StoreError as error:
        raise Failure(str(error)) from error


@main.group()
def feeds() -> None:
    """Feeds and their health."""


@feeds.command("list")
@CONFIG
@JSON
def list_feeds(folder: Path, as_json_: bool) -> None:
    """List every feed that was polled, with its last error."""
    _list(
        folder,
        "feed",
        ("name", "publisher", "polls", "articles", "failures", "error", "error_detail"),
        as_json_=as_json_,
    )


@main.group()
def alerts() -> None:
    """Alerts that were raised."""


@alerts.command("list")
@CONFIG
@JSON
def list_alerts(folder: Path, as_json_: bool) -> None:
    """List the newest alerts."""
    _list(folder, "alert", ("raised_at", "severity", "rule", "actor", "publishers", "id"), as_json_=as_json_)


@main.group()
def rejected() -> None:
    """What could not be read, parked."""


@rejected.command("list")
@CONFIG
@JSON
def list_rejected(folder: Path, as_json_: bool) -> None:
    """List what is parked, with where it came from and what was wrong with it."""
    _list(folder, "rejection", ("at", "stage", "topic", "partition", "offset", "error", "message"), as_json_=as_json_)
