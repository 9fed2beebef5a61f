"""Honest words: a statement as a sentence that quotes only quoted words. Pure.

One module for the pages, mail, chat, feeds for readers and the terminal.

1. Quotation marks enclose only content that the article has in quotation marks: all of a `direct`
   statement, none of an `indirect` one, and of a `mixed` one the parts that the article shows.
   Without the article's text a part of a mixed statement counts as reported.
2. Everything else is reported speech, with its cue: "Anna Berg said that the bridge would open".
   A pronoun or a surname is replaced by the speaker's fullest name.
3. The cue is completed where it does not make a sentence (`cue_words`): "räumte ein, dass".
4. Speaker, cue and content come in the order of the article, which is that of its language; the
   marks and the comma are the language's own.
5. An alert for operators is a sentence of this program; it has no speaker.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from monitor.deliveries.render.cue_words import particle_of, saying_verb
from monitor.deliveries.render.quotation_marks import Marks, direction_of, marks_of
from monitor.records import Alert, Statement
from monitor.records.operator_alert import OPERATOR_KINDS
from monitor.records.statement import Span

Role = Literal["speaker", "cue", "quoted", "reported", "joint"]

UNNAMED = "Unnamed speaker"
_OPENING = frozenset("“\"'‘„«»‹›「『”’")
_ENDS = frozenset(".!?…,;:。！？،؛।")
"""Characters after which no comma is added."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the sentence; a ``joint`` is the space or comma between two others."""

    role: Role
    text: str


@dataclass(frozen=True, slots=True)
class Saying:
    """A statement as a sentence, and the language that it is in."""

    pieces: tuple[Piece, ...]
    language: str
    direction: str

    @property
    def text(self) -> str:
        """The sentence as plain text."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def words(self) -> str:
        """What was said, without speaker and cue."""
        content = (piece.text for piece in self.pieces if piece.role in ("quoted", "reported"))
        return " ".join(content)


def saying_of(statement: Statement, language: str, article_text: str = "") -> Saying:
    """Return a statement as a sentence; ``article_text`` shows which parts are quoted."""
    marks = marks_of(language)
    places = [*_places(statement, marks, article_text), *_cue_places(statement, marks, language)]
    placed = sorted(places, key=lambda place: place[0])
    pieces = tuple(_joined([piece for _, piece in placed], marks))
    if statement.speaker is None:
        pieces = (Piece("speaker", UNNAMED), Piece("joint", ": "), *pieces)
    return Saying(pieces, language, direction_of(language))


def saying_of_alert(alert: Alert, article_text: str = "") -> Saying:
    """Return the sentence of an alert; that of an operators' alert as it is."""
    if alert.kind in OPERATOR_KINDS:
        return Saying((Piece("reported", alert.statement.text),), "en", "ltr")
    return saying_of(alert.statement, alert.article.language, article_text)


def saying_of_view(alert: dict[str, Any]) -> Saying:
    """Return the sentence of an alert as the API shows it."""
    statement = msgspec.convert(alert["statement"], Statement)
    if alert.get("kind") in OPERATOR_KINDS:
        return Saying((Piece("reported", statement.text),), "en", "ltr")
    return saying_of(statement, alert["statement"]["article"].get("language", "und"))


def labels_of(statement: Statement) -> tuple[str, ...]:
    """Return what a reader must not miss beside the words: ``denied``, then the acts."""
    denied = ("denied",) if statement.polarity == "denied" else ()
    return (*denied, *(act for act in statement.acts if not (denied and act == "deny")))


def is_quoted(statement: Statement, span: Span, article_text: str) -> bool:
    """Return whether a part of the content is in quotation marks in its article."""
    if statement.kind != "mixed":
        return statement.kind == "direct"
    before = article_text[max(0, span.start - 2) : span.start].rstrip("\u00a0\u202f ")
    is_same_text = article_text[span.start : span.end] == span.text
    return is_same_text and before[-1:] in _OPENING and before != ""


