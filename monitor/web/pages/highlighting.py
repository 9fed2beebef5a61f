"""An article's text with its statements and mentions marked: flat runs, paragraph by paragraph.

Runs never nest, so that overlapping marks need no rule: a run has the marks of every place that
covers it. Offsets are code points of the article's text. A mark of another revision, whose text
differs, is omitted.
"""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from monitor.deliveries.render.saying import is_quoted
from monitor.records import Mention, Statement

COLOURS = 8
"""Colours by which speakers differ; a ninth speaker shares the first one's."""
CONTEXT = 1
"""Paragraphs that are shown before and after those of a statement."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A place of the text: ``kind`` is content, quoted, speaker, cue, mention or why."""

    start: int
    end: int
    kind: str
    statement: str = ""
    colour: int = 0
    label: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text with the marks that cover it."""

    text: str
    kinds: tuple[str, ...] = ()
    statement: str = ""
    colour: int = 0
    label: str = ""
    is_first: bool = False
    """Whether this run begins its statement; it carries the anchor."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph as runs."""

    runs: tuple[Run, ...]
    start: int
    end: int

    @property
    def is_marked(self) -> bool:
        """Whether a statement has a part in the paragraph."""
        return any(run.statement for run in self.runs)


def statement_marks(statement: Statement, text: str, colour: int = 1) -> list[Mark]:
    """Return the marks of a statement in the text of its article."""
    if any(text[span.start : span.end] != span.text for span in statement.content):
        return []
    marks = []
    for span in statement.content:
        kind = "quoted" if is_quoted(statement, span, text) else "content"
        marks.append(Mark(span.start, span.end, kind, statement.id, colour, statement.said_by))
    if statement.cue is not None:
        cue = statement.cue
        marks.append(Mark(cue.start, cue.end, "cue", statement.id, colour, statement.said_by))
    if statement.speaker is not None:
        who = statement.speaker
        marks.append(Mark(who.start, who.end, "speaker", statement.id, colour, statement.said_by))
    return marks


def mention_marks(mentions: Iterable[Mention]) -> list[Mark]:
    """Return the marks of mentions; their label is the actor's id."""
    return [Mark(each.start, each.end, "mention", label=each.actor) for each in mentions]


def colours_of(statements: Iterable[Statement]) -> dict[str, int]:
    """Return a colour (from 1) for each speaker, in the order in which they speak."""
    speakers = dict.fromkeys(statement.said_by for statement in statements)
    return {name: number % COLOURS + 1 for number, name in enumerate(speakers)}


def paragraphs_of(text: str, marks: Sequence[Mark]) -> tuple[Paragraph, ...]:
    """Return a text as paragraphs of runs."""
    anchored: set[str] = set()
    return tuple(
        Paragraph(tuple(_runs(text, start, end, marks, anchored)), start, end)
        for start, end in _bounds(text)
    )


def context_of(paragraphs: Sequence[Paragraph]) -> tuple[Paragraph, ...]:
    """Return the paragraphs with a statement, and those beside them."""
    places = [number for number, paragraph in enumerate(paragraphs) if paragraph.is_marked]
    if not places:
        return tuple(paragraphs[: 2 * CONTEXT + 1])
    return tuple(paragraphs[max(0, places[0] - CONTEXT) : places[-1] + CONTEXT + 1])


def _bounds(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for block in text.split("\n\n"):
        end = start + len(block)
        if block.strip():
            yield start, end
        start = end + 2


def _runs(
    text: str, start: int, end: int, marks: Sequence[Mark], anchored: set[str]
) -> Iterator[Run]:
    own = [mark for mark in marks if mark.start < end and mark.end > start]
    edges = {start, end}
    for mark in own:
        edges |= {max(mark.start, start), min(mark.end, end)}
    ordered = sorted(edges)
    for first, last in itertools.pairwise(ordered):
        covering = [mark for mark in own if mark.start <= first and mark.end >= last]
        run = _run(text[first:last], covering, anchored)
        anchored.add(run.statement)
        yield run


def _run(text: str, covering: Sequence[Mark], anchored: set[str]) -> Run:
    kinds = tuple(dict.fromkeys(mark.kind for mark in covering))
    stated = [mark for mark in covering if mark.statement]
    if not stated:
        label = covering[0].label if covering else ""
        return Run(text, kinds, label=label)
    inner = min(stated, key=lambda mark: mark.end - mark.start)
    is_first = inner.statement not in anchored
    return Run(text, kinds, inner.statement, inner.colour, inner.label, is_first)
