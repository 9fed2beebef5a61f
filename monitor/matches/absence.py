"""An actor that says nothing for longer than is usual, by a rule with ``pattern: {kind: silence}``. Pure.

1. Usual is what nine in ten of the gaps between the hours in which it spoke do not exceed, over `patterns.WEEKS` weeks; `LEAST_GAPS` of them
   over `patterns.LEAST_WEEKS` weeks must be known.
2. A silence lasts `USUAL_TIMES` as long, and the rule's ``hours`` at least.
3. It is told once: its alert's id is a function of the rule, the actor and what was said last.
4. Time goes on with the articles that are read, not with the clock: while nothing is polled nobody falls silent.
"""

from datetime import datetime, timedelta
from itertools import pairwise

from monitor.matches.patterns import LEAST_WEEKS
from monitor.records import Match, PatternState, Reason
from monitor.records.ids import alert_id, digest, match_id
from monitor.records.text import human_duration
from monitor.watchlist.values import Rule

LEAST_GAPS = 10
USUAL_TIMES = 3.0
_USUAL_SHARE = 0.9
_WEEK_HOURS = 168


def find_silence(state: PatternState, rule: Rule, config: str, now: datetime) -> Match | None:
    """Return the match that tells of a silence as of ``now``, the time of the newest article that was read; None where there is none,
    or the rule asks for something else."""
    if rule.pattern is None or rule.pattern.kind != "silence" or not (said := state.stands.get("")):
        return None
    spoken = sorted(state.hours)
    gaps = sorted(later - earlier for earlier, later in pairwise(spoken))
    if len(gaps) < LEAST_GAPS or spoken[-1] - spoken[0] < LEAST_WEEKS * _WEEK_HOURS:
        return None
    usual = gaps[int(_USUAL_SHARE * (len(gaps) - 1))]
    last = said[-1]
    begins = last.at + timedelta(hours=max(rule.pattern.hours, USUAL_TIMES * usual))
    if now < begins:
        return None
    speaker, place = last.statement.speaker, last.statement.content[0]
    actor = speaker.actor if speaker and rule.pattern.by == "actor" else None
    lasts, often = human_duration((begins - last.at).total_seconds()), human_duration(usual * 3600)
    what = f"nothing since {last.at:%Y-%m-%d %H:%M} UTC, for {lasts} and more; usually something every {often}"
    who = "*" if rule.pattern.by == "rule" else actor or last.statement.said_by
    moment = digest("silence", rule.id, who, last.at.isoformat())
    return Match(
        id=match_id(rule.id, moment, last.article.id),
        alert=alert_id(rule.id, moment),
        rule=rule.id,
        rule_name=rule.name,
        severity=rule.severity,
        actor=actor,
        statement=last.statement,
        article=last.article,
        seen_at=begins,
        why=(Reason(clause="pattern", value=what, start=place.start, end=place.end),),
        config=config,
        cool_down_s=rule.cool_down.total_seconds(),
        quiet=rule.is_quiet(begins),
        quiet_by="quiet hours" if rule.is_quiet(begins) else None,
    )
