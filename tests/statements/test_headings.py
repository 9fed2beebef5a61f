"""English: words before a colon are a speaker, or a heading that says nothing."""

import itertools
import string

import pytest

from monitor.statements import read_statements
from tests.costs import growth


def speakers(text: str) -> list[str]:
    return [s.speaker.text if s.speaker else "" for s in read_statements(text, "en")]


HEADINGS = """Photos
Column
Op-Ed
Fact Check
Euro 2031
Harbour 17.4
The Papers
Revealed
Morning Briefing""".splitlines()
TOPICS = "Norland Osten Influenza Brilleport Harbourton".split()
NARRATIVES = (
    "Ferry runs aground after a storm",
    "Villagers rebuild the old bridge",
    "Teachers strike for a third week",
)


@pytest.mark.parametrize("heading", HEADINGS)
def test_a_heading_before_a_colon_says_nothing(heading: str) -> None:
    assert not speakers(f"{heading}: We must rebuild the bridge\n\nThe bridge fell on Monday.")


@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize("narrative", NARRATIVES)
def test_a_topic_before_a_narrative_says_nothing(topic: str, narrative: str) -> None:
    assert not speakers(f"{topic}: {narrative}\n\nIt was the first time in ten years.")


@pytest.mark.parametrize("topic", [*TOPICS, "Anna Berg", "Sir Karl Brill"])
@pytest.mark.parametrize("question", ["When will the schools open?", "How the bridge fell"])
def test_a_question_behind_a_topic_says_nothing(topic: str, question: str) -> None:
    assert not speakers(f"{topic}: {question}\n\nThe council meets on Monday.")


@pytest.mark.parametrize("opinion", ["We will rebuild the bridge", "Council must end the delay"])
@pytest.mark.parametrize("name", ["Berg", "Anna Berg", "Mayor Berg", "Norland Ferries"])
def test_an_opinion_behind_a_name_is_said_by_it(name: str, opinion: str) -> None:
    assert speakers(f"{name}: {opinion}\n\nThe bridge fell on Monday.") == [name]


@pytest.mark.parametrize("cue", ["warned the council", "said on Monday", ", the mayor, argued"])
def test_a_name_that_speaks_in_the_text_speaks_in_the_headline(cue: str) -> None:
    text = f"Berg: Council is wasting money\n\nAnna Berg {cue} that the costs had doubled."
    assert speakers(text)[0] == "Berg"


@pytest.mark.parametrize("person", ["Anna Berg", "Minister Krug", "Harbour chief"])
def test_a_person_may_judge_in_a_headline(person: str) -> None:
    assert speakers(f"{person}: The bridge may need repair\n\nNo date is set.") == [person]


def test_a_columnist_is_no_speaker() -> None:
    text = (
        "ANNA BERG: The bridge is a disgrace\n\nANNA BERG: On a Monday in May the bridge was open."
    )
    assert not speakers(text)


def test_a_heading_of_paragraphs_is_no_speaker_of_an_interview() -> None:
    turns = [f"Note: the bridge number {n} is closed in winter." for n in range(4)]
    assert not speakers("How the bridges work\n\n" + "\n\n".join(turns))


def test_a_transcript_in_capitals_has_speakers() -> None:
    text = (
        "The debate\n\nBERG: We will rebuild it.\n\nBRILL: You never did.\n\nBERG: We will now.\n\n"
        "BRILL: It is too late."
    )
    assert speakers(text) == ["BERG", "BRILL", "BERG", "BRILL"]


def names(count: int) -> list[str]:
    """Return different names in capitals."""
    endings = itertools.product(string.ascii_uppercase, repeat=3)
    return ["BERG" + "".join(ending) for ending in itertools.islice(endings, count)]


@pytest.mark.parametrize(
    ("title", "unit"),
    [
        ("The debate\n\n", "{}: We will rebuild it.\n\n"),
        ("The debate\n\n", "On the radio, {} was blunt:\n\n“The bridge is a ruin.”\n\n"),
        ("", "{}: Council is wasting money. "),
    ],
)
def test_many_names_before_colons_are_read_in_linear_time(title: str, unit: str) -> None:
    def read(count: int) -> None:
        read_statements(title + "".join(unit.format(name) for name in names(count)), "en")

    assert growth(read, 1_000, 4_000) < 1.8
