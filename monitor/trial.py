"""`monitor feeds test URL`: one poll of one feed, shown and not published."""

import json
from datetime import UTC, datetime, timedelta

from rich.console import Console

from monitor.config import Settings
from monitor.feeds.values import Feed, feed_id
from monitor.flow.poll_feed import Polled, new_state, poll_feed
from monitor.http.fetcher import HttpFetcher
from monitor.http.pages import WebPages
from monitor.http.parse_worker import ProcessParser


async def try_feed(settings: Settings, url: str) -> Polled:
    """Poll a feed as the poller would, once, as if for the first time."""
    now = datetime.now(UTC)
    feed = Feed(
        id=feed_id(url),
        url=url,
        name=None,
        publisher=None,
        language=None,
        full_text=False,
        interval=timedelta(minutes=5),
    )
    fetcher = HttpFetcher(contact=settings.contact, allow_hosts=settings.allow_hosts)
    parser = ProcessParser()
    try:
        return await poll_feed(
            feed, new_state(feed, now), fetcher=fetcher, parser=parser, pages=WebPages(fetcher), now=now
        )
    finally:
        parser.close()
        await fetcher.aclose()


def print_trial(polled: Polled, *, as_json: bool) -> None:
    """Print status, validators, next poll and what would be published."""
    state = polled.state
    if as_json:
        view = {
            "name": state.name,
            "language": state.language,
            "etag": state.etag,
            "last_modified": state.last_modified,
            "next_due_at": state.next_due_at.isoformat() if state.next_due_at else None,
            "error": state.error,
            "articles": [{"id": a.id, "title": a.title, "url": a.url, "language": a.language} for a in polled.articles],
            "refused": [{"entry": r.entry, "error": r.error, "message": r.message} for r in polled.refused],
        }
        print(json.dumps(view, ensure_ascii=False))  # noqa: T201  this is the command's output
        return
    console = Console(highlight=False, markup=False)
    console.print(f"{state.name}: {state.error or 'ok'}; language {state.language or 'not given'}", style="bold")
    console.print(
        f"ETag {state.etag or 'none'}; Last-Modified {state.last_modified or 'none'}; next poll {state.next_due_at}"
    )
    for article in polled.articles:
        console.print(f"  would publish [{article.language}] {article.title} <{article.url}>")
    for refusal in polled.refused:
        console.print(f"  would refuse {refusal.entry}: {refusal.error}, {refusal.message}", style="yellow")
