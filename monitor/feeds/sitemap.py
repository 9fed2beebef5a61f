"""News sitemaps (Google's ``news:news`` in the sitemaps.org protocol) to entries.

They carry a title, a date and an address; the text is on the page.
"""

from datetime import datetime
from xml.etree import ElementTree

from monitor.feeds.dates import read_dates
from monitor.feeds.titles import plain_title
from monitor.feeds.values import Entry, FeedDocument, language_code
from monitor.records.errors import FeedError
from monitor.records.urls import resolve_url


def parse_sitemap(text: str, url: str, most_entries: int) -> FeedDocument:
    """Parse a news sitemap. Raises `FeedError` if it is malformed or lists no news."""
    root = _root(text)
    news = [place for place in root if _child(place, "news") is not None]
    if not news:
        raise FeedError("not_a_feed", "a sitemap without news")
    read = news[:most_entries]
    dates = read_dates([_text(place, "publication_date") for place in read])
    entries = [_entry(place, url, date) for place, date in zip(read, dates, strict=True)]
    return FeedDocument(
        title=_text(news[0], "name"),
        language=language_code(_text(news[0], "language")),
        entries=tuple(entries),
        left_out=len(news) - len(read),
    )


def parse_sitemap_index(text: str) -> list[str]:
    """Return the addresses that an index of sitemaps lists. Raises `FeedError`."""
    root = _root(text)
    return [address for place in root if (address := _text(place, "loc"))]


def _root(text: str) -> ElementTree.Element:
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise FeedError("parse", "a sitemap with declarations of its own is refused")
    try:
        return ElementTree.fromstring(text.strip())  # noqa: S314  declarations were refused above
    except ElementTree.ParseError as error:
        raise FeedError("parse", f"not valid XML: {error}") from error


def _entry(place: ElementTree.Element, url: str, published_at: datetime | None) -> Entry:
    address = _text(place, "loc")
    return Entry(
        guid=address or None,
        link=resolve_url(url, address) if address else None,
        title=plain_title(_text(place, "title")),
        summary="",
        content="",
        published_at=published_at,
    )


def _child(place: ElementTree.Element, name: str) -> ElementTree.Element | None:
    return next((child for child in place if child.tag.rpartition("}")[2] == name), None)


def _text(place: ElementTree.Element, name: str) -> str:
    """Return the text of the first descendant with this local name."""
    for element in place.iter():
        if element.tag.rpartition("}")[2] == name and element.text:
            return element.text.strip()
    return ""
