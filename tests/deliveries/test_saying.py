"""Honest words: marks only around what was quoted, in the order and the marks of the language."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.deliveries import alert_view
from monitor.deliveries.render.cue_words import PARTICLES
from monitor.deliveries.render.quotation_marks import direction_of, marks_of
from monitor.deliveries.render.saying import (
    labels_of,
    saying_of,
    saying_of_alert,
    saying_of_view,
)
from monitor.flow.read_article import read_article
from monitor.records import Statement
from monitor.records.statement import Span, Speaker
from tests.builders import INDEX, an_alert, an_article

MARKS = '“”„«»「」"‘’'


def statements_of(text: str, language: str = "en") -> tuple[str, tuple[Statement, ...]]:
    """Return a text as an article with the statements in it."""
    whole = f"Title\n\n{text}"
    return whole, read_article(an_article(text=whole, language=language), INDEX).statements


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "Anna Berg said that the bridge would open.",
            "Anna Berg said that the bridge would open",
        ),
        ("“We will go,” Anna Berg said.", "“We will go”, Anna Berg said"),
        (
            "Anna Berg was there. “We will go,” she said, “and we will win.”",
            "“We will go”, Anna Berg said, “and we will win.”",
        ),
        (
            "“We will go,” Anna Berg said. “We will win.”",
            "“We will go”, Anna Berg said. “We will win.”",
        ),
        (
            "Anna Berg said that the bridge was “a disaster” and must close.",
            "Anna Berg said that the bridge was “a disaster” and must close",
        ),
        (
            "The talks failed, according to Anna Berg.",
            "The talks failed, according to Anna Berg",
        ),
    ],
)
def test_a_statement_is_a_sentence_in_the_order_of_the_article(text: str, sentence: str) -> None:
    whole, (statement, *_) = statements_of(text)
    assert saying_of(statement, "en", whole).text == sentence


@pytest.mark.parametrize(
    ("language", "text", "sentence"),
    [
        ("de", "Anna Berg räumte ein, dass sie irrte.", "Anna Berg räumte ein, dass sie irrte"),
        ("de", "Anna Berg kündigte am Montag an, dass sie geht.", "an, dass sie geht"),
        ("de", "„Wir gehen“, teilte Anna Berg mit.", "„Wir gehen“, teilte Anna Berg mit"),
        ("de", "Anna Berg lehnte den Abzug der Truppen ab.", "lehnte den Abzug der Truppen ab"),
        ("de", "Anna Berg gab zu, dass sie irrte.", "Anna Berg sagte, dass sie irrte"),
        ("de", "Anna Berg sagte, dass sie geht.", "Anna Berg sagte, dass sie geht"),
        ("fr", "Anna Berg a affirmé que tout va bien.", "a affirmé que tout va bien"),
    ],
)
def test_a_separable_verb_gets_its_particle(language: str, text: str, sentence: str) -> None:
    whole, [statement] = statements_of(text, language)
    assert saying_of(statement, language, whole).text.endswith(sentence)


@pytest.mark.parametrize("verb", ["told", "informed", "reminded", "assured"])
def test_a_verb_that_needs_a_listener_is_shown_as_said(verb: str) -> None:
    whole, [statement] = statements_of(f"Anna Berg {verb} her aides that it was over.")
    assert saying_of(statement, "en", whole).text == "Anna Berg said that it was over"
    whole, [statement] = statements_of(f"“It is over,” Anna Berg {verb} reporters.")
    assert saying_of(statement, "en", whole).text == "“It is over”, Anna Berg said"


def test_a_verb_that_needs_a_listener_keeps_its_channel() -> None:
    verb = "told"
    whole, [statement] = statements_of(f"Anna Berg {verb} Reuters that it was over.")
    sentence = f"Anna Berg {verb} Reuters that it was over"
    assert saying_of(statement, "en", whole).text == sentence


def test_every_verb_with_a_particle_is_shown_with_it() -> None:
    for verb, particle in PARTICLES["de"].items():
        text = f"Anna Berg {verb}, dass sie geht"
        statement = Statement(
            id="1",
            kind="indirect",
            text="dass sie geht",
            content=(Span(text="dass sie geht", start=text.index("dass"), end=len(text)),),
            cue=Span(text=verb, start=10, end=10 + len(verb)),
            speaker=Speaker(text="Anna Berg", start=0, end=9, name="Anna Berg"),
        )
        assert saying_of(statement, "de").text == f"Anna Berg {verb} {particle}, dass sie geht"


def test_reported_speech_has_no_marks_whatever_its_words() -> None:
    _, (statement, *_) = statements_of("Anna Berg said that the bridge would open.")
    saying = saying_of(statement, "en")
    assert not set(MARKS) & set(saying.text)
    assert [piece.role for piece in saying.pieces] == [
        "speaker", "joint", "cue", "joint", "reported"
    ]  # fmt: skip


def a_statement(kind: str, spans: list[tuple[str, int]], speaker: int, cue: int) -> Statement:
    """Return a statement whose parts are at these places."""
    content = tuple(Span(text=text, start=at, end=at + len(text)) for text, at in spans)
    return Statement(
        id="s",
        kind=kind,  # type: ignore[arg-type]
        text=" ".join(span.text for span in content),
        content=content,
        cue=Span(text="said", start=cue, end=cue + 4),
        speaker=Speaker(text="She", start=speaker, end=speaker + 3, name="Anna Berg"),
    )


def test_a_part_of_a_mixed_statement_is_quoted_only_if_the_article_shows_it() -> None:
    text = "“We will go,” She said, adding that they would win."
    spans = [("We will go", 1), ("that they would win", 31)]
    statement = a_statement("mixed", spans, 14, 18)
    with_text = saying_of(statement, "en", text).text
    assert with_text == "“We will go”, Anna Berg said that they would win"
    assert "“" not in saying_of(statement, "en").text
    changed = saying_of(statement, "en", text.replace("We will go", "We won't go"))
    assert "“" not in changed.text


LANGUAGES = ["ar", "ckb", "cs", "da", "de", "en", "es", "fa", "fr", "he", "ja", "pl", "ru", "zh"]


@given(
    language=st.sampled_from(LANGUAGES),
    kind=st.sampled_from(["direct", "indirect"]),
    places=st.permutations([0, 100, 200, 300]),
)
def test_only_quoted_words_are_between_the_marks_of_the_language(
    language: str, kind: str, places: list[int]
) -> None:
    first, second, speaker, cue = places
    statement = a_statement(kind, [("one two", first), ("three", second)], speaker, cue)
    saying = saying_of(statement, language)
    marks = marks_of(language)
    count = 2 if kind == "direct" else 0
    assert saying.text.count(marks.opening.strip()) >= count
    assert ("quoted" in {piece.role for piece in saying.pieces}) is (kind == "direct")
    if kind == "indirect":
        assert marks.opening not in saying.text
    assert "Anna Berg" in saying.text
    assert "She" not in saying.text
    assert saying.direction == direction_of(language)


@pytest.mark.parametrize(
    ("language", "text", "part"),
    [
        ("de", "„Wir gehen“, sagte Anna Berg.", "„Wir gehen“, sagte Anna Berg"),
        ("fr", "« Nous partons », a déclaré Anna Berg.", "«\u202fNous partons\u202f»"),
        ("ar", "وقالت آنا بيرغ: «سنذهب غدا إلى الجسر».", "«سنذهب غدا إلى الجسر»"),
    ],
)
def test_the_marks_are_those_of_the_language(language: str, text: str, part: str) -> None:
    whole, (statement, *_) = statements_of(text, language)
    assert part in saying_of(statement, language, whole).text


def test_a_cue_that_holds_its_speaker_is_shown_without_the_pronoun() -> None:
    statement = a_statement("direct", [("Go", 1)], 6, 0)
    cue = Span(text="She wrote", start=6, end=15)
    statement = msgspec.structs.replace(statement, cue=cue)
    assert (
        saying_of(statement, "en").text == "“Go”, wrote Anna Berg"
        or saying_of(statement, "en").text == "“Go”, Anna Berg wrote"
    )


def test_an_unnamed_speaker_is_named_as_such() -> None:
    statement = msgspec.structs.replace(a_statement("direct", [("Go", 1)], 6, 10), speaker=None)
    assert saying_of(statement, "en").text.startswith("Unnamed speaker: ")


def test_denials_and_acts_are_labels() -> None:
    statement = a_statement("indirect", [("that it fell", 20)], 0, 4)
    denied = msgspec.structs.replace(statement, polarity="denied", acts=("deny", "accuse"))
    assert labels_of(denied) == ("denied", "accuse")
    assert labels_of(statement) == ()


def test_an_operators_alert_is_shown_as_it_is() -> None:
    alert = msgspec.structs.replace(an_alert(), kind="feed")
    assert saying_of_alert(alert).text == alert.statement.text
    assert saying_of_view(alert_view(alert)).text == alert.statement.text
    assert saying_of_view(alert_view(an_alert())).text == saying_of_alert(an_alert()).text
