"""What reading one article gave: its statements and the actors it mentions."""

import msgspec

from monitor.records.article import Article
from monitor.records.base import Record
from monitor.records.statement import Statement


class Mention(msgspec.Struct, frozen=True, kw_only=True):
    """An actor of the watchlist named in the text; ``article.text[start:end] == text``."""

    actor: str
    text: str
    start: int
    end: int
    score: float = 1.0
    """How alike the writing is to one that is listed: 1 for a listed one, less for another romanisation."""
    sure: float = 1.0
    """How sure it is that this actor is meant and no namesake (0 to 1)."""


class Undecided(msgspec.Struct, frozen=True, kw_only=True):
    """A name of which the text does not tell whom it means; ``article.text[start:end] == text``."""

    text: str
    start: int
    end: int
    actors: tuple[str, ...]
    """Whom of the watchlist it may mean; one alone where it may as well be a stranger of that name."""
    why: str


class Reading(Record, frozen=True, kw_only=True, tag="reading.v1"):
    """One article with everything that was read in it; one per article and revision on the ``statements`` topic."""

    article: Article
    statements: tuple[Statement, ...]
    mentions: tuple[Mention, ...]
    undecided: tuple[Undecided, ...] = ()
    config: str
    """Hash of the configuration that linked actors and themes."""
