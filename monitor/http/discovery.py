"""Find the feeds of a site.

1. An address that is a feed itself is the result.
2. Otherwise: the feeds that the page advertises, and those at the paths in `COMMON_PATHS`.
3. A candidate that is not a feed, or cannot be fetched, is skipped.
4. Everything is parsed in a killable process: the event loop of the web service never waits.
"""

from dataclasses import dataclass
from urllib.parse import urljoin

from monitor.feeds.values import feed_id
from monitor.flow.ports import Fetched
from monitor.http.fetcher import HttpFetcher
from monitor.http.parse_worker import ProcessParser
from monitor.records.errors import FeedError, FetchError, MonitorError

COMMON_PATHS = (
    "/feed",
    "/rss",
    "/rss.xml",
    "/feed.xml",
    "/atom.xml",
    "/index.xml",
    "/feed.json",
)
"""Tried on the site's host: the defaults of the common publishing systems."""

MOST_OFFERS = 20
"""Advertised feeds that are tried; portals advertise a dozen, and each costs a request."""


@dataclass(frozen=True, slots=True)
class DiscoveredFeed:
    """A feed of the site; ``entries`` counts its entries."""

    url: str
    title: str
    entries: int


async def discover_feeds(fetcher: HttpFetcher, url: str) -> list[DiscoveredFeed]:
    """Return the feeds of a page and its site. Raises `FetchError` for the page itself."""
    parser = ProcessParser(processes=1)
    try:
        return await _Discovery(fetcher, parser).run(url)
    finally:
        parser.close()


class _Discovery:
    """One search, with what it needs."""

    def __init__(self, fetcher: HttpFetcher, parser: ProcessParser) -> None:
        self._fetcher, self._parser = fetcher, parser

    async def run(self, url: str) -> list[DiscoveredFeed]:
        """Return the feeds of a page and its site. Raises `FetchError` for the page itself."""
        page = await self._fetcher.fetch(url, {})
        feed = await self._feed_in(page)
        if feed is not None:
            return [feed]
        feeds: dict[str, DiscoveredFeed] = {}
        for candidate in await self._candidates(page):
            try:
                feed = await self._feed_in(await self._fetcher.fetch(candidate, {}))
            except FetchError:
                continue
            if feed is not None:
                feeds.setdefault(feed_id(feed.url), feed)
        return list(feeds.values())

    async def _candidates(self, page: Fetched) -> list[str]:
        """Return the addresses to try, each once: advertised ones first."""
        try:
            offers = await self._parser.offered_feeds(page.body, page.url)
        except MonitorError:  # the page cannot be read in time
            offers = []
        common = [urljoin(page.url, path) for path in COMMON_PATHS]
        return list(dict.fromkeys((*offers[:MOST_OFFERS], *common)))

    async def _feed_in(self, fetched: Fetched) -> DiscoveredFeed | None:
        content_type = fetched.headers.get("content-type", "")
        try:
            document = await self._parser.parse(fetched.body, content_type, fetched.url)
        except FeedError:
            return None
        url = fetched.moved_to or fetched.url
        return DiscoveredFeed(url, document.title, len(document.entries))
