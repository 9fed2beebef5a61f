"""feeds --poll--> articles.

    fetch -> unchanged?  -------------------------------------------> new state
          -> parse -> pending entries -> texts, pages -> articles --> articles, new state

1. The request is conditional. A 304, or a body with the hash of the last one, is unchanged.
2. Every pending entry (`monitor.feeds.seen`) becomes an article or a refusal, oldest first; an
   edited entry keeps its id under a higher revision.
3. The page of an entry that only summarises its article is fetched, at most `PAGES_PER_POLL` per
   poll, side by side. Entries beyond that are left to the next poll, which follows soon.
4. The new state is only returned; the caller stores it after Kafka has acknowledged the articles.
5. No exception leaves a poll: whatever a server, a document, a link or a redirect causes ends as a
   state with a class of error, and an entry that cannot be read costs the feed no other entry.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import blake2b
from urllib.parse import urldefrag

import structlog

from monitor.articles.make import Draft, Refusal, is_page_of, make_article
from monitor.articles.page import Page
from monitor.feeds.identity import IdentifiedEntry, identify_entries
from monitor.feeds.seen import (
    Outcome,
    PendingEntry,
    has_backlog,
    news_window,
    pending_entries,
    remember,
)
from monitor.feeds.transition import (
    DocumentRead,
    Success,
    after_failure,
    after_success,
    conditional_headers,
)
from monitor.feeds.values import LONGEST_TITLE, Entry, Feed, FeedDocument
from monitor.flow.ports import Fetched, NoPage, PageRequest, PollPorts
from monitor.records import Article, FeedState
from monitor.records.errors import FetchError, PollError
from monitor.records.urls import host_of, resolve_url

__all__ = ["Polled", "Refusal", "poll_feed"]

SHORT_SUMMARY = 600
"""Characters; an entry with less text and no content of its own only summarises its article."""

PAGES_PER_POLL = 40
"""Pages of one poll: at one host's pace of two a second, 20 seconds."""

log = structlog.get_logger("poller")


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """The outcome of one poll: what to publish, and the state to store after that."""

    state: FeedState
    articles: tuple[Article, ...] = ()
    refused: tuple[Refusal, ...] = ()
    retry_after: timedelta | None = None
    """The pause that the host requested; it holds for every feed of that host."""


@dataclass(frozen=True, slots=True)
class _Poll:
    """One poll: the feed, its state before, the ports, and the time."""

    feed: Feed
    state: FeedState
    ports: PollPorts
    now: datetime


@dataclass(frozen=True, slots=True)
class _Work:
    """A pending entry with the draft of its article."""

    pending: PendingEntry
    draft: Draft


@dataclass(frozen=True, slots=True)
class _Result:
    """The outcome of a pending entry; ``product`` is None if nothing new is to be published."""

    outcome: Outcome
    product: Article | Refusal | None


async def poll_feed(
    feed: Feed,
    state: FeedState,
    *,
    ports: PollPorts,
    now: datetime,
    is_other_feed: Callable[[str], bool] = lambda _: False,
) -> Polled:
    """Poll a feed once and return the outcome; never raises for what a server does.

    ``is_other_feed`` returns whether an address belongs to another configured feed.
    """
    poll = _Poll(feed, state, ports, now)
    try:
        fetched = await _fetch(poll)
        results: tuple[_Result, ...] = ()
        read = None
        if not _is_unchanged(fetched, state):
            read, results = await _read(poll, fetched)
    except PollError as error:
        retry_after = error.retry_after if isinstance(error, FetchError) else None
        return Polled(state=after_failure(feed, state, error, now), retry_after=retry_after)
    except Exception as error:
        log.exception("poll.internal_error", feed=state.url)
        failure = PollError("internal", f"{type(error).__name__}: {error}")
        return Polled(state=after_failure(feed, state, failure, now))
    success = Success(
        headers=fetched.headers,
        is_not_modified=fetched.status == 304,
        moved_to=fetched.moved_to,
        read=read,
    )
    return Polled(
        state=after_success(feed, state, success, now, is_other_feed=is_other_feed),
        articles=tuple(r.product for r in results if isinstance(r.product, Article)),
        refused=tuple(r.product for r in results if isinstance(r.product, Refusal)),
    )


async def _fetch(poll: _Poll) -> Fetched:
    state = poll.state
    fetched = await poll.ports.fetcher.fetch(
        state.moved_url or poll.feed.url,
        conditional_headers(state),
        verify_tls=poll.feed.verify_tls,
    )
    if fetched.status == 304 and state.body_hash is None and state.etag is None:
        raise FetchError("bad_headers", "304 in answer to a request without validators")
    return fetched


def _is_unchanged(fetched: Fetched, state: FeedState) -> bool:
    return fetched.status == 304 or _hash_of(fetched.body) == state.body_hash


def _hash_of(body: bytes) -> str:
    return blake2b(body, digest_size=16).hexdigest()


async def _read(poll: _Poll, fetched: Fetched) -> tuple[DocumentRead, tuple[_Result, ...]]:
    """Parse a changed document and work on its pending entries. Raises `FeedError`."""
    content_type = fetched.headers.get("content-type", "")
    document = await poll.ports.parser.parse(fetched.body, content_type, fetched.url)
    entries = identify_entries(document.entries, poll.feed.id, poll.state.seen)
    drafted = await _draft(poll, document, entries)
    work = _within_page_limit(drafted)
    pages = await _pages_of(poll, work)
    results = tuple(_finish(poll, item, page) for item, page in zip(work, pages, strict=True))
    present = [entry.id for entry in entries]
    memory = remember(poll.state, present, [result.outcome for result in results])
    read = DocumentRead(
        document=document,
        body_hash=_hash_of(fetched.body),
        memory=memory,
        articles=sum(isinstance(result.product, Article) for result in results),
        has_entries_left=len(work) < len(drafted),
        is_backlog=has_backlog(poll.feed, poll.state, poll.now),
        has_page_to_retry=memory.has_page_to_retry(present),
    )
    return read, results


