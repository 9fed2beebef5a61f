"""Articles in web archives: WARC files (ISO 28500), plain or gzipped, read by warcio.

1. Records of type ``response`` and ``resource`` with status 200 and HTML are pages; others are
   passed over in silence, images and robots.txt among them.
2. The article is extracted in a killable process. A page without one is skipped with its reason.
3. The date of an article is that of its page, else that of the capture.
"""

import gzip
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from monitor.feeds.dates import read_date
from monitor.records import Article
from monitor.records.errors import InvalidInput
from monitor.services.backfill.file_batches import (
    GZIP_ERRORS,
    FileFormat,
    damaged,
    file_batches,
    paths_of,
    size_of,
)
from monitor.services.backfill.items import Batch, Position, Skipped, Text, article_of_text, utc_now
from monitor.services.backfill.pages import PageParser, complete

MOST_BYTES = 16_000_000
"""Bytes of a page, as of a poll."""
_GZIP = b"\x1f\x8b"
"""First bytes of a gzip stream."""
_PIECE = 65_536
"""Bytes of a record that are passed over at once."""
TYPES = ("response", "resource")
HTML = ("text/html", "application/xhtml+xml")


@dataclass(frozen=True, slots=True)
class _Page:
    """One record with a page."""

    item: str
    url: str
    content_type: str
    body: bytes
    captured_at: datetime | None


@dataclass(frozen=True, slots=True)
class WarcFiles:
    """A source: web archives, one after the other."""

    files: tuple[Path, ...]
    parser: PageParser
    publisher: str = ""

    @property
    def key(self) -> str:
        """The paths."""
        return paths_of(self.files)

    def total(self) -> int | None:
        """Return the bytes of all files."""
        return size_of(self.files)

    async def batches(self, after: Position | None) -> AsyncIterator[Batch]:
        """Yield the pages. Raises `InvalidInput` for a file of another format, OSError."""
        async for batch in file_batches(
            self.files, after, FileFormat("page", _pages, self._article_of)
        ):
            yield batch

    async def _article_of(self, page: _Page | Skipped) -> Article | Skipped:
        if isinstance(page, Skipped):
            return page
        capture = Text(item=page.item, url=page.url, publisher=self.publisher)
        text = await complete(capture, self.parser, page.body, page.content_type)
        if isinstance(text, Skipped):
            return text
        dated = replace(text, published_at=text.published_at or page.captured_at)
        return article_of_text(dated, utc_now())


def require_warcio() -> None:
    """Check that the optional library is installed. Raises `InvalidInput`."""
    try:
        import warcio  # noqa: F401
    except ImportError as error:
        raise InvalidInput(
            "web archives need the library warcio: install the extra, `pip install"
            " 'news-monitor[warc]'`"
        ) from error


class _Unpacked(gzip.GzipFile):
    """A gzipped archive, all members; warcio would take one that was cut off for the end."""

    def read(self, size: int | None = -1) -> bytes:
        """Return unpacked bytes. Raises `InvalidInput` where the file was cut off or damaged."""
        try:
            return super().read(size)
        except GZIP_ERRORS as error:
            raise damaged(Path(self.name), error) from error


def _pages(file: Path, stream: Any) -> Iterator[_Page | Skipped]:
    """Yield the pages of a file. Raises `InvalidInput`."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    unpacked = _Unpacked(fileobj=stream) if stream.peek(2)[:2] == _GZIP else stream
    # warcio ends without an error where it finds the end of the file in HTTP headers.
    archive = ArchiveIterator(unpacked, no_record_parse=True)
    try:
        for number, record in enumerate(archive, 1):
            if record.format != "warc":  # warcio takes any text for the older format ARC
                raise InvalidInput(f"{file} is not a web archive (WARC)")
            page = _page_of(f"{file}:{number}", record, archive.loader)
            if _is_incomplete(record):
                raise damaged(file, f"record {number}")
            if page is not None:
                yield page
    except ArchiveLoadFailed as error:
        raise InvalidInput(f"{file} is not a web archive (WARC): {error}") from error


def _page_of(item: str, record: Any, loader: Any) -> _Page | Skipped | None:
    """Return the page of a record; None if it is not a page, or was cut off in its headers."""
    url = record.rec_headers.get_header("WARC-Target-URI")
    if record.rec_type not in TYPES or url is None:
        return None
    try:
        record.http_headers = loader.load_http_headers(
            record.rec_type, url, record.raw_stream, record.length
        )
    except EOFError:
        return None
    return _page(item, record) if _is_page(record) else None


def _is_incomplete(record: Any) -> bool:
    """Read a record to its end; return whether it lacks its length, or bytes.

    warcio takes the end of a file that was cut for the end of the archive.
    """
    if not (record.rec_headers.get_header("Content-Length") or "").strip().isdecimal():
        return True
    while record.raw_stream.read(_PIECE):
        pass
    return getattr(record.raw_stream, "limit", 0) > 0


def _is_page(record: Any) -> bool:
    headers = record.http_headers
    if headers is not None and headers.get_statuscode() != "200":
        return False
    return _content_type(record).partition(";")[0].strip().lower() in HTML


def _content_type(record: Any) -> str:
    headers = record.http_headers or record.rec_headers
    return headers.get_header("Content-Type") or ""


def _page(item: str, record: Any) -> _Page | Skipped:
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    item = f"{item} {url}"
    try:
        body = record.content_stream().read(MOST_BYTES + 1)
    except (OSError, ValueError, EOFError) as error:
        return Skipped(item, f"its content cannot be decoded: {error}")
    if len(body) > MOST_BYTES:
        return Skipped(item, f"more than {MOST_BYTES // 1_000_000} MB")
    captured_at = read_date(record.rec_headers.get_header("WARC-Date") or "")
    return _Page(item, url.strip("<>"), _content_type(record), body, captured_at)
