"""A heartbeat: what a running process reports about itself every second."""

from datetime import datetime
from typing import Literal

import msgspec

from monitor.records.base import Record

Condition = Literal["running", "waiting", "failing", "stopped"]
"""A loop is waiting while a dependency is unavailable, and failing after an unexpected error."""


class LoopState(msgspec.Struct, frozen=True, kw_only=True):
    """State of one background loop at one moment."""

    name: str
    condition: Condition
    error: str = ""
    """Class and message of the error of a loop that is waiting or failing, without credentials."""
    failures: int = 0
    """Unexpected errors since the process started."""
    for_s: float = 0.0
    """Seconds since the first error of a loop that is waiting or failing."""

    @property
    def problem(self) -> str | None:
        """One sentence about a loop that is waiting or failing, else None."""
        if self.condition not in ("waiting", "failing"):
            return None
        return f"{self.name} is {self.condition} for {self.for_s:.0f} s: {self.error}"


class Heartbeat(Record, frozen=True, kw_only=True, tag="heartbeat.v1"):
    """The health of one process at one moment."""

    id: str
    """The instance: process, host and process id."""
    process: str
    """Name of the command that runs it, such as ``poll``."""
    at: datetime
    loops: tuple[LoopState, ...] = ()
    problems: tuple[str, ...] = ()
    """Sentences about what keeps the process from its work, apart from its loops."""
    partitions: int | None = None
    """Partitions that a poller owns; None during a rebalance and for other processes."""

    def all_problems(self) -> list[str]:
        """Return a sentence for each problem, loops included."""
        return [*self.problems, *filter(None, (loop.problem for loop in self.loops))]
