"""Rules: each clause holds or fails by itself, with its place; a near miss names the one clause."""

from datetime import time, timedelta

import pytest

from monitor.flow.match_reading import match_reading
from monitor.flow.read_article import read_article
from monitor.matches.candidates import index_rules
from monitor.matches.evidence import Evidence
from monitor.matches.rules import find_near_misses, judge_statement
from monitor.records import Match, Reading, Statement
from monitor.records.quiet_hours import QuietHours
from monitor.watchlist import Actor, Rule, Theme, Watchlist, WatchlistIndex
from monitor.watchlist.values import Scope, ThemesClause, any_of
from tests.builders import an_article

BERG = Actor(
    id="berg",
    name="Anna Berg",
    kind="person",
    part_of=("greens",),
    tags=("north",),
    descriptions=("the mayor",),
)
ACTORS = (
    BERG,
    Actor(id="greens", name="Green Alliance", kind="organization"),
    Actor(id="holm", name="Peter Holm", kind="person"),
    Actor(id="sadr", name="Ali Sadr", kind="person", never=("Sadr City",)),
)
THEMES = (
    Theme(id="bridge", name="Bridge", query="bridge*"),
    Theme(id="rail", name="Rail", query="train* NEAR/3 late"),
)
TEXT = (
    "Title\n\nAnna Berg threatened Peter Holm. "
    "“We will strike the bridge if Peter Holm comes,” Anna Berg said."
)


def read(text: str, *rules: Rule) -> tuple[Reading, WatchlistIndex]:
    """Return the reading of a text, and the index of the watchlist with these rules."""
    index = WatchlistIndex(Watchlist(actors=ACTORS, themes=THEMES, rules=rules, hash="h"))
    return read_article(an_article(text=text), index), index


def direct(reading: Reading) -> Statement:
    """Return the one statement in direct speech."""
    [statement] = [each for each in reading.statements if each.kind == "direct"]
    return statement


def direct_matches(reading: Reading, index: WatchlistIndex) -> list[Match]:
    return [match for match in match_reading(reading, index) if match.statement.kind == "direct"]


@pytest.mark.parametrize(
    ("rule", "clauses"),
    [
        (Rule(id="r", name="R", speakers=("berg",)), ["speaker"]),
        (Rule(id="r", name="R", speakers=("tag:north",)), ["speaker"]),
        (Rule(id="r", name="R", speakers=("greens",), include_parts=True), ["speaker"]),
        (Rule(id="r", name="R", speakers_not=("holm",)), ["speaker"]),
        (Rule(id="r", name="R", about=("holm",)), ["about"]),
        (Rule(id="r", name="R", themes=any_of("rail", "bridge")), ["theme"]),
        (Rule(id="r", name="R", acts=("threaten",)), ["act"]),
        (Rule(id="r", name="R", polarity="asserted"), ["polarity"]),
        (
            Rule(id="r", name="R", speakers=("berg",), themes=any_of("bridge"), acts=("threaten",)),
            ["speaker", "theme", "act"],
        ),
    ],
)
def test_a_clause_that_holds_is_explained_with_its_place(rule: Rule, clauses: list[str]) -> None:
    reading, index = read(TEXT, rule)
    [match] = direct_matches(reading, index)
    assert [reason.clause for reason in match.why] == [*clauses, "confidence"]
    for reason in match.why:
        assert 0 <= reason.start < reason.end <= len(TEXT)


@pytest.mark.parametrize(
    ("rule", "clause", "wanted", "got"),
    [
        (Rule(id="r", name="R", speakers=("holm", "sadr")), "speaker", "holm or sadr", "berg"),
        (Rule(id="r", name="R", speakers=("greens",)), "speaker", "greens", "berg"),
        (Rule(id="r", name="R", speakers_not=("berg",)), "speaker", "not berg", "berg"),
        (Rule(id="r", name="R", about=("greens",)), "about", "greens", "holm"),
        (Rule(id="r", name="R", themes=any_of("rail")), "theme", "rail", "bridge"),
        (
            Rule(id="r", name="R", themes=ThemesClause(all=("bridge", "rail"))),
            "theme",
            "bridge and rail",
            "bridge",
        ),
        (Rule(id="r", name="R", acts=("praise",)), "act", "praise", "threaten"),
        (Rule(id="r", name="R", polarity="denied"), "polarity", "denied", "asserted"),
        (
            Rule(id="r", name="R", min_confidence=0.99),
            "confidence",
            "at least 0.99",
            "0.95",
        ),
    ],
)
def test_a_clause_that_fails_is_named_with_what_it_wants_and_what_the_statement_has(
    rule: Rule, clause: str, wanted: str, got: str
) -> None:
    reading, index = read(TEXT, rule)
    [miss] = judge_statement(rule, direct(reading), reading, index).failed
    assert (miss.clause, miss.wanted, miss.got) == (clause, wanted, got)


