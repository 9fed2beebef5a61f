"""Rules: each clause holds or fails by itself, with its place; a miss by one clause names it."""

from datetime import time

import pytest

from monitor.flow import match_reading, read_article
from monitor.matches import judge_statement
from monitor.records import Reading
from monitor.watchlist import Actor, Rule, Theme, Watchlist, WatchlistIndex
from monitor.watchlist.values import QuietHours
from tests.builders import an_article

ACTORS = (
    Actor(
        id="berg", name="Anna Berg", kind="person", part_of=("greens",), tags=("north",), descriptions=("the mayor",)
    ),
    Actor(id="greens", name="Green Alliance", kind="organization"),
    Actor(id="holm", name="Peter Holm", kind="person"),
    Actor(id="sadr", name="Ali Sadr", kind="person", never=("Sadr City",)),
)
THEMES = (Theme(id="bridge", name="Bridge", query="bridge*"), Theme(id="rail", name="Rail", query="train* NEAR/3 late"))
TEXT = "Title\n\nAnna Berg threatened Peter Holm. “We will strike the bridge if Peter Holm comes,” Anna Berg said."


def read(text: str, *rules: Rule) -> tuple[Reading, WatchlistIndex]:
    index = WatchlistIndex(Watchlist(actors=ACTORS, themes=THEMES, rules=rules, hash="h"))
    reading = read_article(an_article(text=text), index)
    return reading, index


@pytest.mark.parametrize(
    "rule",
    [
        Rule(id="r", name="R", speakers=("berg",)),
        Rule(id="r", name="R", speakers=("tag:north",)),
        Rule(id="r", name="R", speakers=("greens",), include_parts=True),
        Rule(id="r", name="R", about=("holm",)),
        Rule(id="r", name="R", themes=("rail", "bridge")),
        Rule(id="r", name="R", acts=("threaten",)),
        Rule(id="r", name="R", polarity="asserted"),
        Rule(id="r", name="R", speakers=("berg",), themes=("bridge",), about=("holm",), acts=("threaten",)),
    ],
)
def test_a_clause_holds_and_shows_where(rule: Rule) -> None:
    reading, index = read(TEXT, rule)
    matches = [match for match in match_reading(reading, index) if match.statement.kind == "direct"]
    assert len(matches) == 1
    for reason in matches[0].why:
        assert 0 <= reason.start < reason.end <= len(TEXT)
    wanted = {"speakers": "speaker", "about": "about", "themes": "theme", "acts": "act"}
    told = {reason.clause for reason in matches[0].why}
    assert {clause for name, clause in wanted.items() if getattr(rule, name)} <= told


@pytest.mark.parametrize(
    ("rule", "clause", "got"),
    [
        (Rule(id="r", name="R", speakers=("holm",)), "speaker", "berg"),
        (Rule(id="r", name="R", speakers=("greens",)), "speaker", "berg"),
        (Rule(id="r", name="R", about=("greens",)), "about", "holm"),
        (Rule(id="r", name="R", themes=("rail",)), "theme", "bridge"),
        (Rule(id="r", name="R", acts=("praise",)), "act", "threaten"),
        (Rule(id="r", name="R", polarity="denied"), "polarity", "asserted"),
        (Rule(id="r", name="R", min_confidence=0.99), "confidence", "0.95"),
    ],
)
def test_a_miss_by_one_clause_names_it_and_what_there_is_instead(rule: Rule, clause: str, got: str) -> None:
    reading, index = read(TEXT, rule)
    [statement] = [statement for statement in reading.statements if statement.kind == "direct"]
    verdict = judge_statement(rule, statement, reading.mentions, "en", index)
    [miss] = verdict.failed
    assert miss.clause == clause
    assert got in miss.got


def test_said_about_is_not_said_by_and_nobody_is_about_himself() -> None:
    reading, _ = read(TEXT)
    [statement] = [statement for statement in reading.statements if statement.kind == "direct"]
    assert statement.speaker is not None
    assert (statement.speaker.actor, statement.about) == ("berg", ("holm",))


def test_a_never_string_is_not_the_actor_and_a_surname_counts_once_the_full_name_stands() -> None:
    reading, _ = read("Title\n\nSadr City slept. Ali Sadr spoke. Then Sadr left Sadr City.")
    assert [(mention.text, mention.start) for mention in reading.mentions] == [("Ali Sadr", 24), ("Sadr", 45)]
    alone, _ = read("Title\n\nSadr spoke.")
    assert alone.mentions == ()


def test_a_description_means_the_one_actor_of_the_article_who_is_so_described() -> None:
    reading, _ = read("Title\n\nAnna Berg arrived. The mayor said that the bridge was safe.")
    [statement] = reading.statements
    assert statement.speaker is not None
    assert statement.speaker.actor == "berg"


@pytest.mark.parametrize(
    ("rule", "holds"),
    [
        (Rule(id="r", name="R", speakers=("tag:north",), speakers_not=("holm",)), True),
        (Rule(id="r", name="R", speakers=("tag:north",), speakers_not=("berg",)), False),
        (Rule(id="r", name="R", speakers_not=("greens",), include_parts=True), False),
        (Rule(id="r", name="R", themes_all=("bridge",)), True),
        (Rule(id="r", name="R", themes_all=("bridge", "rail")), False),
        (Rule(id="r", name="R", themes=("rail", "bridge"), themes_all=("bridge",)), True),
    ],
)
def test_speakers_are_left_out_and_every_theme_is_asked_for(rule: Rule, holds: bool) -> None:
    reading, index = read(TEXT, rule)
    matches = [match for match in match_reading(reading, index) if match.statement.kind == "direct"]
    assert bool(matches) is holds
    [statement] = [statement for statement in reading.statements if statement.kind == "direct"]
    assert judge_statement(rule, statement, reading.mentions, "en", index).is_met is holds


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
def test_alerts_of_quiet_hours_are_kept_and_not_sent(hours: QuietHours, is_quiet: bool) -> None:
    reading, index = read(TEXT, Rule(id="r", name="R", speakers=("berg",), quiet_hours=hours))
    assert reading.article.seen_at.hour == 12
    matches = match_reading(reading, index)
    assert matches
    assert {match.quiet for match in matches} == {is_quiet}
