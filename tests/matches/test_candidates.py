"""The index of rules loses no rule that a statement meets, and no near miss."""

import itertools

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.flow.read_article import read_article
from monitor.matches.candidates import RuleClauses
from monitor.matches.clauses import clauses_of
from monitor.matches.evidence import Evidence
from monitor.matches.rules import _near_miss, find_near_misses, judge_statement, met_rules
from monitor.watchlist import Rule, Watchlist, WatchlistIndex
from monitor.watchlist.values import any_of
from tests.builders import INDEX, WATCHLIST, an_article

READING = read_article(
    an_article(text="Bridge\n\nAnna Berg said that the bridge would open."), INDEX
)
ACTS = ("reject", "demand")
rules = st.builds(
    lambda **parts: parts,
    acts=st.lists(st.sampled_from(ACTS), unique=True, max_size=2).map(tuple),
    speakers=st.sampled_from(((), ("berg",), ("holm",))),
    speakers_not=st.sampled_from(((), ("holm",))),
    about=st.sampled_from(((), ("holm",))),
    themes=st.sampled_from((any_of(), any_of("bridge"))),
    polarity=st.sampled_from(("any", "denied")),
    min_confidence=st.sampled_from((0.0, 0.5, 0.9)),
)


@settings(max_examples=60)
@given(
    st.lists(rules, max_size=8),
    st.lists(st.sampled_from(ACTS), unique=True, max_size=2).map(tuple),
    st.sampled_from((0.3, 0.5, 0.95)),
)
def test_the_index_gives_what_testing_every_rule_gives(parts, acts, confidence) -> None:  # type: ignore[no-untyped-def]
    tested_rules = tuple(Rule(id=f"r{n}", name="R", **each) for n, each in enumerate(parts))
    index = WatchlistIndex(
        Watchlist(
            actors=WATCHLIST.actors,
            themes=WATCHLIST.themes,
            rules=tested_rules,
            hash=str(id(parts)),
        )
    )
    statement = msgspec.structs.replace(READING.statements[0], acts=acts, confidence=confidence)
    evidence = Evidence(statement, READING, index)
    met = [
        rule.id for rule in tested_rules if judge_statement(rule, statement, READING, index).is_met
    ]
    assert [verdict.rule.id for verdict in met_rules(evidence)] == met
    tested = (_near_miss(RuleClauses(rule, clauses_of(rule)), evidence) for rule in tested_rules)
    near = list(itertools.islice((each for each in tested if each is not None), 20))
    assert list(find_near_misses(evidence)) == near
