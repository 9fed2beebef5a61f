"""Hand-written fakes of the flow's ports."""

from dataclasses import dataclass, field

from monitor.articles.fragment import text_of_fragment
from monitor.articles.page import Page
from monitor.feeds.parse import parse_feed
from monitor.feeds.values import FeedDocument
from monitor.flow.ports import Fetched, NoPage
from monitor.http.jobs import is_allowed_by_robots, read_article_page
from monitor.records.errors import FetchError


@dataclass
class FakeFetcher:
    """A fetcher that gives prepared answers in turn and records the requests."""

    answers: list[Fetched | FetchError]
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    async def fetch(self, url: str, headers: dict[str, str], *, verify_tls: bool = True) -> Fetched:
        """Return or raise the next answer."""
        self.requests.append((url, headers))
        answer = self.answers.pop(0)
        if isinstance(answer, FetchError):
            raise answer
        return answer


class DirectParser:
    """A parser of feeds and fragments that runs in the present process."""

    async def parse(self, body: bytes, content_type: str, url: str) -> FeedDocument:
        """Return the document."""
        return parse_feed(body, content_type, url)

    async def read_fragments(self, fragments: tuple[str, ...]) -> tuple[str | None, ...]:
        """Return the text of each fragment."""
        return tuple(map(text_of_fragment, fragments))


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


@dataclass
class FakePages:
    """A page reader that has the text of some pages; every other page fails."""

    texts: dict[str, str] = field(default_factory=dict)
    requested: list[str] = field(default_factory=list)

    async def read_page(self, url: str, expected: str) -> Page | NoPage:
        """Return a page, or the failure."""
        self.requested.append(url)
        text = self.texts.get(url)
        if text is None:
            return NoPage("no such page")
        return Page(title="", text=text, language=None, published_at=None, author="A. Writer")
