"""detect_patterns: firsts, reversals and bursts, the same in whatever order matches arrive."""

from datetime import datetime, timedelta
from itertools import pairwise
from random import Random

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.flow.detect_patterns import detect_patterns
from monitor.matches.patterns.history import IDS_KEPT, WEEKS, pattern_key
from monitor.records import Act, Match, PatternState
from monitor.records.wire import decode, encode
from monitor.watchlist.values import Pattern
from tests.builders import NOON, a_match

FIRST = Pattern(kind="first", days=30)
REVERSAL = Pattern(kind="reversal")
BURST = Pattern(kind="burst", at_least=4)
BASE = a_match()


def match_at(at: datetime, *acts: Act) -> Match:
    """Return a match of a statement seen at a time, with these acts."""
    text = f"{at:%Y-%m-%d %H:%M} {' '.join(acts)}"
    statement = msgspec.structs.replace(BASE.statement, id=text, text=text, acts=acts)
    return msgspec.structs.replace(
        BASE, id=f"match of {text}", alert=f"alert of {text}", statement=statement, seen_at=at
    )


def detect_all(matches: list[Match], pattern: Pattern) -> list[Match]:
    """Return the detected matches; the state goes over the wire after each, as in a table."""
    state: PatternState | None = None
    detected: list[Match] = []
    for match in matches:
        outcome = detect_patterns(state, match, pattern)
        decoded = decode(encode(outcome.state), PatternState)
        assert isinstance(decoded, PatternState)
        state = decoded
        detected += outcome.matches
    return detected


def day(number: float) -> datetime:
    return NOON + timedelta(days=number)


@pytest.mark.parametrize(
    ("days", "firsts"),
    [
        ([0, 1, 2], []),  # watched for two days only
        ([0, 31], [31]),
        ([0, 20, 40, 60], []),
        ([0, 20, 51, 52], [51]),
        ([0, 31, 62.5], [31, 62.5]),
    ],
)
def test_a_first_is_detected_after_enough_days_without_a_statement(
    days: list[float], firsts: list[float]
) -> None:
    detected = detect_all([match_at(day(number)) for number in days], FIRST)
    assert [match.seen_at for match in detected] == [day(number) for number in firsts]
    for match in detected:
        assert match.why[-1].clause == "pattern"
        assert "first time in 30 days" in match.why[-1].value
    assert len({match.alert for match in detected}) == len(detected)


@pytest.mark.parametrize(
    ("acts", "reversals"),
    [
        (["reject", "support"], 1),
        (["reject", "reject"], 0),
        (["support", "", "reject"], 1),  # a statement without an act does not reset the stand
        (["promise", "deny"], 1),
        (["demand", "support"], 0),
        (["reject", "support", "reject"], 2),
    ],
)
def test_a_reversal_names_both_statements(acts: list[Act], reversals: int) -> None:
    matches = [match_at(day(number), *([act] if act else [])) for number, act in enumerate(acts)]
    detected = detect_all(matches, REVERSAL)
    assert len(detected) == reversals
    for match in detected:
        assert match.earlier is not None
        assert match.earlier.statement.text in match.why[-1].value
        assert match.earlier.at < match.seen_at


def test_a_reversal_is_the_same_alert_whichever_statement_arrives_first() -> None:
    earlier, later = match_at(day(1), "reject"), match_at(day(5), "support")
    [in_order], [late] = (
        detect_all([earlier, later], REVERSAL),
        detect_all([later, earlier], REVERSAL),
    )
    for match in (in_order, late):
        assert match.earlier is not None
        assert (match.statement.acts, match.earlier.statement.acts) == (("support",), ("reject",))
        assert match.seen_at == day(5)
    assert in_order.alert == late.alert


STANDS = st.tuples(st.integers(0, 40), st.sampled_from(["reject", "support"]))


@given(
    st.lists(STANDS, max_size=9, unique_by=lambda stand: stand[0]),
    st.randoms(use_true_random=False),
)
def test_the_number_of_reversals_does_not_depend_on_the_order_of_arrival(
    stands: list[tuple[int, Act]], shuffle: Random
) -> None:
    in_order = [match_at(day(number), act) for number, act in sorted(stands)]
    shuffled = list(in_order)
    shuffle.shuffle(shuffled)
    reversals = len(detect_all(in_order, REVERSAL))
    assert len({match.alert for match in detect_all(shuffled, REVERSAL)}) == reversals
    acts = [match.statement.acts for match in in_order]
    assert reversals == sum(one != other for one, other in pairwise(acts))


