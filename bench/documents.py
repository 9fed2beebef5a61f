"""Hostile documents beside ordinary ones, for every parser of foreign bytes.

Each parser gets documents of `SIZE` bytes that were written to be slow: one unit repeated, in every
place where a document of its kind has room for it. The cost per byte is compared with that of the
dearer of two ordinary documents: one of long texts, one of short entries or links.
"""

import contextlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from monitor.articles.fragment import text_of_fragment
from monitor.articles.page import text_of_page
from monitor.feeds.dates import read_dates
from monitor.feeds.html_pages import offered_feeds
from monitor.feeds.opml import read_opml
from monitor.feeds.parse import parse_feed
from monitor.http.lenient_heads import repair_head
from monitor.records.errors import MonitorError

SIZE = 100_000
"""Bytes of a document; a quadratic parser is a hundred times dearer than with 1 kB."""

UNITS = (
    "<a ", "<a b='", '<a b="', "<a href='x'>", "<a:b ", "<a xmlns:a='b'>", "<x>", "<x/>", "<p",
    "<p>", "<p></p>", "<p>x", "</p>", "<br/>", "<div>", "<q>", "</q>", "<blockquote>",
    ":<blockquote>", "<table><tr><td>", "<table><p>”", "<table", "<ul><li>", "<li>x</li>", "<h1>",
    "<form>", "<span>", "<script>", "<style>", "<code>", "<svg>", "<math>", "<img src=x ",
    "<link ", "<link>x</link>", "<meta charset", "<meta charset=x>", "<!--", "-->", "<!---->",
    "<!", "<!-", "<![", "<![CDATA[", "]]>", "<?", "?>", "</", "</ ", "<", ">", "<<>>", "&",
    "&amp;", "&amp;amp;", "&#", "&#x", "&#60;", "&lt;", "&lt;p&gt;", "<!DOCTYPE ",
    "<!DOCTYPE x [", "<!ENTITY a 'b'>", "<item>", "</item>", "<item/>", "<item><title>",
    "<entry>", "<title>", "<guid>x</guid>", "<pubDate>1</pubDate>", "<author>a</author>",
    "<author>a@b.c (", "<category>x</category>", "<enclosure url='x'/>",
    "<media:content url='x'/>", "<source url='x'>", "<content:encoded>", "<description>&lt;a ",
    "<rdf:li>", "<itunes:x>", "<feed>", "<atom:link href='x' rel='self'/>",
    "<item rdf:about='x'>", "<outline>", "<outline ", "<outline a='", "<outline text='a/b/c'>",
    "</outline>", "<outline xmlUrl='feed:x'/>", "\n", " \n", "\t", "\r", "  ", "\x00", "é", "“",
    "”", "'", '"', "=", "a=b ", "(", "http://", "feed:", "mailto:", "a@b.c ", "2026-01-01 ",
    "isAccessibleForFree ", "isAccessibleForFree:", "charset=", "encoding=", "Ã©", "â€™", "ÃÃ©",
    "Р»", "﷽",
)  # fmt: skip

BYTES = (
    b"\xff",
    b"a\xff",
    b"\xe2\x80",
    b"\xc3\xa9\xff",
    b"\xe9 ",
    b"\xd0\xf0\xe8 ",
    b"\x81\x40",
    b"\x1b$B",
)
"""Units that are not UTF-8, for the search of the character set."""

ROBOTS_UNITS = (
    "Disallow: /*a*a*a*a*a*b\n", "Disallow: /" + "*a" * 100 + "$\n",
    "Disallow: " + "*" * 50 + "\n", "Allow: *\n", "Disallow: /%\n", "Disallow: /%2F%2F\n",
    "User-agent: *\n", "User-agent: a\n", "Crawl-delay: 9e999\n", "Request-rate: 1/1\n",
    "Visit-time: 0000-0001\n", "Sitemap: x\n", "a:b\n", ":", "#", "\n", "\r", " ", "x", "é",
)  # fmt: skip

HEAD_UNITS = (b"a: b\r\n", b"\r\n a", b": \r\n", b"a b: c\r\n", b"x", b":", b"\r", b"a:\x00\r\n")

DATE_UNITS = (
    "1",
    "1 ",
    "1:",
    "12:00 ",
    "(",
    "()",
    "-",
    "/",
    ".",
    "+",
    "jan ",
    "m1 ",
    "年",
    "T",
    "٣",
    "\u200b",
    ",",
)

