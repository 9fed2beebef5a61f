"""Rules: each clause holds or fails by itself, with its place; a miss by one clause names it."""

from datetime import time, timedelta

import pytest

from monitor.flow.match_reading import match_reading
from monitor.flow.read_article import read_article
from monitor.matches.candidates import index_rules
from monitor.matches.evidence import Evidence
from monitor.matches.link import link_statements, unlink_statement
from monitor.matches.rules import judge_statement
from monitor.records import Reading
from monitor.watchlist import Actor, FoundNames, Rule, Theme, Watchlist, WatchlistIndex
from monitor.watchlist.values import QuietHours, Scope, ThemesClause, any_of
from tests.builders import an_article

ACTORS = (
    Actor(
        id="berg",
        name="Anna Berg",
        kind="person",
        part_of=("greens",),
        tags=("north",),
        descriptions=("the mayor",),
    ),
    Actor(id="greens", name="Green Alliance", kind="organization"),
    Actor(id="holm", name="Peter Holm", kind="person"),
    Actor(id="sadr", name="Ali Sadr", kind="person", never=("Sadr City",)),
)
THEMES = (
    Theme(id="bridge", name="Bridge", query="bridge*"),
    Theme(id="rail", name="Rail", query="train* NEAR/3 late"),
)
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
        Rule(id="r", name="R", themes=any_of("rail", "bridge")),
        Rule(id="r", name="R", acts=("threaten",)),
        Rule(id="r", name="R", polarity="asserted"),
        Rule(
            id="r",
            name="R",
            speakers=("berg",),
            themes=any_of("bridge"),
            about=("holm",),
            acts=("threaten",),
        ),
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
        (Rule(id="r", name="R", themes=any_of("rail")), "theme", "bridge"),
        (Rule(id="r", name="R", acts=("praise",)), "act", "threaten"),
        (Rule(id="r", name="R", polarity="denied"), "polarity", "asserted"),
        (Rule(id="r", name="R", min_confidence=0.99), "confidence", "0.95"),
    ],
)
def test_a_miss_by_one_clause_names_it_and_what_there_is_instead(
    rule: Rule, clause: str, got: str
) -> None:
    reading, index = read(TEXT, rule)
    [statement] = [statement for statement in reading.statements if statement.kind == "direct"]
    verdict = judge_statement(rule, statement, reading, index)
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
    assert [(mention.text, mention.start) for mention in reading.mentions] == [
        ("Ali Sadr", 24),
        ("Sadr", 45),
    ]
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
        (Rule(id="r", name="R", themes=ThemesClause(all=("bridge",))), True),
        (Rule(id="r", name="R", themes=ThemesClause(all=("bridge", "rail"))), False),
        (
            Rule(
                id="r",
                name="R",
                themes=ThemesClause(
                    any=(
                        "rail",
                        "bridge",
                    ),
                    all=("bridge",),
                ),
            ),
            True,
        ),
    ],
)
def test_speakers_are_left_out_and_every_theme_is_asked_for(rule: Rule, holds: bool) -> None:
    reading, index = read(TEXT, rule)
    matches = [match for match in match_reading(reading, index) if match.statement.kind == "direct"]
    assert bool(matches) is holds
    [statement] = [statement for statement in reading.statements if statement.kind == "direct"]
    assert judge_statement(rule, statement, reading, index).is_met is holds


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


SCOPED = "Bridge closed\n\nThe bridge has been shut for a week. Anna Berg said on the bridge that nobody would pay. Trains ran."


@pytest.mark.parametrize(
    ("within", "holds"), [("statement", False), ("sentence", True), ("article", True)]
)
def test_a_theme_is_looked_for_where_the_rule_says(within: Scope, holds: bool) -> None:
    reading, index = read(
        SCOPED, Rule(id="r", name="R", speakers=("berg",), themes=any_of("bridge", within=within))
    )
    matches = match_reading(reading, index)
    assert bool(matches) is holds
    for reason in (reason for match in matches for reason in match.why if reason.clause == "theme"):
        assert SCOPED[reason.start : reason.end].casefold() == "bridge"


def test_a_sentence_is_no_more_than_the_one_around() -> None:
    text = (
        "Title\n\nThe bridge is shut. Anna Berg said that nobody would pay. The bridge opens soon."
    )
    reading, index = read(
        text, Rule(id="r", name="R", speakers=("berg",), themes=any_of("bridge", within="sentence"))
    )
    assert match_reading(reading, index) == ()


def test_a_match_keeps_the_rules_that_were_nearly_met() -> None:
    near = Rule(id="near", name="N", speakers=("holm",), themes=any_of("bridge"))
    far = Rule(id="far", name="F", speakers=("holm",), themes=any_of("rail"))
    reading, index = read(
        TEXT,
        Rule(id="r", name="R", themes=any_of("bridge"), cool_down=timedelta(hours=1)),
        near,
        far,
    )
    [match] = match_reading(reading, index)
    assert [(miss.rule, miss.clause, miss.wanted, miss.got) for miss in match.missed] == [
        ("near", "speaker", "holm", "berg")
    ]
    assert match.cool_down_s == 3600


def test_a_rule_is_found_among_many_by_what_it_asks_for() -> None:
    others = tuple(
        Rule(id=f"o{number}", name="O", speakers=(f"tag:t{number}",)) for number in range(500)
    )
    wanted = Rule(id="r", name="R", speakers=("tag:north",), themes=any_of("bridge"))
    reading, index = read(TEXT, *others, wanted)
    said = next(statement for statement in reading.statements if statement.kind == "direct")
    candidates = index_rules(index).candidates(Evidence(said, reading, index))
    assert [candidate.rule for candidate in candidates] == [wanted]
    assert [match.rule for match in match_reading(reading, index)] == ["r"]


def test_a_linked_statement_can_be_linked_anew_as_if_it_never_was() -> None:
    text = "Title\n\nAnna Berg arrived. “The bridge stays,” the mayor said. Berg added that Holm would go."
    reading, index = read(text)
    nobody = WatchlistIndex(Watchlist())
    plain = link_statements(
        map(unlink_statement, reading.statements), FoundNames((), ()), "en", nobody
    )
    assert not any(statement.speaker and statement.speaker.actor for statement in plain)
    assert plain == read_article(an_article(text=text), nobody).statements
    assert (
        link_statements(
            map(unlink_statement, plain),
            FoundNames(reading.mentions, reading.undecided),
            "en",
            index,
        )
        == reading.statements
    )
