"""The answers of the API as values; fields that are not named here are ignored."""

from datetime import datetime
from typing import Any, Generic, TypeVar

import msgspec

T = TypeVar("T")


class Span(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of an article's text, in code points."""

    text: str
    start: int
    end: int


class Speaker(msgspec.Struct, frozen=True, kw_only=True):
    """The speaker of a statement; ``actor`` is the id on the watchlist, if there is one."""

    text: str
    name: str
    actor: str | None = None
    via: str = "name"


class ArticleHeader(msgspec.Struct, frozen=True, kw_only=True):
    """The article that carries a statement."""

    id: str
    url: str
    title: str
    publisher: str
    published_at: datetime | None = None
    language: str = "und"


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """Who said what."""

    id: str
    kind: str
    text: str
    content: list[Span]
    speaker: Speaker | None
    article: ArticleHeader
    acts: list[str] = []
    themes: list[str] = []
    about: list[str] = []
    polarity: str = "asserted"
    confidence: float = 0.5

    @property
    def said_by(self) -> str:
        """The speaker's name, or ``""``."""
        return (self.speaker.name or self.speaker.text) if self.speaker else ""


class Place(msgspec.Struct, frozen=True):
    """Offsets of a place that meets a search, in code points."""

    start: int
    end: int


class Hit(Statement, frozen=True, kw_only=True):
    """A statement with the places of its text that meet a search."""

    highlights: list[Place] = []


class Article(msgspec.Struct, frozen=True, kw_only=True):
    """One article with its text."""

    id: str
    url: str
    title: str
    publisher: str
    language: str
    text: str
    seen_at: datetime
    published_at: datetime | None = None
    revision: int = 1


class Copy(msgspec.Struct, frozen=True, kw_only=True):
    """One article that carries the statement of an alert."""

    article: str
    url: str
    title: str
    publisher: str
    seen_at: datetime
    read_at: datetime | None = None


class Alert(msgspec.Struct, frozen=True, kw_only=True):
    """One event with every article that carries it."""

    id: str
    revision: int
    rule: str
    rule_name: str
    severity: str
    actor: str | None
    statement: Statement
    copies: list[Copy]
    raised_at: datetime
    updated_at: datetime
    state: str = "open"
    themes: list[str] = []
    acts: list[str] = []


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """One event of the live stream; a stream resumes after its ``id``."""

    id: str
    alert: Alert


class FacetValue(msgspec.Struct, frozen=True, kw_only=True):
    """A value, its name, and the number of alerts that have it."""

    value: str
    name: str
    count: int


class Facets(msgspec.Struct, frozen=True, kw_only=True):
    """Numbers of alerts by the values of each field."""

    total: int
    facets: dict[str, list[FacetValue]]


class System(msgspec.Struct, frozen=True, kw_only=True):
    """The state of the system."""

    version: str
    config: str
    problems: list[str]
    stored: dict[str, int]


class Page(msgspec.Struct, Generic[T], frozen=True):
    """A page of a list and the cursor of the next one."""

    items: list[T]
    next: Any = None
