"""Feeds as they were over time: every entry that was shown becomes one article, every edit a revision, nothing twice, nothing lost."""

import json
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import feedparser
import pytest

from monitor.feeds.values import Feed
from monitor.flow.poll_feed import new_state, poll_feed
from monitor.http.fetcher import HttpFetcher
from monitor.records import FeedState
from monitor.records.wire import decode, encode
from tests.fakes import DirectParser, FakePages
from tests.polling.server import Request, Server, response, running
from tests.shared import DATA, needs_data

SERIES = sorted(path for path in (DATA / "series").glob("*") if path.is_dir())


def snapshots(series: Path) -> Iterator[tuple[bytes, datetime]]:
    """Yield each snapshot of a series with the moment at which it was taken."""
    for version in json.loads((series / "index.json").read_text("utf-8"))["versions"]:
        moment = datetime.fromisoformat(version.get("committed") or version["at"])
        yield (series / version["file"]).read_bytes(), moment.astimezone(UTC)


def shown(body: bytes) -> dict[str, tuple[str, str]]:
    """Return title and text of every entry of a document by its id, read by feedparser itself."""
    found = {}
    for entry in feedparser.parse(body).entries:
        content = "".join(part.get("value", "") for part in entry.get("content", ()))
        found[str(entry.get("id") or entry.get("link"))] = (entry.get("title", ""), entry.get("summary", "") + content)
    return found


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    """A server that shows what it is told to."""
    async with running(Server()) as server:
        yield server


@needs_data
@pytest.mark.parametrize("series", SERIES, ids=lambda path: path.name)
async def test_a_recorded_feed_gives_each_entry_once_and_each_edit_as_a_revision(series: Path, server: Server) -> None:
    stats = json.loads((DATA / "series" / "stats.json").read_text("utf-8"))[series.name]
    now_shown = b""

    async def show(request: Request) -> bytes:
        etag = f'"{hash(now_shown)}"'
        if request.headers.get("if-none-match") == etag:
            return response(304)
        return response(200, now_shown, etag=etag)

    server.answers["/f"] = show
    feed = Feed(id="f", url=f"{server.origin}/f", full_text=False)
    fetcher = HttpFetcher(contact="x", allow_hosts=("127.0.0.1",))
    state: FeedState | None = None
    published: list[tuple[str, int]] = []
    last: dict[str, tuple[str, str]] = {}
    edits = 0
    for body, moment in snapshots(series):
        now_shown = body
        for id_, entry in shown(body).items():
            edits += id_ in last and last[id_] != entry
            last[id_] = entry
        for _ in range(2):  # polled more often than it changes
            before = state or new_state(feed, moment)
            polled = await poll_feed(
                feed, before, fetcher=fetcher, parser=DirectParser(), pages=FakePages(), now=moment
            )
            told = decode(encode(polled.state), FeedState)  # as it comes back from Kafka
            assert isinstance(told, FeedState)
            state = told
            published += [(article.id, article.revision) for article in polled.articles]
            assert not polled.refused
    await fetcher.aclose()
    assert len({id_ for id_, _ in published}) == stats["unique_ids"]
    assert len(published) == len(set(published))  # nothing twice
    assert len(published) - stats["unique_ids"] == edits
    assert edits >= stats["ids_with_changed_title"]
