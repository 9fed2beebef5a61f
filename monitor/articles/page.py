"""The article in a whole web page, extracted by trafilatura.

1. The character set is that of HTTP, else of the page (`monitor.records.charsets`); UTF-8 that was
   decoded as another one is repaired.
2. Consent banners are removed before the extraction, and ``<q>`` becomes quotation marks. Data in
   tables is not text, but paragraphs with quotations that a table lays out are.
3. Lists of links are removed (`monitor.articles.page_tree`). The fast extraction is tried first;
   where it finds little, so is the slow one. The longer text wins, except where only the other one
   contains what is expected (headline or summary). Where neither does, the innermost element that
   contains it is the article.
4. A page with more tags than text, or than `MOST_TAGS`, has no article: its cost would be beyond
   that of any real page.
5. ``isAccessibleForFree: false`` in the page's metadata (schema.org), a locked
   ``article:content_tier`` (Open Graph), or an offer behind a short text, marks it as paywalled. A
   page that says that it does not exist has no article.
"""

import re
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from monitor.articles.fragment import text_of_fragment
from monitor.articles.likeness import share_contained
from monitor.articles.page_tree import article_element, remove_link_lists
from monitor.articles.text import normalize_paragraphs
from monitor.articles.walls import is_not_found, is_offer
from monitor.records.charsets import charset_of_content_type, decode
from monitor.records.markup import HTML_ELEMENTS, Quotations, is_too_dense
from monitor.records.mojibake import repair_encoding

SHORT_ARTICLE = 800
"""Characters; where the fast extraction finds fewer, the slow one is tried too."""

EXPECTED_SHARE = 0.5
"""Share of the expected words that the article must contain; menus contain a few by chance."""

DENSEST = 16
"""Characters per tag below which a page is not an article; the densest of 38 real pages has 31."""

MOST_UNKNOWN = 1_000
"""Tags of elements unknown to HTML; a page that has more, and mostly those, is not an article: each
costs trafilatura as much as five others."""

MOST_TAGS = 30_000
"""Tags of a page; trafilatura's cost is quadratic in them beyond. Real pages have up to 3,000."""

META_BYTES = 4_096
"""Bytes in which a page declares its character set; WHATWG HTML demands the first 1,024."""