def _places(statement: Statement, marks: Marks, text: str) -> Iterator[tuple[int, Piece]]:
    """Yield the parts of the sentence with their places in the article."""
    for span in statement.content:
        if is_quoted(statement, span, text):
            quoted = f"{marks.opening}{span.text}{marks.closing}"
            yield span.start, Piece("quoted", quoted)
        else:
            yield span.start, Piece("reported", span.text)
    speaker = statement.speaker
    if speaker is not None:
        yield _start_of_speaker(statement), Piece("speaker", speaker.name or speaker.text)


def _cue_places(statement: Statement, marks: Marks, language: str) -> Iterator[tuple[int, Piece]]:
    """Yield the cue, and the particle of a separable verb, with their places."""
    cue = statement.cue
    words = _cue_without_speaker(statement, cue) if cue is not None else ""
    if cue is None or not words:
        return
    is_clause = _is_clause(statement, marks)
    particle = particle_of(words, language)
    if is_clause and not particle:
        words = saying_verb(words, language, statement.through)
    yield cue.start, Piece("cue", words)
    first, last = statement.content[0], statement.content[-1]
    if not particle or f" {particle}," in f"{last.text},":
        return
    if first.start < cue.start:
        speaker = statement.speaker
        yield max(cue.start, speaker.start if speaker else 0) + 1, Piece("cue", particle)
    else:
        role: Role = "cue" if is_clause else "reported"
        yield (first.start - 1 if is_clause else last.end), Piece(role, particle)


def _is_clause(statement: Statement, marks: Marks) -> bool:
    """Return whether the content is quoted or a clause: "dass …", "that …", after a full verb."""
    first = statement.content[0]
    is_first = statement.cue is not None and first.start < statement.cue.start
    if statement.kind != "indirect" or is_first:
        return True
    word = first.text.partition(" ")[0]
    return word in marks.clause_words if marks.clause_words else word != "to"


def _start_of_speaker(statement: Statement) -> int:
    """Return the place of the speaker; beside the cue where the words are inside the content."""
    speaker, cue = statement.speaker, statement.cue
    assert speaker is not None, "the caller has checked it"
    is_inside = any(span.start <= speaker.start < span.end for span in statement.content)
    if is_inside:
        return cue.start - 1 if cue is not None else statement.content[0].start - 1
    return speaker.start


def _cue_without_speaker(statement: Statement, cue: Span) -> str:
    """Return the words of the cue: the cue "he wrote" holds its speaker."""
    speaker = statement.speaker
    if speaker is None or not cue.start <= speaker.start < cue.end:
        return cue.text
    before = cue.text[: speaker.start - cue.start]
    after = cue.text[max(speaker.end - cue.start, 0) :]
    return " ".join(f"{before} {after}".split())


def _joined(pieces: list[Piece], marks: Marks) -> Iterator[Piece]:
    has_content = False
    for number, piece in enumerate(pieces):
        if number:
            before = pieces[number - 1]
            yield Piece("joint", _joint(before, piece, marks, has_content=has_content))
        yield piece
        has_content = has_content or _is_content(piece)


def _is_content(piece: Piece) -> bool:
    return piece.role in ("quoted", "reported")


def _joint(before: Piece, after: Piece, marks: Marks, *, has_content: bool) -> str:
    """Return what stands between two parts of a sentence."""
    if before.text[-1:] in _ENDS or (_is_content(before) and _is_content(after)):
        return marks.space
    if after.role == "quoted":
        return _before_quotation(before, after, marks, has_content=has_content)
    is_clause = after.role == "reported" and after.text.partition(" ")[0] in marks.clause_words
    return marks.comma if _is_content(before) or is_clause else marks.space


def _before_quotation(before: Piece, after: Piece, marks: Marks, *, has_content: bool) -> str:
    """Return the joint before quoted words: a quotation may go on, or begin a new sentence."""
    first = after.text.removeprefix(marks.opening)[:1]
    if has_content and first.isupper():
        return ". "
    is_opened_by_name = before.role == "speaker" and not has_content
    return ": " if is_opened_by_name and marks.space else marks.comma
