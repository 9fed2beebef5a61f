"""The workbench: what a changed watchlist would have raised, from what is stored.

    changed watchlist, stored statements --match--> alerts --compare--> gained, lost, same

1. A replay runs in a thread, in the shares of the store; its progress is the shares that are done.
2. At most `MOST_RUNNING` replays run at once, in all processes together. They are stored
   (`monitor.store.replays`): a restart loses no result, and a replay that it interrupted begins
   again as soon as a person asks for it.
3. Marks of wrong alerts count as noise: those of lost alerts would be avoided.
4. Patterns start from an empty history at the beginning of the period.
"""

import asyncio
import secrets
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import msgspec
import structlog

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
    unlisted_ids,
)
from monitor.records import Match
from monitor.records.errors import MonitorError
from monitor.store import Store
from monitor.store.database import UNAVAILABLE
from monitor.store.reader import open_reader
from monitor.store.readings import SHARES, read_share
from monitor.store.replays import Replay, ReplayedAlert, ReplayedChange, ReplayResult
from monitor.watchlist import WatchlistIndex

MOST_RUNNING = 2
"""Replays at once: each keeps one core busy."""
MOST_SHOWN = 200
"""Alerts listed of each kind: an editor reads no more."""
REPORT_EVERY_S = 1.0
"""Seconds between reports of progress: as often as the page asks."""

log = structlog.get_logger("workbench")


@dataclass(slots=True)
class _Run:
    """A replay that this process works on."""

    replay: Replay
    done: int = 0
    cancelled: threading.Event = field(default_factory=threading.Event)


class TooManyReplays(MonitorError):
    """As many replays run as may run at once."""


class Workbench:
    """Runs replays and stores their results."""

    def __init__(self, store: Store, url: str, *, report_every_s: float = REPORT_EVERY_S) -> None:
        """``url`` is the database's, for a connection of the replaying thread."""
        self._store, self._url, self._report_every_s = store, url, report_every_s
        self._runs: dict[str, _Run] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def get(self, id_: str) -> Replay | None:
        """Return a replay with its progress, or None."""
        run = self._runs.get(id_)
        if run is not None:
            return msgspec.structs.replace(run.replay, done=run.done)
        return await self._store.replays.get(id_)

    async def start(
        self,
        index: WatchlistIndex,
        changes: Sequence[ReplayedChange],
        since: datetime,
        who: str,
    ) -> Replay:
        """Start a replay of what was seen since a time. Raises `TooManyReplays`."""
        if await self._store.replays.running() >= MOST_RUNNING:
            raise TooManyReplays(f"{MOST_RUNNING} replays are running; wait for one, or cancel it")
        replay = Replay(
            id=f"replay-{secrets.token_hex(6)}",
            who=who,
            since=since,
            started_at=datetime.now(UTC),
            changes=tuple(changes),
            total=SHARES,
        )
        await self._store.replays.add(replay)
        self._begin(replay, index)
        return replay

    async def is_interrupted(self, replay: Replay) -> bool:
        """Return whether a replay was left by a process that ended, and is this caller's now."""
        if replay.status != "running" or replay.id in self._runs:
            return False
        return await self._store.replays.take_over(replay.id)

    def resume(self, replay: Replay, index: WatchlistIndex) -> None:
        """Begin an interrupted replay again."""
        self._begin(replay, index)

    async def cancel(self, id_: str) -> bool:
        """Cancel a replay, in whatever process; return whether it was running."""
        replay = await self.get(id_)
        if replay is None or replay.status != "running":
            return False
        if id_ in self._runs:
            self._runs[id_].cancelled.set()
        return await self._store.replays.report(msgspec.structs.replace(replay, status="cancelled"))

    def _begin(self, replay: Replay, index: WatchlistIndex) -> None:
        run = _Run(replay)
        self._runs[replay.id] = run
        task = asyncio.create_task(self._run(run, index))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(self, run: _Run, index: WatchlistIndex) -> None:
        reporting = asyncio.create_task(self._report(run))
        try:
            ended = await self._replay(run, index)
        except Exception as error:  # noqa: BLE001  # the client sees it; the service goes on
            reason = f"{type(error).__name__}: {error}"[:300]
            ended = msgspec.structs.replace(run.replay, status="failed", error=reason)
        finally:
            reporting.cancel()
        try:
            await self._store_state(ended)
        finally:
            del self._runs[run.replay.id]

    async def _report(self, run: _Run) -> None:
        """Store the progress until cancelled; stop a replay that another process cancelled."""
        while True:
            await asyncio.sleep(self._report_every_s)
            replay = msgspec.structs.replace(run.replay, done=run.done)
            if not await self._store_state(replay):
                run.cancelled.set()

    async def _store_state(self, replay: Replay) -> bool:
        """Store progress or result, however long the database is unavailable.

        Return whether the replay was still meant to run.
        """
        while True:
            try:
                return await self._store.replays.report(replay)
            except UNAVAILABLE as error:
                log.warning("replay.not_stored", replay=replay.id, error=str(error))
                await asyncio.sleep(self._report_every_s)

    async def _replay(self, run: _Run, index: WatchlistIndex) -> Replay:
        """Return the replay as it ends."""
        alerts = self._store.alerts
        stored = StoredAlerts(
            await alerts.every(AlertFilter(since=run.replay.since)), await alerts.united_ids()
        )
        shares = await asyncio.to_thread(self._read_shares, run, index)
        ended = msgspec.structs.replace(run.replay, done=run.done)
        if run.cancelled.is_set():
            return msgspec.structs.replace(ended, status="cancelled")
        tally = tally_shares(shares, stored.joined)
        detected = list(detect_all(tally.matches, index))
        earlier = await alerts.of(unlisted_ids(tally, detected, stored))
        stored = stored.with_alerts(earlier.values())
        marks = await self._store.alert_history.faults(sorted(stored.ids))
        noise = {id_ for id_, own in marks.items() if own}
        result = _result_of(tally, detected, stored, noise)
        return msgspec.structs.replace(ended, status="done", result=result)

    def _read_shares(self, run: _Run, index: WatchlistIndex) -> list[ReplayedShare]:
        engine = open_reader(self._url, pool_size=1)
        shares = []
        try:
            for number in range(SHARES):
                if run.cancelled.is_set():
                    break
                shares.append(replay_share(read_share(engine, number, run.replay.since), index))
                run.done = number + 1
        finally:
            engine.dispose()
        return shares


def _result_of(
    tally: Tally, detected: Sequence[Match], stored: StoredAlerts, noise: set[str]
) -> ReplayResult:
    """Return the alerts gained and lost; ``noise`` has the ids that are marked as wrong."""
    raised, compared = raised_alerts(tally, detected, stored), compared_alerts(tally, stored)
    gained = [_alert(id_, raised[id_], noise) for id_ in raised.keys() - stored.ids]
    lost = [_alert(id_, summary_of(compared[id_]), noise) for id_ in compared.keys() - raised]
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


def _alert(id_: str, summary: AlertSummary, noise: set[str]) -> ReplayedAlert:
    return ReplayedAlert(id=id_, is_noise=id_ in noise, summary=summary)


def _newest(alerts: list[ReplayedAlert]) -> tuple[ReplayedAlert, ...]:
    ordered = sorted(alerts, key=lambda alert: (alert.summary.seen_at, alert.id), reverse=True)
    return tuple(ordered[:MOST_SHOWN])
