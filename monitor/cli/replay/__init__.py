"""``monitor replay``: match the stored statements again, under a changed watchlist.

    stored statements --link, match--> matches --compare--> alerts gained and lost
                                               \\--notify--> stored, and sent as any other alert

    work        the request; reads shares of the database, one process per core
    `monitor.flow.compare_replay`   matches, stored alerts -> `Difference`
    view        prints the difference

1. Nothing is written or sent without ``--notify``. With it, the alerts gained are stored, marked as
   ``replayed``, and sent to their subscribers.
2. Statements are taken as they were read; speakers, mentions and matches are found again by the
   functions of the pipeline. ``--read-again`` also reads the articles again.
3. Patterns are detected in the order of time, from an empty history: matches before ``--since`` are
   not part of it.
4. The result does not depend on the number of cores.
"""

from pathlib import Path
from typing import Any

import click

from monitor.cli.options import CONFIG, JSON, UtcTime
from monitor.cli.settings import read_settings


@click.command("replay")
@CONFIG
@JSON
@click.option(
    "--rules",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A changed watchlist.yaml. Default: the watchlist in force.",
)
@click.option(
    "--since",
    type=UtcTime(),
    help="Only articles seen at or after this time (UTC). Default: all articles.",
)
@click.option("--read-again", is_flag=True, help="Also read the articles again.")
@click.option(
    "--notify",
    is_flag=True,
    help="Store the alerts gained, marked as replayed, and send them to their subscribers.",
)
def command(folder: Path, as_json: bool, **clauses: Any) -> None:
    """Match stored statements again; show alerts gained and lost.

    Sends nothing without --notify.
    """
    from monitor.cli.replay.view import print_difference
    from monitor.cli.replay.work import Replay, replay_stored, store_alerts

    replay = Replay(read_settings(folder), **clauses)
    difference = replay_stored(replay)
    print_difference(difference, as_json=as_json)
    if replay.notify:
        count = store_alerts(replay.settings, difference.alerts)
        click.echo(f"{count} alerts stored; their subscribers are notified", err=True)
