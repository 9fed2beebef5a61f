"""Replays of the workbench: what changes of the watchlist would have raised, kept over restarts.

1. A row has the changes, the progress and the result, so that any process can show it.
2. The process that runs a replay reports its progress every few seconds. One that is running and
   has not reported for `ABANDONED_AFTER_S` was left by a process that ended; the process that is
   asked for it next takes it over.
3. The newest `MOST_KEPT` are kept.
"""

import time
from datetime import datetime
from typing import Any, Literal

import msgspec
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.flow.compare_replay import AlertSummary
from monitor.records.change import ItemKind
from monitor.store.schema import replays

MOST_KEPT = 50
"""Replays that are kept: some 100 kB each."""
ABANDONED_AFTER_S = 15.0
"""Seconds without a report: a share of a large store takes a few."""

ReplayStatus = Literal["running", "done", "failed", "cancelled"]


class ReplayedChange(msgspec.Struct, frozen=True, kw_only=True):
    """A change that is tried: ``body`` as YAML has it, None to remove the item."""

    kind: ItemKind
    id: str
    body: dict[str, Any] | None


class ReplayedAlert(msgspec.Struct, frozen=True, kw_only=True):
    """An alert that is gained or lost, by its first article; ``is_noise`` if marked as wrong."""

    id: str
    is_noise: bool
    summary: AlertSummary


class ReplayResult(msgspec.Struct, frozen=True, kw_only=True):
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


class Replay(msgspec.Struct, frozen=True, kw_only=True):
    """One replay and its progress in shares; ``result`` is None until it is done."""

    id: str
    who: str
    since: datetime
    started_at: datetime
    changes: tuple[ReplayedChange, ...]
    total: int
    done: int = 0
    status: ReplayStatus = "running"
    error: str | None = None
    result: ReplayResult | None = None


_DECODER = msgspec.json.Decoder(Replay)


class Replays:
    """Writes and reads replays."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def add(self, replay: Replay) -> None:
        """Store a new replay, and remove the oldest ones."""
        kept = select(replays.c.id).order_by(replays.c.started_at.desc()).limit(MOST_KEPT)
        async with self._engine.begin() as connection:
            row = {"id": replay.id, "started_at": replay.started_at.timestamp(), **_state(replay)}
            await connection.execute(insert(replays).values(row))
            newest = (await connection.execute(kept)).scalars().all()
            await connection.execute(delete(replays).where(replays.c.id.not_in(newest)))

    async def get(self, id_: str) -> Replay | None:
        """Return a replay as it was reported last, or None."""
        query = select(replays.c.record).where(replays.c.id == id_)
        async with self._engine.connect() as connection:
            body = (await connection.execute(query)).scalar()
        return _DECODER.decode(body) if body is not None else None

    async def report(self, replay: Replay) -> bool:
        """Store progress or result; return whether the replay was still meant to run."""
        running = (replays.c.id == replay.id) & (replays.c.status == "running")
        async with self._engine.begin() as connection:
            result = await connection.execute(update(replays).where(running).values(_state(replay)))
        return bool(result.rowcount)

    async def running(self) -> int:
        """Return the number of replays that a process is working on."""
        query = select(func.count()).select_from(replays).where(~_is_abandoned(), _IS_RUNNING)
        async with self._engine.connect() as connection:
            return int((await connection.execute(query)).scalar_one())

    async def take_over(self, id_: str) -> bool:
        """Take over a replay whose process ended; return whether this caller has it now."""
        abandoned = (replays.c.id == id_) & _IS_RUNNING & _is_abandoned()
        async with self._engine.begin() as connection:
            result = await connection.execute(
                update(replays).where(abandoned).values(seen_at=time.time())
            )
        return bool(result.rowcount)


_IS_RUNNING = replays.c.status == "running"


def _is_abandoned() -> Any:
    return replays.c.seen_at < time.time() - ABANDONED_AFTER_S


def _state(replay: Replay) -> dict[str, Any]:
    record = msgspec.json.encode(replay)
    return {"status": replay.status, "seen_at": time.time(), "record": record}
