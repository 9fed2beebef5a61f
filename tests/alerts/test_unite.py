"""Uniting: one event is one alert, whatever the order of its articles."""

import itertools
from collections.abc import Iterable
from datetime import timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.alerts.unite import MOST_COPIES, Raised, Repeated, Updated, later_id, unite
from monitor.flow.match_reading import match_reading
from monitor.flow.raise_alert import raise_alert
from monitor.flow.read_article import read_article
from monitor.records import Alert, Match
from monitor.records.alert import EVENT_WINDOW
from tests.builders import INDEX, NOON, a_match, an_alert, an_article

SHORT = "the bridge would open in May"
LONG = "the bridge would open in May, two years after the storm that broke its towers"
OTHER = "the bridge would close in June"
LEFT = "the bridge would open two years after the storm"


def an_alert_on(article: str, words: str, publisher: str = "wire", **changes: object) -> Alert:
    """Return the alert on what Anna Berg said in an article."""
    text = f"Bridge\n\nAnna Berg said that {words}."
    given = {"id": article, "publisher": publisher, "text": text, **changes}
    [match] = match_reading(read_article(an_article(**given), INDEX), INDEX)
    alert = raise_alert(None, match, NOON)
    assert alert is not None
    return alert


def store_all(alerts: Iterable[Alert]) -> list[Alert]:
    """Return the alerts that a store has after it was given some, oldest first."""
    stored: list[Alert] = []
    for alert in alerts:
        outcome = unite(alert, stored)
        if isinstance(outcome, Raised):
            stored.append(outcome.alert)
        elif isinstance(outcome, Updated):
            stored = [each for each in stored if each.id not in outcome.absorbed]
            stored = [outcome.alert if each.id == outcome.alert.id else each for each in stored]
    return stored


def raised_from(matches: Iterable[Match]) -> Alert:
    """Return the alert after some matches of one id, a second apart."""
    state: Alert | None = None
    for number, match in enumerate(matches):
        state = raise_alert(state, match, NOON + timedelta(seconds=number)) or state
    assert state is not None
    return state


def test_a_match_gives_its_reasons_with_places_in_the_text() -> None:
    match = a_match("one", "wire")
    assert [reason.clause for reason in match.why] == ["speaker", "theme", "confidence"]
    text = "Bridge\n\nAnna Berg said that the bridge would open."
    assert [text[reason.start : reason.end] for reason in match.why[:2]] == ["Anna Berg", "bridge"]


def test_copies_in_other_outlets_grow_one_alert_in_any_order() -> None:
    matches = (a_match("one", "wire"), a_match("two", "post"), a_match("three", "times"))
    outcomes = {raised_from(order).copies for order in itertools.permutations(matches)}
    assert len(outcomes) == 1
    assert {copy.publisher for copy in outcomes.pop()} == {"wire", "post", "times"}


def test_a_repeated_match_gives_no_alert() -> None:
    match = a_match("one", "wire")
    state = raise_alert(None, match, NOON)
    assert state is not None
    assert raise_alert(state, match, NOON) is None
    assert raise_alert(state, msgspec.structs.replace(match, id="other"), NOON) is None


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_alerts_of_one_event_become_one_with_its_fullest_statement(order: tuple[int, ...]) -> None:
    alerts = [
        an_alert_on("a", SHORT),
        an_alert_on("b", LEFT, "post"),
        an_alert_on("c", LONG, "star"),
    ]
    stored = store_all([*(alerts[place] for place in order), an_alert_on("d", OTHER, "sun")])
    assert sorted(len(alert.copies) for alert in stored) == [1, 3]
    event = max(stored, key=lambda alert: len(alert.copies))
    assert event.statement.text.endswith("its towers")
    assert {copy.publisher for copy in event.copies} == {"wire", "post", "star"}
    assert event.id in {alert.id for alert in alerts}


def test_a_statement_that_links_two_stored_alerts_lets_the_older_absorb_the_younger() -> None:
    older = an_alert_on("a", "the bridge would open in March")
    younger = an_alert_on("b", LEFT, "post")
    assert isinstance(unite(younger, [older]), Raised)
    whole = "the bridge would open in March, two years after the storm that broke its towers"
    outcome = unite(an_alert_on("c", whole, "star"), [older, younger])
    assert isinstance(outcome, Updated)
    assert (outcome.alert.id, outcome.absorbed) == (older.id, (younger.id,))
    assert outcome.alert.revision > max(older.revision, younger.revision)


def test_a_stored_alert_is_repeated_however_often_its_parts_come_again() -> None:
    parts = [an_alert_on("a", LONG), an_alert_on("b", SHORT, "post")]
    [stored] = store_all(parts)
    for part in parts:
        assert unite(part, [stored]) == Repeated(stored)


def test_numbers_that_differ_in_any_digit_are_different_events() -> None:
    counts = range(600_050, 600_056)
    alerts = [
        an_alert_on(f"a{count}", f"the bridge would carry exactly {count} cars", published_at=NOON)
        for count in counts
    ]
    assert len(store_all(alerts)) == len(counts)


def test_copies_are_counted_up_to_their_limit() -> None:
    alert = an_alert()
    many = tuple(
        msgspec.structs.replace(alert.copies[0], article=f"copy-{number}")
        for number in range(MOST_COPIES + 10)
    )
    outcome = unite(msgspec.structs.replace(alert, copies=many), [alert])
    assert len(outcome.alert.copies) == MOST_COPIES
    assert isinstance(unite(an_alert("late", "post"), [outcome.alert]), Repeated)


hours = st.integers(-3000, 3000).filter(lambda hours: hours != 0)


@given(hours, st.sampled_from(["same words", "like words"]))
def test_two_statements_are_one_event_only_within_the_window_of_their_publication(
    apart: int, wording: str
) -> None:
    now, then = an_alert_on("a", LONG), LONG if wording == "same words" else SHORT
    published_at = NOON + timedelta(hours=apart)
    other = an_alert_on("b", then, "post", published_at=published_at, seen_at=NOON)
    is_one = isinstance(unite(other, [now]), Updated)
    assert is_one == (abs(timedelta(hours=apart)) <= EVENT_WINDOW)
    assert isinstance(unite(now, [other]), Updated) == is_one


@given(hours)
def test_an_unknown_publication_counts_as_the_time_at_which_the_article_was_seen(
    apart: int,
) -> None:
    seen_at = NOON + timedelta(hours=apart)
    other = an_alert_on("b", SHORT, "post", published_at=None, seen_at=seen_at)
    is_one = isinstance(unite(other, [an_alert_on("a", LONG)]), Updated)
    assert is_one == (abs(timedelta(hours=apart)) <= EVENT_WINDOW)


def test_a_match_of_the_same_words_months_later_begins_an_alert_of_its_own() -> None:
    state = an_alert_on("a", LONG)
    text = f"Bridge\n\nAnna Berg said that {LONG}."
    later = an_article(id="b", text=text, published_at=NOON + timedelta(days=270))
    [match] = match_reading(read_article(later, INDEX), INDEX)
    alert = raise_alert(state, match, NOON)
    assert alert is not None
    assert [copy.article for copy in alert.copies] == ["b"]
    assert later_id(alert) != alert.id == state.id
