"""English: words that look like a cue and report no speech, and quotations without a speaker."""

import pytest

from monitor.statements import read_statements


def contents(text: str) -> list[str]:
    return [statement.text for statement in read_statements(text, "en")]


def speakers(text: str) -> list[str]:
    return [s.speaker.name if s.speaker else "" for s in read_statements(text, "en")]


@pytest.mark.parametrize(
    "sentence",
    [
        "The minister backs calls for a pardon of the guard.",
        "The list has mild questions that concern the bridge.",
        "A self-made note that links to other pages helps.",
        "Norland star Karl Brill scored most of his points in the last act that he played.",
    ],
)
def test_a_plural_noun_is_no_verb(sentence: str) -> None:
    assert not contents(sentence)


@pytest.mark.parametrize("owner", ["the maid's", "Anna Berg's", "his", "their"])
@pytest.mark.parametrize("participle", ["alleged crime", "detailed answer", "proposed ban"])
def test_a_participle_between_owner_and_noun_is_no_verb(owner: str, participle: str) -> None:
    assert not contents(f"The court heard {owner} {participle} on the bridge.")


@pytest.mark.parametrize("verb", ["claimed", "announced", "recommended"])
def test_a_participle_before_its_agent_is_no_verb(verb: str) -> None:
    assert not contents(f"The prize was paid for a design {verb} by a student of the school.")


@pytest.mark.parametrize("negation", ["does not seem to", "did not want to", "never cared to"])
def test_a_negated_infinitive_says_nothing(negation: str) -> None:
    assert not contents(f"Anna Berg {negation} claim that the bridge was safe.")


def test_for_example_is_not_said_by_the_example() -> None:
    assert not contents("When a guest, say Anna Berg, arrives, the door opens.")
    assert contents("The bridge is unsafe, say experts.") == ["The bridge is unsafe"]


@pytest.mark.parametrize("cue", ["begins to write", "goes on strike because", "took that to be"])
def test_a_verb_without_its_particle_says_nothing(cue: str) -> None:
    assert not contents(f"Anna Berg {cue} the plan that she had made.")


def test_what_someone_thinks_is_not_said() -> None:
    assert not contents("“What a bridge,” Anna Berg thought.")
    assert not contents("Anna Berg thought that the bridge was safe.")


def test_a_title_at_the_head_of_a_sentence_is_no_quotation() -> None:
    assert not contents("“A Long Walk along the River” is a guide to the bridges of Norland.")


def test_an_invitation_to_read_on_is_not_said() -> None:
    assert not contents("“To read this article in full, please click here”")


@pytest.mark.parametrize("cue", ["Anna Berg writes", "Anna Berg assured the council", "She began"])
def test_a_quotation_behind_a_cue_and_colon_has_its_speaker(cue: str) -> None:
    text = f"Anna Berg, a nurse, came late. {cue}:\n\n“The bridge is a ruin of a bridge.”"
    assert speakers(text) == ["Anna Berg"]
    assert contents(text) == ["The bridge is a ruin of a bridge."]


def test_a_quotation_behind_according_to_and_colon_has_its_source() -> None:
    text = "What is a bridge? According to Norpedia:\n\n“A bridge is a way over water or rails.”"
    assert speakers(text) == ["Norpedia"]


def test_two_single_marks_close_a_double_one_before_a_cue() -> None:
    text = "\"We are the second school to do this,'' said Anna Berg."
    assert contents(text) == ["We are the second school to do this"]
    assert speakers(text) == ["Anna Berg"]


@pytest.mark.parametrize("sections", ["World › ", "National › ", "News > Europe > "])
def test_sections_of_a_site_are_no_part_of_a_name(sections: str) -> None:
    assert speakers(f"{sections}Norland rejects the plan for a bridge") == ["Norland"]


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("The Norland nightclub guard, Karl Brill,", "Karl Brill"),
        ("Norland spokesman, Karl Brill,", "Karl Brill"),
        ("Speaking outside the court the artist", "the artist"),
        ("Speaking in Osten on Monday Anna Berg", "Anna Berg"),
        ("Taking to Twitter, the mayor", "the mayor"),
        ("All the experts I interviewed", "All the experts I interviewed"),
        ("It was odd that Anna Berg", "Anna Berg"),
    ],
)
def test_a_source_is_the_name_beside_the_cue(source: str, name: str) -> None:
    assert speakers(f"{source} said the bridge was safe.") == [name]


