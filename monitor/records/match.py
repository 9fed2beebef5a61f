"""One statement that meets one rule, with the reasons."""

from datetime import datetime

import msgspec

from monitor.records.article import ArticleHeader
from monitor.records.base import Record
from monitor.records.pattern_state import Earlier
from monitor.records.statement import Severity, Statement


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """One clause of a rule that holds: which clause, by which value, and where in the text it shows."""

    clause: str
    """``speaker``, ``about``, ``theme``, ``act``, ``polarity`` or ``confidence``."""
    value: str
    start: int
    end: int
    score: float = 1.0
    """How like one of a theme's examples it is; 1 where words or names decided."""


class NearMiss(msgspec.Struct, frozen=True, kw_only=True):
    """A rule that a statement misses by one clause: which, what it wanted and what it got."""

    rule: str
    clause: str
    wanted: str
    got: str


class Match(Record, frozen=True, kw_only=True, tag="match.v1"):
    """One statement of one article that meets one rule."""

    id: str
    alert: str
    """Id of the alert that this match belongs to; the same statement in every outlet belongs to one alert."""
    rule: str
    rule_name: str
    severity: Severity
    actor: str | None
    statement: Statement
    article: ArticleHeader
    seen_at: datetime
    why: tuple[Reason, ...]
    config: str
    missed: tuple[NearMiss, ...] = ()
    """Other rules that the statement misses by one clause."""
    cool_down_s: float = 0.0
    """Seconds after an alert of this rule and actor in which another one is recorded without being sent."""
    quiet: bool = False
    """Recorded, and nobody is notified."""
    quiet_by: str | None = None
    """Why it is quiet: ``back-fill``, ``quiet hours``."""
    earlier: Earlier | None = None
    """What the actor said before, where a rule tells reversals."""
    inhibited_by: str | None = None
    """A rule that the same statement meets and that stands in for this one."""
