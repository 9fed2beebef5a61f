"""Choice among the candidates of a text: the port for weights that settle what rules cannot.

The engine hands over its candidates as records (`Option`), all of a text at once, and reads on with
the ones that the chooser returns. Options of one `group` exclude each other: readings of one cue
with the content of the rules, or with another start or end at a mark of punctuation.

`follow_rules` is the default: the first reading of each group. `python -m corpus.train` fits a
linear chooser to the gold and measures it (docs/explanation/statements.md).
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Protocol

from monitor.languages.lexicon import Lexicon
from monitor.records import Kind
from monitor.statements.candidates import Candidate, Range
from monitor.statements.confidence import confidence_of

SHORTEST_CONTENT = 12
"""Characters that a shorter reading keeps: two words."""
MOST_READINGS = 4
"""Readings of each sort for one candidate; contents have few marks of punctuation."""

_BOUNDARY = re.compile(r"[,;:،؛—–]\s*")
_NEXT_WORD = re.compile(r"\W*(\w+)")
_CLOSING = " .!?…”\"'»؟"

Reading = Literal["rules", "shorter", "longer", "later"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One reading of a candidate as a record; ranges are offsets into the text."""

    group: int
    """Number of the candidate; options of one group exclude each other."""
    reading: Reading
    """Whose content: that of the rules, or one that ends earlier, ends later or begins later."""
    language: str
    form: str
    lemma: str
    kind: Kind
    content: tuple[Range, ...]
    share: float
    """Length of the content in terms of the rules' content."""
    cue: str
    source: str
    source_tag: str
    flags: frozenset[str]
    distance: int
    """Characters between cue and content, negative if the content comes first; 0 without a cue."""
    first: str
    """First character of the content."""
    following: str
    """Character after the content, ``""`` at the end of the text."""
    next_word: str
    """First word after the content, in lower case."""
    rest: int
    """Characters from the end of the content to the end of the sentence."""
    rivals: int
    """Candidates of the same sentence, this one included."""
    is_headline: bool
    is_saying: bool
    """Whether the lemma only reports speech."""
    confidence: float


class Chooser(Protocol):
    """Chooses among the candidates of one text. Called once per language of a text; pure."""

    def __call__(self, options: Sequence[Option]) -> Sequence[int]:
        """Return the numbers of the options to read on with, ascending, one per group at most."""
        ...


def follow_rules(options: Sequence[Option]) -> Sequence[int]:
    """Return the rules' reading of every candidate."""
    return [number for number, option in enumerate(options) if option.reading == "rules"]


@dataclass(frozen=True, slots=True)
class Readings:
    """The candidates of a text, with what their records need."""

    text: str
    lexicon: Lexicon
    candidates: Sequence[Candidate]
    sentence_ends: Sequence[int]
    """End of each candidate's sentence."""

    def contents(self, number: int) -> Iterator[tuple[Reading, list[Range]]]:
        """Yield the readings of a candidate's content, the rules' first."""
        content = list(self.candidates[number].content)
        yield "rules", content
        before, (start, end) = content[:-1], content[-1]
        marks = list(_BOUNDARY.finditer(self.text, start, end))[:MOST_READINGS]
        for mark in marks:
            if mark.start() - start >= SHORTEST_CONTENT:
                yield "shorter", [*before, (start, mark.start())]
        cue = self.candidates[number].cue
        if cue and cue[0] >= end and not before:
            for mark in marks:
                if end - mark.end() >= SHORTEST_CONTENT:
                    yield "later", [(mark.end(), end)]
        if not cue or cue[0] < start:
            yield from self._longer(number, before, (start, end))

    def _longer(
        self, number: int, before: list[Range], last: Range
    ) -> Iterator[tuple[Reading, list[Range]]]:
        limit = self.sentence_ends[number]
        while limit > last[1] and self.text[limit - 1] in _CLOSING:
            limit -= 1
        ends = [mark.start() for mark in _BOUNDARY.finditer(self.text, last[1] + 1, limit)]
        for end in [*ends[: MOST_READINGS - 1], limit]:
            if end > last[1]:
                yield "longer", [*before, (last[0], end)]

    def option(
        self, number: int, reading: Reading, content: list[Range], kind: Kind, rivals: int
    ) -> Option:
        """Return the record of one reading of a candidate."""
        candidate = replace(self.candidates[number], content=content)
        own = sum(end - start for start, end in self.candidates[number].content)
        start, end = content[0][0], content[-1][1]
        next_word = _NEXT_WORD.match(self.text, end, self.sentence_ends[number])
        return Option(
            group=number,
            reading=reading,
            language=self.lexicon.language,
            form=candidate.form,
            lemma=candidate.lemma,
            kind=kind,
            content=tuple(content),
            share=sum(b - a for a, b in content) / max(1, own),
            cue=_text_of(self.text, candidate.cue),
            source=_text_of(self.text, candidate.source),
            source_tag=candidate.source_tag,
            flags=frozenset(candidate.flags),
            distance=_distance(candidate),
            first=self.text[start : start + 1],
            following=self.text[end : end + 1],
            next_word=next_word[1].lower() if next_word else "",
            rest=max(0, self.sentence_ends[number] - end),
            rivals=rivals,
            is_headline=start < self.text.find("\n"),
            is_saying=self.lexicon.is_plain_saying(candidate.lemma),
            confidence=confidence_of(candidate, kind, self.lexicon),
        )


class KindOf(Protocol):
    """Returns the kind of a candidate: how much of its content is in quotation marks."""

    def __call__(self, candidate: Candidate) -> Kind:
        """Return direct, indirect or mixed."""
        ...


def options_of(readings: Readings, kind_of: KindOf) -> list[Option]:
    """Return every reading of every candidate as a record, by candidate, the rules' first."""
    rivals = Counter(candidate.sentence for candidate in readings.candidates)
    return [
        readings.option(
            number,
            reading,
            content,
            kind_of(replace(candidate, content=content)),
            rivals[candidate.sentence],
        )
        for number, candidate in enumerate(readings.candidates)
        for reading, content in readings.contents(number)
    ]


def _text_of(text: str, span: Range | None) -> str:
    return text[slice(*span)] if span else ""


def _distance(candidate: Candidate) -> int:
    if candidate.cue is None:
        return 0
    start, end = candidate.content[0][0], candidate.content[-1][1]
    return start - candidate.cue[1] if start >= candidate.cue[1] else end - candidate.cue[0] - 1