TEXT = (
    "<p>The minister said on <a href='/x'>Monday</a> that he would not accept any foreign soldier. "
    "“We reject it,” he said in Najaf.</p>\n<p>He added that parliament must vote.</p>\n"
)
"""An ordinary piece of an article."""


@dataclass(frozen=True, slots=True)
class Parser:
    """A parser with its ordinary documents and its hostile ones."""

    name: str
    parse: Callable[[bytes], object]
    ordinary: tuple[bytes, ...]
    hostile: Callable[[], Iterator[tuple[str, bytes]]]


@dataclass(frozen=True, slots=True)
class Result:
    """What a parser costs: microseconds a byte, and the ratio of each hostile document to that."""

    parser: str
    cost_us: float
    ratios: dict[str, float]


def measure_documents(size: int = SIZE) -> Iterator[Result]:
    """Yield the result of each parser."""
    for parser in parsers(size):
        cost = max(_seconds_per_byte(parser.parse, document) for document in parser.ordinary)
        ratios = {
            name: _seconds_per_byte(parser.parse, document) / cost
            for name, document in parser.hostile()
        }
        yield Result(parser.name, cost * 1e6, ratios)


def parsers(size: int) -> tuple[Parser, ...]:
    """Return every parser of foreign bytes."""
    return (
        Parser(
            "feed", _parse_feed, (_feed(_articles(size)), _feed(_headlines(size))),
            lambda: _feeds(size),
        ),
        Parser("fragment", _read_fragment, (_fill(TEXT, size), _links(size)), lambda: _plain(size)),
        Parser(
            "page", text_of_page, (_page(_fill(TEXT, size)), _page(_links(size))),
            lambda: _pages(size),
        ),
        Parser("discovery", _discover, (_head_of_page(size), _links(size)), lambda: _heads(size)),
        Parser("OPML", read_opml, (_opml(size, "T" * 40), _opml(size, "")), lambda: _lists(size)),
        Parser(
            "robots.txt", _read_robots,
            (_fill("Disallow: /private/\nAllow: /n/*.html$\n", size), _fill("Allow: /a\n", size)),
            lambda: _robots(size),
        ),
        Parser(
            "HTTP head", repair_head,
            (_fill("X-Cache-Status: HIT\r\n", size), _fill("Age: 1\r\n", size)),
            lambda: _responses(size),
        ),
        Parser(
            "dates", _read_dates, (_fill("Fri, 20 Nov 2026 10:00:00 GMT|", size),),
            lambda: _dates(size),
        ),
    )  # fmt: skip


def _seconds_per_byte(parse: Callable[[bytes], object], document: bytes) -> float:
    """Return the CPU seconds that a byte costs, the best of two; a refusal counts as an answer."""
    costs = []
    for _ in range(2):
        started = time.process_time()
        with contextlib.suppress(MonitorError):
            parse(document)
        costs.append((time.process_time() - started) / len(document))
    return min(costs)


def _parse_feed(body: bytes) -> object:
    return parse_feed(body, "", "https://wire.example/rss")


def _read_fragment(markup: bytes) -> object:
    return text_of_fragment(markup.decode())


def _discover(body: bytes) -> object:
    return offered_feeds(body, "https://wire.example/")


def _read_robots(body: bytes) -> object:
    from monitor.http import jobs

    jobs._rules.cache_clear()  # each run parses
    return jobs.is_allowed_by_robots(body, "https://wire.example/news/" + "a" * 500)


def _read_dates(body: bytes) -> object:
    return read_dates(body.decode().split("|"))


