"""Each source gives its articles in order, reports what it skips, and goes on at a position."""

import csv
import gzip
import io
import json
import random
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from monitor.feeds.values import Feed, feed_id
from monitor.flow.ports import Fetched, NoPage, PageRequest, PollPorts
from monitor.http.parse_worker import ProcessParser
from monitor.records import Article
from monitor.records.errors import FetchError, InvalidInput
from monitor.records.ids import article_id
from monitor.records.urls import canonical_url
from monitor.services.backfill.documents import Documents
from monitor.services.backfill.files import Files
from monitor.services.backfill.items import ITEMS_PER_BATCH, Position, Skipped, Source
from monitor.services.backfill.warc import WarcFiles

BODY = (
    "The minister said that the bridge would open in May, and thanked the crew for its work. " * 4
)
PAGE = (
    f"<html><head><title>Bridge</title></head><body><article><h1>Bridge</h1><p>{BODY}</p></article>"
)


@pytest.fixture(scope="module")
def parser() -> Any:
    running = ProcessParser(processes=2)
    yield running
    running.close()


async def read(
    source: Source, after: Position | None = None
) -> tuple[list[Article], list[Skipped], list[Position]]:
    articles, skipped, positions = list[Article](), list[Skipped](), list[Position]()
    async for batch in source.batches(after):
        articles += batch.articles
        skipped += batch.skipped
        positions.append(json.loads(json.dumps(batch.position)))
    return articles, skipped, positions


def rows(count: int) -> list[dict[str, Any]]:
    return [
        {
            "url": f"https://past.example/{number}",
            "title": f"Bridge {number}",
            "text": f"Text {number}. {BODY}",
            "published_at": "2024-05-01T12:00:00+02:00",
        }
        for number in range(count)
    ]


def write(folder: Path, name: str, items: list[dict[str, Any]]) -> Path:
    text = io.StringIO()
    if ".csv" in name:
        writer = csv.DictWriter(text, fieldnames=list(items[0]))
        writer.writeheader()
        writer.writerows(items)
    else:
        text.write("".join(json.dumps(item) + "\n" for item in items))
    body = text.getvalue().encode()
    file = folder / name
    file.write_bytes(gzip.compress(body) if name.endswith(".gz") else body)
    return file


@pytest.mark.parametrize("name", ["a.jsonl", "a.ndjson", "a.csv", "a.jsonl.gz", "a.csv.gz"])
async def test_a_list_in_each_format_gives_its_articles(
    tmp_path: Path, parser: ProcessParser, name: str
) -> None:
    source = Files((write(tmp_path, name, rows(250)),), parser)
    articles, skipped, _ = await read(source)
    assert (len(articles), skipped) == (250, [])
    first = articles[0]
    assert first.published_at == first.seen_at == datetime(2024, 5, 1, 10, tzinfo=UTC)
    assert (first.publisher, first.language, first.title) == ("past.example", "en", "Bridge 0")
    assert first.flags == ("backfill",)
    assert first.text.startswith("Bridge 0\n\nText 0.")
    assert [article.title for article in articles] == [f"Bridge {n}" for n in range(250)]


async def test_a_file_is_read_on_from_each_position(tmp_path: Path, parser: ProcessParser) -> None:
    files = (write(tmp_path, "a.jsonl", rows(250)), write(tmp_path, "b.csv", rows(120)))
    source = Files(files, parser)
    whole, _, positions = await read(source)
    seen = 0
    for position in positions:
        rest, _, _ = await read(source, position)
        assert len(rest) <= len(whole) - seen
        assert rest == whole[len(whole) - len(rest) :] or [a.id for a in rest] == [
            a.id for a in whole[len(whole) - len(rest) :]
        ]
        seen = len(whole) - len(rest) - ITEMS_PER_BATCH
    assert len((await read(source, positions[0]))[0]) == len(whole) - ITEMS_PER_BATCH
    assert (await read(source, positions[-1]))[0] == []


