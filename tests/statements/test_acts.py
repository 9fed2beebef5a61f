"""Acts come from the cue, its frame, performative words and the words of the content."""

import tomllib
from pathlib import Path

import pytest

from monitor.languages.act_words import ActWords
from monitor.statements import read_statements

SENTENCES = tomllib.loads((Path(__file__).parent / "english.toml").read_text("utf-8"))
CASES = [(case["text"], set(case["acts"])) for case in SENTENCES["acts"]]


@pytest.mark.parametrize(("text", "acts"), CASES)
def test_acts_come_from_cue_and_content_together(text: str, acts: set[str]) -> None:
    assert set(read_statements(text, "en")[0].acts) == acts


def test_a_denied_claim_has_polarity_denied_and_no_accusation() -> None:
    [statement] = read_statements("Anna Berg denied that her party had committed a crime.", "en")
    assert (statement.polarity, statement.acts) == ("denied", ("deny",))


def test_act_words_match_their_beginnings_and_endings_and_not_barred_phrases() -> None:
    words = ActWords(
        {"promise": ["we will", "!we will see"], "reject": ["lehn* ab", "refus*"]},
        {"deny": "deny"},
        "we i",
    )
    assert words.find("we will stay") == {"promise"}
    assert words.find("we will see; we willingly go") == set()
    assert words.find("sie lehnte ab") == {"reject"}
    assert words.find("they refused") == {"reject"}
    assert words.find("we strongly and firmly deny it") == set()
    assert words.find("i firmly deny it") == {"deny"}
