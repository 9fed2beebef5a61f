"""What a statement does: from its cue, its frame, words that perform it, and words of its content."""

import pytest

from monitor.languages.act_words import ActWords
from monitor.statements import read_statements

CASES = [
    ("Anna Berg said: “We reject this plan.”", {"reject"}),
    ("Anna Berg said the minister had rejected the plan.", set()),
    ("Anna Berg said: “We will never sign it.”", {"reject"}),
    ("Anna Berg said: “We will see.”", set()),
    ("Anna Berg said: “We will destroy the bridge.”", {"threaten"}),
    ("Anna Berg vowed to attack the bridge.", {"threaten"}),
    ("Anna Berg told the soldiers to leave the bridge.", {"demand"}),
    ("Anna Berg called the plan a bridge to nowhere.", set()),
    ("Anna Berg called for an inquiry.", {"demand"}),
    ("Anna Berg condemned the raid.", {"reject"}),
    ("Anna Berg condemned the army for its raid.", {"reject", "accuse"}),
    ("Anna Berg said it must be cold there.", set()),
    ("Anna Berg said: “They stole the vote.”", {"accuse"}),
    ("Anna Berg said the bill should be amended.", {"propose"}),
    ("Anna Berg apologised on Monday for the delay.", {"apologise"}),
    ("Anna Berg denied that the bridge was closed.", {"deny"}),
    ("Anna Berg praised the engineers.", {"praise"}),
    ("Anna Berg said: “I propose a second bridge.”", {"propose"}),
]


@pytest.mark.parametrize(("text", "acts"), CASES)
def test_acts_come_from_cue_and_content_together(text: str, acts: set[str]) -> None:
    assert set(read_statements(text, "en")[0].acts) == acts


def test_a_denied_claim_is_marked_as_denied_and_accuses_nobody() -> None:
    [statement] = read_statements("Anna Berg denied that her party had committed a crime.", "en")
    assert (statement.polarity, statement.acts) == ("denied", ("deny",))


def test_words_end_and_begin_where_they_say_and_barred_ones_are_none() -> None:
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
