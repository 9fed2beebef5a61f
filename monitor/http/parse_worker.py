"""Parsers of foreign bytes in killable processes, with the offending documents quarantined.

1. Feeds, fragments, pages and robots.txt are parsed by `monitor.http.jobs` in a `WorkerPool`.
2. A document that exceeds its CPU time is quarantined by its hash: it fails at once when it comes
   again. So is one whose processes died or stalled at two polls; at the first, something else may
   have stopped them. Other documents are not affected and not at fault.
3. Of fragments that fail together each is tried alone; only the offending one is None.
"""

from collections.abc import Callable
from hashlib import blake2b
from typing import Any, TypeVar

import structlog

from monitor.articles.page import Page
from monitor.feeds.values import FeedDocument
from monitor.http.jobs import (
    is_allowed_by_robots,
    read_article_page,
    read_feed,
    read_fragments,
    read_offers,
    read_sitemaps,
)
from monitor.http.workers import (
    JobCrashed,
    JobFailed,
    JobStalled,
    JobTimedOut,
    NoWorker,
    WorkerPool,
)
from monitor.records.errors import FeedError

Result = TypeVar("Result")

PROCESSES = 2
"""With one, a document that takes its whole time delays every other feed of the poller."""

LIMIT_S = 10.0
"""CPU seconds of one job; 5,000 entries take 3, a page 0.1."""

QUARANTINED = 1_000
"""Hashes kept; the oldest is forgotten first. A poller meets a handful in a year."""

PRELOAD = ("monitor.http.jobs", "feedparser", "trafilatura", "ftfy", "charset_normalizer")

log = structlog.get_logger("poller")


class Quarantined(JobFailed):
    """The document failed before and is not parsed again."""


class Quarantine:
    """Hashes of documents that a parser could not finish, with the reason."""

    def __init__(self, most: int = QUARANTINED) -> None:
        self._most = most
        self._reasons: dict[bytes, str] = {}
        self._suspects: dict[bytes, None] = {}

    def check(self, key: bytes) -> None:
        """Raise `Quarantined` if the document is in quarantine."""
        reason = self._reasons.get(key)
        if reason is not None:
            raise Quarantined(f"quarantined: {reason}")

    def add(self, key: bytes, reason: str) -> None:
        """Quarantine a document."""
        _make_room(self._reasons, self._most)
        self._reasons[key] = reason

    def suspect(self, key: bytes, reason: str) -> None:
        """Quarantine a document the second time that it is suspected."""
        if key in self._suspects:
            self.add(key, reason)
        else:
            _make_room(self._suspects, self._most)
            self._suspects[key] = None


def _make_room(entries: dict[bytes, Any], most: int) -> None:
    """Forget the oldest entries."""
    while len(entries) >= most:
        del entries[next(iter(entries))]


class ProcessParser:
    """Parses feeds, fragments, pages and robots.txt in processes of its own."""

    def __init__(self, *, processes: int = PROCESSES, limit_s: float = LIMIT_S) -> None:
        self._pool = WorkerPool(processes, limit_s=limit_s, preload=PRELOAD)
        self._quarantine = Quarantine()

    async def parse(self, body: bytes, content_type: str, url: str) -> FeedDocument:
        """Return the document in a feed's body. Raises `FeedError`."""
        try:
            return await self._run(body, read_feed, body, content_type, url)
        except FeedError:
            raise
        except NoWorker as error:
            raise FeedError("internal", str(error)) from error
        except Exception as error:
            name = "" if isinstance(error, JobFailed) else f"{type(error).__name__}: "
            raise FeedError("parse", f"{name}{error}") from error

    async def read_fragments(self, fragments: tuple[str, ...]) -> tuple[str | None, ...]:
        """Return the text of each piece of HTML, None for one that cannot be read in time."""
        try:
            return await self._pool.run(read_fragments, fragments)
        except Exception as error:  # noqa: BLE001  each is tried alone below
            log.warning("fragments.failed", count=len(fragments), error=repr(error))
        return tuple([await self._fragment(fragment) for fragment in fragments])

    async def read_page(
        self, body: bytes, content_type: str, url: str, expected: str
    ) -> Page | None:
        """Return the article in a page, None if there is none. Raises `JobFailed`."""
        return await self._run(body, read_article_page, body, content_type, url, expected)

    async def offered_feeds(self, body: bytes, url: str) -> list[str]:
        """Return the addresses of the feeds that a page offers. Raises `JobFailed`."""
        return await self._run(body, read_offers, body, url)

    async def is_allowed(self, robots: bytes, url: str) -> bool:
        """Return whether a robots.txt permits to fetch an address. Raises `JobFailed`."""
        return await self._run(robots, is_allowed_by_robots, robots, url)

    async def sitemaps(self, body: bytes) -> list[str]:
        """Return the addresses that an index of sitemaps lists. Raises `FeedError`, `JobFailed`."""
        return await self._run(body, read_sitemaps, body)

    def process_ids(self) -> list[int]:
        """Return the ids of the running processes."""
        return self._pool.process_ids()

    def close(self) -> None:
        """Kill the processes."""
        self._pool.close()

    async def _fragment(self, fragment: str) -> str | None:
        try:
            content = fragment.encode("utf-8", "surrogatepass")
            texts = await self._run(content, read_fragments, (fragment,))
        except Exception as error:  # noqa: BLE001  the entry is published without this text
            log.warning("fragment.failed", error=repr(error))
            return None
        return texts[0]

    async def _run(
        self, content: bytes, function: Callable[..., Result], *arguments: object
    ) -> Result:
        """Run a job on some content, unless that is in quarantine."""
        key = blake2b(content, digest_size=16).digest()
        self._quarantine.check(key)
        try:
            return await self._pool.run(function, *arguments)
        except JobTimedOut as error:
            self._quarantine.add(key, str(error))
            log.error("document.quarantined", hash=key.hex(), reason=str(error))
            raise
        except (JobCrashed, JobStalled) as error:
            self._quarantine.suspect(key, str(error))
            log.error("document.crashed", hash=key.hex(), reason=str(error))
            raise
