"""One article, as a feed, a page or a reader gave it."""

from datetime import datetime

import msgspec

from monitor.records.base import Record

TEXT_REMOVED = "text_removed"
"""Flag of a stored article whose text is older than ``keep_texts``: its text is its title."""


class ArticleHeader(msgspec.Struct, frozen=True, kw_only=True):
    """The short form of an article that travels with statements and alerts."""

    id: str
    url: str
    title: str
    publisher: str
    published_at: datetime | None
    language: str = "und"


class Article(Record, frozen=True, kw_only=True, tag="article.v1"):
    """One article; ``id`` is the same for all its edits, ``revision`` counts them from 1."""

    id: str
    feed: str
    """Id of the feed, ``""`` outside of feeds."""
    publisher: str
    url: str
    title: str
    text: str
    """Headline, an empty line, then the body in paragraphs separated by empty lines.

    Every offset of a statement or mention points into it, in code points.
    """
    language: str
    """ISO 639-1; ``und`` where it cannot be detected."""
    published_at: datetime | None
    """As the feed or page says; None without a date."""
    seen_at: datetime
    """When this revision was fetched first."""
    revision: int = 1
    authors: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    """Reservations: ``summary_only``, ``page_failed``, ``paywalled``, ``date_missing``,
    ``date_future``, ``title_cut``, ``backfill``; ``text_removed`` where only the title is kept."""

    @property
    def header(self) -> ArticleHeader:
        """The short form."""
        return ArticleHeader(
            id=self.id,
            url=self.url,
            title=self.title,
            publisher=self.publisher,
            published_at=self.published_at,
            language=self.language,
        )
