"""Hand-written stand-ins for what the flow asks of the outside."""

from dataclasses import dataclass, field

from monitor.articles.text import Page
from monitor.feeds.parse import parse_feed
from monitor.feeds.values import FeedDocument
from monitor.flow.ports import Fetched
from monitor.records.errors import FetchError


@dataclass
class FakeFetcher:
    """Gives the answers that it was given, in turn, and keeps what it was asked."""

    answers: list[Fetched | FetchError]
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    async def fetch(self, url: str, headers: dict[str, str], *, verify_tls: bool = True) -> Fetched:
        """Return or raise the next answer."""
        self.asked.append((url, headers))
        answer = self.answers.pop(0)
        if isinstance(answer, FetchError):
            raise answer
        return answer


class DirectParser:
    """Parses in this process."""

    async def parse(self, body: bytes, content_type: str, url: str) -> FeedDocument:
        """Return the document."""
        return parse_feed(body, content_type, url)


@dataclass
class FakePages:
    """Has the text of some pages."""

    texts: dict[str, str] = field(default_factory=dict)

    async def read_page(self, url: str) -> Page | None:
        """Return a page, or None."""
        text = self.texts.get(url)
        return (
            Page(title="", text=text, language=None, published_at=None, author="A. Writer")
            if text
            else None
        )
