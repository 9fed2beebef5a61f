"""`monitor feeds test URL`: one poll of one feed, shown and not published; and `monitor feeds discover URL`."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urljoin

from rich.console import Console

from monitor.config import Settings
from monitor.feeds.parse import character_set, offered_feeds, parse_feed
from monitor.feeds.values import Feed, feed_id
from monitor.flow.poll_feed import Polled, new_state, poll_feed
from monitor.flow.ports import Fetched
from monitor.http.fetcher import HttpFetcher
from monitor.http.pages import WebPages
from monitor.http.parse_worker import ProcessParser
from monitor.records.errors import FeedError, FetchError

USUAL = ("/feed", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/feed.json")
"""Where sites have their feeds that no page names."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One poll, and the answer that it came from; None where there was none."""

    polled: Polled
    fetched: Fetched | None


@dataclass(frozen=True, slots=True)
class Offered:
    """A feed that was found."""

    url: str
    title: str
    entries: int


class _Recorder:
    """A fetcher that keeps the first answer."""

    def __init__(self, fetcher: HttpFetcher) -> None:
        self._fetcher = fetcher
        self.fetched: Fetched | None = None

    async def fetch(self, url: str, headers: dict[str, str], *, verify_tls: bool = True) -> Fetched:
        """Return the answer."""
        fetched = await self._fetcher.fetch(url, headers, verify_tls=verify_tls)
        self.fetched = self.fetched or fetched
        return fetched


async def try_feed(settings: Settings, url: str) -> Trial:
    """Poll a feed as the poller would, once, as if for the first time."""
    now = datetime.now(UTC)
    feed = Feed(id=feed_id(url), url=url, full_text=False)
    fetcher, parser = (
        HttpFetcher(contact=settings.contact, allow_hosts=settings.allow_hosts),
        ProcessParser(),
    )
    recorder = _Recorder(fetcher)
    try:
        polled = await poll_feed(
            feed,
            new_state(feed, now),
            fetcher=recorder,
            parser=parser,
            pages=WebPages(fetcher),
            now=now,
        )
        return Trial(polled, recorder.fetched)
    finally:
        parser.close()
        await fetcher.aclose()


async def discover_feeds(settings: Settings, url: str) -> list[Offered]:
    """Return the feeds of a page and of its site, the page itself where it is one. Raises `FetchError` where the page cannot be had."""
    fetcher = HttpFetcher(contact=settings.contact, allow_hosts=settings.allow_hosts)
    try:
        page = await fetcher.fetch(url, {})
        if (itself := _offered(page)) is not None:
            return [itself]
        named = offered_feeds(page.body, page.url)
        found: dict[str, Offered] = {}
        for candidate in dict.fromkeys((*named, *(urljoin(page.url, path) for path in USUAL))):
            try:
                feed = _offered(await fetcher.fetch(candidate, {}))
            except FetchError:
                continue
            if feed is not None:
                found.setdefault(feed_id(feed.url), feed)
        return list(found.values())
    finally:
        await fetcher.aclose()


def _offered(fetched: Fetched) -> Offered | None:
    try:
        document = parse_feed(fetched.body, fetched.headers.get("content-type", ""), fetched.url)
    except FeedError:
        return None
    return Offered(fetched.moved_to or fetched.url, document.title, len(document.entries))


def print_trial(trial: Trial, *, as_json: bool) -> None:
    """Print status, redirects, validators, encoding, next poll and what would be published."""
    polled, fetched = trial.polled, trial.fetched
    state = polled.state
    encoding = (
        character_set(fetched.body, fetched.headers.get("content-type", "")) if fetched else None
    )
    if as_json:
        view = {
            "name": state.name,
            "language": state.language,
            "status": fetched.status if fetched else None,
            "url": fetched.url if fetched else None,
            "moved_to": fetched.moved_to if fetched else None,
            "encoding": encoding,
            "etag": state.etag,
            "last_modified": state.last_modified,
            "hint_s": state.hint_s,
            "hub": state.hub,
            "next_due_at": state.next_due_at.isoformat() if state.next_due_at else None,
            "error": state.error,
            "articles": [
                {"id": a.id, "title": a.title, "url": a.url, "language": a.language}
                for a in polled.articles
            ],
            "refused": [
                {"entry": r.entry, "error": r.error, "message": r.message} for r in polled.refused
            ],
        }
        print(json.dumps(view, ensure_ascii=False))  # noqa: T201  this is the command's output
        return
    console = Console(highlight=False, markup=False, soft_wrap=True)
    console.print(
        f"{state.name}: {state.error or 'ok'}; language {state.language or 'not given'}",
        style="bold",
    )
    if fetched is not None:
        moved = f", moved for good to {fetched.moved_to}" if fetched.moved_to else ""
        led = f", led to {fetched.url}" if fetched.url != state.url and not moved else ""
        console.print(f"{fetched.status}{moved}{led}; {len(fetched.body):,} bytes in {encoding}")
    console.print(f"ETag {state.etag or 'none'}; Last-Modified {state.last_modified or 'none'}")
    wish = f"; asks to be left alone for {state.hint_s / 60:.0f} min" if state.hint_s else ""
    console.print(
        f"{len(polled.articles)} entries; next poll {state.next_due_at:%H:%M:%S} UTC{wish}"
    )
    for article in polled.articles:
        console.print(f"  would publish [{article.language}] {article.title} <{article.url}>")
    for refusal in polled.refused:
        console.print(
            f"  would refuse {refusal.entry}: {refusal.error}, {refusal.message}", style="yellow"
        )
