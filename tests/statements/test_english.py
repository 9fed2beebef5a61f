"""Statements of English sentences written for these tests: content, speaker, acts, channel."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.records import Statement
from monitor.statements import read_statements

ARTICLE = """Cleric vows to resist foreign troops

NAJAF (Wire) - Influential cleric Jawad al-Hakimi on Sunday expressed his opposition to foreign \
troops, vowing resistance against them.

Hakimi, the leader of the Dawn Movement, warned against any new base in the country.

“Our position, which Prime Minister Salim Haddad knows, is clear,” he wrote. “Everyone knows it.”

Layla Nouri, a member of parliament from Haddad’s bloc, described the plan as “a conspiracy.”

The minister declined to comment."""


SENTENCES = tomllib.loads((Path(__file__).parent / "english.toml").read_text("utf-8"))


def cases(group: str, *keys: str) -> list[tuple[str | None, ...]]:
    """Return the values of each case of a group; None for an absent one."""
    return [tuple(case.get(key) for key in keys) for case in SENTENCES[group]]


def read(text: str) -> tuple[Statement, ...]:
    return read_statements(text, "en")


def name_of_speaker(statement: Statement) -> str:
    return statement.speaker.name if statement.speaker else ""


def test_only_the_speakers_of_an_article_are_named() -> None:
    statements = read(ARTICLE)
    assert {name_of_speaker(statement) for statement in statements} >= {
        "Jawad al-Hakimi",
        "Layla Nouri",
    }
    assert "Salim Haddad" not in {name_of_speaker(statement) for statement in statements}


def test_a_quotation_interrupted_by_its_cue_is_one_statement_of_two_parts() -> None:
    [statement] = [s for s in read(ARTICLE) if s.cue and s.cue.text == "wrote"]
    assert [part.text for part in statement.content] == [
        "Our position, which Prime Minister Salim Haddad knows, is clear",
        "Everyone knows it.",
    ]
    assert (statement.kind, name_of_speaker(statement)) == ("direct", "Jawad al-Hakimi")
    assert statement.speaker is not None
    assert statement.speaker.via == "pronoun"


def test_a_declined_comment_is_not_a_statement() -> None:
    assert not read("The minister declined to comment.")
    assert not read("Anna Berg has not said whether she will resign.")


@pytest.mark.parametrize(
    ("text", "content", "speaker"), cases("contents", "text", "content", "speaker")
)
def test_a_cue_gives_its_content_and_speaker(text: str, content: str, speaker: str) -> None:
    [statement] = read(text)
    assert statement.text == content
    assert name_of_speaker(statement) == speaker


def test_coordinated_cues_keep_their_subject() -> None:
    statements = read("Anna Berg said the bridge was safe and warned against rumours.")
    assert [(name_of_speaker(s), s.text) for s in statements] == [
        ("Anna Berg", "the bridge was safe"),
        ("Anna Berg", "rumours"),
    ]


def test_a_statement_has_its_acts_and_polarity() -> None:
    [threat] = read("Anna Berg threatened to retaliate against the council.")
    assert "threaten" in threat.acts
    [denial] = read("Anna Berg denied that the report existed.")
    assert (denial.polarity, "deny" in denial.acts) == ("denied", True)


def test_a_scare_quote_is_not_a_statement() -> None:
    assert not read("The so-called “green zone” was quiet.")


def test_a_quotation_over_two_paragraphs_is_one_statement() -> None:
    [statement] = read("Anna Berg said: “We will go.\n\n“And we will win.”")
    assert [part.text for part in statement.content] == ["We will go.", "And we will win."]


@given(st.text(alphabet="“”\"'«»„ \n.,:;()—aA said he that", max_size=400))
def test_no_input_raises_and_every_span_slices_back(text: str) -> None:
    for statement in read(text):
        spans = [*statement.content, statement.cue, statement.speaker]
        assert all(text[span.start : span.end] == span.text for span in spans if span is not None)


def test_the_same_statement_in_another_article_has_the_same_id() -> None:
    full = read("Anna Berg said that the bridge would open.")
    brief = read("Berg, a nurse, was late. Berg said that the bridge would open.")
    assert full[-1].id == brief[-1].id


@pytest.mark.parametrize(
    ("text", "speaker", "through"), cases("channels", "text", "speaker", "through")
)
def test_the_channel_is_kept_beside_the_speaker(
    text: str, speaker: str, through: str | None
) -> None:
    [statement] = read("Title\n\n" + text)
    assert (statement.said_by, statement.through) == (speaker, through)


@pytest.mark.parametrize(
    ("text", "said", "speaker"),
    [
        ("“We will go.” — Anna Berg", "We will go.", "Anna Berg"),
        ('"WALLACE: Will you go there tomorrow?', "Will you go there tomorrow?", "WALLACE"),
        (
            "Asked about the bridge, Anna Berg said, “It opens in May.”",
            "It opens in May.",
            "Anna Berg",
        ),
        ('“We will go," Anna Berg said.', "We will go", "Anna Berg"),
        ("Said Anna Berg: “It opens in May.”", "It opens in May.", "Anna Berg"),
        ("Anna Berg said of the bridge, “It opens in May.”", "It opens in May.", "Anna Berg"),
        (
            "Anna Berg said there is a plan for the bridge.",
            "there is a plan for the bridge",
            "Anna Berg",
        ),
        (
            "Anna Berg, the mayor of Bonn, a member of the board, said the bridge opens.",
            "the bridge opens",
            "Anna Berg",
        ),
    ],
)
def test_quotations_are_read_in_all_shapes_of_newspapers(
    text: str, said: str, speaker: str
) -> None:
    [statement] = read("Title\n\n" + text)
    assert (statement.text, statement.said_by) == (said, speaker)


def test_a_quotation_that_its_cue_and_an_aside_interrupt_is_one_statement() -> None:
    text = "“Every time you say that,” Berg said, clapping loudly, “you give them reasons.”"
    [statement] = read("Title\n\n" + text)
    assert [part.text for part in statement.content] == [
        "Every time you say that",
        "you give them reasons.",
    ]


def test_a_quotation_continues_after_its_own_cue_and_not_after_an_apposition() -> None:
    text = (
        "“We will go,” said Anna Berg, head of a group called Bridges Now, which expects "
        "many. “It is time.”"
    )
    [statement] = [s for s in read("Title\n\n" + text) if s.said_by == "Anna Berg"]
    assert [part.text for part in statement.content] == ["We will go", "It is time."]


def test_a_full_stop_inside_a_quotation_ends_its_sentence() -> None:
    text = "Berg called the plan “a danger to the town.” Anna Holm insisted that it would go on."
    assert [s.text for s in read("Title\n\n" + text)] == [
        "the plan “a danger to the town.”",
        "that it would go on",
    ]


@pytest.mark.parametrize("text", SENTENCES["unsaid"])
def test_unsaid_words_are_not_a_statement(text: str) -> None:
    assert not read(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("“We will go,” said its spokesman, Karim Sabri.", "Karim Sabri"),
        ("The group's spokesman, Karim Sabri, said the road was open.", "Karim Sabri"),
        ("Els de Wit opened the talks. “We will go,” said De Wit.", "Els de Wit"),
        (
            (
                "The trial of banker Helena Strand entered its second week. Strand denied any "
                "wrongdoing."
            ),
            "Helena Strand",
        ),
        (
            "Other refugee advocates also said the government should go further.",
            "Other refugee advocates",
        ),
        (
            "A senior officer, speaking on condition of anonymity, said the base was safe.",
            "A senior officer",
        ),
    ],
)
def test_a_name_beside_an_office_is_the_speaker(text: str, name: str) -> None:
    assert name_of_speaker(read(text)[-1]) == name


@pytest.mark.parametrize(
    ("text", "content"),
    [
        (
            "When Anna Berg noted that she had paid nothing, Peter Holm laughed at her.",
            "that she had paid nothing",
        ),
        (
            "Anna Berg said the bridge was safe, a claim that engineers doubt.",
            "the bridge was safe",
        ),
        ("Anna Berg said she trusted Peter Holm, who built the bridge.", "she trusted Peter Holm"),
        (
            "Anna Berg said the bridge was safe, although it had fallen twice.",
            "the bridge was safe",
        ),
        (
            "In a storm, Anna Berg said, the bridge would stand.",
            "In a storm the bridge would stand",
        ),
        ("As Anna Berg noted, the bridge has fallen twice.", "the bridge has fallen twice"),
    ],
)
def test_content_ends_before_the_writer_s_own_words(text: str, content: str) -> None:
    assert read(text)[0].text == content


def test_a_quotation_left_open_at_a_paragraph_s_end_belongs_to_the_cue_after_it() -> None:
    [statement] = read("“We knew it. We did nothing.\n\n“I am sorry for that,” Anna Berg said.")
    assert [part.text for part in statement.content] == [
        "We knew it. We did nothing.",
        "I am sorry for that",
    ]
    assert name_of_speaker(statement) == "Anna Berg"


@pytest.mark.parametrize(("text", "through"), cases("outlets", "text", "through"))
def test_an_outlet_is_the_channel_and_not_the_speaker(text: str, through: str | None) -> None:
    statement = read(text)[0]
    assert (name_of_speaker(statement), statement.through) == ("Anna Berg", through)


def test_they_means_the_only_group_that_spoke_and_is_unresolved_for_two_groups() -> None:
    one = read("The Ashur Brigades said the road was closed. They said that the bridge was next.")
    assert name_of_speaker(one[-1]) == "Ashur Brigades"
    two = read(
        "The Ashur Brigades said no. The Basra Council said yes to the plan. They said "
        "that the bridge was next."
    )
    assert name_of_speaker(two[-1]) == ""


@pytest.mark.parametrize(
    "text",
    [
        "Editor’s note: Anna Berg has repeatedly pledged to close the bridge.",
        "This story has been updated to note that Anna Berg resigned.",
        "Protesters have voiced their opposition to the bridge. (Photo: Archive)",
    ],
)
def test_editors_notes_and_captions_are_skipped(text: str) -> None:
    assert not read(text)


def test_a_statement_inside_another_one_names_the_outer_one() -> None:
    text = "Anna Berg said Paul Mayer had revealed that two of the bridges were closed."
    outer, inner = read_statements(text, "en")
    assert outer.inside is None
    assert inner.inside == outer.id


@pytest.mark.parametrize(
    "dateline",
    ["ERBIL, Nov 3 (Xyz) - ", "ERBIL (Xyz) — ", "ERBIL, Iraq – ", "ERBIL: "],
)
def test_a_dateline_and_a_day_are_neither_content_nor_speaker(dateline: str) -> None:
    text = f"Roads closed\n\n{dateline}Mayor Anna Berg said on Tuesday foreign trucks must leave."
    [statement] = read_statements(text, "en")
    assert (statement.said_by, statement.text) == ("Anna Berg", "foreign trucks must leave")


def test_a_surname_with_its_particle_means_the_full_name_that_ends_with_it() -> None:
    text = "“The bridge is safe,” said Pieter van Dorn.\n\n“The yard is not,” van Dorn said."
    names = [one.speaker.name for one in read_statements(text, "en") if one.speaker]
    assert names == ["Pieter van Dorn", "Pieter van Dorn"]


def test_a_quotation_after_a_participle_of_saying_is_a_statement_of_its_own() -> None:
    text = "“We shared the plan,” Anna Berg said in a note, adding, “The yard is safe.”"
    parts = [[part.text for part in one.content] for one in read_statements(text, "en")]
    assert parts == [["We shared the plan"], ["The yard is safe."]]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Chair of the Northern Harbour Council Wayne Newton said it was late.", "Wayne Newton"),
        ("“It is late,” Council Member Anna Berg said.", "Anna Berg"),
        ("Board President Karl Brill said it was late.", "Karl Brill"),
        ("Committee chair Anna Berg said it was late.", "Anna Berg"),
        ("Wayne Newton said it was late. Harbour Council members said no.", "Wayne Newton"),
    ],
)
def test_an_office_of_a_body_is_no_part_of_its_bearers_name(text: str, name: str) -> None:
    speaker = read_statements(text, "en")[0].speaker
    assert speaker is not None
    assert speaker.name == name


def test_one_resident_is_not_the_person_who_says_the_same_later() -> None:
    text = (
        "One dissenting resident said the harbour plan does not reflect the will of the town.\n"
        "Mayor Anna Berg said she does not support the harbour plan of the town."
    )
    names = [one.speaker.name for one in read_statements(text, "en") if one.speaker]
    assert names == ["One dissenting resident", "Anna Berg"]


@pytest.mark.parametrize("speaker", ["The Harbour Council", "Anna Berg", "The ministry"])
@pytest.mark.parametrize(
    "announced",
    ["released the following statement about the plan", "gave the following reply"],
)
def test_a_quotation_behind_a_following_statement_has_its_issuer(
    speaker: str, announced: str
) -> None:
    text = f"{speaker} {announced}:\n\n“The plan is late and it is good for us all.”"
    [said] = read_statements(text, "en")
    assert said.speaker is not None
    assert said.speaker.text == speaker


def test_what_follows_a_list_of_things_is_no_statement() -> None:
    text = "Karl Brill bought the following books:\n\n“The Plan” and “The Bad One”."
    assert read_statements(text, "en") == ()
