"""Kinds of rule beyond the single statement: what a rule's matches come to over time. Pure: (state, match) -> (state, matches).

    first      the actor speaks on the theme for the first time in ``days``; not before the rule has been watched for so long
    reversal   the actor does the opposite of what it last did on the theme: supports what it rejected, denies what it asserted
    burst      more of the actor's statements in an hour than is usual for that hour of the week, by median and median deviation
    silence    the actor says nothing for longer than is usual: `monitor.matches.absence`, by the clock and not by a match

State is kept by rule and actor, or by rule where it asks for everybody together (`key_of`). Time is
when an article was seen. Articles are read side by side, so that matches come in any order:

1. A match that comes again changes nothing and says nothing.
2. As many firsts and reversals are told whatever the order: what comes late takes its place among what is known, and what it turns
   out to part is not told anew.
3. What was lost with a process is rebuilt to the same values.
"""

import bisect
import statistics
from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec

from monitor.records import Act, Match, Reason, Statement
from monitor.records.alert import EVENT_WINDOW
from monitor.records.ids import alert_id, digest
from monitor.records.pattern_state import Earlier, PatternState
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
"""Matches by whose ids a repeat is known, and statements by whose ids a copy is."""
STANDS = 20
"""Times and stands on a theme that are remembered, the newest."""
WEEKS = 8
"""Weeks of hours that the usual rate is taken from."""
LEAST_WEEKS = 2
"""Weeks of watching before a burst can be told from a rule's first days."""
DEVIATIONS = 4.0
"""Median deviations above the median from which on an hour is a burst: with a normal spread, one hour in some thousand."""
_HOUR = timedelta(hours=1)


def notice(
    state: PatternState | None, match: Match, pattern: Pattern
) -> tuple[PatternState, tuple[Match, ...]]:
    """Return the state after a match of a rule with a pattern, and the matches to raise alerts from."""
    state = state or PatternState(first_at=match.seen_at)
    if match.id in state.seen:
        return state, ()
    if pattern.by == "rule":
        match = msgspec.structs.replace(
            match, actor=None
        )  # what everybody's statements come to is nobody's alert
    state = msgspec.structs.replace(
        state,
        first_at=min(state.first_at, match.seen_at),
        seen=(*state.seen, match.id)[-REMEMBERED:],
    )
    before = state.said.get(match.alert)
    is_copy = before is not None and abs(match.seen_at - before) <= EVENT_WINDOW
    if not is_copy:
        state = _counted(state, match)
    match pattern.kind:
        case "first":
            return _first(state, match, pattern)
        case "reversal":
            return (state, ()) if is_copy else _reversal(state, match)
        case "burst":
            return state, () if is_copy else _burst(state, match, pattern)
        case "silence":
            return _remembered(state, match), ()


def key_of(match: Match, pattern: Pattern) -> str:
    """Return the key under which a match is remembered: those of one key are one processor's to know."""
    return f"{match.rule}|{'*' if pattern.by == 'rule' else match.actor or match.statement.said_by}"


