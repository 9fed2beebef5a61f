"""Acts come from the cue, its frame, performative words and the words of the content."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from monitor.languages.act_contexts import Contexts
from monitor.languages.act_words import ActWords
from monitor.languages.load import lexicon_for
from monitor.statements import read_statements
from monitor.statements.acts import find_acts

SENTENCES = tomllib.loads((Path(__file__).parent / "english.toml").read_text("utf-8"))
ACTS = tomllib.loads((Path(__file__).parent / "acts.toml").read_text("utf-8"))["act"]
CASES = [(case["text"], set(case["acts"])) for case in SENTENCES["acts"]]
NEWS = [
    line.split(" | ", 1)
    for line in (Path(__file__).parent / "english_acts.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize(("text", "acts"), CASES)
def test_acts_come_from_cue_and_content_together(text: str, acts: set[str]) -> None:
    assert set(read_statements(text, "en")[0].acts) == acts


@pytest.mark.parametrize(("acts", "text"), NEWS, ids=[text for _, text in NEWS])
def test_sentences_of_newspapers_perform_their_acts(acts: str, text: str) -> None:
    [statement] = read_statements(text, "en")
    assert set(statement.acts) == set(acts.split()) - {"-"}


def test_a_denied_claim_has_polarity_denied_and_no_accusation() -> None:
    [statement] = read_statements("Anna Berg denied that her party had committed a crime.", "en")
    assert (statement.polarity, statement.acts) == ("denied", ("deny",))


@pytest.mark.parametrize("case", ACTS, ids=[f"{case['language']} {case['text']}" for case in ACTS])
def test_words_of_a_language_show_their_acts(case: dict[str, Any]) -> None:
    """Neighbours of one act: the words, the same words negated, asked or about oneself."""
    lexicon = lexicon_for(case["language"])
    assert lexicon is not None
    acts = find_acts(case.get("lemma", ""), case.get("form", ""), "", case["text"], lexicon)
    assert list(acts) == case["acts"]


WE = Contexts(
    negations=frozenset(("not", "never")),
    conditions=frozenset(("if",)),
    first_person=frozenset(("i", "we")),
    clitics=("re",),
    spellings=(("n't", " not"),),
)


def test_act_words_match_their_beginnings_and_endings_and_not_barred_phrases() -> None:
    words = ActWords(
        {
            "promise": ["{we} will", "!{we} will see"],
            "reject": ["lehn* .. ab", "refus*"],
            "demand": ["*lılar", "^ stop|end the"],
        },
        {"we": "we i"},
    )
    assert words.find("we will stay") == {"promise"}
    assert words.find("we will see; we willingly go") == set()
    assert words.find("sie lehnte das gestern ab") == {"reject"}
    assert words.find("sie lehnte das gestern und heute noch ab") == set()
    assert words.find("sie lehnte es an. ab") == set()
    assert words.find("they refused") == {"reject"}
    assert words.find("gitmelılar") == {"demand"}
    assert words.find(": stop the war") == {"demand"}
    assert words.find("they stop the car") == set()


def test_negations_conditions_and_the_first_person_change_an_act() -> None:
    words = ActWords(
        {"accuse": ["{deed}", "liar"], "praise": ["hero*"]}, {"deed": "killed"}, WE, ["deed"]
    )
    assert words.find("they killed him") == {"accuse"}
    assert words.find("they never killed him") == {"deny"}
    assert words.find("they didn't: he killed him") == {"accuse"}
    assert words.find("if they killed him, he is a liar") == {"accuse"}
    assert words.find("if they killed him") == set()
    assert words.find("we killed him") == set()
    assert words.find("have they never killed him?") == set()
    assert words.find("he is not a hero") == set()
    assert words.find("he isn't a liar") == set()
    assert words.find("rehero") == {"praise"}


def test_a_pattern_with_an_unknown_class_or_without_a_first_word_names_the_mistake() -> None:
    with pytest.raises(ValueError, match="'wee' is not a class of act words; the file has: we"):
        ActWords({"promise": ["{wee} will"]}, {"we": "we"})
    with pytest.raises(ValueError, match="put a word before the gap"):
        ActWords({"promise": [".. will"]})
