"""The records that travel between processes: frozen and versioned, one noun per file.

Every record names its schema and version in its tag (``article.v1``). An additive change with a
default keeps the version; anything else is a new tag, and `monitor.records.wire` upgrades records
of the old one. Ids are pure functions of content (`monitor.records.ids`). Times are aware and in
UTC. Offsets count Unicode code points into ``Article.text``.
"""

from monitor.records.alert import Alert, Copy, Rendition
from monitor.records.article import Article, ArticleHeader
from monitor.records.base import Record
from monitor.records.feed_state import FeedState
from monitor.records.heartbeat import Heartbeat, LoopState
from monitor.records.match import Match, NearMiss, Reason
from monitor.records.pattern_state import Earlier, PatternState
from monitor.records.reading import Mention, Reading, Undecided
from monitor.records.rejection import Rejection
from monitor.records.statement import (
    SEVERITIES,
    Act,
    Kind,
    Polarity,
    Severity,
    Span,
    Speaker,
    Statement,
    Via,
)

__all__ = [
    "SEVERITIES",
    "Act",
    "Alert",
    "Article",
    "ArticleHeader",
    "Copy",
    "Earlier",
    "FeedState",
    "Heartbeat",
    "Kind",
    "LoopState",
    "Match",
    "Mention",
    "NearMiss",
    "PatternState",
    "Polarity",
    "Reading",
    "Reason",
    "Record",
    "Rejection",
    "Rendition",
    "Severity",
    "Span",
    "Speaker",
    "Statement",
    "Undecided",
    "Via",
]