def _fill(unit: str, size: int) -> bytes:
    """Return a unit repeated up to a size."""
    return unit.encode() * max(1, size // len(unit.encode()))


def _feed(items: str) -> bytes:
    return f"<rss version='2.0'><channel><title>Wire</title>{items}</channel></rss>".encode()


def _articles(size: int) -> str:
    text = (TEXT * 3).replace("<", "&lt;")
    return "".join(_item(number, text) for number in range(size // (len(text) + 200) + 1))


def _headlines(size: int) -> str:
    return "".join(_item(number, "") for number in range(size // 200))


def _item(number: int, text: str) -> str:
    description = f"<description>{text}</description>" if text else ""
    return (
        f"<item><title>Minister says no to talks {number}</title>"
        f"<link>https://wire.example/{number}</link><guid>{number}</guid>"
        f"<pubDate>Fri, 20 Nov 2026 10:00:00 GMT</pubDate>{description}</item>"
    )


def _links(size: int) -> bytes:
    """Return the links of a front page, the densest ordinary markup."""
    one = "<li><a href='/news/{0}'>Minister says no to foreign talks {0}</a></li>"
    return "".join(one.format(number) for number in range(size // 70)).encode()


def _page(body: bytes) -> bytes:
    head = b"<!doctype html><html><head><title>T</title></head><body><article><h1>No</h1>"
    return head + body + b"</article></body></html>"


def _head_of_page(size: int) -> bytes:
    link = (
        "<link rel='alternate' type='application/rss+xml' href='/feed'>\n<meta name=a content=b>\n"
    )
    return b"<html><head>" + _fill(link, size)


def _opml(size: int, name: str) -> bytes:
    outline = f"<outline text='{name}' xmlUrl='https://wire.example/rss'/>\n"
    return b"<opml version='2.0'><body>" + _fill(outline, size) + b"</body></opml>"


def _feeds(size: int) -> Iterator[tuple[str, bytes]]:
    few = _feed(_headlines(2_000))
    for unit in UNITS:
        filled = _fill(unit, size)
        text = filled.decode()
        yield f"{unit!r} before the root", filled + few
        yield f"{unit!r} in the channel", _feed(text)
        yield f"{unit!r} in a title", _feed(f"<item><title>{text}</title></item>")
        yield f"{unit!r} in a description", _feed(f"<item><description>{text}</description></item>")
        yield f"{unit!r} in CDATA", _feed(f"<item><title><![CDATA[{text}]]></title></item>")
        yield f"{unit!r} in an attribute", b"<rss a='" + filled + b"'>" + few
    for unit_bytes in BYTES:
        filled = unit_bytes * (size // len(unit_bytes))
        yield f"{unit_bytes!r}", _feed("<item><title>|</title></item>").replace(b"|", filled)


def _plain(size: int) -> Iterator[tuple[str, bytes]]:
    for unit in UNITS:
        yield repr(unit), _fill(unit, size)
        yield f"{unit!r} escaped", _fill(unit.replace("&", "&amp;").replace("<", "&lt;"), size)


def _pages(size: int) -> Iterator[tuple[str, bytes]]:
    for unit in UNITS:
        filled = _fill(unit, size)
        yield f"{unit!r} in the body", _page(filled)
        yield f"{unit!r} behind an article", _page(_fill(TEXT, 2_000) + filled)
        yield (
            f"{unit!r} in the head",
            b"<html><head>" + filled + b"</head>" + _page(_fill(TEXT, 2_000)),
        )


def _heads(size: int) -> Iterator[tuple[str, bytes]]:
    for unit in UNITS:
        filled = _fill(unit, size)
        yield repr(unit), b"<html><head>" + filled
        yield f"{unit!r} in a link", b"<html><link " + filled + b">"
        yield f"{unit!r} in an address", b"<link type='application/rss+xml' href='" + filled + b"'>"


def _lists(size: int) -> Iterator[tuple[str, bytes]]:
    for unit in UNITS:
        filled = _fill(unit, size)
        yield repr(unit), b"<opml><body>" + filled + b"</body></opml>"
        yield f"{unit!r} in a name", b"<opml><body><outline text='" + filled + b"'/></body></opml>"


def _robots(size: int) -> Iterator[tuple[str, bytes]]:
    for unit in ROBOTS_UNITS:
        yield repr(unit), _fill(unit, size)
        yield f"{unit!r} for everyone", b"User-agent: *\n" + _fill(unit, size)


def _responses(size: int) -> Iterator[tuple[str, bytes]]:
    for unit in HEAD_UNITS:
        yield repr(unit), b"HTTP/1.1 200 OK\r\n" + unit * (size // len(unit))


def _dates(size: int) -> Iterator[tuple[str, bytes]]:
    for unit in DATE_UNITS:
        yield repr(unit), _fill(unit, size)
        yield f"{unit!r} in dates of 100 characters", _fill(unit * (99 // len(unit)) + "|", size)
