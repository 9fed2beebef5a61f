"""How long each kind of stored item is kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from monitor.records.fields import Parsed, parse_duration, quoted

FOREVER = "forever"
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """How long each kind is kept after it was stored; None: for ever."""

    articles: timedelta | None = None
    """Articles with their statements."""
    texts: timedelta | None = None
    """Texts of articles."""
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
