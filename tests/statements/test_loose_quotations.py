"""English quotations without a listed cue beside them: who is introduced before says them."""

import pytest

from monitor.statements import read_statements

QUOTATION = "“The old bridge must stay open for the people of Brill.”"


def speakers(text: str) -> list[str]:
    return [s.said_by for s in read_statements(text, "en") if s.kind == "direct"]


@pytest.mark.parametrize(
    "before",
    [
        "Here is what Karl Brill said during a talk in May, when he was mayor (in full):",
        "This is how Karl Brill, the mayor, described the bridge in May:",
        "Karl Brill, who was late, had one more thing to add after that:",
    ],
)
def test_a_colon_before_a_quotation_has_the_speaker_of_the_last_cue(before: str) -> None:
    text = f"Karl Brill came to town.\n\n{before}\n\n{QUOTATION}"
    assert speakers(text) == ["Karl Brill"]


@pytest.mark.parametrize("noun", ["The rain", "The bias", "Its emphasis"])
def test_a_thing_before_a_colon_does_not_speak(noun: str) -> None:
    text = f"It rained.\n\n{noun} is clear from how the site rated it:\n\n{QUOTATION}"
    assert speakers(text) in ([""], [])


def test_a_quotation_after_a_paragraph_that_ends_in_speech_has_its_speaker() -> None:
    text = f"It rained.\n\nThe mayor, Karl Brill, says enough is enough.\n\n{QUOTATION}"
    assert speakers(text) == ["Karl Brill"]


def test_a_quotation_after_a_paragraph_that_ends_otherwise_has_no_speaker() -> None:
    text = f"It rained.\n\nKarl Brill says enough is enough. It rained again.\n\n{QUOTATION}"
    assert "Karl Brill" not in speakers(text)


def test_the_subject_of_the_sentence_before_says_a_quotation_of_its_paragraph() -> None:
    assert speakers(f"It rained.\n\nKarl Brill was proud of his work. {QUOTATION}") == [
        "Karl Brill"
    ]
    assert "Karl Brill" not in speakers(f"It rained.\n\nI saw Karl Brill. {QUOTATION}")


@pytest.mark.parametrize("verb", ["surmised", "giggled", "mocks", "sneers", "typed"])
@pytest.mark.parametrize("subject", ["Karl Brill", "the mayor, Karl Brill,"])
def test_a_verb_of_no_list_behind_a_quotation_is_its_cue(verb: str, subject: str) -> None:
    assert speakers(f"“We will keep the old bridge,” {subject} {verb}.") == ["Karl Brill"]


def test_a_verb_of_no_list_may_come_before_its_subject() -> None:
    assert speakers("“We will keep the old bridge,” surmised Karl Brill.") == ["Karl Brill"]


@pytest.mark.parametrize(
    "sentence",
    [
        "In “Hail, Bridge!,” Karl Brill gets into the spirit of it.",
        "The film “Old Bridge,” stars Karl Brill as a nurse.",
        "“A reasonable guess at it” does not mean that it is right.",
    ],
)
def test_a_title_before_a_verb_is_not_said(sentence: str) -> None:
    assert not read_statements(f"It rained.\n\n{sentence}", "en")


@pytest.mark.parametrize(
    ("cue", "speaker"),
    [
        ("said the ruling", "the ruling"),
        ("he said to cheers", "he"),
        ("he asserted to reporters on Tuesday", "he"),
        ("read one", "one"),
    ],
)
def test_a_cue_behind_a_quotation_may_have_a_listener_or_a_short_subject(
    cue: str, speaker: str
) -> None:
    [statement] = read_statements(f"“We will keep the old bridge,” {cue}.", "en")
    assert statement.speaker is not None
    assert statement.speaker.text == speaker


def test_a_straight_mark_before_the_last_blank_of_a_text_opens_nothing() -> None:
    assert list(read_statements('Anna Berg said, " ', "en")) == []
