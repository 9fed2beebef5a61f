"""JSON Feed 1.1 (jsonfeed.org): a document into entries; ids may be numbers, as they are in the wild."""

import json
from typing import Any

from monitor.feeds.dates import read_date
from monitor.feeds.values import Entry, FeedDocument
from monitor.records.errors import FeedError
from monitor.records.text import printable

VERSION = "https://jsonfeed.org/version/"


def parse_json_feed(text: str, most_entries: int) -> FeedDocument:
    """Parse a JSON Feed. Raises `FeedError` where it is other JSON."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise FeedError("parse", f"no JSON: {error}") from error
    if not isinstance(found, dict) or not str(found.get("version", "")).startswith(VERSION):
        raise FeedError("not_a_feed", "JSON, but no JSON Feed")
    items = found.get("items")
    entries = (
        [_entry(item) for item in items if isinstance(item, dict)]
        if isinstance(items, list)
        else []
    )
    hubs = found.get("hubs")
    hub = (
        hubs[0].get("url")
        if isinstance(hubs, list) and hubs and isinstance(hubs[0], dict)
        else None
    )
    return FeedDocument(
        title=_text(found.get("title")),
        language=_text(found.get("language"))[:2].lower() or None,
        entries=tuple(entries[:most_entries]),
        left_out=max(0, len(entries) - most_entries),
        hub=_text(hub) or None,
        own_url=_text(found.get("feed_url")) or None,
    )


def _entry(item: dict[str, Any]) -> Entry:
    authors = item.get("authors") or [item.get("author")]
    names = [_text(author.get("name")) for author in authors if isinstance(author, dict)]
    return Entry(
        guid=_text(item.get("id")) or None,
        link=_text(item.get("url")) or _text(item.get("external_url")) or None,
        title=_text(item.get("title")),
        summary=_text(item.get("summary")),
        content=_text(item.get("content_html")) or _text(item.get("content_text")),
        published_at=read_date(_text(item.get("date_published"))),
        authors=tuple(filter(None, names)),
    )


def _text(value: Any) -> str:
    return "" if value is None or isinstance(value, dict | list) else printable(str(value))
