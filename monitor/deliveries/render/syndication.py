"""Items as a feed for any reader: Atom (RFC 4287), RSS 2.0 or JSON Feed 1.1. Pure.

Characters that XML does not allow are omitted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Any, Literal
from xml.etree import ElementTree

from monitor.deliveries.render.saying import labels_of, saying_of_alert
from monitor.records import Alert
from monitor.records.text import printable

FeedForm = Literal["atom", "rss", "json"]
MEDIA_TYPES: dict[FeedForm, str] = {
    "atom": "application/atom+xml",
    "rss": "application/rss+xml",
    "json": "application/feed+json",
}
TITLE = "News monitor: alerts"
_ATOM_NAMESPACE = "http://www.w3.org/2005/Atom"
_NEVER = "1970-01-01T00:00:00+00:00"
"""``updated`` of a feed without entries; RFC 4287 demands a value."""


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One item of a feed: an alert, a statement or an article."""

    id: str
    """A URN or another globally unique id."""
    guid: str
    """The id in RSS and JSON Feed."""
    url: str
    title: str
    summary: str
    author: str
    tags: tuple[str, ...]
    published_at: datetime
    updated_at: datetime


def item_of(alert: Alert) -> FeedItem:
    """Return an alert as an item."""
    return FeedItem(
        id=f"urn:news-monitor:alert:{alert.id}",
        guid=alert.id,
        url=alert.article.url,
        title=_title_of(alert),
        summary=_summary_of(alert),
        author=_speaker_of(alert),
        tags=(alert.rule, alert.severity, *alert.themes),
        published_at=alert.raised_at,
        updated_at=alert.updated_at,
    )


def json_feed(items: Sequence[FeedItem], url: str, title: str = TITLE) -> dict[str, Any]:
    """Return items as JSON Feed 1.1; ``url`` is the feed's own."""
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "feed_url": url,
        "items": [_json_item(item) for item in items],
    }


def xml_feed(
    items: Sequence[FeedItem], url: str, form: Literal["atom", "rss"], title: str = TITLE
) -> bytes:
    """Return items as Atom or RSS, UTF-8; ``url`` is the feed's own."""
    root = _atom(items, url, title) if form == "atom" else _rss(items, url, title)
    document: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def _title_of(alert: Alert) -> str:
    return f"{alert.rule_name}: {_speaker_of(alert)}"


def _speaker_of(alert: Alert) -> str:
    return alert.statement.said_by or "unknown speaker"


def _summary_of(alert: Alert) -> str:
    """Return the statement as a sentence, its labels, and the publishers that carry it."""
    publishers = sorted({copy.publisher for copy in alert.copies})
    labels = labels_of(alert.statement)
    marked = f" [{', '.join(labels)}]" if labels else ""
    return f"{saying_of_alert(alert).text}{marked} ({', '.join(publishers)})"


def _json_item(item: FeedItem) -> dict[str, Any]:
    return {
        "id": item.guid,
        "url": item.url,
        "title": item.title,
        "content_text": item.summary,
        "date_published": item.published_at.isoformat(),
        "date_modified": item.updated_at.isoformat(),
        "tags": list(item.tags),
    }


def _atom(items: Sequence[FeedItem], url: str, title: str) -> ElementTree.Element:
    feed = ElementTree.Element("feed", xmlns=_ATOM_NAMESPACE)
    updated = max((item.updated_at for item in items), default=None)
    _add(feed, "id", url)
    _add(feed, "title", title)
    _add(feed, "updated", updated or _NEVER)
    ElementTree.SubElement(feed, "link", rel="self", href=url)
    for item in items:
        entry = ElementTree.SubElement(feed, "entry")
        _add(entry, "id", item.id)
        _add(entry, "title", item.title)
        _add(entry, "published", item.published_at)
        _add(entry, "updated", item.updated_at)
        ElementTree.SubElement(entry, "link", rel="alternate", href=printable(item.url))
        _add(ElementTree.SubElement(entry, "author"), "name", item.author)
        for tag in item.tags:
            ElementTree.SubElement(entry, "category", term=tag)
        _add(entry, "summary", item.summary)
    return feed


def _rss(items: Sequence[FeedItem], url: str, title: str) -> ElementTree.Element:
    rss = ElementTree.Element("rss", version="2.0")
    channel = ElementTree.SubElement(rss, "channel")
    _add(channel, "title", title)
    _add(channel, "link", url)
    _add(channel, "description", "Statements that meet a rule of the watchlist")
    for item in items:
        entry = ElementTree.SubElement(channel, "item")
        guid = ElementTree.SubElement(entry, "guid", isPermaLink="false")
        guid.text = item.guid
        _add(entry, "title", item.title)
        _add(entry, "link", item.url)
        _add(entry, "pubDate", format_datetime(item.published_at))
        for tag in item.tags:
            _add(entry, "category", tag)
        _add(entry, "description", item.summary)
    return rss


def _add(parent: ElementTree.Element, name: str, value: Any) -> None:
    text = value.isoformat() if hasattr(value, "isoformat") else str(value)
    ElementTree.SubElement(parent, name).text = printable(text)
