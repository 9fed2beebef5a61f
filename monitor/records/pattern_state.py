"""What a processor remembers of one actor under one rule with a pattern."""

from datetime import datetime

import msgspec

from monitor.records.article import ArticleHeader
from monitor.records.base import Record
from monitor.records.statement import Statement


class Earlier(msgspec.Struct, frozen=True, kw_only=True):
    """What an actor said before, and where."""

    at: datetime
    statement: Statement
    article: ArticleHeader


class PatternState(Record, frozen=True, kw_only=True, tag="moment.v1"):
    """State by rule and actor; see `monitor.matches.patterns`."""

    first_at: datetime
    seen: tuple[str, ...] = ()
    """Ids of the last matches, by which repeats are known."""
    said: dict[str, datetime] = {}  # noqa: RUF012  as below
    """When each of the last statements was said, by its alert's id, by which copies are known."""
    hours: dict[int, int] = {}  # noqa: RUF012  msgspec copies an empty default for every record
    """Statements by the number of their hour since the epoch."""
    spoken: dict[str, tuple[datetime, ...]] = {}  # noqa: RUF012  as above
    """When something was said, by theme, in order."""
    stands: dict[str, tuple[Earlier, ...]] = {}  # noqa: RUF012  as above
    """What was supported, rejected, promised, denied …, by theme, in order; of a rule on silences what was said last, under ``""``."""
