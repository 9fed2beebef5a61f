"""Whatever a server answers ends as a state with a class of error that was foreseen."""

import gzip
import random
from dataclasses import replace
from datetime import UTC, datetime

import msgspec
import pytest

from monitor.feeds.transition import new_state
from monitor.feeds.values import Feed
from monitor.flow.poll_feed import poll_feed
from monitor.flow.ports import FETCH_ERRORS, PollPorts
from monitor.http.fetcher import FetchLimits, HttpFetcher
from monitor.http.pages import WebPages
from tests.fakes import DirectPageParser, DirectParser
from tests.polling.server import Request, Server, rss, running

ANSWERS = 150
"""Answers for each seed: a second of time."""

NAMES = (
    "Location", "Content-Encoding", "Content-Type", "ETag", "Last-Modified", "Retry-After",
    "Set-Cookie", "Cache-Control", "Expires", "Transfer-Encoding", "Content-Length", "cf-mitigated",
)  # fmt: skip
VALUES = (
    "", "0", "-1", "gzip", "deflate", "br, gzip", "zstd", "x", "http://[bad", "http://xn--a/", "//",
    "/f", "?", "#", "http://127.0.0.1:0/", "http://127.0.0.1:99999999999/", "http://\xff/", "\xe9",
    "a=b; Domain=.com", "a=b; max-age=99999999999999999999", "text/html; charset=utf-16",
    "text/xml; charset=idna", "max-age=99999999999999999999", "Sun, 99 Foo 99999 99:99:99 GMT",
    "Thu, 01 Jan 1970 00:00:00 +9999", "chunked", "5", "99999999999999999999", 'W/"\xe9"',
    "data:,x", "http:///", f"http://{'a' * 300}/", "http://127.0.0.1\\@evil/", "\x7f",
    "http://[::1%25eth0]:1/",
)  # fmt: skip
STATUSES = (
    200, 204, 206, 299, 300, 301, 302, 304, 305, 308, 404, 410, 429, 503, 599, 999,
)  # fmt: skip


def an_answer(chance: random.Random) -> bytes:
    """Return a response with random headers, and a body that may be damaged."""
    body = bytearray(rss("1", "2"))
    damage = chance.random()
    if damage < 0.3:
        for _ in range(chance.randrange(1, 30)):
            body[chance.randrange(len(body))] = chance.randrange(256)
    elif damage < 0.5:
        body = bytearray(gzip.compress(body)[: chance.randrange(1, 400)])
    names = chance.sample(NAMES, chance.randrange(0, 5))
    lines = [f"{name}: {chance.choice(VALUES)}" for name in names]
    if not {"Content-Length", "Transfer-Encoding"} & set(names):
        lines.append(f"Content-Length: {len(body)}")
    head = "\r\n".join((f"HTTP/1.1 {chance.choice(STATUSES)} X", *lines, "Connection: close"))
    return head.encode("latin-1") + b"\r\n\r\n" + bytes(body)


@pytest.mark.parametrize("seed", range(2))
async def test_any_answer_ends_as_a_foreseen_state(seed: int) -> None:
    chance = random.Random(seed)
    fetcher = HttpFetcher(contact="x", allow_hosts=("127.0.0.1",), limits=FetchLimits(total_s=1.0))
    pages = WebPages(fetcher, DirectPageParser(), within_s=1.0)
    ports = PollPorts(fetcher=fetcher, parser=DirectParser(), pages=pages)
    now = datetime.now(UTC)

    async def answer(request: Request) -> None:
        request.writer.write(an_answer(chance))
        await request.writer.drain()

    async with running(Server(answers={"/f": answer})) as server:
        feed = Feed(url=f"{server.origin}/f", full_text=False)
        for _ in range(ANSWERS):
            state = msgspec.structs.replace(
                new_state(feed, now), etag=chance.choice(VALUES), body_hash="hash"
            )
            one = replace(feed, full_text=chance.random() < 0.1)
            polled = await poll_feed(one, state, ports=ports, now=now)
            assert polled.state.error is None or polled.state.error in FETCH_ERRORS
            assert polled.state.error != "internal", polled.state.error_detail
            assert not any(refusal.error == "internal" for refusal in polled.refused)
    await fetcher.aclose()
