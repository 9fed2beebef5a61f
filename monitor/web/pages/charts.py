"""Charts as SVG, drawn on the server: they need no script, print well and have a table beside them.

Coordinates are in units of the ``viewBox``; colours are classes of the style sheet.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from monitor.store.search.activity import Cell

HEIGHT = 120
"""Units of the tallest bar."""
STEP, BAR = 10, 8
"""Units of a day, and of its bar."""
MOST_SERIES = 5
"""Series with a colour of their own; the rest are one more."""
MOST_DAYS = 92
"""Days that a chart shows at most: a quarter."""
LEAST_DAYS = 14
"""Days that a chart shows at least, so that a single bar is not as wide as the page."""
REST = ""
"""Name of the series of all others."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A part of a day's bar."""

    x: int
    y: float
    height: float
    series: int
    """Number of the series, from 1."""
    day: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class DayChart:
    """Counts by day, stacked by series."""

    bars: tuple[Bar, ...]
    names: tuple[str, ...]
    width: int
    most: int
    """Count of the tallest day."""
    first: str
    last: str


def day_chart(cells: Iterable[Cell], today: date, *, by: str = "theme") -> DayChart:
    """Return the chart of cells by day, stacked ``by`` theme or act, largest series first."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for cell in cells:
        counts[cell.day][cell.theme if by == "theme" else cell.act] += cell.count
    totals = Counter[str]()
    for each in counts.values():
        totals.update(each)
    names = [name for name, _ in totals.most_common(MOST_SERIES)]
    days = _days(counts, today)
    most = max((sum(counts[day].values()) for day in days if day in counts), default=0)
    bars = [
        bar
        for place, day in enumerate(days)
        if day in counts
        for bar in _bars(place, day, _in_series(counts[day], names), most)
    ]
    has_rest = len(totals) > len(names)
    series = (*names, REST) if has_rest and REST not in names else tuple(names)
    return DayChart(tuple(bars), series, STEP * len(days), most, days[0], days[-1])


def _days(counts: dict[str, Counter[str]], today: date) -> list[str]:
    earliest = min((date.fromisoformat(day) for day in counts), default=today)
    length = min(max((today - earliest).days + 1, LEAST_DAYS), MOST_DAYS)
    return [(today - timedelta(days=length - 1 - place)).isoformat() for place in range(length)]


def _in_series(counted: Counter[str], names: Sequence[str]) -> list[tuple[str, int, int]]:
    """Return name, number of the series and count of a day's parts."""
    parts = [(name, place + 1, counted[name]) for place, name in enumerate(names)]
    rest = sum(count for name, count in counted.items() if name not in names)
    return [*parts, (REST, len(names) + 1, rest)]


def _bars(place: int, day: str, parts: Iterable[tuple[str, int, int]], most: int) -> list[Bar]:
    bars, top = [], float(HEIGHT)
    for name, series, count in parts:
        if count:
            height = HEIGHT * count / most
            top -= height
            x = place * STEP
            bars.append(Bar(x, round(top, 1), round(height, 1), series, day, name, count))
    return bars
