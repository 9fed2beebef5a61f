"""Feed documents: any bytes in, entries or a `FeedError` out.

1. The character set is the one that HTTP names, else that of a byte order mark, else the prolog's; a document that is
   UTF-8 but for a stray byte stays UTF-8.
2. Malformed XML is mended as far as it goes; a document without a single entry and without a feed's root is no feed.
3. An HTML page is ``not_a_feed`` and names the feeds that it offers.
4. Entity declarations beyond a handful are refused unparsed: that is an attack, not news.
"""

import re
from calendar import timegm
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

from monitor.feeds.values import Entry, FeedDocument, FeedError

MOST_ENTITIES = 64
"""Real feeds declare none, or a few Latin-1 ones."""

MOST_ENTRIES = 5_000
"""The largest real feed seen has 1,000; beyond this only the first are read."""

STRAY_SHARE = 0.001
"""A text with fewer wrong bytes than this is UTF-8 with a stray byte."""

_HTML = re.compile(rb"^\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL)
_FEED_ROOT = re.compile(rb"<(?:\w+:)?(?:rss|feed|rdf)\b", re.IGNORECASE)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_PROLOG = re.compile(rb"^\s*<\?xml[^>]*?encoding\s*=\s*[\"']([\w.:-]+)[\"']", re.IGNORECASE)
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def parse_feed(body: bytes, content_type: str, url: str) -> FeedDocument:
    """Parse the body of a feed's response. Raises `FeedError` (``not_a_feed`` or ``parse``)."""
    import feedparser

    if body.count(b"<!ENTITY") > MOST_ENTITIES:
        raise FeedError("parse", f"more than {MOST_ENTITIES} entity declarations; refused")
    if _HTML.match(body[:2048]) and not _FEED_ROOT.search(body[:4096]):
        raise FeedError("not_a_feed", _offered(body, url))
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": url}
    parsed = feedparser.parse(
        decode_feed(body, content_type).encode("utf-8", "replace"),
        response_headers=headers,
        resolve_relative_uris=False,
        sanitize_html=False,
    )
    if not parsed.entries and not parsed.get("version"):
        if not body.strip():
            raise FeedError("not_a_feed", "the body is empty")
        raise FeedError(
            "not_a_feed" if not _FEED_ROOT.search(body) else "parse",
            str(parsed.get("bozo_exception") or "no feed in it"),
        )
    entries = tuple(_entry(entry, url) for entry in parsed.entries[:MOST_ENTRIES])
    language = str(parsed.feed.get("language") or "")[:2].lower() or None
    return FeedDocument(title=_plain(parsed.feed.get("title")), language=language, entries=entries)


def decode_feed(body: bytes, content_type: str) -> str:
    """Return the text of a feed document, its prolog's encoding made true."""
    named = _CHARSET.search(content_type)
    prolog = _PROLOG.search(body[:512])
    candidates = [named[1] if named else None, prolog[1].decode("ascii") if prolog else None]
    if body.startswith(_BOMS):
        candidates.insert(0, "utf-8-sig" if body.startswith(_BOMS[0]) else "utf-16")
    elif body[:4] in (b"<\0?\0", b"\0<\0?"):
        candidates.insert(0, "utf-16-le" if body[0] else "utf-16-be")
    lenient = body.decode("utf-8", "replace")
    if lenient.count("\ufffd") <= STRAY_SHARE * len(lenient) and not body.startswith(_BOMS[1:]):
        return _without_prolog(lenient)
    for name in candidates:
        if name is None:
            continue
        try:
            return _without_prolog(body.decode("gb18030" if name.lower() in ("gb2312", "gbk") else name))
        except (LookupError, UnicodeDecodeError):
            continue
    from charset_normalizer import from_bytes

    best = from_bytes(body[:200_000]).best()
    return _without_prolog(body.decode(best.encoding, "replace") if best else lenient)


def _without_prolog(text: str) -> str:
    return re.sub(r"^\ufeff?\s*<\?xml[^>]*\?>", "", text, count=1)


def _entry(entry: Any, url: str) -> Entry:
    contents = [part.get("value") or "" for part in entry.get("content") or ()]
    moment = entry.get("published_parsed") or entry.get("updated_parsed")
    link = entry.get("link")
    return Entry(
        guid=_plain(entry.get("id")) or None,
        link=urljoin(url, link.strip()) if link else None,
        title=_plain(entry.get("title")),
        summary=entry.get("summary") or "",
        content=max(contents, key=len, default=""),
        published_at=_moment(moment),
    )


def _moment(parsed: Any) -> datetime | None:
    try:
        return datetime.fromtimestamp(timegm(parsed), UTC) if parsed else None
    except (ValueError, OverflowError, OSError):
        return None


def _plain(value: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", "", str(value or "")).split())


class _Alternates(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        is_feed = (given.get("type") or "").startswith(("application/rss", "application/atom", "application/feed+json"))
        if tag == "link" and is_feed and (href := given.get("href")):
            self.found.append(href)


def _offered(body: bytes, url: str) -> str:
    page = _Alternates()
    page.feed(body[:200_000].decode("utf-8", "replace"))
    offers = [urljoin(url, href) for href in page.found[:5]]
    return "an HTML page; " + (f"it offers the feeds {', '.join(offers)}" if offers else "it offers no feed")
