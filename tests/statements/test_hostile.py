"""No text raises; ``make bench ARGS=hostile`` measures the time for each."""

import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.hostile import OTHER_UNITS, UNITS
from monitor.records import Span, Speaker
from monitor.statements import read_statements
from tests.statements.test_sentences import FOLDER, sections

LANGUAGES = ("en", *OTHER_UNITS)
PIECES = [
    *UNITS.values(),
    *itertools.chain.from_iterable(OTHER_UNITS.values()),
    "“",
    "”",
    "„",
    "«",
    "»",
    "’",
    "‘",
    "\n",
    " ",
    ".",
    ",",
    ":",
    "—",
    "(",
    ")",
    "sagte ",
    "dass ",
    "قال ",
    "إن ",
    "a dit ",
    "que ",
    "Anna ",
    "said",
]


@pytest.mark.parametrize("name", UNITS)
def test_a_hostile_text_is_read_to_its_end(name: str) -> None:
    text = "Title\n\n" + UNITS[name] * (20_000 // len(UNITS[name]))
    for statement in read_statements(text, "en"):
        assert all(text[part.start : part.end] == part.text for part in statement.content)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ru", "Мария Корнева рассказала, как шло"),
        ("uk", "Марія Корнієнко розповіла, як ішло"),
        ("fr", "Pour Anne Lorrain,"),
        ("fr", "», soupire Karim Benali, chauffeur à Lille. « Mais on tient », ajoute-t-il."),
        ("uk", "буде коротким», — сказав Молін в інтерв'ю «Віснику»"),
        ("de", "Die Straße ist nach Polizeiangaben"),
        ("de", "Der Wagen brannte, nach eigenen Angaben"),
        ("ru", "к росту цен», » — сообщил «РВ» руководитель"),
        ("uk", "Про це « » повідомив мер"),
        ("ar", "ونقلت الوكالة عن المتحدث سامي كرم قوله:"),
    ],
)
def test_a_text_that_breaks_off_is_read_with_exact_offsets(language: str, text: str) -> None:
    for statement in read_statements(text, language):
        assert all(text[part.start : part.end] == part.text for part in statement.content)


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.txt")), ids=lambda file: file.stem)
def test_every_sentence_may_break_off_after_any_word(file: Path) -> None:
    for _, text, _ in sections(file.read_text("utf-8")):
        words = text.split(" ")
        for end in range(1, len(words)):
            read_statements(" ".join(words[:end]).rstrip("."), file.stem)


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join), st.sampled_from(LANGUAGES))
def test_any_mixture_of_marks_and_cues_is_read_with_exact_offsets(text: str, language: str) -> None:
    for statement in read_statements(text, language):
        spans: list[Span | Speaker] = [
            *statement.content,
            *([statement.cue] if statement.cue else []),
        ]
        spans += [statement.speaker] if statement.speaker else []
        assert all(text[span.start : span.end] == span.text for span in spans)


@given(st.text(max_size=300), st.sampled_from(LANGUAGES))
def test_any_text_is_read(text: str, language: str) -> None:
    read_statements(text, language)
