"""Detect that the wall clock was set: times planned by it then have to be planned again.

Waits inside a process use the monotonic clock and need none of this.
"""

import time
from collections.abc import Callable

TOLERANCE_S = 30.0
"""Seconds of drift that are not a jump: time services correct less than this by slewing."""


class ClockWatch:
    """Detects that the wall clock moved differently from the monotonic clock.

    Either the clock was set, or the machine was suspended.
    """

    def __init__(
        self, wall: Callable[[], float] = time.time, steady: Callable[[], float] = time.monotonic
    ) -> None:
        self._wall, self._steady = wall, steady
        self._offset = wall() - steady()

    def jumped(self) -> float:
        """Return the seconds by which the wall clock jumped since the last call, 0.0 for none.

        A jump backwards is negative.
        """
        offset = self._wall() - self._steady()
        jump = offset - self._offset
        self._offset = offset
        return jump if abs(jump) > TOLERANCE_S else 0.0
