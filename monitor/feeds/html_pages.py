"""HTML pages in place of feeds: recognised, and read for the feeds that they offer.

Every search is linear in the length of the page.
"""

import re
from collections.abc import Iterator

from monitor.records.charsets import decode
from monitor.records.markup import decode_references, tokenize
from monitor.records.urls import resolve_url

HEAD_BYTES = 200_000
"""Bytes of a page in which its links to feeds are searched; they belong into its head."""

TAG_LENGTH = 2_000
"""Characters of a tag that are read; a link to a feed has 200."""

OFFERS_NAMED = 5
"""Feeds of a page that an error message names."""

_HTML_START = re.compile(rb"<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_FEED_ROOT = re.compile(rb"<(?:\w{1,20}:)?(?:rss|feed|rdf|urlset)\b", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([a-zA-Z-]{1,30})\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_REFRESH_URL = re.compile(r"url\s*=\s*['\"]?([^'\">\s]+)", re.IGNORECASE)
_FEED_TYPES = ("application/rss", "application/atom", "application/feed+json")


def is_html_page(body: bytes) -> bool:
    """Return whether a body is an HTML page and not a feed."""
    start = _skip_prolog(body[:4096])
    return _HTML_START.match(start) is not None and _FEED_ROOT.search(body[:4096]) is None


def _skip_prolog(body: bytes) -> bytes:
    """Return a body from behind its leading white space, comments and instructions."""
    body = body.removeprefix(b"\xef\xbb\xbf").lstrip()
    while body.startswith((b"<!--", b"<?")):
        closing = b"-->" if body.startswith(b"<!--") else b"?>"
        end = body.find(closing)
        if end < 0:
            break
        body = body[end + len(closing) :].lstrip()
    return body


def describe_page(body: bytes, url: str) -> str:
    """Return a sentence that names the feeds which a page offers, or the place it moved to."""
    moved_to = _refresh_target(body, url)
    if moved_to is not None:
        return f"an HTML page that moved to {moved_to}"
    offers = offered_feeds(body, url)[:OFFERS_NAMED]
    if offers:
        return f"an HTML page; it offers the feeds {', '.join(offers)}"
    return "an HTML page; it offers no feed"


def offered_feeds(body: bytes, url: str) -> list[str]:
    """Return the addresses of the feeds that an HTML page offers; malformed ones are skipped."""
    offers = []
    for attributes in _tags(body, "link"):
        href = attributes.get("href", "")
        if attributes.get("type", "").strip().lower().startswith(_FEED_TYPES) and href:
            offers.append(resolve_url(url, href))
    return list(dict.fromkeys(offer for offer in offers if offer))


def _refresh_target(body: bytes, url: str) -> str | None:
    for attributes in _tags(body[:4096], "meta"):
        if attributes.get("http-equiv", "").strip().lower() == "refresh":
            target = _REFRESH_URL.search(attributes.get("content", ""))
            if target is not None:
                return resolve_url(url, target[1])
    return None


def _tags(body: bytes, name: str) -> Iterator[dict[str, str]]:
    """Yield the attributes of each tag of an element."""
    for token in tokenize(decode(body[:HEAD_BYTES], ("utf-8",))):
        if token.kind == "start" and token.text == name:
            yield _attributes(token.source[:TAG_LENGTH])


def _attributes(tag: str) -> dict[str, str]:
    return {
        match[1].lower(): decode_references(match[2] or match[3] or match[4] or "")
        for match in _ATTRIBUTE.finditer(tag)
    }