WRONG_ROWS: dict[str, dict[str, Any]] = {
    "it has no url": {"text": "x y"},
    "it has neither text nor html": {"url": "https://a.example/"},
    "'text' is not a text": {"url": "https://a.example/", "text": 5},
    "published_at 'soon' cannot be read": {
        "url": "https://a.example/",
        "text": "x",
        "published_at": "soon",
    },
    "published_at '05/03/2024' cannot be read": {
        "url": "https://a.example/",
        "text": "x",
        "published_at": "05/03/2024",
    },
    "'authors' is not a list of names": {"url": "https://a.example/", "text": "x", "authors": [1]},
    "the address 'ftp://x/' is not http": {"url": "ftp://x/", "text": "x"},
    "the publisher has more than": {
        "url": "https://a.example/",
        "text": "x",
        "publisher": "p" * 201,
    },
    "no_text:": {"url": "https://a.example/", "text": "..."},
    "too_large:": {"url": "https://a.example/", "text": "long " * 120_000},
    "the page has no article text": {"url": "https://a.example/", "html": "<html></html>"},
}


@pytest.mark.parametrize("reason", list(WRONG_ROWS))
async def test_each_wrong_row_is_skipped_with_its_reason_and_costs_no_other(
    tmp_path: Path, parser: ProcessParser, reason: str
) -> None:
    file = write(tmp_path, "a.jsonl", [*rows(1), WRONG_ROWS[reason], *rows(2)[1:]])
    articles, [skipped], _ = await read(Files((file,), parser))
    assert len(articles) == 2
    assert skipped.reason.startswith(reason)
    assert skipped.item == f"{file}:2"


@pytest.mark.parametrize(
    "line", [b"{", b"[]", b'{"url": "\xff"}', b"[" * 100_000, b'"' + b"x" * 16_000_001]
)
async def test_lines_that_are_no_objects_are_skipped(
    tmp_path: Path, parser: ProcessParser, line: bytes
) -> None:
    file = write(tmp_path, "a.jsonl", rows(2))
    first, second = file.read_bytes().splitlines(True)
    file.write_bytes(first + line + b"\n\n" + second)
    articles, skipped, _ = await read(Files((file,), parser))
    assert (len(articles), len(skipped)) == (2, 1)


async def test_rows_of_html_and_of_feeds_and_ids(tmp_path: Path, parser: ProcessParser) -> None:
    feed = "https://past.example/rss"
    items = [
        {"url": "https://past.example/1", "html": PAGE, "feed": feed, "id": "guid-1"},
        {"url": "https://past.example/2?utm_source=x", "text": BODY, "authors": "A. Berg; E. Lind"},
    ]
    [page, text], _, _ = await read(Files((write(tmp_path, "a.jsonl", items),), parser))
    assert (page.id, page.feed) == (article_id(feed_id(feed), "guid-1"), feed_id(feed))
    assert (page.title, "thanked the crew" in page.text) == ("Bridge", True)
    assert text.id == article_id("", canonical_url("https://past.example/2"))
    assert text.authors == ("A. Berg", "E. Lind")


async def test_a_file_of_another_kind_is_refused(tmp_path: Path, parser: ProcessParser) -> None:
    for name, body in {"a.txt": "x", "a.csv": "link,text\n"}.items():
        file = tmp_path / name
        file.write_text(body)
        with pytest.raises(InvalidInput):
            await read(Files((file,), parser))


@pytest.mark.parametrize("name", ["a.jsonl.gz", "a.csv.gz"])
async def test_a_compressed_file_that_was_cut_or_damaged_is_refused(
    tmp_path: Path, parser: ProcessParser, name: str
) -> None:
    file = write(tmp_path, name, rows(2 * ITEMS_PER_BATCH))
    whole = file.read_bytes()
    middle = len(whole) // 2
    damaged = whole[:middle] + b"\xff" * 64 + whole[middle + 64 :]
    for body in (whole[:-4], whole[:middle], whole[:5], damaged, b"url,text"):
        file.write_bytes(body)
        with pytest.raises(InvalidInput, match="cut off or damaged"):
            await read(Files((file,), parser))


# -- documents -------------------------------------------------------------------------------------


class Net:
    """Answers by address; pages of articles are never needed."""

    def __init__(self, bodies: Mapping[str, str]) -> None:
        self.bodies, self.fetched = dict(bodies), list[str]()

    async def fetch(self, url: str, headers: dict[str, str], *, verify_tls: bool = True) -> Fetched:
        self.fetched.append(url)
        if url not in self.bodies:
            raise FetchError("http_4xx", "404 Not Found")
        return Fetched(url=url, status=200, headers={}, body=self.bodies[url].encode())

    async def read_pages(self, requests: tuple[PageRequest, ...]) -> tuple[Any, ...]:
        return tuple(NoPage("no net", is_final=True) for _ in requests)


