"""How alerts are gathered into messages, as in Alertmanager. Pure."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Literal

from monitor.records.fields import Duration, Parsed, UserInput, parse_duration, quoted

GroupKey = Literal["rule", "actor", "severity"]
MIN_REPEAT = timedelta(minutes=1)
"""Shortest time between reminders; a person needs about a minute to acknowledge an alert."""


def parse_repeat(value: object) -> timedelta:
    """Parse the time between reminders. Raises ValueError."""
    repeat = parse_duration(value)
    if repeat < MIN_REPEAT:
        raise ValueError(f"{quoted(value)} is under one minute; use 1m or more")
    return repeat


Repeat = Annotated[timedelta, Parsed(parse_repeat, timedelta.total_seconds, ("30m", "4h"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouping(UserInput):
    """When alerts are sent together in one message."""

    by: tuple[GroupKey, ...] = ()
    """Fields whose values separate alerts into messages."""
    wait: Duration = timedelta(seconds=30)
    """Time for which the first alert of a message waits for others; copies of one event arrive
    within half a minute.
    """
    interval: Duration = timedelta(minutes=5)
    """Least time between two messages of one group; a reader can follow one every five minutes."""
    repeat: Repeat | None = None
    """Time after which an unacknowledged alert is sent again, for two days at most."""


UNGROUPED = Grouping(wait=timedelta(0), interval=timedelta(0))
"""Every alert is sent at once in a message of its own."""


def gathered_for(duration: timedelta) -> Grouping:
    """Return the grouping of a digest: one message for all alerts of each ``duration``."""
    return Grouping(wait=duration, interval=duration)
