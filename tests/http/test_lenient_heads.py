"""A feed whose headers break the rules of HTTP is read as browsers read it."""

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.http.fetcher import HttpFetcher
from monitor.http.lenient_heads import repair_head
from monitor.records.errors import FetchError
from tests.polling.server import Request, Server, rss, running

BODY = rss("1", "2")
UNREADABLE = (
    b"X Header: 1",
    b"a line of PHP without a colon",
    b"Warning: Undefined variable $x in /var/www/feed.php on line 3",
    b"Content-Type : application/rss+xml",
    b" folded before any header",
    b": no name",
    b"X-N\xc3\xa4me: 1",
    b"X-Zero: a\x00b\x07c",
    b"X(comment): 1",
    b"Content-Length: many",
)
"""Header lines that the client library refuses, and one that it takes."""


async def fetch(head: bytes, body: bytes = BODY, *, before: bytes = b"") -> bytes:
    """Return the body that is read from an answer with these header lines."""

    async def answer(request: Request) -> None:
        lines = b"HTTP/1.1 200 OK\r\n" + head + b"\r\nConnection: close\r\n\r\n"
        request.writer.write(before + lines + body)
        await request.writer.drain()

    fetcher = HttpFetcher(contact="x", allow_hosts=("127.0.0.1",))
    try:
        async with running(Server(answers={"/f": answer})) as server:
            fetched = await fetcher.fetch(f"{server.origin}/f", {})
    finally:
        await fetcher.aclose()
    return fetched.body


@pytest.mark.parametrize("line", UNREADABLE)
async def test_an_unreadable_line_costs_nothing_but_itself(line: bytes) -> None:
    assert await fetch(line + b"\r\nETag: 1") == BODY
    assert await fetch(b"ETag: 1\r\n" + line) == BODY


@pytest.mark.parametrize("line", UNREADABLE)
async def test_headers_around_an_unreadable_line_count(line: bytes) -> None:
    head = line + b"\r\nContent-Encoding: gzip"
    assert await fetch(head, gzip.compress(BODY)) == BODY
    chunked = b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in (BODY[:9], BODY[9:]))
    head = b"Transfer-Encoding: chunked\r\n" + line
    if not line.startswith((b"Content-Length", b" ")):
        assert await fetch(head, chunked + b"0\r\n\r\n") == BODY


async def test_lines_may_end_in_a_line_feed_alone_and_an_interim_answer_may_precede() -> None:
    early = b"HTTP/1.1 103 Early Hints\r\nBad Line\r\n\r\n"
    assert await fetch(b"Bad Line\nETag: 1", before=early) == BODY


async def test_an_answer_that_is_no_http_at_all_has_its_class_of_error() -> None:
    async def answer(request: Request) -> None:
        request.writer.write(b"SSH-2.0-OpenSSH_9.6\r\n\r\n")
        await request.writer.drain()

    fetcher = HttpFetcher(contact="x", allow_hosts=("127.0.0.1",))
    async with running(Server(answers={"/f": answer})) as server:
        with pytest.raises(FetchError) as raised:
            await fetcher.fetch(f"{server.origin}/f", {})
    await fetcher.aclose()
    assert raised.value.kind == "bad_headers"


@given(st.lists(st.binary(max_size=30), max_size=10))
def test_a_repaired_head_has_only_readable_lines(lines: list[bytes]) -> None:
    status, *repaired = repair_head(b"\r\n".join((b"HTTP/1.1 200 OK", *lines))).split(b"\r\n")
    assert status == b"HTTP/1.1 200 OK"
    for line in repaired:
        assert line[:1] in b" \t" or b":" in line
        assert b"\x00" not in line
