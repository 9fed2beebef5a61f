"""The health of a poller: polls that raise, and the reason if it polls nothing.

1. A poll that raises is a fault of the program: `poll_feed` turns every failure of a server into a
   feed state. The poller's ``polls`` are failing until each such feed was polled again.
2. A poller polls nothing if feeds are due or in flight, and no poll has ended for
   `IDLE_AFTER_S`; or if it has not checked its queue for that long.
3. A poller without partitions is idle on purpose if others own all of them; `HeartbeatWatch`
   decides by the number of partitions.
"""

import time
from collections.abc import Callable

from monitor.telemetry.metrics import PARTITIONS, POLL_OVERDUE

IDLE_AFTER_S = 120.0
"""Seconds: a fetch ends after 60 s, and the pages of one poll are limited to a minute."""

UNASSIGNED_AFTER_S = 30.0
"""Seconds without a partition that a rebalance of the consumer group may take."""

RecordError = Callable[[BaseException | None], None]
"""Receives the error of a poll, or None when no feed's last poll has raised."""


def ignore(error: BaseException | None) -> None:
    """Do not report an error."""


class PollerReport:
    """Collects what a poller does; `problems` and `partitions` go into its heartbeats."""

    def __init__(
        self, record: RecordError = ignore, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._record, self._clock = record, clock
        self._failing: set[str] = set()
        self._last_end = self._last_check = self._assigned_at = clock()
        self._work_since: float | None = None
        self._partitions = 0

    def poll_ended(self, feed: str, error: BaseException | None) -> None:
        """Note the end of a poll that was not cancelled."""
        self._last_end = self._clock()
        if error is not None:
            self._failing.add(feed)
            self._record(error)
            return
        self._failing.discard(feed)
        if not self._failing:
            self._record(None)

    def keep_only(self, feeds: set[str]) -> None:
        """Forget the failed polls of feeds that were removed."""
        self._failing &= feeds

    def checked(self, *, work_since: float | None, partitions: int) -> None:
        """Note a check of the queue.

        ``work_since`` is the monotonic time since which a feed is due or in flight, if any.
        """
        self._last_check = self._clock()
        self._work_since = work_since
        self._partitions = partitions
        PARTITIONS.set(partitions)
        overdue_s = 0.0 if work_since is None else self._last_check - work_since
        POLL_OVERDUE.set(max(0.0, overdue_s))
        if partitions:
            self._assigned_at = self._last_check

    def problems(self) -> tuple[str, ...]:
        """Return a sentence if the poller polls nothing."""
        now = self._clock()
        unchecked_s = now - self._last_check
        if unchecked_s > IDLE_AFTER_S:
            return (f"the poller has not checked its feeds for {unchecked_s:.0f} s",)
        if self._work_since is None:
            return ()
        idle_s = now - max(self._work_since, self._last_end)
        if idle_s > IDLE_AFTER_S:
            return (f"no poll has ended for {idle_s:.0f} s although feeds are due",)
        return ()

    def partitions(self) -> int | None:
        """Return the number of owned partitions, None while a rebalance may be under way."""
        if self._partitions == 0 and self._clock() - self._assigned_at < UNASSIGNED_AFTER_S:
            return None
        return self._partitions