def test_a_late_stand_inside_a_turn_raises_nothing_and_between_equal_stands_raises_two() -> None:
    reject_1, reject_5 = match_at(day(1), "reject"), match_at(day(5), "reject")
    support_9 = match_at(day(9), "support")
    assert len(detect_all([reject_1, support_9, reject_5], REVERSAL)) == 1
    reject_9, support_5 = match_at(day(9), "reject"), match_at(day(5), "support")
    detected = detect_all([reject_1, reject_9, support_5], REVERSAL)
    assert [match.seen_at for match in detected] == [day(5), day(9)]
    assert len({match.alert for match in detected}) == 2
    assert detected[1].statement.acts == ("reject",)


def test_a_late_statement_shortly_before_a_first_is_no_first() -> None:
    detected = detect_all([match_at(day(0)), match_at(day(50)), match_at(day(49))], FIRST)
    assert [match.seen_at for match in detected] == [day(50)]


def test_copies_of_a_statement_count_once() -> None:
    usual = [match_at(day(7 * week)) for week in range(4)]
    copies = [
        msgspec.structs.replace(match_at(day(28)), id=f"copy {number}") for number in range(30)
    ]
    assert detect_all([*usual, *copies], BURST) == []


def test_a_burst_far_above_the_usual_raises_one_alert_an_hour() -> None:
    usual = [
        match_at(day(7 * week) + timedelta(minutes=minute))
        for week in range(4)
        for minute in range(2)
    ]
    assert detect_all(usual, BURST) == []
    burst = [match_at(day(28) + timedelta(minutes=minute)) for minute in range(12)]
    [match] = detect_all([*usual, *burst], BURST)
    assert "usual at this hour of the week: 2" in match.why[-1].value
    next_hour = [match_at(day(28) + timedelta(hours=1, minutes=minute)) for minute in range(12)]
    assert len(detect_all([*usual, *burst, *next_hour], BURST)) == 2


def test_there_is_no_burst_while_the_usual_rate_is_unknown() -> None:
    first_day = [match_at(NOON + timedelta(minutes=minute)) for minute in range(30)]
    assert detect_all(first_day, BURST) == []


def test_a_burst_by_rule_counts_all_actors_together() -> None:
    by_rule = Pattern(kind="burst", at_least=4, by="rule")

    def match_of(number: int, at: datetime) -> Match:
        return msgspec.structs.replace(
            match_at(at),
            actor=f"actor-{number}",
            alert=f"alert {number} {at}",
            id=f"match {number} {at}",
        )

    usual = [match_of(week, day(7 * week)) for week in range(4)]
    burst = [match_of(number, day(28)) for number in range(6)]
    assert {pattern_key(match, by_rule) for match in burst} == {"berg-bridge|*"}
    [match] = detect_all([*usual, *burst], by_rule)
    assert match.actor is None
    assert len({pattern_key(match, BURST) for match in burst}) == 6


def test_the_state_does_not_grow_with_time() -> None:
    state: PatternState | None = None
    for hour in range(24 * 7 * (WEEKS + 4)):
        state = detect_patterns(state, match_at(NOON + timedelta(hours=hour)), BURST).state
    assert state is not None
    assert len(state.hours) <= 24 * 7 * WEEKS + 1
    assert len(state.seen) <= IDS_KEPT


@given(
    st.lists(
        st.tuples(st.integers(0, 90), st.sampled_from(["reject", "support", "demand"])), max_size=12
    )
)
def test_a_repeated_match_changes_nothing_and_detects_nothing(
    stands: list[tuple[int, Act]],
) -> None:
    matches = [match_at(day(number), act) for number, act in stands]
    for pattern in (FIRST, REVERSAL, BURST):
        state: PatternState | None = None
        for match in matches:
            state = detect_patterns(state, match, pattern).state
            repeated = detect_patterns(state, match, pattern)
            assert (repeated.state, repeated.matches) == (state, ())
