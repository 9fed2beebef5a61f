"""Charts as SVG, drawn on the server: they need no script, print well and have a table beside them.

Coordinates are in units of the ``viewBox``; colours are classes of the style sheet.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
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
REST = "*"
"""Name of the series of all others; no theme or act has it, and an empty name is none of them."""
MOST_STRIPS = 6
"""Themes with a strip of their own in a time line: more do not fit above the list."""


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
    names: tuple[tuple[int, str], ...]
    """Number and name of each series of the chart, for its legend."""
    width: int
    most: int
    """Count of the tallest day."""
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Scale:
    """What charts beside each other share: days, the count of the tallest bar, colours."""

    days: tuple[str, ...]
    most: int
    names: tuple[str, ...]
    """Names of the series with a colour of their own, in the order of their numbers."""

    @property
    def width(self) -> int:
        """Units of all days."""
        return STEP * len(self.days)


@dataclass(frozen=True, slots=True)
class Strip:
    """The statements on one theme by day, stacked by act."""

    theme: str
    bars: tuple[Bar, ...]
    count: int


@dataclass(frozen=True, slots=True)
class TimeLine:
    """Day, theme and act at once: a strip for each theme, one colour for each act."""

    strips: tuple[Strip, ...]
    acts: tuple[str, ...]
    """Acts by their colour; empty for plain saying, `REST` for the rarer ones."""
    scale: Scale


def scale_of(charts: Sequence[Sequence[Cell]], today: date, *, by: str = "theme") -> Scale:
    """Return the scale on which the charts of some cells can be compared."""
    earliest = min((cell.day for cells in charts for cell in cells), default=today.isoformat())
    days = _days(date.fromisoformat(earliest), today)
    counted = [_by_day(cells, by) for cells in charts]
    sums = [sum(counts[day].values()) for counts in counted for day in days if day in counts]
    return Scale(days, max(sums, default=0), _largest(counted))


def day_chart(
    cells: Sequence[Cell], today: date, *, by: str = "theme", scale: Scale | None = None
) -> DayChart:
    """Return the chart of cells by day, stacked ``by`` theme or act, largest series first."""
    scale = scale or scale_of([cells], today, by=by)
    bars = _stacked_bars(_by_day(cells, by), scale)
    names = tuple(sorted({(bar.series, bar.name) for bar in bars}))
    return DayChart(bars, names, scale.width, scale.most, scale.days[0], scale.days[-1])


def time_line(cells: Sequence[Cell], today: date) -> TimeLine:
    """Return the time line of cells: themes with most statements first, on one scale."""
    totals: Counter[str] = Counter()
    for cell in cells:
        totals[cell.theme] += cell.count
    themes = [theme for theme, _ in totals.most_common(MOST_STRIPS)]
    by_theme: dict[str, list[Cell]] = {theme: [] for theme in themes}
    for cell in cells:
        if cell.theme in by_theme:
            by_theme[cell.theme].append(cell)
    scale = scale_of(list(by_theme.values()), today, by="act")
    strips = tuple(
        Strip(theme, _stacked_bars(_by_day(own, "act"), scale), totals[theme])
        for theme, own in by_theme.items()
    )
    has_rest = any(bar.name == REST for strip in strips for bar in strip.bars)
    return TimeLine(strips, (*scale.names, REST) if has_rest else scale.names, scale)


def _stacked_bars(counts: Mapping[str, Counter[str]], scale: Scale) -> tuple[Bar, ...]:
    """Return the bars of counts by day: a stack a day, in the order of the scale's names."""
    return tuple(
        bar
        for place, day in enumerate(scale.days)
        if day in counts
        for bar in _bars(place, day, _in_series(counts[day], scale.names), scale.most)
    )


def _by_day(cells: Iterable[Cell], by: str) -> dict[str, Counter[str]]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for cell in cells:
        counts[cell.day][cell.theme if by == "theme" else cell.act] += cell.count
    return counts


def _largest(charts: Iterable[Mapping[str, Counter[str]]]) -> tuple[str, ...]:
    """Return the names with a series of their own: those with most statements in all charts."""
    totals = Counter[str]()
    for counts in charts:
        for counted in counts.values():
            totals.update(counted)
    return tuple(name for name, _ in totals.most_common(MOST_SERIES))


def _days(earliest: date, today: date) -> tuple[str, ...]:
    length = min(max((today - earliest).days + 1, LEAST_DAYS), MOST_DAYS)
    return tuple(
        (today - timedelta(days=length - 1 - place)).isoformat() for place in range(length)
    )


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
