"""Pattern ``first``: an actor speaks on a theme for the first time in ``days``.

Nothing is a first before the rule has been watched for ``days``. A late match that another one
follows within ``days`` does not count: the later one was reported as the first already.
"""

import bisect
from datetime import datetime, timedelta

import msgspec

from monitor.matches.patterns.detected import Detected, pattern_match
from monitor.matches.patterns.history import STANDS_KEPT, themes_of
from monitor.records import Match, PatternState
from monitor.watchlist.values import Pattern


def find_first(state: PatternState, match: Match, pattern: Pattern) -> Detected:
    """Return the state with the time of the match by theme, and the match if it is a first."""
    span = timedelta(days=pattern.days)
    spoken, themes = dict(state.spoken), []
    for theme in themes_of(match):
        times = spoken.get(theme, ())
        place = bisect.bisect(times, match.seen_at)
        if _is_first(times, place, match.seen_at, span):
            themes.append(theme)
        spoken[theme] = (*times[:place], match.seen_at, *times[place:])[-STANDS_KEPT:]
    state = msgspec.structs.replace(state, spoken=spoken)
    if not themes or match.seen_at - state.first_at < span:
        return Detected(state)
    named = ", ".join(filter(None, themes)) or "this"
    value = f"on {named} for the first time in {pattern.days} days"
    occasion = f"first {','.join(themes)} {match.seen_at:%Y-%m-%d}"
    return Detected(state, (pattern_match(match, value, occasion),))


def _is_first(times: tuple[datetime, ...], place: int, at: datetime, span: timedelta) -> bool:
    """Return whether no other time lies within ``span`` of ``at``, which belongs at ``place``."""
    if place > 0 and at - times[place - 1] < span:
        return False
    return place == len(times) or times[place] - at >= span
