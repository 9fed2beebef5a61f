"""One article, as a feed or a reader gave it."""

from datetime import datetime

import msgspec

from monitor.records.base import Record


class ArticleHeader(msgspec.Struct, frozen=True, kw_only=True):
    """What a statement needs to say about the article that carries it."""

    id: str
    url: str
    title: str
    publisher: str
    published_at: datetime | None
    language: str = "und"


class Article(Record, frozen=True, kw_only=True, tag="article.v1"):
    """One article; ``id`` stays the same over its edits, ``revision`` counts them from 1."""

    id: str
    feed: str
    publisher: str
    url: str
    title: str
    text: str
    """Headline, an empty line, then the body in paragraphs parted by empty lines; every offset points into it."""
    language: str
    """ISO 639-1, ``und`` where it cannot be told."""
    published_at: datetime | None
    seen_at: datetime
    revision: int = 1
    authors: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    """What a reader should know: ``summary_only``, ``page_failed``, ``date_missing``, ``date_future``, ``title_cut``, ``backfill``."""

    @property
    def header(self) -> ArticleHeader:
        """The short form that travels with statements and alerts."""
        return ArticleHeader(
            id=self.id,
            url=self.url,
            title=self.title,
            publisher=self.publisher,
            published_at=self.published_at,
            language=self.language,
        )
