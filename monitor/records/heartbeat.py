"""What a process reports about itself: its background loops and their health."""

from typing import Literal

import msgspec

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
