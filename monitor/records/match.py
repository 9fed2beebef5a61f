"""One statement that meets one rule, with the reasons."""

from datetime import datetime

import msgspec

from monitor.records.article import ArticleHeader
from monitor.records.base import Record
from monitor.records.pattern_state import Earlier
from monitor.records.statement import Severity, Statement


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """One clause of a rule that holds, and the place in the article that shows it."""

    clause: str
    """``speaker``, ``about``, ``theme``, ``act``, ``polarity``, ``confidence`` or ``pattern``."""
    value: str
    """The actor, theme, act, polarity or number by which the clause holds."""
    start: int
    end: int
    score: float = 1.0
    """Likeness (0 to 1) to an example of the theme; 1 where words or names decided."""


class NearMiss(msgspec.Struct, frozen=True, kw_only=True):
    """A rule that a statement misses by one clause."""

    rule: str
    clause: str
    wanted: str
    """What the clause asks for, in words."""
    got: str
    """What the statement has instead, in words."""


class Match(Record, frozen=True, kw_only=True, tag="match.v1"):
    """One statement of one article that meets one rule."""

    id: str
    alert: str
    """Id of the alert that this match belongs to, the same for every copy of the statement."""
    rule: str
    rule_name: str
    severity: Severity
    actor: str | None
    """The watchlist's actor who speaks, if any."""
    statement: Statement
    article: ArticleHeader
    seen_at: datetime
    read_at: datetime | None = None
    """When the processor had read the article; None in matches of version 0.1."""
    why: tuple[Reason, ...]
    config: str
    """Hash of the configuration that the rule is part of."""
    missed: tuple[NearMiss, ...] = ()
    """Other rules that the statement misses by one clause."""
    cool_down_s: float = 0.0
    """Seconds after an alert of this rule and actor in which another one is suppressed."""
    suppressed: bool = msgspec.field(default=False, name="quiet")
    """Whether the match is suppressed: stored, with no notification."""
    suppressed_by: str | None = msgspec.field(default=None, name="quiet_by")
    """Why it is suppressed: ``back-fill`` or ``quiet hours``."""
    earlier: Earlier | None = None
    """The statement that this one reverses, where the rule has the pattern ``reversal``."""
    inhibited_by: str | None = None
    """Id of a rule that the same statement meets and that inhibits this one."""
