"""Feed documents: any bytes in, entries or a `FeedError` out.

1. The character set is the one that HTTP names, else that of a byte order mark, else the prolog's; a document that is
   UTF-8 but for a stray byte stays UTF-8.
2. Malformed XML is mended as far as it goes; a document without a single entry and without a feed's root is no feed.
3. An HTML page is ``not_a_feed`` and names the feeds that it offers.
4. Entity declarations beyond a handful are refused unparsed: that is an attack, not news.
5. JSON Feed is a feed (`monitor.feeds.json_feed`). Of more than `MOST_ENTRIES` entries the first are read, the document is cut before it is parsed.
6. A page or a document that says where the feed has moved to is no feed, and the error names the place.
"""

import itertools
import re
import sys
from calendar import timegm
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

from monitor.feeds.dates import read_date
from monitor.feeds.hints import hint_of_feed
from monitor.feeds.json_feed import parse_json_feed
from monitor.feeds.values import LONGEST_TITLE, Entry, FeedDocument
from monitor.records.errors import FeedError
from monitor.records.text import printable

MOST_ENTITIES = 64
"""Real feeds declare none, or a few Latin-1 ones."""

MOST_ENTRIES = 2_000
"""The largest real feed seen has 1,000; this many take 1.5 s to parse."""

STRAY_SHARE = 0.001
"""A text with fewer wrong bytes than this, and three times as many letters beyond ASCII that are right, is UTF-8 with a stray byte."""

