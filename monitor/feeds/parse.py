"""Feed documents: any bytes in, entries or a `FeedError` out.

1. The character set is found by `monitor.records.charsets`, from HTTP and the XML prolog.
2. Malformed XML is repaired as far as possible; a document without an entry and without the root of
   a feed is not a feed.
3. An HTML page is ``not_a_feed``, and the error names the feeds that it offers. So is a document
   that only says where the feed has moved.
4. Entity declarations beyond `MOST_ENTITIES` are refused unparsed: that is an attack, not news.
   Simple ones are expanded, at most `MOST_EXPANSIONS` times; external ones never are.
5. JSON Feed and news sitemaps are feeds. Of more than `MOST_ENTRIES` entries the first are read;
   the document is cut before it is parsed.
6. A guid is taken as written; links are resolved against the address of the response.
"""

import itertools
import re
import sys
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from monitor.feeds.dates import Order, day_order, read_date
from monitor.feeds.hints import hint_of_feed
from monitor.feeds.html_pages import describe_page, is_html_page
from monitor.feeds.json_feed import parse_json_feed
from monitor.feeds.prologue import without_prologue
from monitor.feeds.references import with_xml_references
from monitor.feeds.sitemap import parse_sitemap
from monitor.feeds.titles import literal_title, one_line, plain_title
from monitor.feeds.values import Entry, FeedDocument, language_code
from monitor.records.charsets import character_set, charset_of_content_type, decode_as
from monitor.records.errors import FeedError
from monitor.records.markup import is_too_dense
from monitor.records.text import printable
from monitor.records.urls import host_of, resolve_url

MOST_ENTITIES = 64
"""Real feeds declare none, or a few Latin-1 ones."""

MOST_EXPANSIONS = 1_000
"""References to declared entities that are expanded; a value has at most 200 characters."""

MOST_ENTRIES = 2_000
"""The largest real feed seen has 1,000; this many take 1.5 s to parse."""

DENSEST = 7
"""Characters per tag below which a document is refused; the densest of 77 real feeds has 15."""

ROOT_WITHIN = 100_000
"""Characters in which the root of a feed is searched; some follow pages of PHP warnings."""

_FEED_ROOT = re.compile(r"<(?:\w{1,20}:)?(?:rss|feed|rdf)\b", re.IGNORECASE)
_SITEMAP_ROOT = re.compile(r"<(?:\w{1,20}:)?urlset\b", re.IGNORECASE)
_ENTRY_END = re.compile(r"</(?:\w{1,20}:)?(?:item|entry)\s*>", re.IGNORECASE)
_MOVED = re.compile(r"<redirect>\s*<newLocation>([^<]+)<", re.IGNORECASE)
_CHARACTER = re.compile(r"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));?")
_PROLOG = re.compile(r"^\s*<\?xml[^>]*\?>")
_PROLOG_CHARSET = re.compile(rb"^\s*<\?xml[^>]*?encoding\s*=\s*[\"']([\w.:-]+)[\"']", re.IGNORECASE)
_ENTITY = re.compile(
    r"<!ENTITY\s+([\w.-]{1,50})\s+(?:\"((?:[^\"<&%]|&#\w{1,8};){0,200})\""
    r"|'((?:[^'<&%]|&#\w{1,8};){0,200})')\s*>"
)
_CONTROLS = {code: None for code in range(32) if chr(code) not in "\t\n\r"}
"""Control characters, which XML forbids."""

LONGEST_REFERENCE = 12
"""Digits of a character reference; longer ones are of no character, and slow to convert."""


