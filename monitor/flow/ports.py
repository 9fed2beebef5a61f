"""Dependencies of `poll_feed`, as Protocols owned by their caller, and a fetcher with a clock."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from monitor.articles.page import Page
from monitor.feeds.values import FeedDocument

FETCH_ERRORS = (
    "dns", "connect", "read_timeout", "total_timeout", "tls", "too_many_redirects", "redirect_loop",
    "downgrade", "bad_url", "blocked_address", "http_4xx", "http_5xx", "rate_limited", "gone",
    "challenge", "not_a_feed", "parse", "too_large", "incomplete", "bad_headers", "bad_encoding",
    "internal",
)  # fmt: skip
"""Every class of error that a feed's health can show; ``internal`` is an error of this program."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A response that was read whole; ``body`` is decompressed, header names are in lower case."""

    url: str
    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    moved_to: str | None = None
    """The end of a chain of permanent redirects, None if a redirect was temporary or absent."""


@dataclass(frozen=True, slots=True)
class NoPage:
    """A page that cannot be had; ``is_final`` if another attempt would not help."""

    reason: str
    is_final: bool = False


class Fetcher(Protocol):
    """Fetches one URL. Called once per poll, and for each page of an article."""

    async def fetch(self, url: str, headers: dict[str, str], *, verify_tls: bool = True) -> Fetched:
        """Return a 2xx or a 304. Raises `FetchError` for everything else; the poll then fails."""
        ...


class TimedFetcher:
    """A fetcher for one poll that measures how long the feed's server takes."""

    def __init__(self, fetcher: Fetcher, clock: Callable[[], float]) -> None:
        self._fetcher, self._clock = fetcher, clock
        self.waited_s = 0.0

    async def fetch(self, url: str, headers: dict[str, str], *, verify_tls: bool = True) -> Fetched:
        """Fetch as the other fetcher does."""
        begun = self._clock()
        try:
            return await self._fetcher.fetch(url, headers, verify_tls=verify_tls)
        finally:
            self.waited_s += self._clock() - begun


class DocumentParser(Protocol):
    """Parses foreign bytes outside of the event loop, with a limit on time."""

    async def parse(self, body: bytes, content_type: str, url: str) -> FeedDocument:
        """Return the document. Called for each changed body. Raises `FeedError`: the poll fails."""
        ...

    async def read_fragments(self, fragments: tuple[str, ...]) -> tuple[str | None, ...]:
        """Return the text of each piece of HTML, None for one that cannot be read in time.

        Called once per poll with pending entries.
        """
        ...


@dataclass(frozen=True, slots=True)
class PageRequest:
    """A page to read; ``expected`` is text of the entry that the article should contain."""

    url: str
    expected: str


class PageReader(Protocol):
    """Gets the articles in pages, side by side. Called once per poll with pending entries."""

    async def read_pages(self, requests: tuple[PageRequest, ...]) -> tuple[Page | NoPage, ...]:
        """Return the article of each page; never raises.

        After `NoPage` the entry's summary is published, and the page tried again unless final.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PollPorts:
    """The ports of `poll_feed`."""

    fetcher: Fetcher
    parser: DocumentParser
    pages: PageReader
