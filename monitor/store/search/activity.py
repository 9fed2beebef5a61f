"""Statements of an actor or a theme over time, counted from the narrow rows of the index. Pure."""

import functools
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

from monitor.matches.patterns.absence import LEAST_GAPS, USUAL_TIMES
from monitor.store.alert_facets import FacetValue, most_frequent
from monitor.store.rows import unpacked

HOUR_S = 3600.0
DAY_S = 86_400
USUAL_SHARE = 0.9
"""Share of the gaps that the usual one is not exceeded by, as for the pattern of absences."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Number of statements of a day (UTC, ISO date) with a theme and an act; ``""`` for none."""

    day: str
    theme: str
    act: str
    count: int


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often something is said: the usual gap, and the time since the last statement."""

    last_at: datetime | None
    per_day: float
    """Statements per day since the first one that is counted."""
    usual_gap_s: float | None
    """The gap that nine in ten gaps between hours with statements do not exceed; None if too few
    are known."""
    is_absent: bool
    """Whether the last statement is three usual gaps ago or more."""


@dataclass(frozen=True, slots=True)
class Activity:
    """Statements over time; a statement with two themes is in two cells and once in ``by_day``."""

    total: int
    is_complete: bool
    """Whether all statements are counted; else the newest of them."""
    by_day: dict[str, int]
    cells: tuple[Cell, ...]
    themes: tuple[FacetValue, ...]
    acts: tuple[FacetValue, ...]
    speakers: tuple[FacetValue, ...]
    about: tuple[FacetValue, ...]
    publishers: tuple[FacetValue, ...]
    languages: tuple[FacetValue, ...]
    rhythm: Rhythm


def summarise(rows: Sequence[Any], limit: int, now: datetime) -> Activity:
    """Return the activity in rows of the index, newest first; ``limit`` plus one were read."""
    counted = rows[:limit]
    days = Counter(int(row.seen_at // DAY_S) for row in counted)
    return Activity(
        total=len(counted),
        is_complete=len(rows) <= limit,
        by_day={_date_of(day): days[day] for day in sorted(days)},
        cells=_cells_of(counted),
        themes=_most_in(row.themes for row in counted),
        acts=_most_in(row.acts for row in counted),
        speakers=_most(row.actor or row.speaker for row in counted if row.actor or row.speaker),
        about=_most_in(row.about for row in counted),
        publishers=_most(row.publisher for row in counted),
        languages=_most(row.language for row in counted),
        rhythm=rhythm_of([row.seen_at for row in counted], now),
    )


def rhythm_of(times: Sequence[float], now: datetime) -> Rhythm:
    """Return the rhythm of statements at times in seconds since the epoch, newest first."""
    if not times:
        return Rhythm(None, 0.0, None, is_absent=False)
    days = max(1.0, (now.timestamp() - times[-1]) / 86400)
    hours = sorted({int(at // HOUR_S) for at in times})
    gaps = sorted((later - earlier) * HOUR_S for earlier, later in pairwise(hours))
    usual = gaps[int(USUAL_SHARE * (len(gaps) - 1))] if len(gaps) >= LEAST_GAPS else None
    silent_s = now.timestamp() - times[0]
    return Rhythm(
        last_at=datetime.fromtimestamp(times[0], UTC),
        per_day=round(len(times) / days, 2),
        usual_gap_s=usual,
        is_absent=usual is not None and silent_s >= USUAL_TIMES * usual,
    )


def _cells_of(rows: Sequence[Any]) -> tuple[Cell, ...]:
    """Return the cells of rows in their order; lists that repeat on a day are unpacked once."""
    lists = Counter((int(row.seen_at // DAY_S), row.themes, row.acts) for row in rows)
    cells: Counter[tuple[str, str, str]] = Counter()
    for (day, themes, acts), count in lists.items():
        for theme in unpacked(themes) or [""]:
            for act in unpacked(acts) or [""]:
                cells[_date_of(day), theme, act] += count
    return tuple(Cell(*place, count) for place, count in sorted(cells.items()))


@functools.lru_cache(maxsize=4_096)  # eleven years of days: a request asks for each many times
def _date_of(day: int) -> str:
    return datetime.fromtimestamp(day * DAY_S, UTC).date().isoformat()


def _most(values: Iterable[str]) -> tuple[FacetValue, ...]:
    return most_frequent(Counter(values))


def _most_in(lists: Iterable[str]) -> tuple[FacetValue, ...]:
    """Return the names in packed lists, each list unpacked once."""
    counter: Counter[str] = Counter()
    for names, count in Counter(lists).items():
        for name in unpacked(names):
            counter[name] += count
    return most_frequent(counter)
