"""The workbench: what a changed watchlist would have raised, from what is stored.

    changed watchlist, stored statements --match--> alerts --compare--> gained, lost, same

1. A replay runs in a thread, in the shares of the store; its progress is the shares that are done.
2. At most `MOST_RUNNING` replays run at once, and the newest `MOST_KEPT` results are kept.
3. Marks of wrong alerts count as noise: those of lost alerts would be avoided.
4. Patterns start from an empty history at the beginning of the period.
"""

import asyncio
import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from monitor.deliveries import AlertFilter
from monitor.flow.compare_replay import (
    AlertSummary,
    ReplayedShare,
    StoredAlerts,
    Tally,
    compared_alerts,
    detect_all,
    raised_alerts,
    replay_share,
    summary_of,
    tally_shares,
)
from monitor.records import Alert
from monitor.records.errors import MonitorError
from monitor.store import Store
from monitor.store.reader import open_reader
from monitor.store.readings import SHARES, read_share
from monitor.watchlist import WatchlistIndex

MOST_RUNNING = 2
"""Replays at once: each keeps one core busy."""
MOST_KEPT = 20
"""Results in memory: a few hundred kilobytes each."""
MOST_SHOWN = 200
"""Alerts listed of each kind: an editor reads no more."""

Status = Literal["running", "done", "failed", "cancelled"]


@dataclass(frozen=True, slots=True)
class ReplayedAlert:
    """An alert that is gained or lost, by its first article; ``is_noise`` if marked as wrong."""

    id: str
    is_noise: bool
    summary: AlertSummary


@dataclass(frozen=True, slots=True)
class ReplayResult:
    """Alerts gained and lost under the changed watchlist, the newest of each listed."""

    articles: int
    statements: int
    gained: int
    lost: int
    same: int
    noise_before: int
    """Stored alerts of the period that are marked as wrong."""
    noise_after: int
    """Those of them that would still be raised."""
    gained_alerts: tuple[ReplayedAlert, ...]
    lost_alerts: tuple[ReplayedAlert, ...]


@dataclass(slots=True)
class RunningReplay:
    """One replay and its progress; ``result`` is None until it is done."""

    id: str
    who: str
    since: datetime
    started_at: datetime
    total: int = SHARES
    done: int = 0
    status: Status = "running"
    error: str | None = None
    result: ReplayResult | None = None
    cancelled: threading.Event = field(default_factory=threading.Event)


class TooManyReplays(MonitorError):
    """As many replays run as may run at once."""


class Workbench:
    """Runs replays and keeps their results."""

    def __init__(self, store: Store, url: str) -> None:
        """``url`` is the database's, for a connection of the replaying thread."""
        self._store, self._url = store, url
        self._replays: OrderedDict[str, RunningReplay] = OrderedDict()
        self._tasks: set[asyncio.Task[None]] = set()

    def get(self, id_: str) -> RunningReplay | None:
        """Return a replay, or None."""
        return self._replays.get(id_)

    def start(self, index: WatchlistIndex, since: datetime, who: str) -> RunningReplay:
        """Start a replay of what was seen since a time. Raises `TooManyReplays`."""
        running = [each for each in self._replays.values() if each.status == "running"]
        if len(running) >= MOST_RUNNING:
            raise TooManyReplays(f"{MOST_RUNNING} replays are running; wait for one, or cancel it")
        replay = RunningReplay(
            id=f"replay-{secrets.token_hex(6)}",
            who=who,
            since=since,
            started_at=datetime.now(UTC),
        )
        self._replays[replay.id] = replay
        while len(self._replays) > MOST_KEPT:
            self._replays.popitem(last=False)
        task = asyncio.create_task(self._run(replay, index))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return replay

    def cancel(self, id_: str) -> bool:
        """Cancel a replay; return whether it was running."""
        replay = self._replays.get(id_)
        if replay is None or replay.status != "running":
            return False
        replay.cancelled.set()
        return True

    async def _run(self, replay: RunningReplay, index: WatchlistIndex) -> None:
        try:
            alerts = self._store.alerts
            stored = StoredAlerts(
                await alerts.every(AlertFilter(since=replay.since)), await alerts.united_ids()
            )
            marks = await self._store.alert_history.faults([alert.id for alert in stored.alerts])
            shares = await asyncio.to_thread(self._replay, replay, index)
            if replay.cancelled.is_set():
                replay.status = "cancelled"
                return
            noise = {id_ for id_, own in marks.items() if own}
            tally = tally_shares(shares, stored.joined)
            detected = detect_all(tally.matches, index)
            raised = raised_alerts(tally, detected, stored.joined)
            replay.result = _result_of(tally, raised, compared_alerts(tally, stored), noise)
            replay.status = "done"
        except Exception as error:  # noqa: BLE001  # the client sees it; the service goes on
            replay.status, replay.error = "failed", f"{type(error).__name__}: {error}"[:300]

    def _replay(self, replay: RunningReplay, index: WatchlistIndex) -> list[ReplayedShare]:
        engine = open_reader(self._url, pool_size=1)
        shares = []
        try:
            for number in range(SHARES):
                if replay.cancelled.is_set():
                    break
                shares.append(replay_share(read_share(engine, number, replay.since), index))
                replay.done = number + 1
        finally:
            engine.dispose()
        return shares


def _result_of(
    tally: Tally,
    raised: dict[str, AlertSummary],
    compared: dict[str, Alert],
    noise: set[str],
) -> ReplayResult:
    """Return the alerts gained and lost; ``noise`` has the ids that are marked as wrong."""
    gained = [ReplayedAlert(id_, id_ in noise, raised[id_]) for id_ in raised.keys() - compared]
    lost = [
        ReplayedAlert(id_, id_ in noise, summary_of(compared[id_]))
        for id_ in compared.keys() - raised
    ]
    marked = noise & compared.keys()
    return ReplayResult(
        articles=len(tally.articles),
        statements=tally.statements,
        gained=len(gained),
        lost=len(lost),
        same=len(raised.keys() & compared.keys()),
        noise_before=len(marked),
        noise_after=len(marked & raised.keys()),
        gained_alerts=_newest(gained),
        lost_alerts=_newest(lost),
    )


def _newest(alerts: list[ReplayedAlert]) -> tuple[ReplayedAlert, ...]:
    ordered = sorted(alerts, key=lambda alert: (alert.summary.seen_at, alert.id), reverse=True)
    return tuple(ordered[:MOST_SHOWN])