def atom(numbers: range, link: str = "") -> str:
    entries = "".join(
        f"<entry><id>urn:{n}</id><title>Entry {n}</title><updated>2024-01-{n % 28 + 1:02}T00:00:00Z"
        f"</updated><link href='https://past.example/{n}'/><content>{BODY}{n}</content></entry>"
        for n in numbers
    )
    return f"<feed xmlns='http://www.w3.org/2005/Atom'><title>Past</title>{link}{entries}</feed>"


URL = "https://past.example/feed"


def documents(net: Net, parser: ProcessParser, *urls: str, archive: bool = True) -> Documents:
    ports = PollPorts(fetcher=net, parser=parser, pages=net)
    return Documents(Feed(url=URL), urls or (URL,), ports, parser, follows_archive=archive)


@pytest.mark.parametrize("rel", ["prev-archive", "next"])
async def test_archive_pages_are_followed_to_the_first_one(parser: ProcessParser, rel: str) -> None:
    net = Net(
        {
            URL: atom(range(20, 30), f"<link rel='{rel}' href='/feed/2'/>"),
            f"{URL}/2": atom(range(10, 20), f"<link rel='{rel}' href='{URL}/1'/>"),
            f"{URL}/1": atom(range(10), f"<link rel='{rel}' href='{URL}'/>"),  # a circle
        }
    )
    articles, skipped, positions = await read(documents(net, parser))
    assert skipped == []
    assert len({article.id for article in articles}) == 30
    assert {article.feed for article in articles} == {feed_id(URL)}
    assert article_id(feed_id(URL), "urn:20") in {article.id for article in articles}
    assert articles[0].seen_at.year == 2024
    rest, _, _ = await read(documents(net, parser), positions[0])
    assert {article.title for article in rest} == {f"Entry {n}" for n in range(20)}


async def test_json_feeds_have_pages_too(parser: ProcessParser) -> None:
    def page(number: int, more: str) -> str:
        item = {"id": str(number), "content_text": f"{BODY}{number}", "url": f"{URL}/{number}"}
        root = {"version": "https://jsonfeed.org/version/1.1", "title": "P", "items": [item]}
        return json.dumps(root | ({"next_url": more} if more else {}))

    net = Net({URL: page(1, f"{URL}?page=2"), f"{URL}?page=2": page(2, "")})
    articles, _, _ = await read(documents(net, parser))
    assert len(articles) == 2


async def test_a_page_that_is_missing_ends_the_chain_with_its_error(parser: ProcessParser) -> None:
    net = Net({URL: atom(range(3), "<link rel='prev-archive' href='/gone'/>")})
    articles, skipped, _ = await read(documents(net, parser))
    assert len(articles) == 3
    assert skipped == [Skipped("https://past.example/gone", "http_4xx: 404 Not Found")]


def sitemap(*numbers: int) -> str:
    news = "".join(
        f"<url><loc>https://past.example/{n}</loc><n:news><n:publication><n:name>Past</n:name>"
        f"<n:language>en</n:language></n:publication><n:title>Talks on bridge {n}</n:title>"
        f"<n:publication_date>2024-02-0{n + 1}</n:publication_date></n:news></url>"
        for n in numbers
    )
    return (
        "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'"
        f" xmlns:n='http://www.google.com/schemas/sitemap-news/0.9'>{news}</urlset>"
    )


async def test_an_index_of_sitemaps_adds_each_of_them(parser: ProcessParser) -> None:
    index = "".join(
        f"<sitemap><loc>https://past.example/{n}.xml</loc></sitemap>" for n in (1, 2, 3)
    )
    net = Net(
        {
            "https://past.example/index.xml": f"<sitemapindex>{index}</sitemapindex>",
            "https://past.example/1.xml": sitemap(1, 2),
            "https://past.example/2.xml": sitemap(3),
        }
    )
    source = documents(net, parser, "https://past.example/index.xml", archive=False)
    articles, skipped, positions = await read(source)
    assert [article.title for article in articles] == [f"Talks on bridge {n}" for n in (2, 1, 3)]
    assert {article.seen_at.month for article in articles} == {2}
    assert [each.item for each in skipped] == ["https://past.example/3.xml"]
    rest, _, _ = await read(source, positions[1])
    assert [article.title for article in rest] == ["Talks on bridge 3"]
    urls = [f"https://past.example/{name}.xml" for name in ("index", 1, 2, 3)]
    older = {"pending": urls[2:], "read": sorted(urls[:2])}  # as version 0.2.0.dev0 wrote it
    rest, _, _ = await read(source, older)
    assert [article.title for article in rest] == ["Talks on bridge 3"]


