"""The watchdog of a processor: it ends a process that stopped making progress.

The supervisor (or the container runtime) starts the process again; `monitor.kafka.lag` explains
how a consumer can hang without an error.
"""

from collections.abc import Callable

import structlog

from monitor.kafka.lag import STUCK_AFTER, LagWatch

CHECK_INTERVAL_S = 5.0
"""Seconds between checks: short against the limits below."""

IDLE_AFTER_S = 12.0
"""Seconds for which messages may be pending while this process owns no partition.

A worker that joins while the broker restarts may get no partition until its metadata expires."""

log = structlog.get_logger("watchdog")


class Watchdog:
    """Ends the process if its consumer group is stuck."""

    def __init__(
        self,
        watch: LagWatch,
        group: str,
        *,
        has_partitions: Callable[[], bool],
        end: Callable[[], object],
    ) -> None:
        self._watch, self._group = watch, group
        self._has_partitions, self._end = has_partitions, end

    async def check(self) -> None:
        """Call ``end`` if a partition of the group has not advanced for too long."""
        has_partitions = self._has_partitions()
        limit = STUCK_AFTER if has_partitions else IDLE_AFTER_S
        stuck = self._watch.stuck(self._group, after=limit)
        if not stuck:
            return
        partitions = ", ".join(f"{place.topic}/{place.partition}" for place in stuck)
        log.error("watchdog.stuck", partitions=partitions, assigned=has_partitions)
        self._end()
