"""``monitor scan``: read articles without a broker, by the functions of the running pipeline.

sources     a source -> an article
view        a reading -> coloured text, or the contract's JSON object
"""

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.cli.options import CONFIG
from monitor.cli.settings import read_configuration, read_settings

if TYPE_CHECKING:
    from monitor.cli.scan.sources import Scanned
    from monitor.records.errors import FetchError, UnreadableSource
    from monitor.watchlist import WatchlistIndex


@click.command("scan")
@CONFIG
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object per source.")
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
def command(folder: Path, as_json: bool, sources: tuple[str, ...]) -> None:
    """Show the statements, matches and near misses in articles.

    A SOURCE is a text file, an .html file, an http(s) URL, or - for standard input. Needs no Kafka.
    """
    from monitor.cli.parsers import install_parsers
    from monitor.cli.scan.sources import Pages, read_source
    from monitor.records.errors import FetchError, UnreadableSource
    from monitor.watchlist import WatchlistIndex

    settings = read_settings(folder)
    install_parsers(settings.parsers)
    index = WatchlistIndex(read_configuration(settings, compiles=True).watchlist)
    print_scanned = _printer(index, as_json=as_json)
    failures: list[UnreadableSource | FetchError] = []
    with contextlib.closing(Pages(settings)) as pages:
        for source in sources:
            try:
                print_scanned(read_source(source, index, pages))
            except (UnreadableSource, FetchError) as error:
                failures.append(error)
    _raise_all(failures)


def _printer(index: "WatchlistIndex", *, as_json: bool) -> "Callable[[Scanned], None]":
    from monitor.cli.output import print_json, stdout_console
    from monitor.cli.scan.view import print_reading, scanned_view

    if as_json:
        return lambda scanned: print_json(scanned_view(scanned, index))
    console = stdout_console()
    return lambda scanned: print_reading(scanned.reading, index, console)


def _raise_all(failures: "list[UnreadableSource | FetchError]") -> None:
    """Report every source that failed: exit code 2 if one cannot be read, else 1."""
    from monitor.records.errors import CommandFailed, UnreadableSource

    if not failures:
        return
    message = "\n".join(map(str, failures))
    if any(isinstance(failure, UnreadableSource) for failure in failures):
        raise UnreadableSource(message)
    raise CommandFailed(message)
