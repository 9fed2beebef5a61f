"""The result of reading one article: its statements and the actors it mentions."""

from datetime import datetime

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
    """Likeness (0 to 1) to a listed name: 1 for a listed one, less for another romanisation."""
    sure: float = 1.0
    """Probability (0 to 1) that the name means this actor and not a namesake."""


class Undecided(msgspec.Struct, frozen=True, kw_only=True):
    """A name whose actor the text does not decide; ``article.text[start:end] == text``."""

    text: str
    start: int
    end: int
    actors: tuple[str, ...]
    """Actors that it may mean; a single one where it may equally mean a stranger of that name."""
    why: str
    """The reason, in words."""


class Reading(Record, frozen=True, kw_only=True, tag="reading.v1"):
    """One article with all its statements; one message per article and revision."""

    article: Article
    statements: tuple[Statement, ...]
    mentions: tuple[Mention, ...]
    undecided: tuple[Undecided, ...] = ()
    config: str
    """Hash of the configuration that actors and themes were linked with."""
    read_at: datetime | None = None
    """When the processor had read it; None outside of the processor."""