def parse_feed(body: bytes, content_type: str, url: str) -> FeedDocument:
    """Parse the body of a feed's response.

    ``url`` is the address that answered. Raises `FeedError` (``not_a_feed`` or ``parse``).
    """
    if body.count(b"<!ENTITY") > MOST_ENTITIES:
        raise FeedError("parse", f"more than {MOST_ENTITIES} entity declarations; refused")
    if is_html_page(body):
        raise FeedError("not_a_feed", describe_page(body, url))
    text = decode_feed(body, content_type).strip()
    if text.startswith("{"):
        return parse_json_feed(text, url, MOST_ENTRIES)
    moved = _MOVED.search(text[:4096])
    if moved is not None:
        raise FeedError("not_a_feed", f"the feed has moved to {moved[1].strip()}")
    head = text[:ROOT_WITHIN]
    if _SITEMAP_ROOT.search(head) and not _FEED_ROOT.search(head):
        return parse_sitemap(text, url, MOST_ENTRIES)
    return _parse_xml(text, url)


def decode_feed(body: bytes, content_type: str) -> str:
    """Return the text of a feed document without its prolog and control characters."""
    text = decode_as(body, charset_of_feed(body, content_type))
    return _PROLOG.sub("", text, count=1).translate(_CONTROLS)


def charset_of_feed(body: bytes, content_type: str) -> str:
    """Return the name of the character set that a feed document is in, whatever it declares."""
    prolog = _PROLOG_CHARSET.search(body[:512])
    declared = prolog[1].decode("ascii") if prolog else None
    return character_set(body, (charset_of_content_type(content_type), declared))


def _parse_xml(text: str, url: str) -> FeedDocument:
    if is_too_dense(text.count("<"), len(text), DENSEST):
        raise FeedError("parse", "more tags than text; refused")
    document = without_prologue(_expand_entities(_CHARACTER.sub(_existing_character, text)))
    if text and not document:  # comments alone
        return FeedDocument(title="", language=None, entries=())
    root = _FEED_ROOT.search(document, 0, ROOT_WITHIN)
    if root is not None:  # warnings of PHP may precede it
        document = document[root.start() :]
    text, left_out = _cut(with_xml_references(document))
    parsed = _feedparser_result(text)
    entries = _entries(parsed, url)
    if root is None or not (entries or parsed.get("version")):
        raise _refusal(text, parsed)
    links = {
        str(link.get("rel")): str(link.get("href"))
        for link in parsed.feed.get("links") or ()
        if link.get("href")
    }
    return FeedDocument(
        title=_title(parsed.feed, is_atom=_is_atom(parsed)),
        language=language_code(str(parsed.feed.get("language") or "")),
        entries=tuple(entries),
        left_out=left_out,
        hint=hint_of_feed(parsed.feed),
        hub=links.get("hub"),
        own_url=links.get("self"),
        older_url=links.get("prev-archive") or links.get("next"),
    )


def _feedparser_result(text: str) -> Any:
    import feedparser

    # Without an address feedparser leaves guids as they are; links are resolved here.
    return feedparser.parse(
        text.encode("utf-8", "replace"),
        response_headers={"content-type": "application/xml; charset=utf-8"},
        resolve_relative_uris=False,
        sanitize_html=False,
    )


def _refusal(text: str, parsed: Any) -> FeedError:
    if not text:
        return FeedError("not_a_feed", "the body is empty")
    has_root = _FEED_ROOT.search(text[:ROOT_WITHIN]) is not None
    detail = str(parsed.get("bozo_exception") or "neither a feed's root nor an entry")
    return FeedError("parse" if has_root else "not_a_feed", detail)


def _expand_entities(text: str) -> str:
    """Return a document with references to its own simple entities replaced by their values."""
    if "<!ENTITY" not in text:
        return text
    values = {match[1]: match[2] or match[3] or "" for match in _ENTITY.finditer(text)}
    if not values:
        return text
    names = "|".join(map(re.escape, values))

    def value_of(reference: re.Match[str]) -> str:
        return values[reference[1]]

    return re.sub(f"&({names});", value_of, text, count=MOST_EXPANSIONS)


def _existing_character(reference: re.Match[str]) -> str:
    """Return a character reference, ``""`` for one of no character, on which parsers fail."""
    digits = reference[1] or reference[2]
    if len(digits) > LONGEST_REFERENCE:
        return ""
    code = int(digits, 16 if reference[1] else 10)
    is_character = code <= sys.maxunicode and not 0xD800 <= code <= 0xDFFF
    return reference[0] if is_character else ""


