"""Pages of articles that a feed only summarises: robots.txt respected, the article extracted.

1. A page that robots.txt forbids is not fetched; that is final. A robots.txt that cannot be fetched
   forbids nothing. Its first `ROBOTS_BYTES` are read (RFC 9309, 2.5), and kept for `ROBOTS_KEPT`.
2. Everything else that fails is `NoPage`, and may succeed at a later poll.
3. The pages of one poll are read side by side, within the limits of their hosts, and all within
   `PAGES_WITHIN`; what is late is tried again at the next poll.
4. Parsing runs outside of the event loop, in the processes of a `PageParser`.
"""

import asyncio
import time
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

import structlog

from monitor.articles.page import Page
from monitor.flow.ports import Fetcher, NoPage, PageRequest
from monitor.records.errors import FetchError, MonitorError

ROBOTS_KEPT = 3600.0
"""Seconds for which a host's robots.txt is kept; RFC 9309 permits a day."""

ROBOTS_BYTES = 500 * 1024
"""Bytes of a robots.txt that are read, the least that RFC 9309 demands."""

PAGES_WITHIN = 60.0
"""Seconds; 40 pages of one host take 20, and a poll must end before its articles are published."""

ORIGINS_KEPT = 1_000
"""Hosts whose robots.txt is kept; the oldest is forgotten first."""


log = structlog.get_logger("poller")


class PageParser(Protocol):
    """Parses pages and robots.txt. A job that cannot be finished raises `MonitorError`."""

    async def read_page(
        self, body: bytes, content_type: str, url: str, expected: str
    ) -> Page | None:
        """Return the article in a page, None if there is none."""
        ...

    async def is_allowed(self, robots: bytes, url: str) -> bool:
        """Return whether a robots.txt permits to fetch an address."""
        ...


@dataclass(frozen=True, slots=True)
class _Robots:
    """A robots.txt on its way, and when it was requested."""

    requested_at: float
    body: asyncio.Task[bytes]


class WebPages:
    """Reads article pages through a fetcher."""

    def __init__(
        self, fetcher: Fetcher, parser: PageParser, *, within_s: float = PAGES_WITHIN
    ) -> None:
        """``within_s`` bounds the time of the pages of one poll in seconds."""
        self._fetcher, self._parser, self._within_s = fetcher, parser, within_s
        self._robots: dict[str, _Robots] = {}

    async def read_pages(self, requests: tuple[PageRequest, ...]) -> tuple[Page | NoPage, ...]:
        """Return the article in each page, or `NoPage` with the reason."""
        deadline = asyncio.get_running_loop().time() + self._within_s
        return tuple(
            await asyncio.gather(*(self._read_in_time(request, deadline) for request in requests))
        )

    async def _read_in_time(self, request: PageRequest, deadline: float) -> Page | NoPage:
        try:
            async with asyncio.timeout_at(deadline):
                return await self.read_page(request.url, request.expected)
        except TimeoutError:
            return NoPage(f"not read within {self._within_s:.0f} s")
        except Exception as error:
            log.exception("page.internal_error", url=request.url)
            return NoPage(f"{type(error).__name__}: {error}")

    async def read_page(self, url: str, expected: str) -> Page | NoPage:
        """Return the article in a page, or `NoPage` with the reason."""
        try:
            if not await self._is_allowed(url):
                return NoPage("forbidden by robots.txt", is_final=True)
            fetched = await self._fetcher.fetch(url, {"Accept": "text/html,application/xhtml+xml"})
            content_type = fetched.headers.get("content-type", "")
            page = await self._parser.read_page(fetched.body, content_type, url, expected)
        except MonitorError as error:
            return NoPage(str(error), is_final=_is_final(error))
        return page or NoPage("no article in it")

    async def _is_allowed(self, url: str) -> bool:
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
        robots_file = self._robots.get(origin)
        if robots_file is None or time.monotonic() - robots_file.requested_at > ROBOTS_KEPT:
            robots_file = _Robots(time.monotonic(), asyncio.create_task(self._fetch_robots(origin)))
            self._remember(origin, robots_file)
        robots = await asyncio.shield(robots_file.body)
        return await self._parser.is_allowed(robots, url) if robots else True

    def _remember(self, origin: str, robots: _Robots) -> None:
        self._robots.pop(origin, None)
        while len(self._robots) >= ORIGINS_KEPT:
            del self._robots[next(iter(self._robots))]
        self._robots[origin] = robots

    async def _fetch_robots(self, origin: str) -> bytes:
        try:
            fetched = await self._fetcher.fetch(f"{origin}/robots.txt", {})
        except FetchError:
            return b""
        return fetched.body[:ROBOTS_BYTES]


def _is_final(error: MonitorError) -> bool:
    """Return whether a page will never be had: its address is wrong, refused, or gone."""
    kinds = ("bad_url", "blocked_address", "gone", "downgrade")
    return isinstance(error, FetchError) and error.kind in kinds
