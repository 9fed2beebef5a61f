"""What the flow needs from outside, as Protocols owned by their caller."""

from dataclasses import dataclass, field
from typing import Protocol

from monitor.articles.text import Page
from monitor.feeds.values import FeedDocument


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A response that was read whole; ``body`` is decompressed, header names are in lower case."""

    url: str
    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    moved_to: str | None = None
    """Where it moved to for good: the end of a chain of permanent redirects alone."""


FETCH_ERRORS = (
    "dns", "connect", "read_timeout", "total_timeout", "tls", "too_many_redirects", "redirect_loop", "downgrade", "bad_url",
    "blocked_address", "http_4xx", "http_5xx", "rate_limited", "gone", "challenge", "not_a_feed", "parse", "too_large", "incomplete",
    "bad_headers",
)  # fmt: skip
"""Every class of error that a feed's health can show."""


class Fetcher(Protocol):
    """Gets one URL. Called once per poll, and once per page of an article that the feed only sums up."""

    async def fetch(self, url: str, headers: dict[str, str], *, verify_tls: bool = True) -> Fetched:
        """Return a 2xx or a 304. Raises `FetchError` for everything else; the poll then fails with its class."""
        ...


class DocumentParser(Protocol):
    """Parses feed documents off the event loop, with a limit on time."""

    async def parse(self, body: bytes, content_type: str, url: str) -> FeedDocument:
        """Return the document. Raises `monitor.feeds.values.FeedError`; the poll then fails with its class."""
        ...


class PageReader(Protocol):
    """Gets the article in a page. Called for an entry that only sums it up."""

    async def read_page(self, url: str) -> Page | None:
        """Return the article, or None where the page cannot be had; the entry's summary is then kept."""
        ...
