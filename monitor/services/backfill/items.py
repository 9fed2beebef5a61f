"""What a source of articles gives, and how a text becomes an article of the past."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

import msgspec

from monitor.articles.make import Draft, Refusal, make_article
from monitor.records import Article
from monitor.records.ids import article_id
from monitor.records.urls import canonical_url, host_of, resolve_url

Position = Mapping[str, Any]
"""Where a source goes on, as JSON; what it contains is up to the source."""

GROWING = "listed"
"""Key of a position whose value is a list of texts that only grows: a checkpoint adds the new ones
to a file, since an index of 50,000 sitemaps is too long to be written again after each of them."""
BACKFILL_FLAG = "backfill"
ITEMS_PER_BATCH = 100
"""Items between two positions: what an interrupted run repeats at most."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """An item that gives no article."""

    item: str
    """Where it is: a file with a line, an address, a partition with an offset."""
    reason: str


@dataclass(frozen=True, slots=True)
class Batch:
    """Some items of a source, and the position after them."""

    articles: tuple[Article, ...]
    skipped: tuple[Skipped, ...]
    position: Position
    size: int
    """Progress in the units of `Source.total`."""


class Source(Protocol):
    """Articles of the past."""

    @property
    def key(self) -> str:
        """What identifies it, for its checkpoint."""
        ...

    def total(self) -> int | None:
        """Return the size of the whole source, None if it is unknown."""
        ...

    def batches(self, after: Position | None) -> AsyncIterator[Batch]:
        """Yield everything after a position, in a fixed order.

        Raises `InvalidInput` or OSError where the source itself cannot be read.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text with what its source says about it."""

    item: str
    url: str
    title: str = ""
    text: str = ""
    published_at: datetime | None = None
    language: str | None = None
    publisher: str = ""
    feed: str = ""
    """Id of the feed that it belongs to; ``""`` outside of feeds."""
    id: str = ""
    """Its id, if it has one; by default that of its address."""
    authors: tuple[str, ...] = ()


def article_of_text(text: Text, now: datetime) -> Article | Skipped:
    """Return the article of a text, seen when it was published."""
    if resolve_url(text.url, text.url) is None:
        return Skipped(text.item, f"the address {text.url!r} is not http or https")
    draft = Draft(
        id=text.id or article_id(text.feed, canonical_url(text.url)),
        feed=text.feed,
        feed_url=text.url,
        publisher=text.publisher or host_of(text.url),
        revision=1,
        entry=text.item,
        link=text.url,
        title=text.title,
        summary=text.text,
        language=text.language,
        published_at=text.published_at,
        authors=text.authors,
        is_back_fill=True,
    )
    article = make_article(draft, None, now)
    if isinstance(article, Refusal):
        return Skipped(text.item, f"{article.error}: {article.message}")
    return seen_when_published(article)


def seen_when_published(article: Article) -> Article:
    """Return an article of the past in its place in time."""
    flags = dict.fromkeys((*article.flags, BACKFILL_FLAG))
    seen_at = article.published_at or article.seen_at
    return msgspec.structs.replace(article, flags=tuple(flags), seen_at=seen_at)


def as_news(article: Article) -> Article:
    """Return an article whose alerts notify."""
    flags = tuple(flag for flag in article.flags if flag != BACKFILL_FLAG)
    return msgspec.structs.replace(article, flags=flags)


def utc_now() -> datetime:
    """Return the time."""
    return datetime.now(UTC)
