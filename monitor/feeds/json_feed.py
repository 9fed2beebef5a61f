"""JSON Feed 1.1 (jsonfeed.org) to entries, as lenient as its writers are careless.

1. ``version`` may be an ``http`` address or a number, as long as there is a list of items.
2. Ids may be numbers; a field of a wrong type is ignored, and costs no other field or item.
3. Titles may contain markup; addresses may be relative.
"""

import json
from datetime import datetime
from typing import Any

from monitor.feeds.dates import read_dates
from monitor.feeds.titles import one_line, plain_title
from monitor.feeds.values import Entry, FeedDocument, language_code
from monitor.records.errors import FeedError
from monitor.records.text import printable
from monitor.records.urls import resolve_url

MARK = "jsonfeed.org/version/"
"""Part of every version address."""


def parse_json_feed(text: str, url: str, most_entries: int) -> FeedDocument:
    """Parse a JSON Feed. Raises `FeedError` if the text is other JSON."""
    try:
        root = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise FeedError("parse", f"not valid JSON: {error}") from error
    if not isinstance(root, dict) or not _is_json_feed(root):
        raise FeedError("not_a_feed", "JSON, but not a JSON Feed")
    items = [item for item in _list(root.get("items")) if isinstance(item, dict)]
    read = items[:most_entries]
    dates = read_dates([_first_text(item, "date_published", "date_modified") for item in read])
    return FeedDocument(
        title=plain_title(_text(root.get("title"))),
        language=language_code(_text(root.get("language"))),
        entries=tuple(
            _entry(item, url, published_at) for item, published_at in zip(read, dates, strict=True)
        ),
        left_out=len(items) - len(read),
        hub=_hub(root),
        own_url=_text(root.get("feed_url")) or None,
        older_url=_text(root.get("next_url")) or None,
    )


def _is_json_feed(root: dict[str, Any]) -> bool:
    version = root.get("version")
    if isinstance(version, str) and MARK in version:
        return True
    return isinstance(version, int | float) and isinstance(root.get("items"), list)


def _hub(root: dict[str, Any]) -> str | None:
    for hub in _list(root.get("hubs")):
        if isinstance(hub, dict) and _text(hub.get("url")):
            return _text(hub.get("url"))
    return None


def _entry(item: dict[str, Any], url: str, published_at: datetime | None) -> Entry:
    written = _first_text(item, "url", "external_url")
    link = resolve_url(url, written) if written else None
    return Entry(
        guid=_text(item.get("id")) or None,
        link=link,
        title=plain_title(_text(item.get("title"))),
        summary=_text(item.get("summary")),
        content=_first_text(item, "content_html", "content_text"),
        published_at=published_at,
        authors=_authors(item),
        raw_link=written if written and written != link else None,
    )


def _authors(item: dict[str, Any]) -> tuple[str, ...]:
    authors = _list(item.get("authors")) or [item.get("author")]
    names = [one_line(_text(each.get("name"))) for each in authors if isinstance(each, dict)]
    return tuple(dict.fromkeys(filter(None, names)))


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _first_text(item: dict[str, Any], *keys: str) -> str:
    texts = (_text(item.get(key)) for key in keys)
    return next(filter(None, texts), "")


def _text(value: Any) -> str:
    if value is None or isinstance(value, dict | list | bool):
        return ""
    return printable(str(value))
