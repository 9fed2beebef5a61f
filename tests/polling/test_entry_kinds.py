"""Kinds of feeds, encodings and answers that publishers use, each over loopback."""

import gzip
import zlib
from urllib.parse import urlsplit

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from monitor.articles.make import Draft, make_article
from monitor.http.fetcher import HttpFetcher
from monitor.records import Article
from tests.polling.polls import NOW, Ask
from tests.polling.server import Request, Server, always, response, rss

TEXT = "The minister said that the bridge would open on Monday. " * 20
STORY = f"<html><body><article><h1>Bridge</h1><p>{TEXT}</p></article></body></html>".encode()


async def test_a_news_sitemap_gives_the_articles_of_its_pages(server: Server, ask: Ask) -> None:
    sitemap = f"""<?xml version="1.0" encoding="UTF-8"?>
    <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
            xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
      <url><loc>{server.origin}/story</loc><news:news>
        <news:publication><news:name>Wire</news:name><news:language>en</news:language>
        </news:publication>
        <news:publication_date>2026-03-01T10:00:00+00:00</news:publication_date>
        <news:title>Bridge opens on Monday, minister says</news:title></news:news></url>
      <url><loc>{server.origin}/about</loc></url>
    </urlset>"""
    server.answers["/sitemap.xml"] = always(200, sitemap.encode())
    server.answers["/story"] = always(200, STORY)
    [article] = (await ask("/sitemap.xml", full_text="auto")).articles
    assert article.title == "Bridge opens on Monday, minister says"
    assert "would open on Monday" in article.text
    assert article.published_at is not None
    assert article.published_at.isoformat() == "2026-03-01T10:00:00+00:00"


async def test_the_full_text_of_yandex_is_the_article(server: Server, ask: Ask) -> None:
    feed = (
        "<rss version='2.0' xmlns:yandex='http://news.yandex.ru'><channel><item><title>T</title>"
        f"<link>{server.origin}/story</link><description>Kurz.</description>"
        f"<yandex:full-text>&lt;p&gt;{TEXT}&lt;/p&gt;</yandex:full-text></item></channel></rss>"
    )
    server.answers["/f"] = always(200, feed.encode())
    [article] = (await ask("/f", full_text="auto")).articles
    assert TEXT.strip() in article.text
    assert server.hits["/story"] == 0


@pytest.mark.parametrize(
    ("source", "publisher"),
    [
        ("<source url='https://www.outlet-a.example/feed'>Outlet A</source>", "outlet-a.example"),
        ("<source url='https://outlet-b.example'/>", "outlet-b.example"),
        ("<source>Outlet C</source>", "127.0.0.1"),
        ("<source url='javascript:x'>D</source>", "127.0.0.1"),
        ("<source url='http://[bad'>E</source>", "127.0.0.1"),
    ],
)
async def test_the_source_of_an_aggregator_is_the_publisher(
    source: str, publisher: str, server: Server, ask: Ask
) -> None:
    feed = f"<rss version='2.0'><channel><item><title>T</title>{source}</item></channel></rss>"
    server.answers["/f"] = always(200, feed.encode())
    [article] = (await ask("/f")).articles
    assert article.publisher == publisher


def members(body: bytes) -> bytes:
    """Return a body as gzip of several members, of which one is empty."""
    parts = (b"", body[:20], body[20:500], body[500:])
    return b"".join(map(gzip.compress, parts))


def raw_deflate(body: bytes) -> bytes:
    """Return a body as deflate without the frame of zlib."""
    compressor = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return compressor.compress(body) + compressor.flush()