_HTML = re.compile(rb"^\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL)
_FEED_ROOT = re.compile(rb"<(?:\w+:)?(?:rss|feed|rdf)\b", re.IGNORECASE)
_ENTRY_END = re.compile(r"</(?:\w+:)?(?:item|entry)\s*>", re.IGNORECASE)
_MOVED = re.compile(r"<redirect>\s*<newLocation>([^<]+)<", re.IGNORECASE)
_REFRESH = re.compile(rb"<meta[^>]+http-equiv=[\"']?refresh[^>]+url=([^\"'>\s]+)", re.IGNORECASE)
_CHARACTER = re.compile(r"&#(?:[xX]([0-9a-fA-F]{1,12})|([0-9]{1,12}));?")
_COMMENT = re.compile(r"<!--.*?-->|<\?.*?\?>", re.DOTALL)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_PROLOG = re.compile(rb"^\s*<\?xml[^>]*?encoding\s*=\s*[\"']([\w.:-]+)[\"']", re.IGNORECASE)
_UNNAMED = [
    "cp1252", "cp1251", "cp1256", "koi8_r", "gb18030", "big5", "euc_kr", "shift_jis", "cp1253", "cp1255",
]  # fmt: skip
"""Character sets that documents are in which name none; the more there are to choose from, the more often the wrong one is."""
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def parse_feed(body: bytes, content_type: str, url: str) -> FeedDocument:
    """Parse the body of a feed's response. Raises `FeedError` (``not_a_feed`` or ``parse``)."""
    import feedparser

    if body.count(b"<!ENTITY") > MOST_ENTITIES:
        raise FeedError("parse", f"more than {MOST_ENTITIES} entity declarations; refused")
    if _HTML.match(body[:2048]) and not _FEED_ROOT.search(body[:4096]):
        raise FeedError("not_a_feed", _offered(body, url))
    text = decode_feed(body, content_type)
    if text.lstrip("\ufeff \t\r\n").startswith("{"):
        return parse_json_feed(text.lstrip("\ufeff"), MOST_ENTRIES)
    if (moved := _MOVED.search(text[:4096])) is not None:
        raise FeedError("not_a_feed", f"the feed has moved to {moved[1].strip()}")
    text, left_out = _cut(_CHARACTER.sub(_known_character, text))
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": url}
    parsed = feedparser.parse(
        text.encode("utf-8", "replace"),
        response_headers=headers,
        resolve_relative_uris=False,
        sanitize_html=False,
    )
    read = [_entry(each, url) for each in parsed.entries[:MOST_ENTRIES]]
    entries = tuple(entry for entry in read if _is_news(entry, is_broken=bool(parsed.bozo)))
    if not _has_root(text) or not (entries or parsed.get("version")):
        if not body.strip():
            raise FeedError("not_a_feed", "the body is empty")
        if not _COMMENT.sub("", text).strip():
            return FeedDocument(title="", language=None, entries=())
        raise FeedError(
            "parse" if _has_root(text) else "not_a_feed",
            str(parsed.get("bozo_exception") or "no feed in it"),
        )
    links = {
        str(link.get("rel")): str(link.get("href"))
        for link in parsed.feed.get("links") or ()
        if link.get("href")
    }
    return FeedDocument(
        title=_plain(parsed.feed.get("title"))[:LONGEST_TITLE],
        language=str(parsed.feed.get("language") or "")[:2].lower() or None,
        entries=entries,
        left_out=left_out,
        hint=hint_of_feed(parsed.feed),
        hub=links.get("hub"),
        own_url=links.get("self"),
    )


def _has_root(text: str) -> bool:
    return _FEED_ROOT.search(text[:100_000].encode("utf-8", "replace")) is not None


def _cut(text: str) -> tuple[str, int]:
    """Return a document with its first entries alone, and how many were left out; parsing thousands takes longer than a poll may."""
    ends = list(itertools.islice(_ENTRY_END.finditer(text), MOST_ENTRIES + 1))
    if len(ends) <= MOST_ENTRIES:
        return text, 0
    place = ends[MOST_ENTRIES - 1].end()
    left_out = sum(1 for _ in _ENTRY_END.finditer(text, place))
    closing = "</feed>" if ends[0].group().lower().endswith("entry>") else "</channel></rss>"
    return text[:place] + closing, left_out


def _is_news(entry: Entry, *, is_broken: bool) -> bool:
    """Return whether an entry says anything; of a broken document a text alone may be noise."""
    return bool(
        entry.guid
        or entry.link
        or entry.title
        or (not is_broken and (entry.summary or entry.content))
    )


def decode_feed(body: bytes, content_type: str) -> str:
    """Return the text of a feed document without its prolog."""
    return _without_prolog(body.decode(character_set(body, content_type), "replace"))


def character_set(body: bytes, content_type: str) -> str:
    """Return the name of the character set that a document is in, whatever it says."""
    named = _CHARSET.search(content_type)
    prolog = _PROLOG.search(body[:512])
    candidates = [named[1] if named else None, prolog[1].decode("ascii") if prolog else None]
    if body.startswith(_BOMS):
        candidates.insert(0, "utf-8-sig" if body.startswith(_BOMS[0]) else "utf-16")
    elif body[:4] in (b"<\0?\0", b"\0<\0?"):
        candidates.insert(0, "utf-16-le" if body[0] else "utf-16-be")
    lenient = body.decode("utf-8", "replace")
    strays = lenient.count("\ufffd")
    real = sum(1 for each in lenient if each > "\x7f") - strays
    if strays <= min(STRAY_SHARE * len(lenient), real / 3) and not body.startswith(_BOMS[1:]):
        return "utf-8"
    for candidate in filter(None, candidates):
        name = "gb18030" if candidate.lower() in ("gb2312", "gbk") else candidate
        try:
            body.decode(name)
        except (LookupError, UnicodeDecodeError):
            continue
        return name
    from charset_normalizer import from_bytes

    best = from_bytes(body[:200_000], cp_isolation=_UNNAMED).best()
    return best.encoding if best else "utf-8"


def _without_prolog(text: str) -> str:
    return re.sub(r"^\ufeff?\s*<\?xml[^>]*\?>", "", text, count=1).translate(_NO_CHARACTERS)


_NO_CHARACTERS = {code: None for code in range(32) if chr(code) not in "\t\n\r"}
"""Control characters, which XML forbids and nobody can read."""


def _entry(entry: Any, url: str) -> Entry:
    contents = [part.get("value") or "" for part in entry.get("content") or ()]
    # Membership first: feedparser's own fallback between the two warns on every read.
    dated = next((name for name in ("published", "updated") if name in entry), None)
    moment = entry.get(f"{dated}_parsed") if dated else None
    link = entry.get("link")
    authors = [_plain(author.get("name")) for author in entry.get("authors") or ()]
    return Entry(
        guid=_plain(entry.get("id")) or None,
        link=urljoin(url, printable(link.strip())) if link else None,
        title=_plain(entry.get("title"))[:LONGEST_TITLE],
        summary=printable(entry.get("summary") or ""),
        content=printable(max(contents, key=len, default="")),
        published_at=_moment(moment) or read_date(str(entry.get(dated, "")) if dated else ""),
        authors=tuple(dict.fromkeys(filter(None, authors))),
    )


def _moment(parsed: Any) -> datetime | None:
    try:
        return datetime.fromtimestamp(timegm(parsed), UTC) if parsed else None
    except (ValueError, OverflowError, OSError):
        return None


def _known_character(reference: re.Match[str]) -> str:
    """Return a character reference, or nothing for one of no character, on which the parser breaks."""
    code = int(reference[1], 16) if reference[1] else int(reference[2])
    is_one = code <= sys.maxunicode and not 0xD800 <= code <= 0xDFFF
    return reference[0] if is_one else ""


def _plain(value: Any) -> str:
    return printable(" ".join(re.sub(r"<[^>]+>", "", str(value or "")).split()))


class _Alternates(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        is_feed = (given.get("type") or "").startswith(
            ("application/rss", "application/atom", "application/feed+json")
        )
        if tag == "link" and is_feed and (href := given.get("href")):
            self.found.append(href)


def _offered(body: bytes, url: str) -> str:
    if (refresh := _REFRESH.search(body[:4096])) is not None:
        return f"an HTML page that moved to {urljoin(url, refresh[1].decode('utf-8', 'replace'))}"
    offers = offered_feeds(body, url)[:5]
    return "an HTML page; " + (
        f"it offers the feeds {', '.join(offers)}" if offers else "it offers no feed"
    )


def offered_feeds(body: bytes, url: str) -> list[str]:
    """Return the addresses of the feeds that an HTML page offers."""
    page = _Alternates()
    page.feed(body[:200_000].decode("utf-8", "replace"))
    return [urljoin(url, href) for href in page.found]
