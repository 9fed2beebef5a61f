"""The fault laboratory: 240 feeds, every kind of fault side by side.

Each fault shows with its class of error; the healthy feeds keep their schedule.
"""

import asyncio
import contextlib
import gzip
import itertools
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from monitor.config import Configuration
from monitor.feeds.values import Feed
from monitor.flow.ports import Fetched, PollPorts
from monitor.http.fetcher import FetchLimits, HttpFetcher
from monitor.http.pages import WebPages
from monitor.http.parse_worker import ProcessParser
from monitor.kafka.broker.process import EmbeddedBroker
from monitor.kafka.consumer import group_consumer
from monitor.kafka.create_topics import create_topics
from monitor.kafka.topics import FEED_STATES
from monitor.records import FeedState
from monitor.records.wire import Unreadable, decode
from monitor.services.poller import PollerOptions, poll_owned_feeds
from monitor.watchlist import Watchlist
from tests.polling.server import (
    Answer,
    Request,
    Server,
    always,
    cut_off,
    drip,
    response,
    rss,
    running,
)
from tests.waiting import BUSY, START_WITHIN_S, WITHIN_S

HEALTHY, EACH = 150, 4
INTERVAL = timedelta(seconds=2)
POLLS = 5
"""Polls of each healthy feed that are watched."""
PARTITIONS = 4
REDIRECTS = 3
QUICK = FetchLimits(total_s=3.0, most_redirects=REDIRECTS)
"""For the feeds that drip: a deadline short enough for a test."""
PATIENT = FetchLimits(total_s=WITHIN_S, most_redirects=REDIRECTS)
"""For the others, which a busy machine must not make late."""

FAULTS: dict[str, tuple[str, Answer]] = {
    "server": ("http_5xx", always(500)),
    "away": ("http_5xx", always(503, retry_after="1")),
    "missing": ("http_4xx", always(404)),
    "dead": ("gone", always(410)),
    "busy": ("rate_limited", always(429)),
    "challenge": ("challenge", always(403, cf_mitigated="challenge")),
    "page": ("not_a_feed", always(200, b"<!doctype html><html><body>Sign in</body></html>")),
    "bomb": ("parse", always(200, b"<!DOCTYPE x [" + b"<!ENTITY a 'a'>" * 200 + b"]>" + rss("1"))),
    "big": ("too_large", always(200, gzip.compress(b" " * 30_000_000), content_encoding="gzip")),
    "short": ("incomplete", cut_off(rss("1"))),
    "dripping": ("total_timeout", drip(rss("1") * 3, 0.05)),
    "loop": ("redirect_loop", always(301, location="/loop/0")),
    "nonsense": ("bad_headers", always(302)),
}
ELSEWHERE = {
    "dns": "http://no-such-host.invalid/rss",
    "connect": "http://127.0.0.1:1/rss",
    "blocked_address": "http://10.255.255.1/rss",
}


