"""Markup to text: paragraphs parted by empty lines, block quotes and lists kept.

`text_of_fragment` is for the small pieces of HTML in feeds; `text_of_page` finds the article in a whole page by trafilatura.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from html.parser import HTMLParser
from typing import Any

from monitor.records.text import printable

SHORT_ARTICLE = 800
"""Characters; where the fast reading of a page finds fewer, the slow one, with the library's other ways, is tried too."""

_BLOCKS = frozenset(
    "address article aside blockquote br dd div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 header hr li main nav ol p "
    "pre section table td th tr ul".split()
)
_SKIPPED = frozenset(("script", "style", "noscript", "template", "iframe"))
_SPACES = re.compile(r"[^\S\n]+")
_BREAKS = re.compile(r"\s*\n\s*")


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._skipping = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002  the library's signature
        if tag in _SKIPPED:
            self._skipping += 1
        elif tag in _BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SKIPPED:
            self._skipping = max(0, self._skipping - 1)
        elif tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._skipping:
            self.parts.append(data.replace("\n", " ") if self.parts and "\n" in data else data)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The article in a page; ``text`` is its body without the headline."""

    title: str
    text: str
    language: str | None
    published_at: datetime | None
    author: str | None = None


def text_of_fragment(html: str) -> str:
    """Return the text of a piece of HTML (or of plain text), paragraphs parted by empty lines."""
    if "<" not in html:
        return normalize_paragraphs(unescape(html))
    parser = _Text()
    try:
        parser.feed(html)
        parser.close()
    except AssertionError:  # html.parser's way to refuse a broken declaration
        return normalize_paragraphs(unescape(re.sub(r"<[^>]*>", " ", html)))
    return normalize_paragraphs("".join(parser.parts))


def normalize_paragraphs(text: str) -> str:
    """Make white space single and paragraphs parted by one empty line."""
    return _BREAKS.sub("\n\n", _SPACES.sub(" ", printable(text.replace("\r", "\n")))).strip()


def text_of_page(html: str | bytes, url: str | None = None) -> Page | None:
    """Return the article in a page, or None where there is none."""
    import trafilatura

    def extract(*, fast: bool) -> Any:
        return trafilatura.bare_extraction(
            html,
            url=url,
            fast=fast,
            include_comments=False,
            include_tables=False,
            with_metadata=True,
        )

    found = extract(fast=True)
    if found is None or len(found.text or "") < SHORT_ARTICLE:
        slow = extract(fast=False)
        if slow is not None and len(slow.text or "") > len((found.text if found else None) or ""):
            found = slow
    if found is None or not found.text:
        return None
    return Page(
        title=" ".join((found.title or "").split()),
        text=normalize_paragraphs(found.text),
        language=found.language,
        published_at=_midnight(found.date),
        author=found.author,
    )


def _midnight(date: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(date).replace(tzinfo=UTC) if date else None
    except ValueError:
        return None


def join_text(title: str, body: str) -> str:
    """Return an article's whole text: the headline, an empty line, the body; the headline once, if the body repeats it."""
    if not title or body.startswith(title):
        return body
    return f"{title}\n\n{body}" if body else title
