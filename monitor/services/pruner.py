"""The service that removes what is older than its retention, and gives space back."""

import time
from collections.abc import Callable

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.config.retention import Retention, SizeLimits
from monitor.store.prune import NO_LIMITS, PAUSE_S, Pruner, reclaim_space

PRUNE_INTERVAL_S = 3600.0
"""Seconds between two passes: retention is counted in days, and an hour's backlog is short."""

log = structlog.get_logger("pruner")


class PruneService:
    """Prunes one database."""

    def __init__(
        self,
        engine: AsyncEngine,
        retention: Retention,
        *,
        pause_s: float = PAUSE_S,
        clock: Callable[[], float] = time.time,
        limits: SizeLimits = NO_LIMITS,
    ) -> None:
        self._engine, self._clock, self._pause_s = engine, clock, pause_s
        self._pruner = Pruner(engine, retention, pause_s=pause_s, limits=limits)

    async def run_once(self) -> None:
        """Make one pass. Raises SQLAlchemyError; what is removed by then stays removed."""
        removed = await self._pruner.prune(self._clock())
        counts = {kind: count for kind, count in removed.items() if count}
        if counts:
            reclaimed = await reclaim_space(self._engine, pause_s=self._pause_s)
            log.info("store.pruned", **counts, reclaimed_bytes=reclaimed)