_META_CHARSET = re.compile(rb"<meta[^>]{1,300}?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_ELEMENT = re.compile(r"<([a-zA-Z][\w:-]{0,40})")
_QUOTATION = re.compile(r"<(/?)q(?:\s[^<>]{0,500})?>", re.IGNORECASE)
_TABLE = re.compile(r"<table\b", re.IGNORECASE)
_TABLE_END = re.compile(r"</table\s*>", re.IGNORECASE)
_TABLE_PART = re.compile(r"<(/?)(?:table|thead|tbody|tfoot|tr|td|th)\b[^<>]{0,500}>", re.IGNORECASE)
_MARKS = frozenset('“”„«»\u2018\u2019"')
_PAYWALL = re.compile(
    r"isAccessibleForFree[\"'\s:=]{1,20}(?:content\s*=\s*)?[\"']?\s*(?:https?://schema\.org/)?false"
    r"|article:content_tier[\"']?\s{1,20}content\s*=\s*[\"']?locked",
    re.IGNORECASE,
)
_UPPER, _LOWER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz"
_NAMES = f'translate(concat(@id, " ", @class), "{_UPPER}", "{_LOWER}")'
_BANNER_WORDS = (
    "cookie-consent", "cookie-banner", "cookie-notice", "cookieconsent", "cookiebanner", "cookie_",
    "consent-banner", "gdpr", "onetrust", "didomi", "cmp-container", "privacy-banner",
)  # fmt: skip
_BANNERS = [f'//*[contains({_NAMES}, "{word}")]' for word in _BANNER_WORDS]
"""Elements by which consent managers and their copies are known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The article in a page; ``text`` is its body without the headline."""

    title: str
    text: str
    language: str | None
    published_at: datetime | None
    author: str | None = None
    is_paywalled: bool = False


def text_of_page(
    html: str | bytes, url: str | None = None, *, content_type: str = "", expected: str = ""
) -> Page | None:
    """Return the article in a page, None if there is none.

    ``content_type`` is the header of HTTP; ``expected`` is text that the article should contain.
    """
    text = html if isinstance(html, str) else decode_page(html, content_type)
    if not _may_be_article(text):
        return None
    markup = _unwrap_quoting_tables(_with_quotation_marks(text))
    document = _extract(markup, url, expected)
    if document is None:
        return None
    title = " ".join((document.title or "").split())
    body = normalize_paragraphs(document.text)
    if is_not_found(title, body):
        return None
    return Page(
        title=title,
        text=body,
        language=document.language,
        published_at=_midnight(document.date),
        author=document.author,
        is_paywalled=_PAYWALL.search(text) is not None or is_offer(body),
    )


def decode_page(body: bytes, content_type: str = "") -> str:
    """Return the text of a page's bytes."""
    meta = _META_CHARSET.search(body[:META_BYTES])
    declared = (charset_of_content_type(content_type), meta[1].decode("ascii") if meta else None)
    return repair_encoding(decode(body, declared))


def _may_be_article(markup: str) -> bool:
    """Return whether the tags of a page are as many as those of real pages, and mostly of HTML."""
    tags = markup.count("<")
    if tags > MOST_TAGS or is_too_dense(tags, len(markup), DENSEST):
        return False
    unknown = sum(name.lower() not in HTML_ELEMENTS for name in _ELEMENT.findall(markup))
    return unknown <= max(MOST_UNKNOWN, tags // 2)


def _with_quotation_marks(markup: str) -> str:
    """Return markup with quotation marks in place of the tags of ``<q>``."""
    quotations = Quotations()

    def mark(tag: re.Match[str]) -> str:
        return quotations.mark("end" if tag[1] else "start")

    return _QUOTATION.sub(mark, markup)


def _unwrap_quoting_tables(markup: str) -> str:
    """Return markup in which tables that lay out paragraphs with quotations are plain blocks."""
    parts: list[str] = []
    position = 0
    while (start := _TABLE.search(markup, position)) is not None:
        end = _TABLE_END.search(markup, start.end())
        if end is None:
            break
        table = markup[start.start() : end.end()]
        is_layout = "<p" in table and not _MARKS.isdisjoint(table)
        parts.append(markup[position : start.start()])
        parts.append(_TABLE_PART.sub(r"<\1div>", table) if is_layout else table)
        position = end.end()
    return "".join(parts) + markup[position:]


def _extract(markup: str, url: str | None, expected: str) -> Any:
    """Return trafilatura's document, None where it finds no text."""
    from trafilatura import load_html

    tree = load_html(markup)
    if tree is None:
        return None
    remove_link_lists(tree)
    document = _best_document(tree, url, expected)
    if document is None:  # the page is nothing but links
        return _best_document(load_html(markup), url, expected)
    if expected and not _has_expected(document, expected):
        element = article_element(tree, expected, EXPECTED_SHARE)
        document.text = document.text if element is None else _text_of_element(element)
    return document


def _best_document(tree: Any, url: str | None, expected: str) -> Any:
    """Return the better of the fast and the slow extraction, None where neither finds text."""
    quick = _run(tree, url, fast=True)
    length = len(quick.text) if quick is not None else 0
    is_expected = quick is not None and _has_expected(quick, expected)
    if length >= SHORT_ARTICLE and (is_expected or not expected):
        return quick
    slow = _run(tree, url, fast=False)
    if quick is None or slow is None:
        return quick or slow
    if expected and is_expected != _has_expected(slow, expected):
        return quick if is_expected else slow
    return slow if len(slow.text) > length else quick


def _has_expected(document: Any, expected: str) -> bool:
    return share_contained(expected, document.text) >= EXPECTED_SHARE


def _run(tree: Any, url: str | None, *, fast: bool) -> Any:
    import trafilatura

    document = trafilatura.bare_extraction(
        deepcopy(tree),
        url=url,
        fast=fast,
        include_comments=False,
        include_tables=False,
        with_metadata=True,
        prune_xpath=_BANNERS,
    )
    return document if document is not None and document.text else None


def _text_of_element(element: Any) -> str:
    from lxml.html import tostring  # type: ignore[import-untyped]  # no types

    return text_of_fragment(tostring(element, encoding="unicode"))


def _midnight(date: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(date).replace(tzinfo=UTC) if date else None
    except ValueError:
        return None
