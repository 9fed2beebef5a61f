"""Choice among the candidates of a text: the port for weights that settle what rules cannot.

The engine hands over its candidates as records (`Option`), all of a text at once, and reads on with
the ones that the chooser returns. Options of one `group` exclude each other: readings of one cue
with another side, start, end or source. The rules give each cue one reading today.

`keep_all` is the rules' own choice. `python -m corpus.train` fits a linear chooser to the gold and
measures it; no weights are shipped, since they lose on the held half and on newspapers
(docs/explanation/statements.md).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from monitor.languages.lexicon import Lexicon
from monitor.records import Kind
from monitor.statements.candidates import Candidate, Range
from monitor.statements.confidence import confidence_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One candidate as a record; ranges are offsets into the text."""

    group: int
    """Number of the cue; options of one group exclude each other."""
    language: str
    form: str
    lemma: str
    kind: Kind
    content: tuple[Range, ...]
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
    rivals: int
    """Candidates of the same sentence, this one included."""
    is_headline: bool
    is_saying: bool
    """Whether the lemma only reports speech."""
    confidence: float


class Chooser(Protocol):
    """Chooses among the candidates of one text. Called once per text; pure."""

    def __call__(self, options: Sequence[Option]) -> Sequence[int]:
        """Return the numbers of the options to read on with, ascending, one per group at most."""
        ...


def keep_all(options: Sequence[Option]) -> Sequence[int]:
    """Return every option: the choice of the rules."""
    return range(len(options))


def options_of(
    text: str, lexicon: Lexicon, candidates: Sequence[tuple[Candidate, Kind]]
) -> tuple[Option, ...]:
    """Return the candidates of a text as records, each a group of its own."""
    sentences = Counter(candidate.sentence for candidate, _ in candidates)
    headline_end = text.find("\n")
    return tuple(
        Option(
            group=number,
            language=lexicon.language,
            form=candidate.form,
            lemma=candidate.lemma,
            kind=kind,
            content=tuple(candidate.content),
            cue=_text_of(text, candidate.cue),
            source=_text_of(text, candidate.source),
            source_tag=candidate.source_tag,
            flags=frozenset(candidate.flags),
            distance=_distance(candidate),
            first=text[candidate.content[0][0] :][:1],
            following=text[candidate.content[-1][1] :][:1],
            rivals=sentences[candidate.sentence],
            is_headline=candidate.content[0][0] < headline_end,
            is_saying=lexicon.is_plain_saying(candidate.lemma),
            confidence=confidence_of(candidate, kind, lexicon),
        )
        for number, (candidate, kind) in enumerate(candidates)
    )


def _text_of(text: str, span: Range | None) -> str:
    return text[slice(*span)] if span else ""


def _distance(candidate: Candidate) -> int:
    if candidate.cue is None:
        return 0
    start, end = candidate.content[0][0], candidate.content[-1][1]
    return start - candidate.cue[1] if start >= candidate.cue[1] else end - candidate.cue[0] - 1