async def _draft(
    poll: _Poll, document: FeedDocument, entries: list[IdentifiedEntry]
) -> list[_Work]:
    """Return the pending entries of a document with the drafts of their articles."""
    pending = pending_entries(entries, poll.state)
    shared_pages = _shared_pages(document)
    fragments = tuple(max(p.entry.content, p.entry.summary, key=len) for p in pending)
    texts = await poll.ports.parser.read_fragments(fragments) if fragments else ()
    work = []
    for item, text in zip(pending, texts, strict=True):
        draft = _draft_of(poll, document, item, text or "")
        work.append(_Work(item, _without_shared_page(draft, shared_pages)))
    return work


def _shared_pages(document: FeedDocument) -> set[str]:
    """Return the pages to which several entries link: a live blog is the article of none."""
    pages = Counter(urldefrag(entry.link).url for entry in document.entries if entry.link)
    return {page for page, entries in pages.items() if entries > 1}


def _without_shared_page(draft: Draft, shared_pages: set[str]) -> Draft:
    """Return a draft that does not want a page which it shares with other entries."""
    if draft.wants_page and draft.link and urldefrag(draft.link).url in shared_pages:
        return replace(draft, wants_page=False, flags=(*draft.flags, "summary_only"))
    return draft


def _draft_of(poll: _Poll, document: FeedDocument, pending: PendingEntry, text: str) -> Draft:
    feed, entry = poll.feed, pending.entry
    link = resolve_url(feed.url, entry.link) if entry.link else None
    title_flags = ("title_cut",) if len(entry.title) >= LONGEST_TITLE else ()
    window = news_window(feed, poll.state, poll.now)
    link_flags = () if link or not _is_summary(feed, entry, text) else ("summary_only",)
    return Draft(
        id=pending.id,
        feed=feed.id,
        feed_url=feed.url,
        publisher=_publisher_of(feed, poll.state, entry),
        revision=pending.revision,
        entry=entry.guid or entry.link or "?",
        link=link,
        title=entry.title,
        summary=text,
        language=feed.language or document.language,
        published_at=entry.published_at,
        authors=entry.authors,
        flags=(*title_flags, *link_flags),
        is_back_fill=pending.is_back_fill or window.since is None,
        news_since=window.since,
        undated_is_news=window.undated_are_news,
        wants_page=link is not None and _is_summary(feed, entry, text),
    )


def _is_summary(feed: Feed, entry: Entry, text: str) -> bool:
    """Return whether an entry only summarises the article on its page."""
    if feed.full_text == "auto":
        return not entry.content and len(text) < SHORT_SUMMARY
    return feed.full_text


def _publisher_of(feed: Feed, state: FeedState, entry: Entry) -> str:
    """Return who published an entry: the source that an aggregator names, else the feed's own."""
    if entry.publisher and entry.publisher != host_of(feed.url):
        return entry.publisher
    return state.publisher


def _within_page_limit(work: list[_Work]) -> list[_Work]:
    """Return the work of this poll: everything up to the page that would exceed the limit."""
    pages = 0
    for place, item in enumerate(work):
        pages += item.draft.wants_page
        if pages > PAGES_PER_POLL:
            return work[:place]
    return work


async def _pages_of(poll: _Poll, work: list[_Work]) -> list[Page | NoPage]:
    """Return the page of each draft, a final `NoPage` for one that does not want any."""
    wanted = [item.draft for item in work if item.draft.wants_page]
    requests = [PageRequest(d.link or "", f"{d.title} {d.summary}") for d in wanted]
    pages = iter(await poll.ports.pages.read_pages(tuple(requests)) if requests else ())
    return [next(pages) if item.draft.wants_page else _UNWANTED for item in work]


_UNWANTED = NoPage("not wanted", is_final=True)


def _finish(poll: _Poll, work: _Work, page: Page | NoPage) -> _Result:
    """Return the result of one pending entry; an unexpected error refuses this entry alone."""
    try:
        return _result(poll, work, page)
    except Exception as error:
        log.exception("entry.internal_error", feed=poll.state.url, entry=work.draft.entry)
        message = f"{type(error).__name__}: {error}"
        refusal = Refusal(entry=work.draft.entry, error="internal", message=message)
        return _Result(Outcome(work.pending, is_published=False), refusal)


def _result(poll: _Poll, work: _Work, page: Page | NoPage) -> _Result:
    pending, draft = work.pending, work.draft
    article_page = None if isinstance(page, NoPage) else page
    failed = _is_worth_retrying(draft, page)
    if failed and pending.is_published:  # the summary is published; nothing new is known
        outcome = Outcome(
            pending, is_published=False, page_failed=True, is_back_fill=pending.is_back_fill
        )
        return _Result(outcome, None)
    product: Article | Refusal | None = make_article(draft, article_page, poll.now)
    if failed and isinstance(product, Refusal) and pending.has_attempts_left:
        product = None
    is_old = isinstance(product, Article) and "backfill" in product.flags
    outcome = Outcome(
        pending,
        is_published=isinstance(product, Article),
        page_failed=failed,
        is_back_fill=is_old or draft.is_back_fill,
    )
    return _Result(outcome, product)


def _is_worth_retrying(draft: Draft, page: Page | NoPage) -> bool:
    """Return whether a page failed in a way that a later poll may not."""
    if isinstance(page, NoPage):
        return not page.is_final
    return not is_page_of(draft, page)
