"""The pure half of the replay: shares are summed, and alerts compared, in any order."""

import random

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.alerts.unite import later_id
from monitor.flow.compare_replay import (
    ReplayedShare,
    StoredAlerts,
    compare,
    gained_alerts,
    summary_of_match,
    tally_shares,
    unlisted_ids,
)
from monitor.flow.match_reading import event_of
from monitor.records.ids import alert_id
from tests.builders import NOON, a_match, an_alert

MATCH = a_match("one")
ALERT = an_alert("one")
SUMMARY = summary_of_match(MATCH)
LATER = SUMMARY._replace(url="https://later.example", seen_at=SUMMARY.seen_at.replace(hour=13))
NOTHING_STORED = StoredAlerts((), {})

shares = st.lists(
    st.builds(
        ReplayedShare,
        articles=st.lists(st.sampled_from(["one", "two", "three"]), max_size=2),
        statements=st.integers(0, 5),
        raised=st.dictionaries(st.sampled_from("abc"), st.sampled_from([SUMMARY, LATER])),
        matches=st.just([]),
    ),
    max_size=4,
)


@given(shares, st.randoms())
def test_the_sum_does_not_depend_on_the_order_of_the_shares(
    given_shares: list[ReplayedShare], chance: random.Random
) -> None:
    shuffled = list(given_shares)
    chance.shuffle(shuffled)
    assert tally_shares(shuffled, {}) == tally_shares(given_shares, {})


@given(shares)
def test_the_earliest_summary_of_an_alert_is_kept(given_shares: list[ReplayedShare]) -> None:
    tally = tally_shares(given_shares, {})
    for alert, summary in tally.raised.items():
        assert summary == min(
            share.raised[alert] for share in given_shares if alert in share.raised
        )


def test_alerts_that_were_joined_count_as_the_other() -> None:
    share = ReplayedShare(["one"], 1, {"joined": SUMMARY, "into": LATER}, [])
    tally = tally_shares([share], {"joined": "into"})
    assert tally.raised == {"into": SUMMARY}


def test_a_stored_alert_that_is_raised_again_is_the_same() -> None:
    tally = tally_shares([ReplayedShare(["one"], 1, {ALERT.id: SUMMARY}, [])], {})
    difference = compare(tally, [], StoredAlerts((ALERT,), {}))
    assert (difference.raised, difference.missing, difference.same) == ((), (), 1)


def test_a_stored_alert_is_lost_only_if_its_article_was_replayed() -> None:
    stored = StoredAlerts((ALERT,), {})
    replayed = compare(tally_shares([ReplayedShare(["one"], 1, {}, [])], {}), [], stored)
    left_out = compare(tally_shares([ReplayedShare(["two"], 1, {}, [])], {}), [], stored)
    assert [summary.rule for summary in replayed.missing] == [ALERT.rule]
    assert left_out.missing == ()


def test_words_said_again_much_later_are_the_same_alerts() -> None:
    first = msgspec.structs.replace(ALERT, id=alert_id(ALERT.rule, event_of(ALERT.statement)))
    later = msgspec.structs.replace(first, id=later_id(first))
    stored = StoredAlerts((first, later), {})
    raised = tally_shares([ReplayedShare(["one"], 2, {first.id: SUMMARY}, [])], {})
    assert compare(raised, [], stored).same == 2
    nothing = tally_shares([ReplayedShare(["one"], 2, {}, [])], {})
    assert len(compare(nothing, [], stored).missing) == 2


def test_an_alert_of_before_the_period_is_not_gained_when_its_words_are_said_again() -> None:
    first = msgspec.structs.replace(
        ALERT,
        id=alert_id(ALERT.rule, event_of(ALERT.statement)),
        copies=tuple(msgspec.structs.replace(copy, article="before") for copy in ALERT.copies),
    )
    later = msgspec.structs.replace(ALERT, id=later_id(first))
    in_period = StoredAlerts((later,), {})
    tally = tally_shares([ReplayedShare(["one"], 1, {first.id: SUMMARY}, [])], {})
    assert unlisted_ids(tally, [], in_period) == {first.id}
    difference = compare(tally, [], in_period.with_alerts([first]))
    assert (difference.raised, difference.missing, difference.same) == ((), (), 1)


def test_an_alert_about_a_feed_is_never_compared() -> None:
    about_feed = msgspec.structs.replace(ALERT, kind="feed")
    tally = tally_shares([ReplayedShare(["one"], 1, {}, [])], {})
    assert compare(tally, [], StoredAlerts((about_feed,), {})).missing == ()


def test_gained_alerts_are_whole_and_loud() -> None:
    quiet = msgspec.structs.replace(MATCH, suppressed=True)
    [alert] = gained_alerts([quiet], NOTHING_STORED, NOON)
    assert (alert.id, alert.revision, alert.replayed, alert.suppressed) == (
        MATCH.alert,
        1,
        True,
        False,
    )


@pytest.mark.parametrize(
    "stored", [StoredAlerts((ALERT,), {}), StoredAlerts((), {MATCH.alert: "into"})]
)
def test_a_stored_or_joined_alert_is_not_gained(stored: StoredAlerts) -> None:
    assert gained_alerts([MATCH], stored, NOON) == ()
