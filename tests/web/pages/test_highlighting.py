"""Marks in a text: no character is lost or doubled, whatever the places are."""

from hypothesis import given
from hypothesis import strategies as st

from monitor.records import Statement
from monitor.records.statement import Span, Speaker
from monitor.web.pages.highlighting import (
    COLOURS,
    Mark,
    colours_of,
    context_of,
    paragraphs_of,
    statement_marks,
)

TEXT = "Title here\n\nAnna said “go” now.\n\nRain fell.\n\nBen left.\n\nThe end."


def a_statement(id_: str = "s", name: str = "Anna") -> Statement:
    """Return the statement of the text."""
    start = TEXT.index("go")
    return Statement(
        id=id_,
        kind="direct",
        text="go",
        content=(Span(text="go", start=start, end=start + 2),),
        cue=Span(text="said", start=TEXT.index("said"), end=TEXT.index("said") + 4),
        speaker=Speaker(
            text="Anna", start=TEXT.index("Anna"), end=TEXT.index("Anna") + 4, name=name
        ),
    )


places = st.tuples(
    st.integers(0, len(TEXT)), st.integers(0, len(TEXT)), st.sampled_from(["", "s", "t"])
)


@given(st.lists(places, max_size=12))
def test_the_runs_of_a_paragraph_join_to_its_text(chosen: list[tuple[int, int, str]]) -> None:
    marks = [
        Mark(min(first, last), max(first, last), "mention" if not id_ else "content", id_)
        for first, last, id_ in chosen
        if first != last
    ]
    paragraphs = paragraphs_of(TEXT, marks)
    for paragraph in paragraphs:
        joined = "".join(run.text for run in paragraph.runs)
        assert joined == TEXT[paragraph.start : paragraph.end]
    anchors = [run.statement for each in paragraphs for run in each.runs if run.is_first]
    assert len(anchors) == len(set(anchors))


def test_a_statement_is_marked_with_its_speaker_and_cue() -> None:
    paragraphs = paragraphs_of(TEXT, statement_marks(a_statement(), TEXT))
    kinds = {run.text: run.kinds for each in paragraphs for run in each.runs if run.kinds}
    assert kinds == {"Anna": ("speaker",), "said": ("cue",), "go": ("quoted",)}


def test_a_statement_of_another_revision_is_not_marked() -> None:
    assert statement_marks(a_statement(), TEXT.replace("go", "no")) == []


def test_the_context_is_the_paragraph_and_its_neighbours() -> None:
    paragraphs = paragraphs_of(TEXT, statement_marks(a_statement(), TEXT))
    context = context_of(paragraphs)
    assert [TEXT[each.start : each.end] for each in context] == [
        "Title here",
        "Anna said “go” now.",
        "Rain fell.",
    ]
    assert len(context_of(paragraphs_of(TEXT, []))) == 3


def test_speakers_keep_their_colour() -> None:
    names = [f"speaker {number}" for number in range(COLOURS + 1)]
    colours = colours_of([a_statement(name, name) for name in names + names])
    assert [colours[name] for name in names] == [*range(1, COLOURS + 1), 1]
