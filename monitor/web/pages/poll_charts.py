"""The history of a feed's polls as small SVG charts: new entries, failed polls, latency.

One slot an hour. Every chart has a sentence for those who do not see it, and the page of a feed has
the numbers as a table.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.store.poll_history import PolledHour, hour_of

SLOT = 4
"""Units of an hour."""
HEIGHT = 24
"""Units of the highest bar."""
GAP = 1
"""Units between two bars."""


@dataclass(frozen=True, slots=True)
class HourBar:
    """One bar: its place, height and tip."""

    x: int
    y: float
    height: float
    at: datetime
    value: float


@dataclass(frozen=True, slots=True)
class PollChart:
    """The polls of some hours, newest at the right."""

    width: int
    articles: tuple[HourBar, ...]
    polls: tuple[HourBar, ...]
    failed: tuple[HourBar, ...]
    """On the scale of ``polls``."""
    latency: tuple[HourBar, ...]
    total: PolledHour
    """All hours together."""

    @property
    def is_empty(self) -> bool:
        """Whether no poll is known."""
        return self.total.polls == 0


def poll_chart(history: Sequence[PolledHour], now: datetime, hours: int) -> PollChart:
    """Return the chart of the last ``hours`` hours."""
    first = hour_of(now) - hours + 1
    recent = [each for each in history if each.hour >= first]
    most_polls = max((each.polls for each in recent), default=0)
    most_articles = max((each.articles for each in recent), default=0)
    longest = max((each.latency_s or 0.0 for each in recent), default=0.0)
    return PollChart(
        width=SLOT * hours,
        articles=_bars([(each, each.articles) for each in recent], first, most_articles),
        polls=_bars([(each, each.polls) for each in recent], first, most_polls),
        failed=_bars([(each, each.failed) for each in recent], first, most_polls),
        latency=_bars([(each, each.latency_s or 0.0) for each in recent], first, longest),
        total=_total(recent),
    )


def by_day(history: Sequence[PolledHour]) -> list[tuple[datetime, PolledHour]]:
    """Return the polls of each day (UTC), newest first."""
    days: dict[datetime, list[PolledHour]] = {}
    for each in history:
        days.setdefault(each.at - timedelta(hours=each.at.hour), []).append(each)
    return [(day, _total(own)) for day, own in sorted(days.items(), reverse=True)]


def _bars(
    values: Sequence[tuple[PolledHour, float]], first: int, most: float
) -> tuple[HourBar, ...]:
    bars = []
    for each, value in values:
        if value > 0:
            height = max(HEIGHT * value / most, 1.0)
            x, y = (each.hour - first) * SLOT, round(HEIGHT - height, 1)
            bars.append(HourBar(x, y, round(height, 1), each.at, value))
    return tuple(bars)


def _total(hours: Sequence[PolledHour]) -> PolledHour:
    return PolledHour(
        hour=hours[-1].hour if hours else 0,
        feed=hours[-1].feed if hours else "",
        polls=sum(each.polls for each in hours),
        failed=sum(each.failed for each in hours),
        articles=sum(each.articles for each in hours),
        waited_s=sum(each.waited_s for each in hours),
    )
