"""What every kind of pattern remembers of a rule and actor: matches, statements, hours, themes."""

from datetime import datetime, timedelta

import msgspec

from monitor.records import Match, PatternState
from monitor.records.alert import EVENT_WINDOW
from monitor.records.pattern_state import Earlier
from monitor.watchlist.values import Pattern

IDS_KEPT = 200
"""Ids of matches, and of statements, per state: a repeat or a copy arrives within days."""
STANDS_KEPT = 20
"""Times and stands per theme, the newest: enough to place a late match among its neighbours."""
WEEKS = 8
"""Weeks of hourly counts from which the usual rate is taken: a median needs some, a year ages."""
LEAST_WEEKS = 2
"""Weeks of history before anything counts as usual: a rule's first days are all unusual."""
WEEK_HOURS = 168
_HOUR_S = timedelta(hours=1).total_seconds()


def pattern_key(match: Match, pattern: Pattern) -> str:
    """Return the key of the state that a match belongs to; one processor owns all of a key."""
    if pattern.by == "rule":
        return f"{match.rule}|*"
    return f"{match.rule}|{match.actor or match.statement.said_by}"


def hour_of(at: datetime) -> int:
    """Return the number of an hour since the epoch."""
    return int(at.timestamp() // _HOUR_S)


def themes_of(match: Match) -> tuple[str, ...]:
    """Return the themes under which a statement is remembered; ``("",)`` for a rule without any."""
    themes = dict.fromkeys(reason.value for reason in match.why if reason.clause == "theme")
    return tuple(themes) or ("",)


def as_earlier(match: Match) -> Earlier:
    """Return a match's statement as it is remembered."""
    return Earlier(at=match.seen_at, statement=match.statement, article=match.article)


def remember_match(state: PatternState, match: Match) -> PatternState:
    """Return the state with the id of a match, by which its repeats are recognised."""
    return msgspec.structs.replace(
        state,
        first_at=min(state.first_at, match.seen_at),
        seen=(*state.seen, match.id)[-IDS_KEPT:],
    )


def is_copy(state: PatternState, match: Match) -> bool:
    """Return whether the statement was counted before, from another article of the same event."""
    counted_at = state.said.get(match.alert)
    return counted_at is not None and abs(match.seen_at - counted_at) <= EVENT_WINDOW


def count_statement(state: PatternState, match: Match) -> PatternState:
    """Return the state with a statement counted in its hour; drop hours older than `WEEKS`."""
    hour = hour_of(match.seen_at)
    hours = {**state.hours, hour: state.hours.get(hour, 0) + 1}
    oldest = max(hours) - WEEKS * WEEK_HOURS
    said = [*state.said.items(), (match.alert, match.seen_at)]
    return msgspec.structs.replace(
        state,
        said=dict(said[-IDS_KEPT:]),
        hours={hour: count for hour, count in sorted(hours.items()) if hour >= oldest},
    )
