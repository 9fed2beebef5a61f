"""Firsts, reversals and bursts: what matches come to over time, the same however often each is told."""

from datetime import datetime, timedelta
from itertools import pairwise
from random import Random

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.matches.patterns import WEEKS, key_of, notice
from monitor.records import Act, Match, PatternState
from monitor.records.wire import decode, encode
from monitor.watchlist.values import Pattern
from tests.builders import NOON, a_match

FIRST, REVERSAL, BURST = (
    Pattern(kind="first", days=30),
    Pattern(kind="reversal"),
    Pattern(kind="burst", at_least=4),
)
BASE = a_match()


def said(at: datetime, *acts: Act, words: str = "") -> Match:
    """Return a match of something said at a time, with these acts."""
    text = words or f"{at:%Y-%m-%d %H:%M} {' '.join(acts)}"
    statement = msgspec.structs.replace(BASE.statement, id=text, text=text, acts=acts)
    return msgspec.structs.replace(
        BASE, id=f"match of {text}", alert=f"alert of {text}", statement=statement, seen_at=at
    )


def told(matches: list[Match], pattern: Pattern) -> list[Match]:
    """Return what is raised, each state put on the wire and taken off it as a table does."""
    state: PatternState | None = None
    raised: list[Match] = []
    for match in matches:
        state, alerts = notice(state, match, pattern)
        back = decode(encode(state), PatternState)
        assert isinstance(back, PatternState)
        state = back
        raised += alerts
    return raised


def days(number: float) -> datetime:
    return NOON + timedelta(days=number)


@pytest.mark.parametrize(
    ("at", "raised"),
    [
        ([0, 1, 2], []),  # watched for two days: who knows what was said before
        ([0, 31], [31]),
        ([0, 20, 40, 60], []),
        ([0, 20, 51, 52], [51]),
        ([0, 31, 62.5], [31, 62.5]),
    ],
)
def test_a_first_is_told_after_so_many_days_of_silence(
    at: list[float], raised: list[float]
) -> None:
    found = told([said(days(each)) for each in at], FIRST)
    assert [match.seen_at for match in found] == [days(each) for each in raised]
    assert all(
        match.why[-1].clause == "pattern" and "first time in 30 days" in match.why[-1].value
        for match in found
    )
    assert len({match.alert for match in found}) == len(found)


@pytest.mark.parametrize(
    ("acts", "raised"),
    [
        (["reject", "support"], 1),
        (["reject", "reject"], 0),
        (["support", "", "reject"], 1),  # plain saying in between does not make one forget
        (["promise", "deny"], 1),
        (["demand", "support"], 0),
        (["reject", "support", "reject"], 2),
    ],
)
def test_a_reversal_is_told_with_both_sayings(acts: list[Act], raised: int) -> None:
    matches = [said(days(number), *([act] if act else [])) for number, act in enumerate(acts)]
    found = told(matches, REVERSAL)
    assert len(found) == raised
    for match in found:
        assert match.earlier is not None
        assert match.earlier.statement.text in match.why[-1].value
        assert match.earlier.at < match.seen_at


def test_a_reversal_is_the_same_whichever_saying_comes_first() -> None:
    earlier, later = said(days(1), "reject"), said(days(5), "support")
    [in_order], [late] = told([earlier, later], REVERSAL), told([later, earlier], REVERSAL)
    for match in (in_order, late):
        assert match.earlier is not None
        assert (match.statement.acts, match.earlier.statement.acts) == (("support",), ("reject",))
        assert match.seen_at == days(5)
    assert in_order.alert == late.alert


SAID = st.tuples(st.integers(0, 40), st.sampled_from(["reject", "support"]))


