"""English single marks: words that they quote make a statement mixed; apostrophes do not."""

import pytest

from monitor.statements import read_statements


@pytest.mark.parametrize(
    ("sentence", "kind", "content"),
    [
        ("Anna Berg says they face ‘appalling’ risks.", "mixed", "they face ‘appalling’ risks"),
        ("Anna Berg says they face 'appalling' risks.", "mixed", "they face 'appalling' risks"),
        (
            "Anna Berg says she's 'very proud' of her 'son's work'",
            "mixed",
            "she's 'very proud' of her 'son's work'",
        ),
        (
            "Anna Berg says the two 'didn't see it the same way'",
            "mixed",
            "the two 'didn't see it the same way'",
        ),
        (
            "Anna Berg says that workers' rights and nurses' hours matter.",
            "indirect",
            "that workers' rights and nurses' hours matter",
        ),
        ("Anna Berg says the '90s weren't good.", "indirect", "the '90s weren't good"),
    ],
)
def test_single_marks_quote_and_apostrophes_do_not(sentence: str, kind: str, content: str) -> None:
    [statement] = read_statements(f"The day\n\n{sentence}", "en")
    assert (statement.kind, statement.text) == (kind, content)


def test_a_mark_of_the_wrong_kind_closes_a_sentence_before_the_next_quotation() -> None:
    text = 'The Herald called it “a ruin of old stone." The Times called it “a wreck of iron.”'
    assert [s.said_by for s in read_statements(text, "en")] == ["Herald", "Times"]


def test_a_question_ends_before_a_sentence_of_the_writer() -> None:
    [statement] = read_statements("Anna Berg asked: “Is it safe?” The answer is no.", "en")
    assert statement.text == "Is it safe?"


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("A spokesperson for Mayor Karl Brill", "A spokesperson for Mayor Karl Brill"),
        ("A friend of Karl Brill", "A friend of Karl Brill"),
        ("Leader of the Opposition Karl Brill", "Karl Brill"),
    ],
)
def test_the_one_whom_somebody_speaks_for_is_not_the_speaker(source: str, name: str) -> None:
    text = f"Karl Brill was late.\n\n{source} said that the bridge was safe."
    assert [s.said_by for s in read_statements(text, "en")] == [name]
