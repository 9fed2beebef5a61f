"""Hours of the day in which no one is notified; rules and subscriptions have them."""

from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class QuietHours:
    """Hours of every day in a time zone; they may include midnight."""

    begin: time
    end: time
    zone: str = "UTC"

    def hold(self, at: datetime) -> bool:
        """Return whether a time lies inside; the end is outside."""
        clock = at.astimezone(ZoneInfo(self.zone)).time()
        if self.begin <= self.end:
            return self.begin <= clock < self.end
        return clock >= self.begin or clock < self.end

    def __str__(self) -> str:
        """Return the hours as users write them: ``22:00-06:00 Europe/Berlin``."""
        return f"{self.begin:%H:%M}-{self.end:%H:%M} {self.zone}"
