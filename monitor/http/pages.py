"""Pages of articles that a feed only sums up: robots.txt respected, the article's text extracted off the event loop."""

import asyncio
import time
from urllib.parse import urlsplit

from protego import Protego

from monitor.articles.text import Page, text_of_page
from monitor.flow.ports import Fetcher
from monitor.records.errors import FetchError

ROBOTS_KEPT = 3600.0
"""Seconds for which a host's robots.txt is remembered."""

AGENT = "news-monitor"


class WebPages:
    """Reads article pages through a fetcher."""

    def __init__(self, fetcher: Fetcher) -> None:
        self._fetcher = fetcher
        self._robots: dict[str, tuple[float, Protego]] = {}

    async def read_page(self, url: str) -> Page | None:
        """Return the article, or None where the page is forbidden, fails or holds none."""
        try:
            if not await self._is_allowed(url):
                return None
            fetched = await self._fetcher.fetch(url, {"Accept": "text/html,application/xhtml+xml"})
        except FetchError:
            return None
        return await asyncio.to_thread(text_of_page, fetched.body, url)

    async def _is_allowed(self, url: str) -> bool:
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        known = self._robots.get(origin)
        if known is None or time.monotonic() - known[0] > ROBOTS_KEPT:
            try:
                body = (await self._fetcher.fetch(f"{origin}/robots.txt", {})).body.decode(
                    "utf-8", "replace"
                )
            except FetchError:
                body = ""
            known = self._robots[origin] = (time.monotonic(), Protego.parse(body))
        return bool(known[1].can_fetch(url, AGENT))
