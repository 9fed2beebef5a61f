"""Read the database in shares, one process per core, and store the alerts that a replay gains."""

import dataclasses
import multiprocessing
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.progress import track
from sqlalchemy import Engine
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.cli.database import run_on_database
from monitor.config import Settings, load_watchlist
from monitor.deliveries import AlertFilter
from monitor.flow.compare_replay import (
    Difference,
    ReplayedShare,
    StoredAlerts,
    compare,
    detect_all,
    gained_alerts,
    replay_share,
    tally_shares,
    unlisted_ids,
)
from monitor.flow.read_article import link_reading, read_article
from monitor.records import Alert, Article, Reading, Statement
from monitor.services.configuration import load_in_force
from monitor.store import Archive, Store
from monitor.store.reader import open_reader
from monitor.store.readings import SHARES, read_share
from monitor.watchlist import Watchlist, WatchlistIndex


@dataclass(frozen=True, slots=True)
class Replay:
    """One request to replay.

    Attributes:
        settings: the machine's settings.
        rules: a watchlist file; None for the watchlist in force.
        since: only articles seen at or after this time.
        read_again: whether articles are read again.
        notify: whether the difference holds the gained alerts whole.
    """

    settings: Settings
    rules: Path | None = None
    since: datetime | None = None
    read_again: bool = False
    notify: bool = False

    def watchlist(self) -> Watchlist:
        """Load the watchlist. Raises `ConfigurationError`, `DatabaseUnavailable`."""
        if self.rules is None:
            return load_in_force(self.settings, compiles=True).watchlist
        return load_watchlist(self.rules, self.settings.compiled_if_run)


def replay_stored(replay: Replay) -> Difference:
    """Match everything that is stored again. Raises `ConfigurationError`, `DatabaseUnavailable`."""
    index = WatchlistIndex(replay.watchlist())  # here, so that a mistake ends no pool process
    stored = run_on_database(replay.settings, lambda engine: _stored_alerts(engine, replay.since))
    tally = tally_shares(_replay_shares(replay), stored.joined)
    detected = list(detect_all(tally.matches, index))
    unlisted = unlisted_ids(tally, detected, stored)
    earlier = run_on_database(replay.settings, lambda engine: Store(engine).alerts.of(unlisted))
    stored = stored.with_alerts(earlier.values())
    difference = compare(tally, detected, stored)
    if not replay.notify:
        return difference
    plain = [match for match in tally.matches if index.pattern_of(match.rule) is None]
    alerts = gained_alerts([*plain, *detected], stored, datetime.now(UTC))
    return dataclasses.replace(difference, alerts=alerts)


def store_alerts(settings: Settings, alerts: Sequence[Alert]) -> int:
    """Store the alerts of a replay, which notifies their subscribers; return how many were new.

    Raises `DatabaseUnavailable`.
    """
    return run_on_database(settings, lambda engine: Archive(engine).store(alerts))


async def _stored_alerts(engine: AsyncEngine, since: datetime | None) -> StoredAlerts:
    stored = Store(engine).alerts
    return StoredAlerts(await stored.every(AlertFilter(since=since)), await stored.united_ids())


def _replay_shares(replay: Replay) -> Iterator[ReplayedShare]:
    """Yield the result of each share; show progress on a terminal."""
    console = Console(stderr=True)
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(
        os.cpu_count(), mp_context=context, initializer=_start_worker, initargs=(replay,)
    ) as pool:
        yield from track(
            pool.map(_replay_share, range(SHARES)),
            "Replaying",
            total=SHARES,
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )


class _Worker(NamedTuple):
    """What a process of the pool works with."""

    replay: Replay
    watchlist_index: WatchlistIndex
    engine: Engine


_worker: _Worker | None = None
"""Set once in each process of the pool."""


def _start_worker(replay: Replay) -> None:
    global _worker  # noqa: PLW0603  the only way to give a process of the pool its parts once
    engine = open_reader(replay.settings.database, pool_size=1)
    _worker = _Worker(replay, WatchlistIndex(replay.watchlist()), engine)


def _replay_share(share: int) -> ReplayedShare:
    assert _worker is not None, "the pool starts its processes with _start_worker"
    replay = _worker.replay
    return replay_share(
        read_share(_worker.engine, share, replay.since),
        _worker.watchlist_index,
        read=_read_again if replay.read_again else link_reading,
        keeps_matches=replay.notify,
    )


def _read_again(
    article: Article,
    statements: Sequence[Statement],  # noqa: ARG001  the signature of a reader
    index: WatchlistIndex,
) -> Reading:
    return read_article(article, index)