def _cut(text: str) -> tuple[str, int]:
    """Return a document with its first `MOST_ENTRIES` entries, and the number of the others."""
    ends = list(itertools.islice(_ENTRY_END.finditer(text), MOST_ENTRIES + 1))
    if len(ends) <= MOST_ENTRIES:
        return text, 0
    place = ends[MOST_ENTRIES - 1].end()
    left_out = sum(1 for _ in _ENTRY_END.finditer(text, place))
    closing = "</feed>" if ends[0].group().lower().endswith("entry>") else "</channel></rss>"
    return text[:place] + closing, left_out


@dataclass(frozen=True, slots=True)
class _Context:
    """What the entries of a document have in common."""

    url: str
    is_atom: bool
    order: Order | None


def _entries(parsed: Any, url: str) -> list[Entry]:
    """Return the entries of a parsed document that say anything."""
    raw = parsed.entries[:MOST_ENTRIES]
    order = day_order(text for entry in raw for text in _date_texts(entry))
    context = _Context(url, _is_atom(parsed), order)
    entries = (_entry(entry, context) for entry in raw)
    return [entry for entry in entries if _is_news(entry, is_broken=bool(parsed.bozo))]


def _is_atom(parsed: Any) -> bool:
    return str(parsed.get("version") or "").startswith("atom")


def _is_news(entry: Entry, *, is_broken: bool) -> bool:
    """Return whether an entry says anything; of a broken document a text alone may be noise."""
    if entry.guid or entry.link or entry.raw_link or entry.title:
        return True
    return not is_broken and bool(entry.summary or entry.content)


def _entry(entry: Any, context: _Context) -> Entry:
    guid = printable(str(entry.get("id") or "")).strip()
    written = _written_link(entry, guid)
    link = resolve_url(context.url, written) if written else None
    return Entry(
        guid=guid or None,
        link=link,
        title=_title(entry, is_atom=context.is_atom),
        summary=printable(entry.get("summary") or ""),
        content=_content(entry),
        published_at=_published_at(entry, context.order),
        authors=_authors(entry),
        publisher=_source_host(entry),
        raw_link=written if written and written != link else None,
    )


def _title(element: Any, *, is_atom: bool) -> str:
    """Return the title of an entry or a feed."""
    detail = element.get("title_detail") or {}
    is_text = is_atom and detail.get("type") == "text/plain"
    return literal_title(element.get("title")) if is_text else plain_title(element.get("title"))


def _written_link(entry: Any, guid: str) -> str:
    """Return the link as the document writes it; a guid that is not an address is dropped."""
    link = printable(str(entry.get("link") or "")).strip()
    return "" if link == guid and "/" not in link else link


def _content(entry: Any) -> str:
    parts = [part.get("value") or "" for part in entry.get("content") or ()]
    parts.append(entry.get("yandex_full-text") or "")
    return printable(max(parts, key=len))


def _authors(entry: Any) -> tuple[str, ...]:
    names = (plain_title(author.get("name")) for author in entry.get("authors") or ())
    return tuple(dict.fromkeys(filter(None, map(one_line, names))))


def _source_host(entry: Any) -> str | None:
    """Return the host of the source that an aggregator names (RSS and Atom ``source``)."""
    source = entry.get("source") or {}
    addresses = [source.get("href"), source.get("link"), source.get("id")]
    hosts = (host_of(str(address)) for address in addresses if address)
    return next(filter(None, hosts), None)


def _date_texts(entry: Any) -> list[str]:
    # Membership first: feedparser's own fallback between the two warns at every read.
    return [str(entry[name]) for name in ("published", "updated") if name in entry]


def _published_at(entry: Any, order: Order | None) -> datetime | None:
    dates = (read_date(text, order) for text in _date_texts(entry))
    return next((date for date in dates if date is not None), None)
