"""Alerts as a feed that any reader takes: Atom (RFC 4287), RSS 2.0, JSON Feed 1.1. Pure."""

from collections.abc import Sequence
from email.utils import format_datetime
from typing import Any, Literal
from xml.etree import ElementTree

from monitor.records import Alert
from monitor.records.text import printable

FeedForm = Literal["atom", "rss", "json"]
MEDIA_TYPES: dict[FeedForm, str] = {
    "atom": "application/atom+xml",
    "rss": "application/rss+xml",
    "json": "application/feed+json",
}
_ATOM = "http://www.w3.org/2005/Atom"
TITLE = "News monitor: alerts"


def title_of(alert: Alert) -> str:
    """Return the line by which an alert is listed."""
    return f"{alert.rule_name}: {alert.statement.said_by or 'somebody'}"


def summary_of(alert: Alert) -> str:
    """Return what was said, and by how many it was carried."""
    publishers = sorted({copy.publisher for copy in alert.copies})
    return f"“{alert.statement.text}” ({', '.join(publishers)})"


def json_feed(alerts: Sequence[Alert], url: str) -> dict[str, Any]:
    """Return alerts as JSON Feed 1.1."""
    items = [
        {
            "id": alert.id,
            "url": alert.article.url,
            "title": title_of(alert),
            "content_text": summary_of(alert),
            "date_published": alert.raised_at.isoformat(),
            "date_modified": alert.updated_at.isoformat(),
            "tags": [alert.rule, alert.severity, *alert.themes],
        }
        for alert in alerts
    ]
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": TITLE,
        "feed_url": url,
        "items": items,
    }


def xml_feed(alerts: Sequence[Alert], url: str, form: Literal["atom", "rss"]) -> bytes:
    """Return alerts as Atom or RSS; characters that XML forbids are left out."""
    return _atom(alerts, url) if form == "atom" else _rss(alerts, url)


def _atom(alerts: Sequence[Alert], url: str) -> bytes:
    feed = ElementTree.Element("feed", xmlns=_ATOM)
    _add(feed, "id", url)
    _add(feed, "title", TITLE)
    _add(
        feed,
        "updated",
        max((alert.updated_at for alert in alerts), default=None) or "1970-01-01T00:00:00+00:00",
    )
    ElementTree.SubElement(feed, "link", rel="self", href=url)
    for alert in alerts:
        entry = ElementTree.SubElement(feed, "entry")
        _add(entry, "id", f"urn:news-monitor:alert:{alert.id}")
        _add(entry, "title", title_of(alert))
        _add(entry, "published", alert.raised_at)
        _add(entry, "updated", alert.updated_at)
        ElementTree.SubElement(entry, "link", rel="alternate", href=printable(alert.article.url))
        _add(ElementTree.SubElement(entry, "author"), "name", alert.statement.said_by or "somebody")
        for term in (alert.rule, alert.severity, *alert.themes):
            ElementTree.SubElement(entry, "category", term=term)
        _add(entry, "summary", summary_of(alert))
    return _written(feed)


def _rss(alerts: Sequence[Alert], url: str) -> bytes:
    rss = ElementTree.Element("rss", version="2.0")
    channel = ElementTree.SubElement(rss, "channel")
    _add(channel, "title", TITLE)
    _add(channel, "link", url)
    _add(channel, "description", "Statements that met a rule of the watchlist")
    for alert in alerts:
        item = ElementTree.SubElement(channel, "item")
        guid = ElementTree.SubElement(item, "guid", isPermaLink="false")
        guid.text = alert.id
        _add(item, "title", title_of(alert))
        _add(item, "link", alert.article.url)
        _add(item, "pubDate", format_datetime(alert.raised_at))
        for term in (alert.rule, alert.severity, *alert.themes):
            _add(item, "category", term)
        _add(item, "description", summary_of(alert))
    return _written(rss)


def _add(parent: ElementTree.Element, name: str, value: Any) -> None:
    text = value.isoformat() if hasattr(value, "isoformat") else str(value)
    ElementTree.SubElement(parent, name).text = printable(text)


def _written(root: ElementTree.Element) -> bytes:
    written: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written
