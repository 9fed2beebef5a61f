"""The work that runs in killable processes (`monitor.http.workers`): functions of plain values."""

import functools
import re

from protego import Protego

from monitor.articles.fragment import text_of_fragment
from monitor.articles.page import Page, text_of_page
from monitor.feeds.html_pages import offered_feeds
from monitor.feeds.parse import decode_feed, parse_feed
from monitor.feeds.sitemap import parse_sitemap_index
from monitor.feeds.values import FeedDocument

AGENT = "news-monitor"
"""The name that robots.txt addresses."""

ROBOTS_PARSED = 64
"""Files of robots.txt that a process keeps parsed: the hosts of one round of polls."""


_RULE = re.compile(
    r"^[ \t\ufeff]*(?:user[- ]?agent|d[ia]{1,2}s{1,2}al{1,2}[oa]w|allow|crawl-delay|request-rate"
    r"|visit-time)[ \t]*:[^\r\n]*",
    re.IGNORECASE | re.MULTILINE,
)
"""A line that decides what may be fetched, or ends a group; in the spellings that Protego takes."""


def read_feed(body: bytes, content_type: str, url: str) -> FeedDocument:
    """Return the document in a body. Raises `FeedError`."""
    return parse_feed(body, content_type, url)


def read_fragments(fragments: tuple[str, ...]) -> tuple[str, ...]:
    """Return the text of each piece of HTML."""
    return tuple(map(text_of_fragment, fragments))


def read_article_page(body: bytes, content_type: str, url: str, expected: str) -> Page | None:
    """Return the article in a page, None if there is none."""
    return text_of_page(body, url, content_type=content_type, expected=expected)


def read_offers(body: bytes, url: str) -> list[str]:
    """Return the addresses of the feeds that a page offers."""
    return offered_feeds(body, url)


def read_sitemaps(body: bytes) -> list[str]:
    """Return the addresses that an index of sitemaps lists. Raises `FeedError`."""
    return parse_sitemap_index(decode_feed(body, "application/xml"))


def is_allowed_by_robots(robots: bytes, url: str) -> bool:
    """Return whether a robots.txt permits this program to fetch an address (RFC 9309)."""
    return bool(_rules(robots).can_fetch(url, AGENT))


@functools.lru_cache(ROBOTS_PARSED)
def _rules(robots: bytes) -> Protego:
    text = robots.decode("utf-8", "replace")
    return Protego.parse("\n".join(line.strip() for line in _RULE.findall(text)))