def healthy(seen: dict[str, list[float]], number: int) -> Answer:
    """Return a feed with news every other poll, and record the times of its polls."""
    times = seen.setdefault(f"/healthy/{number}", [])

    async def answer(request: Request) -> bytes:
        times.append(time.monotonic())
        etag = f'"{len(times) // 2}"'
        if request.headers.get("if-none-match") == etag:
            return response(304)
        return response(200, rss(*map(str, range(len(times) // 2 + 1))), etag=etag)

    return answer


class Fetcher:
    """The real fetcher, with a short deadline for the feeds that drip."""

    def __init__(self) -> None:
        self._quick, self._patient = (
            HttpFetcher(contact="x", allow_hosts=("127.0.0.1",), limits=limits)
            for limits in (QUICK, PATIENT)
        )

    async def fetch(self, url: str, headers: dict[str, str], *, verify_tls: bool = True) -> Fetched:
        """Fetch a document."""
        fetcher = self._quick if "/dripping/" in url else self._patient
        return await fetcher.fetch(url, headers, verify_tls=verify_tls)

    async def aclose(self) -> None:
        """Close every connection."""
        await self._quick.aclose()
        await self._patient.aclose()


def timed(answer: Answer, times: list[float]) -> Answer:
    """Return an answer that records when it begins."""

    async def begin(request: Request) -> bytes | None:
        times.append(time.monotonic())
        return await answer(request)

    return begin


@pytest.mark.broker
async def test_every_fault_shows_with_its_class_and_the_healthy_keep_their_schedule(
    broker: EmbeddedBroker,
) -> None:
    seen: dict[str, list[float]] = {}
    drips: list[float] = []
    # Two hosts: a pause that one requests holds for all its feeds.
    async with running(Server()) as server, running(Server()) as sick:
        wanted: dict[str, str | None] = {}
        for number in range(HEALTHY):
            server.answers[f"/healthy/{number}"] = healthy(seen, number)
            wanted[f"{server.origin}/healthy/{number}"] = None
        for name, (error, answer) in FAULTS.items():
            for number in range(EACH):
                is_slow = name == "dripping"
                sick.answers[f"/{name}/{number}"] = timed(answer, drips) if is_slow else answer
                wanted[f"{sick.origin}/{name}/{number}"] = error
        for number in range(EACH):
            server.answers[f"/moving/{number}"] = always(301, location=f"/moved/{number}")
            server.answers[f"/moved/{number}"] = always(200, rss("1"))
            wanted[f"{server.origin}/moving/{number}"] = None
        wanted |= {url: error for error, url in ELSEWHERE.items()}
        assert len(wanted) >= 200
        states, outcomes = await _watch(broker, tuple(wanted), seen)
    for url, expected in wanted.items():
        history = outcomes[url]
        assert expected in history[:2], f"{url}: {history[:3]}, not {expected}"
        if expected is None:
            assert set(history) == {None}, f"{url}: {history}"
        if expected not in (None, "gone"):
            assert states[url].failures >= 1
    for number in range(EACH):
        assert (
            states[f"{server.origin}/moving/{number}"].moved_url
            == f"{server.origin}/moved/{number}"
        )
    gaps = [
        later - earlier for times in seen.values() for earlier, later in itertools.pairwise(times)
    ]
    assert min(map(len, seen.values())) >= POLLS
    assert sorted(gaps)[int(0.95 * len(gaps))] < BUSY * 2.5 * INTERVAL.total_seconds()
    polls = sorted(itertools.chain.from_iterable(seen.values()))
    went_on = [any(0 < poll - begun < QUICK.total_s for poll in polls) for begun in drips]
    assert sum(went_on) > len(drips) / 2 > 0  # none waited for the sick


async def _watch(
    broker: EmbeddedBroker, urls: tuple[str, ...], seen: dict[str, list[float]]
) -> tuple[dict[str, FeedState], dict[str, list[str | None]]]:
    """Poll until every feed was polled a few times; return its last state and all its errors."""
    await create_topics(broker.connection, PARTITIONS)
    feeds = tuple(Feed(url=url, full_text=False, interval=INTERVAL) for url in urls)
    configuration = Configuration(feeds=feeds, watchlist=Watchlist(), subscriptions=())
    fetcher = Fetcher()
    parser = ProcessParser()
    options = PollerOptions(
        partitions=PARTITIONS,
        configuration=lambda: configuration,
        ports=PollPorts(fetcher=fetcher, parser=parser, pages=WebPages(fetcher, parser)),
    )
    consumer = group_consumer(
        broker.connection, f"laboratory-{time.time()}", FEED_STATES.name, wait_ms=100
    )
    states: dict[str, FeedState] = {}
    outcomes: dict[str, list[str | None]] = {url: [] for url in urls}
    await consumer.start()
    polling = asyncio.create_task(poll_owned_feeds(options, broker.connection))
    try:
        await _collect(
            consumer,
            states,
            outcomes,
            lambda: min(map(len, outcomes.values())) >= 2 and min(map(len, seen.values())) >= POLLS,
        )
    finally:
        polling.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await polling
        await consumer.stop()
        parser.close()
        await fetcher.aclose()
    return states, outcomes


async def _collect(
    consumer: Any,
    states: dict[str, FeedState],
    outcomes: dict[str, list[str | None]],
    is_done: Callable[[], bool],
) -> None:
    deadline = time.monotonic() + START_WITHIN_S
    while not is_done() and time.monotonic() < deadline:
        for messages in (await consumer.getmany(timeout_ms=200)).values():
            for message in messages:
                state = decode(message.value, FeedState)
                if not isinstance(state, Unreadable) and state.url in outcomes and state.polls:
                    states[state.url] = state
                    outcomes[state.url].append(state.error)
                    if state.muted:  # it is not polled again
                        outcomes[state.url].append(state.error)