@given(
    st.lists(SAID, max_size=9, unique_by=lambda said: said[0]), st.randoms(use_true_random=False)
)
def test_as_many_reversals_are_told_in_whatever_order_they_come(
    given_: list[tuple[int, Act]], shuffle: Random
) -> None:
    in_order = [said(days(day), act) for day, act in sorted(given_)]
    late = list(in_order)
    shuffle.shuffle(late)
    turns = len(told(in_order, REVERSAL))
    assert len({match.alert for match in told(late, REVERSAL)}) == turns
    stands = [match.statement.acts for match in in_order]
    assert turns == sum(one != other for one, other in pairwise(stands))


def test_what_comes_late_into_a_turn_is_not_told_anew_and_into_a_row_is_told_twice() -> None:
    assert (
        len(
            told(
                [said(days(1), "reject"), said(days(9), "support"), said(days(5), "reject")],
                REVERSAL,
            )
        )
        == 1
    )
    found = told(
        [said(days(1), "reject"), said(days(9), "reject"), said(days(5), "support")], REVERSAL
    )
    assert [match.seen_at for match in found] == [days(5), days(9)]
    assert len({match.alert for match in found}) == 2
    assert found[1].statement.acts == ("reject",)


def test_a_late_saying_before_a_first_is_not_a_first_of_its_own() -> None:
    found = told([said(days(0)), said(days(50)), said(days(49))], FIRST)
    assert [match.seen_at for match in found] == [days(50)]


def test_copies_of_a_statement_are_one_saying() -> None:
    usual = [said(days(7 * week)) for week in range(4)]
    copies = [msgspec.structs.replace(said(days(28)), id=f"copy {number}") for number in range(30)]
    assert told([*usual, *copies], BURST) == []


def test_a_burst_is_told_once_an_hour_when_it_is_far_above_the_usual() -> None:
    usual = [
        said(days(7 * week) + timedelta(minutes=minute)) for week in range(4) for minute in range(2)
    ]
    assert told(usual, BURST) == []
    now = days(28)
    burst = [said(now + timedelta(minutes=minute)) for minute in range(12)]
    [match] = told([*usual, *burst], BURST)
    assert "usual at this hour of the week: 2" in match.why[-1].value
    later = [said(now + timedelta(hours=1, minutes=minute)) for minute in range(12)]
    assert len(told([*usual, *burst, *later], BURST)) == 2
    assert (
        told([said(NOON + timedelta(minutes=minute)) for minute in range(30)], BURST) == []
    )  # nobody knows what is usual


def test_a_burst_of_a_theme_is_everybodys() -> None:
    everybody = Pattern(kind="burst", at_least=4, by="rule")

    def by(number: int, at: datetime) -> Match:
        return msgspec.structs.replace(
            said(at),
            actor=f"actor-{number}",
            alert=f"alert {number} {at}",
            id=f"match {number} {at}",
        )

    usual = [by(week, days(7 * week)) for week in range(4)]
    burst = [by(number, days(28)) for number in range(6)]
    assert {key_of(match, everybody) for match in burst} == {"berg-bridge|*"}
    [match] = told([*usual, *burst], everybody)
    assert match.actor is None
    assert len({key_of(match, BURST) for match in burst}) == 6


def test_state_does_not_grow_with_time() -> None:
    state: PatternState | None = None
    for hour in range(24 * 7 * (WEEKS + 4)):
        state, _ = notice(state, said(NOON + timedelta(hours=hour)), BURST)
    assert state is not None
    assert len(state.hours) <= 24 * 7 * WEEKS + 1
    assert len(state.seen) <= 200


@given(
    st.lists(
        st.tuples(st.integers(0, 90), st.sampled_from(["reject", "support", "demand"])), max_size=12
    )
)
def test_a_match_that_comes_again_changes_nothing_and_says_nothing(
    given_: list[tuple[int, Act]],
) -> None:
    matches = [said(days(day), act) for day, act in given_]
    for pattern in (FIRST, REVERSAL, BURST):
        state: PatternState | None = None
        for match in matches:
            state, _ = notice(state, match, pattern)
            again, raised = notice(state, match, pattern)
            assert (again, raised) == (state, ())
