"""What a processor remembers of one actor under one rule with a pattern."""

from datetime import datetime

import msgspec

from monitor.records.article import ArticleHeader
from monitor.records.base import Record
from monitor.records.statement import Statement


class Earlier(msgspec.Struct, frozen=True, kw_only=True):
    """A statement that an actor made before, and when its article was seen."""

    at: datetime
    statement: Statement
    article: ArticleHeader


class PatternState(Record, frozen=True, kw_only=True, tag="pattern-state.v1"):
    """State of one rule and actor; see `monitor.matches.patterns`."""

    first_at: datetime
    """The earliest time at which a matching article was seen."""
    seen: tuple[str, ...] = ()
    """Ids of the last matches, by which repeats are recognised."""
    said: dict[str, datetime] = {}  # noqa: RUF012  msgspec copies an empty default for every record
    """When each of the last statements was seen first, by alert id; copies are recognised by it."""
    hours: dict[int, int] = {}  # noqa: RUF012  as above
    """Number of statements by hour since the epoch."""
    spoken: dict[str, tuple[datetime, ...]] = {}  # noqa: RUF012  as above
    """Times of statements by theme, in order; for the pattern ``first``."""
    stands: dict[str, tuple[Earlier, ...]] = {}  # noqa: RUF012  as above
    """Statements that take a stand by theme, in order; for the pattern ``reversal``.

    For the pattern ``absence``: the last statement, under the theme ``""``.
    """


class MomentV1(PatternState, frozen=True, kw_only=True, tag="moment.v1"):
    """A pattern state as it was tagged until version 0.1; decoded into a `PatternState`."""
