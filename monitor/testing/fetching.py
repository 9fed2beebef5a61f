"""Doubles of the ports of `monitor.flow.poll_feed`, so that a poll needs no network."""

from dataclasses import dataclass, field

from monitor.articles.fragment import text_of_fragment
from monitor.articles.page import Page
from monitor.feeds.parse import parse_feed
from monitor.feeds.values import FeedDocument
from monitor.flow.ports import Fetched, NoPage, PageRequest
from monitor.records.errors import FetchError


@dataclass
class FakeFetcher:
    """A `Fetcher` that gives prepared answers in turn and keeps the requests."""

    answers: list[Fetched | FetchError]
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    async def fetch(self, url: str, headers: dict[str, str], *, verify_tls: bool = True) -> Fetched:
        """Return or raise the next answer. Raises IndexError after the last one."""
        self.requests.append((url, headers))
        answer = self.answers.pop(0)
        if isinstance(answer, FetchError):
            raise answer
        return answer


class DirectParser:
    """A `DocumentParser` that parses in this process."""

    async def parse(self, body: bytes, content_type: str, url: str) -> FeedDocument:
        """Return the document. Raises `FeedError`."""
        return parse_feed(body, content_type, url)

    async def read_fragments(self, fragments: tuple[str, ...]) -> tuple[str | None, ...]:
        """Return the text of each fragment of HTML."""
        return tuple(map(text_of_fragment, fragments))


@dataclass
class FakePages:
    """A `PageReader` with the text of some pages by their address; every other page fails."""

    texts: dict[str, str] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)

    async def read_pages(self, requests: tuple[PageRequest, ...]) -> tuple[Page | NoPage, ...]:
        """Return each page, or the failure for an unknown address."""
        return tuple(self._page(request.url) for request in requests)

    def _page(self, url: str) -> Page | NoPage:
        self.requests.append(url)
        text = self.texts.get(url)
        if text is None:
            return NoPage("no such page")
        return Page(title="", text=text, language=None, published_at=None, author="A. Writer")