@pytest.mark.parametrize("verb", ["reviews the data", "aims to help", "tries to walk"])
def test_a_verb_in_no_list_ends_the_name_before_it(verb: str) -> None:
    assert speakers(f"Berg {verb} and confirms that the bridge is safe.") == ["Berg"]


@pytest.mark.parametrize("place", ["Last month, I had a letter from Osten, assuring me"])
def test_a_time_is_no_speaker(place: str) -> None:
    assert speakers(f"{place} that the bridge was safe.") != ["Last month"]


def test_content_begins_behind_a_colon_but_not_inside_a_time() -> None:
    assert contents("It was a myth: After the raid, Berg said, people ran home.") == [
        "After the raid people ran home"
    ]
    assert contents("The bridge fell at 8:30 p.m. on Monday, Anna Berg said.") == [
        "The bridge fell at 8:30 p.m. on Monday"
    ]


def test_a_participle_alone_is_no_statement() -> None:
    assert not contents("The last ‘sworn guardian of the bridge’ of Osten")


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("The family, protesters and two nurses", "The family"),
        ("Anna Berg, Karl Brill and Jon Krug", "Anna Berg"),
        ("On Monday, Anna Berg and Karl Brill", "Anna Berg"),
        ("Later, the mayor and two guards", "the mayor"),
    ],
)
def test_the_first_of_a_list_of_speakers_is_named(source: str, name: str) -> None:
    assert speakers(f"{source} demanded that the bridge be closed.") == [name]


def test_a_present_cue_of_the_same_subject_ends_the_content() -> None:
    text = "Anna Berg said the bridge was old and claims she saw it fall."
    assert contents(text) == ["the bridge was old", "she saw it fall"]


@pytest.mark.parametrize("opener", ["is set to", "plans to", "hopes to"])
def test_an_announced_announcement_is_not_said(opener: str) -> None:
    assert not contents(f"The band {opener} announce that it will part.")


def test_another_speaker_behind_and_ends_the_content() -> None:
    text = "Anna Berg said the bridge was old and Karl Brill accused her of lying."
    assert contents(text)[0] == "the bridge was old"
    assert speakers(text) == ["Anna Berg", "Karl Brill"]


def test_a_participle_behind_a_comma_ends_an_infinitive() -> None:
    text = "Norland pledged to raise its army, reversing a policy of years."
    assert contents(text) == ["to raise its army"]


@pytest.mark.parametrize("opener", ["Back in Osten", "In Osten", "Late in May"])
def test_a_cue_behind_an_introduction_interrupts_its_content(opener: str) -> None:
    assert contents(f"{opener}, Anna Berg said, the bridge was closed.") == [
        f"{opener} the bridge was closed"
    ]


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("a statement released by the Norland Foreign Ministry", "Norland Foreign Ministry"),
        ("data collected by River Guard", "River Guard"),
        ("the Ministry of Health", "Ministry of Health"),
        ("the Bank of Norland", "Bank of Norland"),
        ("a report on bridges", "a report"),
    ],
)
def test_a_document_is_its_issuer_and_a_body_keeps_its_name(source: str, name: str) -> None:
    assert speakers(f"The bridge is unsafe, according to {source}.") == [name]


def test_a_person_before_a_colon_speaks_in_the_next_paragraph() -> None:
    text = (
        "The mayor, Anna Berg, went further on Monday. On the radio, Berg was blunt:\n\n"
        "“The bridge is a ruin of a bridge.”\n\nOnly Berg laughed."
    )
    assert speakers(text) == ["Anna Berg"]


def test_no_first_word_of_a_sentence_is_a_person_before_a_colon() -> None:
    text = "Naturally, the plan grew:\n\n“The bridge is a ruin of a bridge.”"
    assert speakers(text) == [""]