# -- web archives ----------------------------------------------------------------------------------


def warc(file: Path, records: list[tuple[str, str, str, bytes]]) -> Path:
    """Write a web archive, record by record as the standard has them."""
    info = b"WARC/1.0\r\nWARC-Type: warcinfo\r\nWARC-Record-ID: <urn:uuid:0>\r\n"
    parts = [info + b"Content-Length: 0\r\n\r\n\r\n\r\n"]
    for number, (url, status, kind, body) in enumerate(records, 1):
        block = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n\r\n".encode() + body
        head = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{number}>\r\n"
            f"WARC-Target-URI: {url}\r\nWARC-Date: 2023-07-01T08:00:00Z\r\n"
            f"Content-Type: application/http\r\nContent-Length: {len(block)}\r\n\r\n"
        )
        parts.append(head.encode() + block + b"\r\n\r\n")
    if file.suffix == ".gz":
        parts = [gzip.compress(part) for part in parts]
    file.write_bytes(b"".join(parts))
    return file


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz"])
async def test_pages_of_a_web_archive_are_articles(
    tmp_path: Path, parser: ProcessParser, name: str
) -> None:
    html = "text/html; charset=utf-8"
    records = [
        ("https://past.example/1", "200 OK", html, PAGE.encode()),
        ("https://past.example/logo.png", "200 OK", "image/png", b"\x89PNG"),
        ("https://past.example/2", "404 Not Found", html, PAGE.encode()),
        ("https://past.example/3", "200 OK", html, b"<html><body></body></html>"),
        ("https://past.example/4", "200 OK", html, PAGE.replace("May", "June").encode()),
    ]
    source = WarcFiles((warc(tmp_path / name, records),), parser)
    articles, [skipped], positions = await read(source)
    assert [article.url for article in articles] == [
        "https://past.example/1",
        "https://past.example/4",
    ]
    assert articles[0].seen_at == datetime(2023, 7, 1, 8, tzinfo=UTC)
    assert "https://past.example/3" in skipped.item
    assert (await read(source, {"file": 0, "page": 2}))[0][0].url == "https://past.example/4"
    assert (await read(source, positions[-1]))[0] == []


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz"])
@pytest.mark.parametrize("kind", ["text/html; charset=utf-8", "image/png"])
async def test_a_web_archive_that_was_cut_is_refused(
    tmp_path: Path, parser: ProcessParser, name: str, kind: str
) -> None:
    body = random.Random(1).randbytes(4_000)
    pages = [(f"https://past.example/{number}", "200 OK", kind, body) for number in range(3)]
    file = warc(tmp_path / name, pages)
    whole = file.read_bytes()
    for lost in (100, 1_000, 3_000, 6_000):
        file.write_bytes(whole[:-lost])
        with pytest.raises(InvalidInput, match="cut off or damaged"):
            await read(WarcFiles((file,), parser))


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz"])
async def test_a_web_archive_that_was_cut_anywhere_in_its_last_record_is_refused(
    tmp_path: Path, parser: ProcessParser, name: str
) -> None:
    body = random.Random(1).randbytes(200)
    images = [(f"https://past.example/{number}", "200 OK", "image/png", body) for number in (1, 2)]
    before = len(warc(tmp_path / name, images[:1]).read_bytes())
    file = warc(tmp_path / name, images)
    whole = file.read_bytes()
    assert await read(WarcFiles((file,), parser))
    line_ends = 0 if name.endswith(".gz") else 4  # after the record; nothing is lost with them
    for size in range(before + 1, len(whole) - line_ends):
        file.write_bytes(whole[:size])
        with pytest.raises(InvalidInput, match=r"cut off or damaged|not a web archive"):
            await read(WarcFiles((file,), parser))


async def test_another_file_is_no_web_archive(tmp_path: Path, parser: ProcessParser) -> None:
    file = tmp_path / "a.warc"
    file.write_text("this is not a web archive\n" * 10)
    with pytest.raises(InvalidInput, match="not a web archive"):
        await read(WarcFiles((file,), parser))
