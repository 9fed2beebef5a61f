"""One alert: what people are told, once, however many outlets carry it."""

from datetime import datetime, timedelta
from typing import Annotated

import msgspec

from monitor.records.article import ArticleHeader
from monitor.records.base import Record
from monitor.records.match import NearMiss, Reason
from monitor.records.pattern_state import Earlier
from monitor.records.statement import Act, Severity, Statement

EVENT_WINDOW = timedelta(hours=48)
"""Two alerts further apart are two events: outlets repeat a statement within a day or two."""


class Copy(msgspec.Struct, frozen=True, kw_only=True):
    """One outlet's article that carries the alert's statement."""

    article: str
    url: str
    title: str
    publisher: str
    seen_at: datetime


class Rendition(msgspec.Struct, frozen=True, kw_only=True):
    """An alert's statement as one article has it."""

    statement: Statement
    article: ArticleHeader


class Alert(Record, frozen=True, kw_only=True, tag="alert.v1"):
    """One event worth telling; sent again under the same id with a higher ``revision`` when its copies grow."""

    id: str
    rule: str
    rule_name: str
    severity: Severity
    actor: str | None
    themes: tuple[str, ...]
    acts: tuple[Act, ...]
    statement: Statement
    article: ArticleHeader
    why: tuple[Reason, ...]
    copies: Annotated[tuple[Copy, ...], msgspec.Meta(min_length=1)]
    raised_at: datetime
    updated_at: datetime
    config: str
    translations: tuple[Rendition, ...] = ()
    """The statement in other languages, the fullest of each, where the same wire carried it in several."""
    kind: str = "statement"
    """``statement``; ``pattern`` for what statements come to over time; ``feed`` and ``subscription`` for an operator's on a feed in trouble or a subscription
    switched off."""
    missed: tuple[NearMiss, ...] = ()
    """Other rules that the statement misses by one clause."""
    cool_down_s: float = 0.0
    earlier: Earlier | None = None
    """What the actor said before, where it now does the opposite."""
    revision: int = 1
    quiet: bool = False
    """Recorded, and nobody is notified."""
    hushed: bool = False
    """Quiet whatever further copies come: see ``hushed_by``."""
    hushed_by: str | None = None
    """``cool-down``, ``silence ID``, ``rule ID`` for a rule that stands in for this one, ``quiet hours``, or ``back-fill``."""
    replayed: bool = False
    """Raised by a replay of what was stored, and not as it came in."""

    @property
    def renditions(self) -> tuple[Rendition, ...]:
        """The statement in every language, as the alert has it first."""
        return (Rendition(statement=self.statement, article=self.article), *self.translations)
