"""Alerts as a feed for any reader: Atom (RFC 4287), RSS 2.0 or JSON Feed 1.1. Pure.

Characters that XML does not allow are omitted.
"""

from collections.abc import Sequence
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


def json_feed(alerts: Sequence[Alert], url: str) -> dict[str, Any]:
    """Return alerts as JSON Feed 1.1; ``url`` is the feed's own."""
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": TITLE,
        "feed_url": url,
        "items": [_json_item(alert) for alert in alerts],
    }


def xml_feed(alerts: Sequence[Alert], url: str, form: Literal["atom", "rss"]) -> bytes:
    """Return alerts as Atom or RSS, UTF-8; ``url`` is the feed's own."""
    root = _atom(alerts, url) if form == "atom" else _rss(alerts, url)
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


def _tags_of(alert: Alert) -> list[str]:
    return [alert.rule, alert.severity, *alert.themes]


def _json_item(alert: Alert) -> dict[str, Any]:
    return {
        "id": alert.id,
        "url": alert.article.url,
        "title": _title_of(alert),
        "content_text": _summary_of(alert),
        "date_published": alert.raised_at.isoformat(),
        "date_modified": alert.updated_at.isoformat(),
        "tags": _tags_of(alert),
    }


def _atom(alerts: Sequence[Alert], url: str) -> ElementTree.Element:
    feed = ElementTree.Element("feed", xmlns=_ATOM_NAMESPACE)
    updated = max((alert.updated_at for alert in alerts), default=None)
    _add(feed, "id", url)
    _add(feed, "title", TITLE)
    _add(feed, "updated", updated or _NEVER)
    ElementTree.SubElement(feed, "link", rel="self", href=url)
    for alert in alerts:
        entry = ElementTree.SubElement(feed, "entry")
        _add(entry, "id", f"urn:news-monitor:alert:{alert.id}")
        _add(entry, "title", _title_of(alert))
        _add(entry, "published", alert.raised_at)
        _add(entry, "updated", alert.updated_at)
        ElementTree.SubElement(entry, "link", rel="alternate", href=printable(alert.article.url))
        _add(ElementTree.SubElement(entry, "author"), "name", _speaker_of(alert))
        for tag in _tags_of(alert):
            ElementTree.SubElement(entry, "category", term=tag)
        _add(entry, "summary", _summary_of(alert))
    return feed


def _rss(alerts: Sequence[Alert], url: str) -> ElementTree.Element:
    rss = ElementTree.Element("rss", version="2.0")
    channel = ElementTree.SubElement(rss, "channel")
    _add(channel, "title", TITLE)
    _add(channel, "link", url)
    _add(channel, "description", "Statements that meet a rule of the watchlist")
    for alert in alerts:
        item = ElementTree.SubElement(channel, "item")
        guid = ElementTree.SubElement(item, "guid", isPermaLink="false")
        guid.text = alert.id
        _add(item, "title", _title_of(alert))
        _add(item, "link", alert.article.url)
        _add(item, "pubDate", format_datetime(alert.raised_at))
        for tag in _tags_of(alert):
            _add(item, "category", tag)
        _add(item, "description", _summary_of(alert))
    return rss


def _add(parent: ElementTree.Element, name: str, value: Any) -> None:
    text = value.isoformat() if hasattr(value, "isoformat") else str(value)
    ElementTree.SubElement(parent, name).text = printable(text)
