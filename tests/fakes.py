"""Hand-written fakes of the flow's ports: those of `monitor.testing`, and the page parser."""

from monitor.articles.page import Page
from monitor.http.jobs import is_allowed_by_robots, read_article_page
from monitor.testing.fetching import DirectParser, FakeFetcher, FakePages

__all__ = ["DirectPageParser", "DirectParser", "FakeFetcher", "FakePages"]


class DirectPageParser:
    """A parser of pages and robots.txt that runs in the present process."""

    async def read_page(
        self, body: bytes, content_type: str, url: str, expected: str
    ) -> Page | None:
        """Return the article in a page."""
        return read_article_page(body, content_type, url, expected)

    async def is_allowed(self, robots: bytes, url: str) -> bool:
        """Return whether a robots.txt permits to fetch an address."""
        return is_allowed_by_robots(robots, url)
