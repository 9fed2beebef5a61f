"""The verb of a cue with its auxiliaries, and its subject."""

from dataclasses import dataclass
from typing import NamedTuple

from monitor.languages.lexicon import Verb
from monitor.statements.english.main_clauses import Source


@dataclass(frozen=True, slots=True)
class VerbGroup:
    """A verb of saying with the auxiliaries, negations and adverbs before it."""

    at: int
    """Atom of the verb."""
    first: int
    """First atom of the group."""
    verb: Verb
    tags: frozenset[str]
    """Tags of the words before the verb."""
    words: frozenset[str]
    """Words before the verb."""


class Subject(NamedTuple):
    """The subject of a verb group: the source of what is said."""

    source: Source | None
    is_inverted: bool = False
    """Whether it follows its verb."""
    is_inherited: bool = False
    """Whether it is the subject of the cue before."""


NO_SUBJECT = Subject(None)
