"""Find the feeds of a site.

1. An address that is a feed itself is the result.
2. Otherwise: the feeds that the page advertises, and those at the paths in `COMMON_PATHS`.
3. A candidate that is not a feed, or cannot be fetched, is skipped.
"""

from dataclasses import dataclass
from urllib.parse import urljoin

from monitor.feeds.html_pages import offered_feeds
from monitor.feeds.parse import parse_feed
from monitor.feeds.values import feed_id
from monitor.flow.ports import Fetched
from monitor.http.fetcher import HttpFetcher
from monitor.records.errors import FeedError, FetchError

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


@dataclass(frozen=True, slots=True)
class DiscoveredFeed:
    """A feed of the site; ``entries`` counts its entries."""

    url: str
    title: str
    entries: int


async def discover_feeds(fetcher: HttpFetcher, url: str) -> list[DiscoveredFeed]:
    """Return the feeds of a page and its site. Raises `FetchError` for the page itself."""
    page = await fetcher.fetch(url, {})
    feed = _feed_in(page)
    if feed is not None:
        return [feed]
    return await _fetch_candidates(fetcher, _candidates(page))


def _candidates(page: Fetched) -> list[str]:
    """Return the addresses to try, each once: advertised ones first."""
    common = [urljoin(page.url, path) for path in COMMON_PATHS]
    return list(dict.fromkeys((*offered_feeds(page.body, page.url), *common)))


async def _fetch_candidates(fetcher: HttpFetcher, urls: list[str]) -> list[DiscoveredFeed]:
    feeds: dict[str, DiscoveredFeed] = {}
    for url in urls:
        try:
            feed = _feed_in(await fetcher.fetch(url, {}))
        except FetchError:
            continue
        if feed is not None:
            feeds.setdefault(feed_id(feed.url), feed)
    return list(feeds.values())


def _feed_in(fetched: Fetched) -> DiscoveredFeed | None:
    content_type = fetched.headers.get("content-type", "")
    try:
        document = parse_feed(fetched.body, content_type, fetched.url)
    except FeedError:
        return None
    return DiscoveredFeed(fetched.moved_to or fetched.url, document.title, len(document.entries))
