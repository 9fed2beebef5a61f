"""Articles in pages that a source contains: extracted in killable processes."""

from dataclasses import replace
from typing import Protocol

from monitor.articles.page import Page
from monitor.records.errors import MonitorError
from monitor.services.backfill.items import Skipped, Text


class PageParser(Protocol):
    """Extracts articles from pages in processes of its own. Called once for each page."""

    async def read_page(
        self, body: bytes, content_type: str, url: str, expected: str
    ) -> Page | None:
        """Return the article in a page, None if there is none. Raises `MonitorError`."""
        ...


async def complete(
    text: Text, parser: PageParser, body: bytes, content_type: str
) -> Text | Skipped:
    """Return a text with the article of its page; values of its source go before."""
    try:
        page = await parser.read_page(body, content_type, text.url, "")
    except MonitorError as error:
        return Skipped(text.item, f"the page cannot be parsed: {error}")
    if page is None:
        return Skipped(text.item, "the page has no article text")
    return replace(
        text,
        title=text.title or page.title,
        text=page.text,
        published_at=text.published_at or page.published_at,
        authors=text.authors or ((page.author,) if page.author else ()),
    )