@pytest.mark.parametrize(
    ("encoding", "compress"),
    [
        ("gzip", members),
        ("x-gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", raw_deflate),
        ("br", brotli.compress),
        ("zstd", zstandard.compress),
        ("gzip, gzip", lambda body: gzip.compress(gzip.compress(body))),
        ("deflate, br", lambda body: brotli.compress(zlib.compress(body))),
        ("identity, GZIP", gzip.compress),
        ("gzip;q=1.0", gzip.compress),
        ("gzip, aws-chunked", gzip.compress),
        *((name, bytes) for name in ("none", "binary", "UTF-8", "8bit", "aws-chunked")),
        ("", gzip.compress),
    ],
)
async def test_every_encoding_is_read(
    encoding: str, compress: object, server: Server, ask: Ask
) -> None:
    assert callable(compress)
    body = compress(rss(*map(str, range(20))))
    server.answers["/f"] = always(200, body, content_encoding=encoding)
    polled = await ask("/f")
    assert (polled.state.error, len(polled.articles)) == (None, 20)


async def test_an_unknown_encoding_is_named(server: Server, ask: Ask) -> None:
    server.answers["/f"] = always(200, b"x", content_encoding="lzma")
    state = (await ask("/f")).state
    assert state.error == "bad_encoding"
    assert "lzma" in str(state.error_detail)


@pytest.mark.parametrize("place", [12, 40, -9, -3])
async def test_a_broken_compressed_body_is_incomplete_and_not_a_wrong_feed(
    place: int, server: Server, ask: Ask
) -> None:
    body = bytearray(gzip.compress(rss(*map(str, range(20)))))
    body[place] ^= 0xFF
    server.answers["/f"] = always(200, bytes(body), content_encoding="gzip")
    assert (await ask("/f")).state.error == "incomplete"


async def test_a_part_of_a_feed_is_incomplete(server: Server, ask: Ask) -> None:
    server.answers["/f"] = always(206, rss("1"), content_range="bytes 0-9/100")
    assert (await ask("/f")).state.error == "incomplete"


@pytest.mark.parametrize("hops", [1, 2])
async def test_cookies_that_redirects_set_are_sent_on_them_and_forgotten(
    hops: int, server: Server, ask: Ask
) -> None:
    async def gate(request: Request) -> bytes:
        cookie = request.headers.get("cookie", "")
        missing = [number for number in range(hops) if f"gate{number}=1" not in cookie]
        if missing:
            set_cookie = f"gate{missing[0]}=1; Path=/"
            return response(302, location="/f", set_cookie=set_cookie)
        return response(200, rss("1"))

    server.answers["/f"] = gate
    assert len((await ask("/f")).articles) == 1
    first_of_second = len(server.requests)
    assert len((await ask("/f")).articles) == 1
    assert "cookie" not in server.requests[first_of_second].headers


async def test_a_host_with_a_dead_first_address_is_reached(server: Server) -> None:
    fetcher = HttpFetcher(contact="x", allow_hosts=("localhost",))
    server.answers["/f"] = always(200, rss("1"))
    url = server.origin.replace("127.0.0.1", "localhost")  # ::1 often comes first, and is closed
    assert (await fetcher.fetch(f"{url}/f", {})).status == 200
    await fetcher.aclose()


SCHEMES = (
    "javascript", "JaVaScRiPt", "java\tscript", "\x01javascript", "data", "vbscript", "file", "ftp",
    "blob", "about", "mailto", "tel", "feed", "view-source:http", "https", "http", "",
)  # fmt: skip
RESTS = (
    ":alert(1)", "://evil.example/x", ":text/html,<script>x</script>", "://user:pass@host.example/",
    "://[bad", "://host.example:99999/", "//", "", ":", "://a b/", "://host.example/\"><script>",
)  # fmt: skip


@given(st.sampled_from(SCHEMES), st.sampled_from(RESTS) | st.text(max_size=20))
def test_an_article_has_an_address_of_the_web_whatever_its_link_is(scheme: str, rest: str) -> None:
    draft = Draft(
        id="1",
        feed="f",
        feed_url="https://wire.example/rss",
        publisher="wire",
        revision=1,
        entry="1",
        link=scheme + rest,
        title="Bridge",
        summary=TEXT,
        language=None,
        published_at=NOW,
    )
    article = make_article(draft, None, NOW)
    assert isinstance(article, Article)
    parts = urlsplit(article.url)
    assert parts.scheme in ("http", "https")
    assert parts.hostname
    assert "@" not in parts.netloc
