"""``monitor feeds test``: poll one feed as the poller would, once, and publish nothing."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from monitor.articles.make import Refusal
from monitor.cli.options import CONFIG, JSON
from monitor.cli.output import print_json, printable, stdout_console
from monitor.cli.settings import read_settings
from monitor.config import Settings
from monitor.feeds.parse import charset_of_feed
from monitor.feeds.transition import new_state
from monitor.feeds.values import Feed
from monitor.flow.poll_feed import Polled, poll_feed
from monitor.flow.ports import Fetched, PollPorts
from monitor.http.fetcher import HttpFetcher
from monitor.http.pages import WebPages
from monitor.http.parse_worker import ProcessParser
from monitor.records import Article
from monitor.records.errors import CommandFailed


@dataclass(frozen=True, slots=True)
class Trial:
    """One poll and its first response, None if there was none."""

    polled: Polled
    fetched: Fetched | None

    @property
    def encoding(self) -> str | None:
        """The character set of the response."""
        if self.fetched is None:
            return None
        return charset_of_feed(self.fetched.body, self.fetched.headers.get("content-type", ""))


class RecordingFetcher:
    """A fetcher that keeps the first response."""

    def __init__(self, fetcher: HttpFetcher) -> None:
        self._fetcher = fetcher
        self.fetched: Fetched | None = None

    async def fetch(self, url: str, headers: dict[str, str], *, verify_tls: bool = True) -> Fetched:
        """Return the response. Raises `FetchError`."""
        fetched = await self._fetcher.fetch(url, headers, verify_tls=verify_tls)
        self.fetched = self.fetched or fetched
        return fetched


@click.command("test")
@CONFIG
@JSON
@click.argument("url")
def command(folder: Path, as_json: bool, url: str) -> None:
    """Poll a feed once and show the result; publish nothing.

    The result is the response and the articles that the feed would publish.
    """
    trial = asyncio.run(poll_once(read_settings(folder), url))
    state = trial.polled.state
    if as_json:
        print_json(trial_view(trial))
    elif trial.fetched is not None:
        print_trial(trial)
    if state.error:
        raise CommandFailed(f"{url}: {state.error}: {state.error_detail}")


async def poll_once(settings: Settings, url: str) -> Trial:
    """Poll a feed as if for the first time."""
    now = datetime.now(UTC)
    feed = Feed(url=url, full_text=False)
    fetcher = HttpFetcher(
        contact=settings.contact, allow_hosts=settings.allow_hosts, proxy=settings.proxy
    )
    recorder = RecordingFetcher(fetcher)
    parser = ProcessParser()
    try:
        polled = await poll_feed(
            feed,
            new_state(feed, now),
            ports=PollPorts(fetcher=recorder, parser=parser, pages=WebPages(fetcher, parser)),
            now=now,
        )
        return Trial(polled, recorder.fetched)
    finally:
        parser.close()
        await fetcher.aclose()


def trial_view(trial: Trial) -> dict[str, Any]:
    """Return the trial as builtin values."""
    polled, fetched, state = trial.polled, trial.fetched, trial.polled.state
    return {
        "name": state.name,
        "language": state.language,
        "status": fetched.status if fetched else None,
        "url": fetched.url if fetched else None,
        "moved_to": fetched.moved_to if fetched else None,
        "encoding": trial.encoding,
        "etag": state.etag,
        "last_modified": state.last_modified,
        "hint_s": state.hint_s,
        "hub": state.hub,
        "next_due_at": state.next_due_at.isoformat() if state.next_due_at else None,
        "error": state.error,
        "error_detail": state.error_detail,
        "articles": [_article_view(article) for article in polled.articles],
        "refused": [_refusal_view(refusal) for refusal in polled.refused],
    }


def _article_view(article: Article) -> dict[str, str | None]:
    return {
        "id": article.id,
        "title": article.title,
        "url": article.url,
        "language": article.language,
    }


def _refusal_view(refusal: Refusal) -> dict[str, str]:
    return {"entry": refusal.entry, "error": refusal.error, "message": refusal.message}


def print_trial(trial: Trial) -> None:
    """Print the response, the next poll, and each entry as it would be published or refused."""
    polled, state = trial.polled, trial.polled.state
    console = stdout_console(soft_wrap=True)
    language = state.language or "not declared"
    console.print(
        printable(f"{state.name}: {state.error or 'ok'}; language {language}"), style="bold"
    )
    console.print(printable(_response_text(trial)))
    validators = f"ETag {state.etag or 'none'}; Last-Modified {state.last_modified or 'none'}"
    console.print(printable(validators))
    hint = f"; the feed requests {state.hint_s / 60:.0f} min between polls" if state.hint_s else ""
    console.print(
        f"{len(polled.articles)} entries; next poll {state.next_due_at:%H:%M:%S} UTC{hint}"
    )
    for article in polled.articles:
        entry = f"would publish [{article.language}] {article.title} <{article.url}>"
        console.print("  " + printable(entry))
    for refusal in polled.refused:
        entry = f"would refuse {refusal.entry}: {refusal.error}, {refusal.message}"
        console.print("  " + printable(entry), style="yellow")


def _response_text(trial: Trial) -> str:
    """Return status, redirects, size and encoding of the response."""
    fetched = trial.fetched
    assert fetched is not None, "the caller has checked it"
    redirect = ""
    if fetched.moved_to:
        redirect = f", moved permanently to {fetched.moved_to}"
    elif fetched.url != trial.polled.state.url:
        redirect = f", redirected to {fetched.url}"
    return f"{fetched.status}{redirect}; {len(fetched.body):,} bytes in {trial.encoding}"
