"""What a processor remembers of one actor under one rule with a pattern."""

from datetime import datetime

import msgspec

from monitor.records.article import ArticleHeader
from monitor.records.base import Record
from monitor.records.statement import Statement


class Earlier(msgspec.Struct, frozen=True, kw_only=True):
    """What an actor said before on a theme, and where."""

    at: datetime
    statement: Statement
    article: ArticleHeader


class Moment(Record, frozen=True, kw_only=True, tag="moment.v1"):
    """State by rule and actor, a function of the matches alone."""

    first_at: datetime
    seen: tuple[str, ...] = ()
    """Ids of the last matches, by which repeats are known."""
    hours: dict[int, int] = {}  # noqa: RUF012  msgspec copies an empty default for every record
    """Statements by the number of their hour since the epoch."""
    last: dict[str, Earlier] = {}  # noqa: RUF012
    """What was said last, by theme."""
