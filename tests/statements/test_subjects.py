"""English subjects: whose verb it is in longer sentences, and how much of a phrase is the name."""

import pytest

from monitor.statements import read_statements


def said_by(text: str) -> list[str]:
    return [s.said_by for s in read_statements(text, "en")]


@pytest.mark.parametrize("adverb", ["Almost immediately", "Shortly", "Unexpectedly"])
def test_an_adverb_that_leads_a_sentence_is_not_the_subject(adverb: str) -> None:
    text = f"{adverb} before the talks, Karl Brill spent a day saying that the bridge was safe."
    assert said_by(text) == ["Karl Brill"]


@pytest.mark.parametrize("opener", ["after", "when", "because"])
def test_the_second_verb_of_a_subordinate_clause_has_its_subject(opener: str) -> None:
    text = f"Anna Berg defended the bridge {opener} Karl Brill closed it and warned of floods."
    assert said_by(text)[-1] == "Karl Brill"


def test_the_second_verb_of_a_main_clause_keeps_its_subject() -> None:
    text = "Anna Berg said that the bridge fell after it rained and warned of floods."
    assert said_by(text)[-1] == "Anna Berg"


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("Some of Norland’s biggest ports", "Some of Norland’s biggest ports"),
        ("An influential group of ferry captains", "An influential group of ferry captains"),
        ("The Secretary of State", "Secretary of State"),
        ("Messages sent to a colleague", "Messages"),
        ("Private letters read by the board", "Private letters"),
        ("Prince Karl", "Prince Karl"),
        ("Pope Clement", "Pope Clement"),
        ("Friends of the mayor in Brill", "Friends of the mayor"),
    ],
)
def test_a_description_keeps_its_complement_and_drops_its_participle(
    source: str, name: str
) -> None:
    [said] = said_by(f"{source} said that the bridge was safe.")
    assert said.removeprefix("The ") == name


def test_an_acronym_is_not_the_surname_of_a_longer_name() -> None:
    text = "Harbour Day DMRC ferries run late\n\nDMRC said that the bridge was safe."
    assert said_by(text) == ["DMRC"]


@pytest.mark.parametrize(
    "sentence",
    [
        "For a more detailed explanation of the bridge, see below.",
        "Cortisol is the body’s stress hormone.",
        "Karl Brill lost his weight with a plan called Brillfast.",
    ],
)
def test_words_inside_a_noun_phrase_say_nothing(sentence: str) -> None:
    assert not said_by(sentence)


def test_a_claim_with_an_owner_is_said_by_the_owner() -> None:
    assert said_by("The council checked Karl Brill’s claim that the bridge was safe.") == [
        "Karl Brill"
    ]
