"""Whether a construction reports no speech: the vetoes of a language, held against it.

Both readers ask here before they keep a candidate, so that a veto means the same in every language.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.languages.patterns import Word, match_before, match_from, occurs
from monitor.languages.rows import Rows, Veto

Span = tuple[int, int]
"""First and last word."""


@dataclass(frozen=True, slots=True)
class Construction:
    """A cue in its sentence with what surrounds it; places are those of ``words``."""

    words: Sequence[Word]
    lemma: str
    form: str
    """Form of the verb; ``""`` for a cue without one."""
    frame: str
    """Form of the content: that, quote, colon, object, …"""
    group: Span
    """The verb with the auxiliaries and adverbs before it."""
    source: Span | None
    head: int
    """Last word of the source's head; of no use without a source."""
    content: Span


def is_vetoed(construction: Construction, rows: Rows) -> bool:
    """Return whether a row of the language says that a construction reports no speech."""
    vetoes = rows.vetoes_of(construction.lemma, construction.form, construction.frame)
    return any(_holds(veto, construction) for veto in vetoes)


def _holds(veto: Veto, at: Construction) -> bool:
    return _holds_around(veto, at) and _holds_of_source(veto, at)


def _holds_around(veto: Veto, at: Construction) -> bool:
    """Return whether what is before and after the verb, and what was said, are as in a veto."""
    first, last = at.content
    return (
        match_from(veto.after, at.words, at.group[1] + 1) is not None
        and match_before(veto.before, at.words, at.group[0])
        and match_from(veto.content, at.words, first) is not None
        and not (veto.lacks and occurs(veto.lacks, at.words[first : last + 1]))
    )


def _holds_of_source(veto: Veto, at: Construction) -> bool:
    """Return whether the source is as in a veto, and its head does not end in ``unless``."""
    if at.source is None:
        return not (veto.subject or veto.head or veto.unless)
    first, last = at.source
    head = at.words[first : at.head + 1]
    if veto.unless and match_before(veto.unless, head, len(head)):
        return False
    if match_from(veto.head, at.words, at.head) is None:
        return False
    return match_from(veto.subject, at.words[: last + 1], first) is not None
