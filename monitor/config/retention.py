"""How long each kind of stored item is kept, and how much of it.

By age and by size alike, nothing is removed before it is `SHORTEST` old.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from monitor.records.fields import Parsed, parse_duration, quoted

FOREVER = "forever"
UNLIMITED = "unlimited"
SHORTEST = timedelta(days=7)
"""An event gains copies for two days, a delivery is retried for three, copies join for seven."""


def parse_keep(value: object) -> timedelta | None:
    """Parse ``365d`` or ``forever`` (None). Raises ValueError."""
    if value is None or (isinstance(value, str) and value.strip().lower() == FOREVER):
        return None
    try:
        kept = parse_duration(value)
    except ValueError:
        raise ValueError(f"{quoted(value)} is not valid here; use 365d or {FOREVER}") from None
    if kept < SHORTEST:
        raise ValueError(f"{quoted(value)} is too short; use {SHORTEST.days}d or more")
    return kept


Keep = Annotated[timedelta | None, Parsed(parse_keep, timedelta.total_seconds, ("365d", FOREVER))]
"""How long something is kept; None: for ever."""


_SIZE = re.compile(r"(\d{1,9})\s*(MB|GB|TB)", re.IGNORECASE)
_UNITS = {"MB": 10**6, "GB": 10**9, "TB": 10**12}


def parse_size(value: object) -> int | None:
    """Parse ``20GB`` or ``unlimited`` (None), in bytes. Raises ValueError."""
    if value is None or (isinstance(value, str) and value.strip().lower() == UNLIMITED):
        return None
    match = _SIZE.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None or not int(match[1]):
        raise ValueError(f"{quoted(value)} is not valid here; use 20GB or {UNLIMITED}")
    return int(match[1]) * _UNITS[match[2].upper()]


def size_text(size: int) -> str:
    """Return a size as `parse_size` reads it."""
    unit = next(unit for unit in reversed(_UNITS) if size % _UNITS[unit] == 0)
    return f"{size // _UNITS[unit]}{unit}"


Size = Annotated[int | None, Parsed(parse_size, size_text, ("20GB", UNLIMITED))]
"""How much of something is kept, in bytes; None: without a limit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SizeLimits:
    """How much of each kind is kept, in bytes on the disk; None: without a limit."""

    articles: int | None = None
    texts: int | None = None
    statements: int | None = None
    alerts: int | None = None
    events: int | None = None
    deliveries: int | None = None
    audit: int | None = None
    rejections: int | None = None
    polls: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """How long each kind is kept after it was stored; None: for ever."""

    articles: timedelta | None = None
    """Articles with their statements."""
    texts: timedelta | None = None
    """Texts of articles."""
    statements: timedelta | None = None
    """Statements; the articles remain."""
    alerts: timedelta | None = None
    """Alerts with everything about them."""
    events: timedelta | None = None
    """Revisions of alerts, from which the live stream resumes."""
    deliveries: timedelta | None = None
    """Settled deliveries with their attempts."""
    audit: timedelta | None = None
    """The audit log."""
    rejections: timedelta | None = None
    """Dead letters that were retried or dropped."""
    polls: timedelta | None = None
    """History of polls by hour."""

    @property
    def effective(self) -> "Retention":
        """The same, where nothing about an alert is kept longer than the alert."""
        return Retention(
            articles=self.articles,
            texts=self.texts,
            statements=self.statements,
            alerts=self.alerts,
            events=_shorter(self.events, self.alerts),
            deliveries=_shorter(self.deliveries, _shorter(self.events, self.alerts)),
            audit=self.audit,
            rejections=self.rejections,
            polls=self.polls,
        )


def _shorter(*kept: timedelta | None) -> timedelta | None:
    return min(_limits(kept), default=None)


def _limits(kept: Iterable[timedelta | None]) -> Iterable[timedelta]:
    return (each for each in kept if each is not None)
