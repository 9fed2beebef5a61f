"""Merging: one event, one alert, whatever the order and however often it is told."""

import itertools
from datetime import timedelta

import msgspec

from monitor.alerts import merge_match
from monitor.records import Alert, Match
from tests.builders import NOON, a_match


def merged(matches: tuple[Match, ...]) -> Alert:
    state: Alert | None = None
    for number, match in enumerate(matches):
        state = merge_match(state, match, NOON + timedelta(seconds=number)) or state
    assert state is not None
    return state


def test_a_rule_that_is_met_says_why_with_places_in_the_text() -> None:
    match = a_match("one", "wire")
    assert [reason.clause for reason in match.why] == ["speaker", "theme", "confidence"]
    text = "Bridge\n\nAnna Berg said that the bridge would open."
    assert [text[reason.start : reason.end] for reason in match.why[:2]] == ["Anna Berg", "bridge"]


def test_copies_in_other_outlets_grow_one_alert_in_any_order() -> None:
    matches = (a_match("one", "wire"), a_match("two", "post"), a_match("three", "times"))
    outcomes = {merged(order).copies for order in itertools.permutations(matches)}
    assert len(outcomes) == 1
    assert {copy.publisher for copy in outcomes.pop()} == {"wire", "post", "times"}


def test_a_repeated_match_says_nothing() -> None:
    match = a_match("one", "wire")
    state = merge_match(None, match, NOON)
    assert state is not None
    assert merge_match(state, match, NOON) is None
    assert merge_match(state, msgspec.structs.replace(match, id="other"), NOON) is None