@pytest.mark.parametrize(
    ("rule", "is_met"),
    [
        (Rule(id="r", name="R", speakers=("tag:north",), speakers_not=("holm",)), True),
        (Rule(id="r", name="R", speakers=("tag:north",), speakers_not=("berg",)), False),
        (Rule(id="r", name="R", speakers_not=("greens",), include_parts=True), False),
        (Rule(id="r", name="R", themes=ThemesClause(all=("bridge",))), True),
        (Rule(id="r", name="R", themes=ThemesClause(all=("bridge", "rail"))), False),
        (
            Rule(id="r", name="R", themes=ThemesClause(any=("rail", "bridge"), all=("bridge",))),
            True,
        ),
    ],
)
def test_excluded_speakers_and_lists_of_all_themes_decide(rule: Rule, is_met: bool) -> None:
    reading, index = read(TEXT, rule)
    assert bool(direct_matches(reading, index)) is is_met
    assert judge_statement(rule, direct(reading), reading, index).is_met is is_met


@pytest.mark.parametrize(
    ("hours", "is_quiet"),
    [
        (QuietHours(time(11), time(13)), True),
        (QuietHours(time(12, 1), time(13)), False),
        (QuietHours(time(22), time(12, 30)), True),
        (QuietHours(time(22), time(12)), False),
        (QuietHours(time(13), time(14), "Europe/Berlin"), True),
    ],
)
def test_a_match_in_quiet_hours_is_suppressed(hours: QuietHours, is_quiet: bool) -> None:
    reading, index = read(TEXT, Rule(id="r", name="R", speakers=("berg",), quiet_hours=hours))
    assert reading.article.seen_at.hour == 12
    matches = match_reading(reading, index)
    assert matches
    assert {match.suppressed for match in matches} == {is_quiet}


SCOPED = (
    "Bridge closed\n\nThe bridge has been shut for a week. "
    "Anna Berg said on the bridge that no tenant would pay. Trains ran."
)


@pytest.mark.parametrize(
    ("within", "holds"), [("statement", False), ("sentence", True), ("article", True)]
)
def test_a_theme_counts_in_the_scope_of_the_rule(within: Scope, holds: bool) -> None:
    rule = Rule(id="r", name="R", speakers=("berg",), themes=any_of("bridge", within=within))
    reading, index = read(SCOPED, rule)
    matches = match_reading(reading, index)
    assert bool(matches) is holds
    for match in matches:
        [theme] = [reason for reason in match.why if reason.clause == "theme"]
        assert SCOPED[theme.start : theme.end].casefold() == "bridge"


def test_the_scope_of_a_sentence_ends_with_the_sentence() -> None:
    text = (
        "Title\n\nThe bridge is shut. Anna Berg said that no tenant would pay. "
        "The bridge opens soon."
    )
    rule = Rule(id="r", name="R", speakers=("berg",), themes=any_of("bridge", within="sentence"))
    reading, index = read(text, rule)
    assert match_reading(reading, index) == ()


def test_a_match_carries_the_near_misses_of_its_statement() -> None:
    met = Rule(id="r", name="R", themes=any_of("bridge"), cool_down=timedelta(hours=1))
    near = Rule(id="near", name="N", speakers=("holm",), themes=any_of("bridge"))
    far = Rule(id="far", name="F", speakers=("holm",), themes=any_of("rail"))
    reading, index = read(TEXT, met, near, far)
    [match] = match_reading(reading, index)
    misses = [(miss.rule, miss.clause, miss.wanted, miss.got) for miss in match.missed]
    assert misses == [("near", "speaker", "holm", "berg")]
    assert match.cool_down_s == 3600


def test_a_rule_that_only_its_confidence_clause_meets_is_not_a_near_miss() -> None:
    reading, index = read(TEXT, Rule(id="r", name="R", speakers=("holm",)))
    assert find_near_misses(Evidence(direct(reading), reading, index)) == ()


def test_a_rule_is_found_among_many_by_its_rarest_key() -> None:
    others = [
        Rule(id=f"o{number}", name="O", speakers=(f"tag:t{number}",)) for number in range(500)
    ]
    wanted = Rule(id="r", name="R", speakers=("tag:north",), themes=any_of("bridge"))
    reading, index = read(TEXT, *others, wanted)
    candidates = index_rules(index).candidates(Evidence(direct(reading), reading, index))
    assert [candidate.rule for candidate in candidates] == [wanted]
    assert [match.rule for match in match_reading(reading, index)] == ["r"]


def test_a_rule_is_inhibited_by_another_that_the_statement_meets() -> None:
    inhibiting = Rule(id="a", name="A", speakers=("berg",), inhibits=("b",))
    inhibited = Rule(id="b", name="B", themes=any_of("bridge"), inhibits=())
    reading, index = read(TEXT, inhibiting, inhibited)
    matches = {match.rule: match.inhibited_by for match in direct_matches(reading, index)}
    assert matches == {"a": None, "b": "a"}


def test_two_rules_that_inhibit_each_other_inhibit_neither() -> None:
    one = Rule(id="a", name="A", speakers=("berg",), inhibits=("b",))
    other = Rule(id="b", name="B", themes=any_of("bridge"), inhibits=("a",))
    reading, index = read(TEXT, one, other)
    assert {match.inhibited_by for match in direct_matches(reading, index)} == {None}
