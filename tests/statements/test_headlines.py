"""English headlines: a speaker behind the last colon, and descriptions that the text names."""

import itertools

import pytest

from monitor.statements import read_statements


def said_by(text: str) -> list[tuple[str, str]]:
    return [(s.said_by, s.text) for s in read_statements(text, "en")]


CLAUSES = (
    "Five people fell from the old bridge in Norland",
    "Norland could close the old bridge by May",
    "Harbour of Brill was sold for a million",
)
SIGNERS = "police|Report|study|UN report|Brill Police|Anna Berg|Mayor Anna Berg|harbour CEO".split(
    "|"
)


@pytest.mark.parametrize(("clause", "signer"), [*itertools.product(CLAUSES, SIGNERS)])
def test_who_stands_behind_the_last_colon_of_a_headline_said_it(clause: str, signer: str) -> None:
    [(name, content)] = said_by(f"{clause}: {signer}\n\nIt rained all day.")
    assert content == clause
    assert name in signer


def test_a_verb_behind_the_colon_belongs_to_its_speaker() -> None:
    [(name, content)] = said_by("Take steps to save the harbour: Anna Berg warns council")
    assert (name, content) == ("Anna Berg", "Take steps to save the harbour")


@pytest.mark.parametrize(
    "headline",
    [
        "Harbour Blues: The Old Bridge",
        "Book review: The Bridges of Norland",
        "The old bridge was sold: what we know so far",
        "Voting on Bridges by Example: Brill",
        "Why the bridge fell: Ten questions",
        "The bridge fell in May: children",
    ],
)
def test_a_title_or_a_topic_behind_a_colon_says_nothing(headline: str) -> None:
    assert not said_by(f"{headline}\n\nIt rained all day.")


@pytest.mark.parametrize("description", ["Bridge official", "UN agency", "Norland ferry captain"])
def test_a_described_speaker_of_a_headline_has_the_name_that_the_text_gives(
    description: str,
) -> None:
    text = (
        f"{description} says old bridge is closed until winter\n\n"
        "The town woke to rain.\n\n"
        "“The old bridge stays closed until winter,” said Karl Brill."
    )
    assert {name for name, _ in said_by(text)} == {"Karl Brill"}


@pytest.mark.parametrize(
    ("description", "later"),
    [
        ("An unnamed official", "“The old bridge stays closed until winter,” said Karl Brill."),
        ("A report", "“The old bridge stays closed until winter,” said Karl Brill."),
        ("Officials", "“The old bridge stays closed until winter,” said Karl Brill."),
        ("An official", "“Our team played well,” said Karl Brill."),
    ],
)
def test_a_description_stays_where_nobody_repeats_the_headline(
    description: str, later: str
) -> None:
    text = f"{description} says old bridge is closed until winter\n\n{later}"
    assert said_by(text)[0][0] in (description, description.lower())


def test_a_name_inside_the_headline_is_not_its_speaker() -> None:
    text = (
        "Official says Karl Brill closed old bridge until winter\n\n"
        "“I closed the old bridge until winter,” said Karl Brill."
    )
    assert said_by(text)[0][0] == "Official"
