"""Kinds of rule beyond the single statement: what a rule's matches come to over time. Pure: (state, match) -> (state, match | None).

    first      the actor speaks on the theme for the first time in ``days``; not before the rule has been watched for so long
    reversal   the actor does the opposite of what it last did on the theme: supports what it rejected, denies what it asserted
    burst      more of the actor's statements in an hour than is usual for that hour of the week, by median and median deviation

State is kept by rule and actor, a function of the matches alone: a match that comes again changes nothing and says nothing, and what was lost with
a process is rebuilt to the same values. Time is when an article was seen.
"""

import statistics
from datetime import datetime, timedelta

import msgspec

from monitor.records import Act, Match, Reason, Statement
from monitor.records.ids import alert_id, digest
from monitor.records.moment import Earlier, Moment
from monitor.watchlist.values import Pattern

OPPOSITE: dict[Act, frozenset[Act]] = {
    "support": frozenset(("reject", "threaten", "accuse")),
    "praise": frozenset(("accuse",)),
    "promise": frozenset(("reject", "deny")),
    "reject": frozenset(("support", "promise")),
    "accuse": frozenset(("praise", "support", "apologise")),
    "threaten": frozenset(("support", "apologise")),
    "deny": frozenset(("promise", "apologise")),
    "apologise": frozenset(("accuse", "threaten", "deny")),
}
REMEMBERED = 200
"""Matches by whose ids a repeat is known."""
WEEKS = 8
"""Weeks of hours that the usual rate is taken from."""
LEAST_WEEKS = 2
"""Weeks of watching before a burst can be told from a rule's first days."""
DEVIATIONS = 4.0
"""Median deviations above the median from which on an hour is a burst: with a normal spread, one hour in some thousand."""
_HOUR = timedelta(hours=1)


def notice(state: Moment | None, match: Match, pattern: Pattern) -> tuple[Moment, Match | None]:
    """Return the state after a match of a rule with a pattern, and the match to raise an alert from, None where it comes to nothing."""
    state = state or Moment(first_at=match.seen_at)
    if match.id in state.seen:
        return state, None
    told = _told(state, match, pattern)
    hour = _hour_of(match.seen_at)
    hours = {**state.hours, hour: state.hours.get(hour, 0) + 1}
    oldest = _hour_of(match.seen_at - timedelta(weeks=WEEKS))
    after = msgspec.structs.replace(
        state,
        first_at=min(state.first_at, match.seen_at),
        seen=(*state.seen, match.id)[-REMEMBERED:],
        hours={key: count for key, count in hours.items() if key >= oldest},
        last={**state.last, **{theme: _earlier(state, theme, match) for theme in _themes(match)}},
    )
    return after, told


def _told(state: Moment, match: Match, pattern: Pattern) -> Match | None:
    match pattern.kind:
        case "first":
            return _first(state, match, pattern)
        case "reversal":
            return _reversal(state, match)
        case _:
            return _burst(state, match, pattern)


def _first(state: Moment, match: Match, pattern: Pattern) -> Match | None:
    span = timedelta(days=pattern.days)
    if match.seen_at - state.first_at < span:
        return None
    quiet = [
        theme for theme in _themes(match) if theme not in state.last or match.seen_at - state.last[theme].at >= span
    ]
    if not quiet:
        return None
    why = _why(match, f"on {', '.join(filter(None, quiet)) or 'this'} for the first time in {pattern.days} days")
    return _raised(match, why, f"first {match.seen_at:%Y-%m-%d}")


def _reversal(state: Moment, match: Match) -> Match | None:
    """Return the later of two sayings that are opposite, with the earlier one, whichever of the two came first."""
    for theme in _themes(match):
        known = state.last.get(theme)
        if known is None or not _is_opposite(known.statement, match.statement):
            continue
        if known.at <= match.seen_at:
            return _turned(match, known)
        own = Earlier(at=match.seen_at, statement=match.statement, article=match.article)
        later = msgspec.structs.replace(
            match, statement=known.statement, article=known.article, seen_at=known.at, why=()
        )
        return _turned(later, own)
    return None


def _turned(match: Match, earlier: Earlier) -> Match:
    said = earlier.statement
    why = _why(match, f"before, on {earlier.at:%Y-%m-%d}: “{said.text}” ({', '.join(said.acts) or said.polarity})")
    return _raised(match, why, f"reversal {earlier.at.isoformat()}", earlier)


def _burst(state: Moment, match: Match, pattern: Pattern) -> Match | None:
    hour = _hour_of(match.seen_at)
    count = state.hours.get(hour, 0) + 1
    weeks = [hour - number * 168 for number in range(1, WEEKS + 1)]
    watched = [state.hours.get(key, 0) for key in weeks if key >= _hour_of(state.first_at)]
    if len(watched) < LEAST_WEEKS:
        return None
    usual = statistics.median(watched)
    spread = statistics.median(abs(each - usual) for each in watched)
    limit = max(pattern.at_least, usual + DEVIATIONS * max(spread, 1.0))
    if not count - 1 < limit <= count:  # told once an hour: at the statement that reaches the limit
        return None
    why = _why(match, f"{count} statements this hour; usual at this hour of the week: {usual:g}")
    return _raised(match, why, f"burst {hour}")


def _themes(match: Match) -> tuple[str, ...]:
    """Return the themes by which a statement is remembered; ``""`` for a rule without any."""
    return tuple(dict.fromkeys(reason.value for reason in match.why if reason.clause == "theme")) or ("",)


def _earlier(state: Moment, theme: str, match: Match) -> Earlier:
    known = state.last.get(theme)
    fresh = Earlier(at=match.seen_at, statement=match.statement, article=match.article)
    # What came late does not stand for what was said last; plain saying reverses nothing and is not remembered over an act.
    if known is not None and (
        known.at > match.seen_at or (not _takes_a_stand(match.statement) and _takes_a_stand(known.statement))
    ):
        return msgspec.structs.replace(known, at=max(known.at, match.seen_at))
    return fresh


def _takes_a_stand(statement: Statement) -> bool:
    return any(act in OPPOSITE for act in statement.acts) or statement.polarity == "denied"


def _is_opposite(before: Statement, now: Statement) -> bool:
    # The words may be the same, and so the ids: "rejected the plan", "backed the plan".
    return any(not OPPOSITE.get(act, frozenset()).isdisjoint(now.acts) for act in before.acts) or any(
        not OPPOSITE.get(act, frozenset()).isdisjoint(before.acts) for act in now.acts
    )


def _why(match: Match, what: str) -> tuple[Reason, ...]:
    place = match.statement.content[0]
    return (*match.why, Reason(clause="pattern", value=what, start=place.start, end=place.end))


def _raised(match: Match, why: tuple[Reason, ...], moment: str, earlier: Earlier | None = None) -> Match:
    """Return the match with its reason, under an alert of its own: the same statement may meet the rule at another moment."""
    return msgspec.structs.replace(
        match, why=why, alert=alert_id(match.rule, digest(match.actor or "", moment)), earlier=earlier
    )


def _hour_of(moment: datetime) -> int:
    """Return the number of an hour since the epoch."""
    return int(moment.timestamp() // _HOUR.total_seconds())
