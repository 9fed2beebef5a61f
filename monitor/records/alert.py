"""One alert: one event, with all the articles that carry it."""

from datetime import datetime, timedelta
from typing import Annotated

import msgspec

from monitor.records.article import ArticleHeader
from monitor.records.base import Record
from monitor.records.match import NearMiss, Reason
from monitor.records.pattern_state import Earlier
from monitor.records.statement import Act, Severity, Statement

EVENT_WINDOW = timedelta(hours=48)
"""Largest distance of two articles of one event: outlets repeat a statement for a day or two."""


class Copy(msgspec.Struct, frozen=True, kw_only=True):
    """One article that carries the alert's statement."""

    article: str
    url: str
    title: str
    publisher: str
    seen_at: datetime
    read_at: datetime | None = None
    """When the processor had read it; None for copies of version 0.1 and of operators' alerts."""


class Rendition(msgspec.Struct, frozen=True, kw_only=True):
    """An alert's statement in one language, and an article that carries it."""

    statement: Statement
    article: ArticleHeader


class Alert(Record, frozen=True, kw_only=True, tag="alert.v1"):
    """One event; sent again under the same id with a higher ``revision`` when a copy arrives."""

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
    """The clauses of the rule that hold, and where the article shows it."""
    copies: Annotated[tuple[Copy, ...], msgspec.Meta(min_length=1)]
    raised_at: datetime
    updated_at: datetime
    config: str
    """Hash of the configuration that the rule is part of."""
    translations: tuple[Rendition, ...] = ()
    """The fullest version in each other language, where one agency carried it in several."""
    kind: str = "statement"
    """``statement``; ``pattern`` for a pattern of statements over time; for operators, ``feed``
    about a failing feed and ``subscription`` about a subscription that was switched off."""
    missed: tuple[NearMiss, ...] = ()
    """Other rules that the statement misses by one clause."""
    cool_down_s: float = 0.0
    """Seconds after this alert in which another one of its rule and actor is suppressed."""
    earlier: Earlier | None = None
    """The statement that this one reverses, for a reversal."""
    revision: int = 1
    # The names on the wire are those of version 0.1.
    suppressed: bool = msgspec.field(default=False, name="quiet")
    """Whether the alert is suppressed: stored without notifying anyone."""
    suppressed_for_good: bool = msgspec.field(default=False, name="hushed")
    """Never notify, not even when new copies arrive; see ``suppressed_by``."""
    suppressed_by: str | None = msgspec.field(default=None, name="hushed_by")
    """Why it is suppressed: ``cool-down``, ``silence ID``, ``rule ID`` for an inhibiting rule,
    ``quiet hours`` or ``back-fill``."""
    resolved_at: datetime | None = None
    """When the trouble of an operator's alert ended; None while it lasts, and for statements."""
    replayed: bool = False
    """Whether a replay of stored articles raised it."""

    @property
    def renditions(self) -> tuple[Rendition, ...]:
        """The statement in every language, the alert's own first."""
        return (Rendition(statement=self.statement, article=self.article), *self.translations)
