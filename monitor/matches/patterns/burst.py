"""Pattern ``burst``: more statements in an hour than is usual for that hour of the week.

Usual is the median of the same hour in the last `WEEKS` weeks. The limit is the larger of the
rule's ``at_least`` and the median plus `DEVIATIONS` median absolute deviations (at least one).
One alert per hour: the statement that reaches the limit raises it.
"""

import statistics

from monitor.matches.patterns.detected import Detected, pattern_match
from monitor.matches.patterns.history import LEAST_WEEKS, WEEK_HOURS, WEEKS, hour_of
from monitor.records import Match, PatternState
from monitor.watchlist.values import Pattern

DEVIATIONS = 4.0
"""Median deviations above the median: with a normal spread, one hour in some thousand."""


def find_burst(state: PatternState, match: Match, pattern: Pattern) -> Detected:
    """Return the match if its statement is the one that reaches the limit of its hour."""
    hour = hour_of(match.seen_at)
    counts = _counts_of_other_weeks(state, hour)
    if len(counts) < LEAST_WEEKS:
        return Detected(state)
    usual = statistics.median(counts)
    spread = statistics.median(abs(count - usual) for count in counts)
    limit = max(pattern.at_least, usual + DEVIATIONS * max(spread, 1.0))
    count = state.hours.get(hour, 0)
    if not count - 1 < limit <= count:
        return Detected(state)
    value = f"{count} statements this hour; usual at this hour of the week: {usual:g}"
    return Detected(state, (pattern_match(match, value, f"burst {hour}"),))


def _counts_of_other_weeks(state: PatternState, hour: int) -> list[int]:
    """Return the counts of the same hour in earlier weeks, since the rule has been watched."""
    since = hour_of(state.first_at)
    hours = [hour - number * WEEK_HOURS for number in range(1, WEEKS + 1)]
    return [state.hours.get(earlier, 0) for earlier in hours if earlier >= since]