def hour_of(moment: datetime) -> int:
    """Return the number of an hour since the epoch."""
    return int(moment.timestamp() // _HOUR.total_seconds())


def _counted(state: PatternState, match: Match) -> PatternState:
    hour = hour_of(match.seen_at)
    hours = {**state.hours, hour: state.hours.get(hour, 0) + 1}
    oldest = max(hours) - WEEKS * 168
    return msgspec.structs.replace(
        state,
        said=dict([*state.said.items(), (match.alert, match.seen_at)][-REMEMBERED:]),
        hours={key: count for key, count in sorted(hours.items()) if key >= oldest},
    )


def _remembered(state: PatternState, match: Match) -> PatternState:
    """Return the state with what was said last, under any theme."""
    known = state.stands.get("", ())
    if known and known[-1].at >= match.seen_at:
        return state
    return msgspec.structs.replace(state, stands={"": (_as_said(match),)})


def _first(
    state: PatternState, match: Match, pattern: Pattern
) -> tuple[PatternState, tuple[Match, ...]]:
    span = timedelta(days=pattern.days)
    spoken, quiet = dict(state.spoken), []
    for theme in _themes(match):
        times = spoken.get(theme, ())
        place = bisect.bisect(times, match.seen_at)
        before, after = times[place - 1 : place], times[place : place + 1]
        is_first = not before or match.seen_at - before[0] >= span
        # What was said soon after has been told as the first already.
        if is_first and not (after and after[0] - match.seen_at < span):
            quiet.append(theme)
        spoken[theme] = (*times[:place], match.seen_at, *times[place:])[-STANDS:]
    state = msgspec.structs.replace(state, spoken=spoken)
    if not quiet or match.seen_at - state.first_at < span:
        return state, ()
    why = f"on {', '.join(filter(None, quiet)) or 'this'} for the first time in {pattern.days} days"
    return state, (_raised(match, why, f"first {','.join(quiet)} {match.seen_at:%Y-%m-%d}"),)


def _reversal(state: PatternState, match: Match) -> tuple[PatternState, tuple[Match, ...]]:
    """Return the state, and the later of each two sayings that are opposite, with the earlier one."""
    if not _takes_a_stand(match.statement):
        return state, ()
    stands, told = dict(state.stands), []
    now = _as_said(match)
    for theme in _themes(match):
        known = stands.get(theme, ())
        place = bisect.bisect(known, _order(now), key=_order)
        if not place and len(known) >= STANDS:
            continue  # older than all that is remembered: what was before it is not known
        before, after = known[place - 1 : place], known[place : place + 1]
        pairs = [*((earlier, now) for earlier in before), *((now, later) for later in after)]
        turns = [pair for pair in pairs if _is_opposite(pair[0].statement, pair[1].statement)]
        if before and after and _is_opposite(before[0].statement, after[0].statement):
            turns = turns[1:]  # one turn was told already, from the one to the other
        told += turns
        stands[theme] = (*known[:place], now, *known[place:])[-STANDS:]
    state = msgspec.structs.replace(state, stands=stands)
    # A turn on two themes is told once.
    return state, tuple(
        _turned(match, *turn) for number, turn in enumerate(told) if turn not in told[:number]
    )


def _turned(match: Match, earlier: Earlier, later: Earlier) -> Match:
    said = earlier.statement
    what = (
        f"before, on {earlier.at:%Y-%m-%d}: “{said.text}” ({', '.join(said.acts) or said.polarity})"
    )
    if later.statement is not match.statement:
        # The match is the earlier of the two: its reasons are not the later one's.
        match = msgspec.structs.replace(
            match, statement=later.statement, article=later.article, seen_at=later.at, why=()
        )
    turn = (
        f"reversal {earlier.at.isoformat()} {said.id} {later.at.isoformat()} {later.statement.id}"
    )
    return _raised(match, what, turn, earlier)


def _burst(state: PatternState, match: Match, pattern: Pattern) -> tuple[Match, ...]:
    hour = hour_of(match.seen_at)
    count = state.hours.get(hour, 0)
    weeks = [hour - number * 168 for number in range(1, WEEKS + 1)]
    watched = [state.hours.get(key, 0) for key in weeks if key >= hour_of(state.first_at)]
    if len(watched) < LEAST_WEEKS:
        return ()
    usual = statistics.median(watched)
    spread = statistics.median(abs(each - usual) for each in watched)
    limit = max(pattern.at_least, usual + DEVIATIONS * max(spread, 1.0))
    if not count - 1 < limit <= count:  # told once an hour: at the statement that reaches the limit
        return ()
    return (
        _raised(
            match,
            f"{count} statements this hour; usual at this hour of the week: {usual:g}",
            f"burst {hour}",
        ),
    )


def _themes(match: Match) -> tuple[str, ...]:
    """Return the themes by which a statement is remembered; ``""`` for a rule without any."""
    return tuple(
        dict.fromkeys(reason.value for reason in match.why if reason.clause == "theme")
    ) or ("",)


def _as_said(match: Match) -> Earlier:
    return Earlier(at=match.seen_at, statement=match.statement, article=match.article)


def _order(stand: Earlier) -> tuple[datetime, str, str]:
    return stand.at, stand.statement.id, stand.article.id


def _takes_a_stand(statement: Statement) -> bool:
    return any(act in OPPOSITE for act in statement.acts)


def _is_opposite(before: Statement, now: Statement) -> bool:
    # The words may be the same, and so the ids: "rejected the plan", "backed the plan".
    return _any_opposite(before.acts, now.acts) or _any_opposite(now.acts, before.acts)


def _any_opposite(some: Iterable[Act], others: Iterable[Act]) -> bool:
    return any(not OPPOSITE.get(act, frozenset()).isdisjoint(others) for act in some)


def _raised(match: Match, what: str, moment: str, earlier: Earlier | None = None) -> Match:
    """Return the match with its reason, under an alert of its own: the same statement may meet the rule at another moment."""
    place = match.statement.content[0]
    return msgspec.structs.replace(
        match,
        why=(*match.why, Reason(clause="pattern", value=what, start=place.start, end=place.end)),
        alert=alert_id(match.rule, digest(match.actor or "", moment)),
        earlier=earlier,
    )
