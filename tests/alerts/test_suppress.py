"""Suppression: which alerts are stored without notifying anyone, and why."""

from datetime import timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.alerts.silence import Silence
from monitor.alerts.suppress import (
    Circumstances,
    Notify,
    Suppressed,
    apply_decision,
    is_repeat,
    suppress,
)
from monitor.alerts.unite import Updated, unite
from monitor.flow.match_reading import match_reading
from monitor.flow.raise_alert import raise_alert
from monitor.flow.read_article import read_article
from monitor.records import Alert
from monitor.watchlist import Rule, Watchlist, WatchlistIndex
from monitor.watchlist.values import any_of
from tests.alerts.test_unite import an_alert_on
from tests.builders import NOON, WATCHLIST, an_alert, an_article


def a_silence(expires_in: timedelta = timedelta(days=3650), **matchers: tuple[str, ...]) -> Silence:
    """Return a silence of the desk."""
    return Silence(
        id="s",
        matchers=matchers,  # type: ignore[arg-type]  # a test names any field
        who="desk",
        comment="",
        created_at=NOON,
        expires_at=NOON + expires_in,
    )


MANY_MATCHERS = a_silence(
    rule=("berg-bridge", "x"), actor=("berg",), theme=("bridge",), severity=("medium",)
)


@pytest.mark.parametrize(
    ("silence", "holds"),
    [
        (a_silence(rule=("berg-bridge",)), True),
        (MANY_MATCHERS, True),
        (a_silence(rule=("berg-bridge",), actor=("holm",)), False),
        (a_silence(publisher=("wire",)), True),
        (a_silence(act=("threaten",)), False),
        (a_silence(timedelta(0), rule=("berg-bridge",)), False),
        (a_silence(), False),
    ],
)
def test_a_silence_holds_for_alerts_that_meet_each_of_its_matchers_until_it_expires(
    silence: Silence, holds: bool
) -> None:
    assert silence.holds(an_alert(), NOON) is holds
    decision = suppress(an_alert(), Circumstances(now=NOON, silences=(silence,)))
    assert decision == (Suppressed("silence s", is_final=True) if holds else Notify())


def test_an_acknowledged_alert_does_not_notify() -> None:
    decision = suppress(an_alert(), Circumstances(is_acknowledged=True))
    assert decision == Suppressed("acknowledged", is_final=False)


@given(st.integers(-7200, 7200), st.integers(0, 3600))
def test_an_alert_is_suppressed_within_the_cool_down_of_one_that_notified(
    before: int, cool_down: int
) -> None:
    alert = msgspec.structs.replace(an_alert(), cool_down_s=float(cool_down))
    notified_at = (alert.raised_at - timedelta(seconds=before),)
    decision = suppress(alert, Circumstances(notified_at=notified_at))
    is_within = cool_down > 0 and 0 <= before <= cool_down
    assert decision == (Suppressed("cool-down", is_final=True) if is_within else Notify())


facts = st.fixed_dictionaries(
    {
        "inhibited_by": st.sampled_from([None, "high"]),
        "matched_quietly": st.sampled_from([None, "back-fill", "quiet hours"]),
        "is_repeat": st.booleans(),
        "is_acknowledged": st.booleans(),
        "silences": st.sampled_from([(), (a_silence(rule=("berg-bridge",)),)]),
        "notified_at": st.sampled_from([(), (NOON,)]),
    }
)


@given(facts)
def test_an_alert_notifies_only_if_nothing_suppresses_it(facts: dict[str, object]) -> None:
    alert = msgspec.structs.replace(an_alert(), cool_down_s=60.0)
    decision = suppress(alert, Circumstances(now=NOON, **facts))  # type: ignore[arg-type]
    assert isinstance(decision, Notify) == (not any(facts.values()))
    decided = apply_decision(alert, decision)
    assert decided.suppressed == any(facts.values())
    assert isinstance(suppress(decided, Circumstances()), Suppressed) == decided.suppressed


publishers = st.lists(st.sampled_from(["wire", "post", "star"]), min_size=1, max_size=12)


@given(publishers)
def test_an_update_notifies_only_if_a_new_publisher_carries_the_statement(names: list[str]) -> None:
    stored, notified = an_alert("first", "wire"), 1
    for number, name in enumerate(names):
        outcome = unite(an_alert(f"copy-{number}", name), [stored])
        assert isinstance(outcome, Updated)
        decision = suppress(
            outcome.alert, Circumstances(is_repeat=is_repeat(stored, outcome.alert))
        )
        notified += isinstance(decision, Notify)
        stored = outcome.alert
    assert notified == len({"wire", *names})
    assert len(stored.copies) == len(names) + 1


def test_an_update_with_other_words_notifies() -> None:
    short = an_alert_on("a", "the bridge would open in May")
    long = an_alert_on("b", "the bridge would open in May, two years after the storm")
    outcome = unite(long, [short])
    assert isinstance(outcome, Updated)
    assert not is_repeat(short, outcome.alert)


def test_the_end_of_a_suppression_notifies_though_publisher_and_words_are_the_same() -> None:
    before = msgspec.structs.replace(an_alert(), suppressed=True, suppressed_by="quiet hours")
    outcome = unite(an_alert("two"), [before])
    assert isinstance(outcome, Updated)
    assert not is_repeat(before, outcome.alert)


def raised(*rules: Rule) -> dict[str, Alert]:
    """Return the alerts of one statement under some rules."""
    watchlist = Watchlist(actors=WATCHLIST.actors, themes=WATCHLIST.themes, rules=rules, hash="h")
    index = WatchlistIndex(watchlist)
    text = "Bridge\n\nAnna Berg said that the bridge would open."
    reading = read_article(an_article(text=text), index)
    alerts = (raise_alert(None, match, NOON) for match in match_reading(reading, index))
    return {alert.rule: alert for alert in alerts if alert is not None}


def test_a_higher_rule_inhibits_a_lower_one_on_the_same_statement() -> None:
    low = Rule(id="low", name="L", themes=any_of("bridge"))
    higher = {"id": "high", "name": "H", "themes": any_of("bridge"), "severity": "high"}
    high = Rule(**higher, speakers=("berg",), inhibits=("low",))  # type: ignore[arg-type]
    alerts = raised(low, high)
    assert (alerts["low"].suppressed, alerts["low"].suppressed_by) == (True, "rule high")
    assert not alerts["high"].suppressed
    assert not raised(low)["low"].suppressed
    elsewhere = Rule(
        id="high", name="H", speakers=("holm",), themes=any_of("bridge"), inhibits=("low",)
    )
    assert not raised(low, elsewhere)["low"].suppressed
