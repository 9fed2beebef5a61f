"""Whether the wall clock was set: what is planned by it is then planned anew. Waits inside a process run on the monotonic clock."""

import time
from collections.abc import Callable

SLACK = 30.0
"""Seconds of drift that are no jump: clocks are slewed by less."""


class ClockWatch:
    """Notices when the wall clock moves otherwise than the monotonic one: it was set, or the machine slept."""

    def __init__(
        self, wall: Callable[[], float] = time.time, steady: Callable[[], float] = time.monotonic
    ) -> None:
        self._wall, self._steady = wall, steady
        self._ahead = wall() - steady()

    def jumped(self) -> float:
        """Return the seconds by which the wall clock jumped since the last call, forwards or backwards; 0.0 for no jump."""
        ahead = self._wall() - self._steady()
        jump = ahead - self._ahead
        self._ahead = ahead
        return jump if abs(jump) > SLACK else 0.0
