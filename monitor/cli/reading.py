"""Commands that read texts and configurations, without a broker."""

import json
import os
import sys
from datetime import datetime
from pathlib import Path

import click

from monitor.cli.common import (
    CONFIG,
    JSON,
    Failure,
    WrongInput,
    configuration_of,
    install_parsers,
    settings_of,
)
from monitor.config import Configuration, Settings, load_configuration, load_settings
from monitor.records.errors import ConfigurationError, Mistake


@click.command()
@CONFIG
@click.option("--json", "as_json_", is_flag=True, help="One JSON object per source on a line.")
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
def scan(folder: Path, as_json_: bool, sources: tuple[str, ...]) -> None:
    """Say what the monitor sees in articles: text files, .html files, http(s) URLs, or - for standard input. Needs no Kafka."""
    from rich.console import Console

    from monitor.cli.scan import as_json, scan_source, show
    from monitor.records.errors import UnreadableSource
    from monitor.watchlist import WatchlistIndex

    settings = settings_of(folder)
    install_parsers(settings)
    index = WatchlistIndex(configuration_of(settings).watchlist)
    wrong: list[str] = []
    for source in sources:
        try:
            scanned = scan_source(source, index, lambda url: _fetch(url, settings))
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

    from monitor.http.fetcher import HttpFetcher
    from monitor.records.errors import FetchError

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


@click.command()
@CONFIG
@click.option("--json", "as_json_", is_flag=True, help="Mistakes or counts as JSON.")
@click.option(
    "--noise",
    is_flag=True,
    help="Show which rules raised alerts that were marked as wrong, and what to change.",
)
def check(folder: Path, as_json_: bool, noise: bool) -> None:
    """Check the configuration and report every mistake at once, with file, line and path."""
    if noise:
        from monitor.cli.listing import noise_rows, print_table

        print_table(
            noise_rows(settings_of(folder)),
            ("rule", "alerts", "marked", "as", "proposals"),
            as_json=as_json_,
        )
        return
    configuration, mistakes = _checked(folder)
    if configuration is None:
        if as_json_:
            rows = [
                {"file": m.file, "line": m.line, "path": m.path, "message": m.message}
                for m in mistakes
            ]
            click.echo(json.dumps({"ok": False, "mistakes": rows}, ensure_ascii=False))
            sys.exit(2)
        raise WrongInput(f"{len(mistakes)} mistake(s):\n{ConfigurationError(mistakes)}")
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


def _checked(folder: Path) -> tuple[Configuration | None, list[Mistake]]:
    """Return the configuration, or None and every mistake of the files, of the changes over them and of the settings."""
    from monitor.services.configuration import load_in_force

    mistakes: list[Mistake] = []
    settings: Settings | None = None
    try:
        settings = load_settings(folder, os.environ)
    except ConfigurationError as error:
        mistakes.extend(error.mistakes)
    configuration: Configuration | None = None
    try:
        configuration = load_in_force(settings) if settings else load_configuration(folder)
    except ConfigurationError as error:
        mistakes.extend(error.mistakes)
    return (configuration if not mistakes else None), mistakes


@click.command()
@CONFIG
@JSON
@click.option(
    "--rules",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A changed watchlist.yaml; left out: the one in force.",
)
@click.option(
    "--since",
    type=click.DateTime(),
    help="Only articles seen from then on (UTC); left out: all that are stored.",
)
@click.option(
    "--read-again",
    is_flag=True,
    help="Read the articles again too, with the statement engine of today.",
)
@click.option(
    "--notify",
    is_flag=True,
    help="Store what would be raised, marked as replayed, and send it to whoever subscribes to it.",
)
def replay(
    folder: Path,
    as_json: bool,
    rules: Path | None,
    since: datetime | None,
    read_again: bool,
    notify: bool,
) -> None:
    """Hold what is stored against a changed watchlist: what would have been raised, against what was. Nobody is notified, but with --notify."""
    from monitor.cli.replay import Replay, print_difference, replay_stored, store_raised, utc
    from monitor.records.errors import DatabaseUnavailable

    try:
        asked = Replay(settings_of(folder), rules, utc(since), read_again, notify)
        difference = replay_stored(asked)
        print_difference(difference, as_json=as_json)
        if notify:
            stored = store_raised(asked.settings, difference.alerts)
            click.echo(f"{stored} stored; whoever subscribes to them is told.", err=True)
    except ConfigurationError as error:
        raise WrongInput(f"{len(error.mistakes)} mistake(s) in the watchlist:\n{error}") from error
    except DatabaseUnavailable as error:
        raise Failure(str(error)) from error
