"""Pattern ``absence``: an actor has said nothing for longer than is usual.

1. Usual is the gap between the hours in which the actor spoke that nine in ten of its gaps do not
   exceed, over `history.WEEKS` weeks; at least `LEAST_GAPS` gaps over `history.LEAST_WEEKS` weeks
   must be known.
2. An absence begins after `USUAL_TIMES` the usual gap, and not before the rule's ``hours``.
3. It is reported once: the id of its alert is a function of the rule, the actor and its last
   statement.
4. Time is that of the articles read, not the clock's: while nothing is polled no absence begins.
"""

from datetime import datetime, timedelta
from itertools import pairwise

import msgspec

from monitor.matches.patterns.detected import Detected
from monitor.matches.patterns.history import LEAST_WEEKS, WEEK_HOURS, as_earlier
from monitor.records import Match, PatternState, Reason
from monitor.records.ids import alert_id, digest, match_id
from monitor.records.pattern_state import Earlier
from monitor.records.text import human_duration
from monitor.watchlist.values import Pattern, Rule

LEAST_GAPS = 10
"""Gaps below which "nine in ten" says nothing."""
USUAL_TIMES = 3.0
"""Times the usual gap: one gap in ten exceeds the usual one, so less would report every week."""
_USUAL_SHARE = 0.9
_ID_PREFIX = "silence"
"""Part of the ids of absence alerts since their first version; a change would raise all again."""


def remember_last(state: PatternState, match: Match, _pattern: Pattern) -> Detected:
    """Return the state with the newest statement under the theme ``""``; detect nothing."""
    newest = state.stands.get("", ())
    if newest and newest[-1].at >= match.seen_at:
        return Detected(state)
    return Detected(msgspec.structs.replace(state, stands={"": (as_earlier(match),)}))


def find_absence(state: PatternState, rule: Rule, config: str, now: datetime) -> Match | None:
    """Return the match for an absence that has begun by ``now``, or None.

    ``now`` is when the newest article was seen, ``config`` the hash of the configuration. A rule
    whose pattern is not an absence has none.
    """
    stands = state.stands.get("")
    if rule.pattern is None or rule.pattern.kind != "absence" or not stands:
        return None
    usual_hours = _usual_gap(state)
    if usual_hours is None:
        return None
    last = stands[-1]
    begins_at = last.at + timedelta(hours=max(rule.pattern.hours, USUAL_TIMES * usual_hours))
    if now < begins_at:
        return None
    return _match_of_absence(last, rule, config, begins_at, usual_hours)


def _usual_gap(state: PatternState) -> float | None:
    """Return the usual hours between two hours with statements, or None with too little history."""
    spoken = sorted(state.hours)
    gaps = sorted(later - earlier for earlier, later in pairwise(spoken))
    if len(gaps) < LEAST_GAPS or spoken[-1] - spoken[0] < LEAST_WEEKS * WEEK_HOURS:
        return None
    return gaps[int(_USUAL_SHARE * (len(gaps) - 1))]


def _match_of_absence(
    last: Earlier, rule: Rule, config: str, begins_at: datetime, usual_hours: float
) -> Match:
    assert rule.pattern is not None, "find_absence checks it"
    speaker, place = last.statement.speaker, last.statement.content[0]
    actor = speaker.actor if speaker and rule.pattern.by == "actor" else None
    key = "*" if rule.pattern.by == "rule" else actor or last.statement.said_by
    occasion = digest(_ID_PREFIX, rule.id, key, last.at.isoformat())
    value = _describe(last.at, begins_at, usual_hours)
    is_quiet = rule.is_quiet(begins_at)
    return Match(
        id=match_id(rule.id, occasion, last.article.id),
        alert=alert_id(rule.id, occasion),
        rule=rule.id,
        rule_name=rule.name,
        severity=rule.severity,
        actor=actor,
        statement=last.statement,
        article=last.article,
        seen_at=begins_at,
        why=(Reason(clause="pattern", value=value, start=place.start, end=place.end),),
        config=config,
        cool_down_s=rule.cool_down.total_seconds(),
        suppressed=is_quiet,
        suppressed_by="quiet hours" if is_quiet else None,
    )


def _describe(last_at: datetime, begins_at: datetime, usual_hours: float) -> str:
    lasts = human_duration((begins_at - last_at).total_seconds())
    usual = human_duration(usual_hours * 3600)
    return (
        f"nothing since {last_at:%Y-%m-%d %H:%M} UTC, for {lasts} and more;"
        f" usually something every {usual}"
    )
