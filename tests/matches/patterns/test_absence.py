"""Absence: an actor that says nothing for longer than usual is reported once."""

from datetime import datetime, timedelta

import msgspec

from monitor.flow.detect_patterns import detect_patterns
from monitor.matches.patterns.absence import find_absence
from monitor.records import Match, PatternState
from monitor.watchlist import Rule
from monitor.watchlist.values import Pattern
from tests.builders import NOON, a_match

ABSENCE = Pattern(kind="absence", hours=48)
RULE = Rule(id="berg-bridge", name="Berg on the bridge", pattern=ABSENCE)
HOUR = timedelta(hours=1)


def match_at(at: datetime) -> Match:
    return msgspec.structs.replace(a_match(), id=at.isoformat(), alert=at.isoformat(), seen_at=at)


def state_after(every_hours: float, count: int) -> tuple[PatternState, datetime]:
    """Return the state after ``count`` statements at even intervals, and the last one's time."""
    state: PatternState | None = None
    at = NOON
    for _ in range(count):
        at += every_hours * HOUR
        state = detect_patterns(state, match_at(at), ABSENCE).state
    assert state is not None
    return state, at


def test_an_absence_begins_after_three_times_the_usual_gap_and_not_before_the_rules_hours() -> None:
    for every, limit in ((24, 72), (5, 48)):
        state, last = state_after(every, 100)
        begins_at = last + limit * HOUR
        assert find_absence(state, RULE, "c", begins_at - HOUR) is None
        match = find_absence(state, RULE, "c", begins_at)
        assert match is not None
        assert (match.rule, match.actor, match.seen_at) == ("berg-bridge", "berg", begins_at)
        assert f"usually something every {every} h" in match.why[-1].value
        later = find_absence(state, RULE, "c", last + 500 * HOUR)
        assert later is not None
        assert later.alert == match.alert


def test_an_actor_with_too_little_history_is_not_reported() -> None:
    for every, count in ((1, 100), (24 * 7, 4)):  # four days of statements; four in a month
        state, last = state_after(every, count)
        assert find_absence(state, RULE, "c", last + 5000 * HOUR) is None


def test_a_late_statement_does_not_move_the_beginning_of_an_absence() -> None:
    state, last = state_after(24, 30)
    with_late = detect_patterns(state, match_at(last - 3 * HOUR), ABSENCE).state
    one, other = (
        find_absence(variant, RULE, "c", last + 72 * HOUR) for variant in (state, with_late)
    )
    assert one is not None
    assert other is not None
    assert one.alert == other.alert


def test_the_ids_of_absence_alerts_are_stable_over_versions() -> None:
    state, last = state_after(24, 100)
    match = find_absence(state, RULE, "c", last + 72 * HOUR)
    assert match is not None
    assert match.alert == "a7d33415409554d64095"


def test_other_rules_have_no_absence() -> None:
    state, last = state_after(24, 100)
    for rule in (Rule(id="r", name="R"), Rule(id="r", name="R", pattern=Pattern(kind="burst"))):
        assert find_absence(state, rule, "c", last + 500 * HOUR) is None
