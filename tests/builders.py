"""Builders: records with everything filled in, of which a test names only what it is about."""

from datetime import UTC, datetime
from typing import Any

from monitor.records import Article

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def an_article(**changes: Any) -> Article:
    """Return an article of the wire agency's feed."""
    given: dict[str, Any] = {
        "id": "article-1",
        "feed": "feed-1",
        "publisher": "wire",
        "url": "https://wire.example/1",
        "title": "Minister speaks",
        "text": "Minister speaks\n\nThe minister said that talks would resume.",
        "language": "en",
        "published_at": NOON,
        "seen_at": NOON,
    }
    return Article(**{**given, **changes})
