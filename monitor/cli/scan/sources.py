"""Read a source of ``monitor scan`` into an article.

1. An ``http(s)`` URL and a file that ends in ``.html`` or ``.htm`` are pages: the article in them.
2. Anything else is a text in UTF-8, ``-`` for standard input. Its text is the file's, unchanged. A
   short first line with an empty line after it is the title.
3. Pages are parsed in a killable process: one that takes too long is an error, not a hang.
4. A source of more than `MOST_BYTES`, or with more than `LONGEST_TEXT` characters of text, is
   refused with the limit.
"""

import asyncio
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.articles.language import detect_language
from monitor.articles.make import LONGEST_TEXT
from monitor.articles.page import Page
from monitor.articles.text import join_text
from monitor.config import Settings
from monitor.flow.ports import Fetched
from monitor.flow.read_article import read_article
from monitor.records import Article, Reading
from monitor.records.errors import FetchError, MonitorError, UnreadableSource
from monitor.records.ids import article_id, digest
from monitor.records.urls import canonical_url, host_of
from monitor.watchlist import WatchlistIndex

if TYPE_CHECKING:
    from monitor.http.parse_worker import ProcessParser

LONGEST_TITLE = 200
"""Characters; a longer first line of a text is not a headline."""


MOST_BYTES = 16_000_000
"""Bytes of a source, as of a poll."""


@dataclass(frozen=True, slots=True)
class Scanned:
    """One source and the reading of its article."""

    source: str
    reading: Reading


@dataclass(slots=True)
class Pages:
    """Fetches and parses pages; `close` ends its process. A text needs neither of the two."""

    settings: Settings
    parser: "ProcessParser | None" = None
    """Started for the first page."""

    def fetch(self, url: str) -> Fetched:
        """Return the response to a page. Raises `FetchError`, whose detail names the page."""
        try:
            return asyncio.run(self._fetch(url))
        except FetchError as error:
            raise FetchError(error.kind, f"{url}: {error.detail}") from error

    def parse(self, source: str, body: bytes, content_type: str, url: str) -> Page:
        """Return the article in a page. Raises `UnreadableSource`."""
        from monitor.http.parse_worker import ProcessParser

        self.parser = self.parser or ProcessParser(processes=1)
        try:
            page = asyncio.run(self.parser.read_page(body, content_type, url, ""))
        except MonitorError as error:
            raise UnreadableSource(f"{source}: the page cannot be parsed: {error}") from error
        if page is None:
            raise UnreadableSource(f"{source}: this page has no article text")
        return page

    def close(self) -> None:
        """End the process of the parser."""
        if self.parser is not None:
            self.parser.close()

    async def _fetch(self, url: str) -> Fetched:
        from monitor.http.fetcher import HttpFetcher

        settings = self.settings
        fetcher = HttpFetcher(
            contact=settings.contact, allow_hosts=settings.allow_hosts, proxy=settings.proxy
        )
        try:
            return await fetcher.fetch(url, {})
        finally:
            await fetcher.aclose()


def read_source(source: str, index: WatchlistIndex, pages: Pages) -> Scanned:
    """Read the article of a source. Raises `UnreadableSource`, `FetchError`."""
    return Scanned(source, read_article(_article_of(source, pages), index))


def _article_of(source: str, pages: Pages) -> Article:
    if source.startswith(("http://", "https://")):
        fetched = pages.fetch(source)
        content_type = fetched.headers.get("content-type", "")
        page = pages.parse(source, fetched.body, content_type, source)
        return _article_of_page(source, page, source)
    body = _bytes_of(source)
    if source.lower().endswith((".html", ".htm")):
        return _article_of_page(source, pages.parse(source, body, "", ""), None)
    return _article_of_text(source, body)


def _bytes_of(source: str) -> bytes:
    body = sys.stdin.buffer.read(MOST_BYTES + 1) if source == "-" else _file_bytes(source)
    if len(body) > MOST_BYTES:
        raise UnreadableSource(
            f"{source}: more than {MOST_BYTES // 1_000_000} MB; scan one article at a time, "
            f"of at most {LONGEST_TEXT:,} characters"
        )
    return body


def _file_bytes(source: str) -> bytes:
    try:
        with Path(source).open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:  # ValueError: a null character in the name
        reason = getattr(error, "strerror", None) or str(error)
        raise UnreadableSource(f"{source}: {reason}") from error


def _article_of_text(source: str, body: bytes) -> Article:
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnreadableSource(
            f"{source}: not UTF-8 at byte {error.start}; convert it first: iconv -t utf-8"
        ) from error
    first_line, _, rest = text.partition("\n")
    has_title = rest.startswith("\n") and len(first_line) <= LONGEST_TITLE
    title = first_line.strip() if has_title else ""
    return _article(digest("text", text), source, title, text, None)


def _article_of_page(source: str, page: Page, url: str | None) -> Article:
    identity = canonical_url(url) if url else digest("text", page.text)
    text = join_text(page.title, page.text)
    return _article(identity, url or source, page.title, text, page.published_at)


def _article(
    identity: str, source: str, title: str, text: str, published_at: datetime | None
) -> Article:
    if len(text) > LONGEST_TEXT:
        raise UnreadableSource(
            f"{source}: {len(text):,} characters; scan one article at a time, "
            f"of at most {LONGEST_TEXT:,}"
        )
    return Article(
        id=article_id("", identity),
        feed="",
        publisher=host_of(source),
        url=source,
        title=title,
        text=text,
        language=detect_language(text),
        published_at=published_at,
        seen_at=datetime.now(UTC),
    )
