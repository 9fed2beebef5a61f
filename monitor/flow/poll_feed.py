"""feeds --poll--> articles.

1. Validators go out byte for byte; a 304, or a body with the hash of the last one, is unchanged and publishes nothing.
2. Every entry that is new or edited becomes an article, oldest first; an edited one keeps its id under a higher revision.
3. The new state, validators included, is only returned here: the caller stores it after Kafka has acknowledged every article.
4. A failed poll keeps the old validators, is counted, and slows the feed down; 410 mutes it.
   ``Expires: 0`` means that there are no validators to keep.
5. A feed that suddenly shows mostly unknown, old entries has changed its guids: they are published as back-fill, which alerts nobody.
6. An address that moved for good at `MOVED_AFTER` polls in a row is polled in place of the configured one; one that belongs to another feed is
   reported and not taken, and one that fails twice is given up again.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b

import msgspec

from monitor.articles.language import detect_language
from monitor.articles.text import join_text, text_of_fragment
from monitor.feeds.hints import hint_of_headers
from monitor.feeds.schedule import adapted_interval, first_due_at, next_due_at
from monitor.feeds.values import LONGEST_TITLE, Entry, Feed, FeedDocument
from monitor.flow.ports import DocumentParser, Fetched, Fetcher, PageReader
from monitor.records import Article, FeedState
from monitor.records.errors import FeedError, FetchError
from monitor.records.ids import article_id, digest
from monitor.records.urls import canonical_url, host_of, without_credentials

SEEN_KEPT = 1_000
"""Entries remembered per feed; the largest real feed seen shows 1,000, most show 20 to 100."""

FUTURE_ALLOWED = timedelta(minutes=5)
"""Clocks of publishers run a little fast; a date beyond this is wrong."""

SHORT_SUMMARY = 600
"""Characters; an entry with less and without content of its own is a summary, and its page is fetched."""

BACKFILL_SHARE = 0.8
BACKFILL_AGE = timedelta(days=2)
"""More than this share of entries new, all older than this: the feed has changed its guids."""

UNCONDITIONAL_EVERY = 50
"""Polls after which a feed that only says 304 is asked without validators, in case its server is stuck."""

MOVED_AFTER = 3
"""Polls in a row that a permanent redirect must hold; a site that is down for an hour often redirects all of it."""
GIVE_UP_AFTER = 2
"""Failures after which an address that was moved to is given up for the configured one."""
GAP_WEIGHT = 0.2
"""Weight of the newest gap in the running mean: some days of a daily feed."""

LONGEST_TEXT = 500_000
"""Characters of an article; a whole book. Longer ones are rejected rather than cut in the middle of a statement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """An entry that could not become an article, and why."""

    entry: str
    error: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """The outcome of one poll: what to publish, and the state to store once that is done."""

    state: FeedState
    articles: tuple[Article, ...] = ()
    refused: tuple[Refusal, ...] = ()
    retry_after: timedelta | None = None
    """Set where the host asked for a pause: it holds for every feed of that host."""


def new_state(feed: Feed, now: datetime) -> FeedState:
    """Return the state of a feed that was never polled."""
    return FeedState(
        id=feed.id,
        url=without_credentials(feed.url),
        name=feed.name or host_of(feed.url),
        publisher=feed.publisher or host_of(feed.url),
        language=feed.language,
        interval_s=feed.interval.total_seconds(),
        next_due_at=first_due_at(feed.id, feed.interval, now),
    )


async def poll_feed(
    feed: Feed,
    state: FeedState,
    *,
    fetcher: Fetcher,
    parser: DocumentParser,
    pages: PageReader,
    now: datetime,
    is_another: Callable[[str], bool] = lambda _: False,
) -> Polled:
    """Poll a feed once; ``is_another`` tells whether an address is another feed's.

    Never raises for what a server does; that is an outcome with its class of error.
    """
    try:
        fetched = await fetcher.fetch(
            state.moved_url or feed.url, _validators(state), verify_tls=feed.verify_tls
        )
        if fetched.status == 304:
            return Polled(state=_succeeded(feed, state, now, fetched, is_another=is_another))
        body_hash = blake2b(fetched.body, digest_size=16).hexdigest()
        if body_hash == state.body_hash:
            same = _succeeded(feed, state, now, fetched, is_another=is_another, body_hash=body_hash)
            return Polled(state=same)
        document = await parser.parse(
            fetched.body, fetched.headers.get("content-type", ""), fetched.url
        )
    except FetchError as error:
        return Polled(
            state=_failed(feed, state, now, error.kind, error.detail, error.retry_after),
            retry_after=error.retry_after,
        )
    except FeedError as error:
        return Polled(state=_failed(feed, state, now, error.kind, error.detail, None))
    articles, refused, seen, revisions = await _read_document(feed, state, document, pages, now)
    polled = _succeeded(
        feed,
        state,
        now,
        fetched,
        is_another=is_another,
        body_hash=body_hash,
        new=len(articles),
        document=document,
    )
    named = msgspec.structs.replace(
        polled,
        name=feed.name or document.title or polled.name,
        language=feed.language or document.language,
        seen=seen,
        revisions=revisions,
    )
    return Polled(state=named, articles=articles, refused=refused)


def _validators(state: FeedState) -> dict[str, str]:
    if state.polls % UNCONDITIONAL_EVERY == UNCONDITIONAL_EVERY - 1:
        return {}
    given = {"If-None-Match": state.etag, "If-Modified-Since": state.last_modified}
    return {name: value for name, value in given.items() if value is not None}


async def _read_document(
    feed: Feed, state: FeedState, document: FeedDocument, pages: PageReader, now: datetime
) -> tuple[tuple[Article, ...], tuple[Refusal, ...], dict[str, str], dict[str, int]]:
    repeated = {
        guid
        for guid, count in Counter(entry.guid for entry in document.entries if entry.guid).items()
        if count > 1
    }
    shown: dict[str, tuple[Entry, str]] = {}
    for entry in document.entries:
        id_ = article_id(feed.id, identity_of(entry, repeated))
        shown.setdefault(id_, (entry, digest(entry.title, entry.summary, entry.content)))
    fresh = {id_: pair for id_, pair in shown.items() if state.seen.get(id_) != pair[1]}
    is_backfill = _is_backfill(state, shown, now)
    seen, revisions = dict(state.seen), dict(state.revisions)
    articles, refused = [], []
    for id_, (entry, hash_) in reversed(fresh.items()):
        made = await _make_article(
            feed, state, document, entry, id_, revisions.get(id_, 0) + 1, is_backfill, pages, now
        )
        if isinstance(made, Article):
            articles.append(made)
            revisions[id_] = made.revision
        else:
            refused.append(made)
        seen.pop(id_, None)
        seen[id_] = hash_
    for id_ in list(seen)[: max(0, len(seen) - SEEN_KEPT)]:
        if id_ not in shown:
            del seen[id_]
            revisions.pop(id_, None)
    edited = {id_: revision for id_, revision in revisions.items() if revision > 0}
    return tuple(articles), tuple(refused), seen, edited


def identity_of(entry: Entry, repeated: set[str]) -> str:
    """Return what makes an entry itself in its feed: guid, else link, else title and content; a repeated guid needs its link too."""
    if entry.guid and entry.guid not in repeated:
        return canonical_url(entry.guid) if "://" in entry.guid else entry.guid
    if entry.link:
        return (entry.guid or "") + canonical_url(entry.link)
    return digest(entry.title, entry.summary, entry.content)


def _is_backfill(state: FeedState, shown: dict[str, tuple[Entry, str]], now: datetime) -> bool:
    if len(state.seen) < 5 or not shown:
        return False
    unknown = [entry for id_, (entry, _) in shown.items() if id_ not in state.seen]
    return len(unknown) > BACKFILL_SHARE * len(shown) and all(
        entry.published_at is not None and now - entry.published_at > BACKFILL_AGE
        for entry in unknown
    )


async def _make_article(
    feed: Feed,
    state: FeedState,
    document: FeedDocument,
    entry: Entry,
    id_: str,
    revision: int,
    is_backfill: bool,
    pages: PageReader,
    now: datetime,
) -> Article | Refusal:
    flags = ["backfill"] if is_backfill else []
    authors, published_at = entry.authors, entry.published_at
    if len(entry.title) >= LONGEST_TITLE:
        flags.append("title_cut")
    body = text_of_fragment(max(entry.content, entry.summary, key=len))
    wants_page = feed.full_text is True or (
        feed.full_text == "auto" and not entry.content and len(body) < SHORT_SUMMARY
    )
    if wants_page and entry.link:
        page = await pages.read_page(entry.link)
        if page is not None and len(page.text) > len(body):
            body = page.text
            authors = authors or ((page.author,) if page.author else ())
            published_at = published_at or page.published_at
        else:
            flags.append("page_failed")
    if wants_page and (not entry.link or "page_failed" in flags):
        flags.append("summary_only")
    text = join_text(entry.title, body)
    if not any(map(str.isalnum, text)):
        return Refusal(
            entry=entry.guid or entry.link or "?",
            error="no_text",
            message="an entry without title and text",
        )
    if len(text) > LONGEST_TEXT:
        message = f"an article of {len(text):,} characters; at most {LONGEST_TEXT:,} are read"
        return Refusal(entry=entry.guid or entry.link or "?", error="too_large", message=message)
    published_at, date_flags = _dated(published_at, now)
    return Article(
        id=id_,
        feed=feed.id,
        publisher=state.publisher,
        url=without_credentials(entry.link or feed.url),
        title=entry.title or text.partition("\n")[0][:200],
        text=text,
        language=detect_language(text, feed.language or document.language),
        published_at=published_at,
        seen_at=now,
        revision=revision,
        authors=authors,
        flags=(*flags, *date_flags),
    )


def _dated(published_at: datetime | None, now: datetime) -> tuple[datetime | None, tuple[str, ...]]:
    if published_at is None or published_at.year < 1995:
        return None, ("date_missing",)
    if published_at > now + FUTURE_ALLOWED:
        return None, ("date_future",)
    return published_at.astimezone(UTC), ()


def _succeeded(
    feed: Feed,
    state: FeedState,
    now: datetime,
    fetched: Fetched,
    *,
    is_another: Callable[[str], bool],
    body_hash: str | None = None,
    new: int = 0,
    document: FeedDocument | None = None,
) -> FeedState:
    is_unchanged = fetched.status == 304
    keeps_validators = fetched.headers.get("expires", "").strip() != "0"
    quiet_polls = 0 if new else state.quiet_polls + 1
    hint = max(
        filter(None, (document.hint if document else None, hint_of_headers(fetched.headers))),
        default=None,
    )
    hint_s = (
        hint.total_seconds() if hint is not None else (state.hint_s if document is None else None)
    )
    wait = adapted_interval(
        feed.interval,
        feed.max_interval,
        quiet_polls=quiet_polls,
        hint=timedelta(seconds=hint_s) if hint_s is not None else None,
    )
    moved_url, notice = _moved(state, fetched.moved_to, is_another)
    return msgspec.structs.replace(
        state,
        url=without_credentials(feed.url),
        etag=fetched.headers.get("etag", state.etag if is_unchanged else None)
        if keeps_validators
        else None,
        last_modified=fetched.headers.get(
            "last-modified", state.last_modified if is_unchanged else None
        )
        if keeps_validators
        else None,
        body_hash=body_hash or state.body_hash,
        moved_to=fetched.moved_to,
        moved_seen=state.moved_seen + 1
        if fetched.moved_to and fetched.moved_to == state.moved_to
        else 0,
        moved_url=moved_url,
        notice=notice
        or (
            f"{document.left_out} entries beyond the first are left out"
            if document and document.left_out
            else None
        )
        or (None if feed.verify_tls else "polled without verified TLS"),
        hub=document.hub if document else state.hub,
        topic=(document.own_url or without_credentials(feed.url)) if document else state.topic,
        quiet_polls=quiet_polls,
        gap_s=_usual_gap(state, now) if new else state.gap_s,
        hint_s=hint_s,
        interval_s=wait.total_seconds(),
        next_due_at=next_due_at(feed.id, wait, now),
        last_polled_at=now,
        last_success_at=now,
        last_new_at=now if new else state.last_new_at,
        failures=0,
        error=None,
        error_detail=None,
        polls=state.polls + 1,
        articles=state.articles + new,
    )


def _moved(
    state: FeedState, moved_to: str | None, is_another: Callable[[str], bool]
) -> tuple[str | None, str | None]:
    """Return the address to poll in place of the configured one, and what to tell of it."""
    if moved_to is None:
        return state.moved_url, f"moved for good to {state.moved_url}" if state.moved_url else None
    if is_another(moved_to):
        return (
            None,
            f"moved to {moved_to}, which is another feed of the configuration; one of the two can go",
        )
    if moved_to == state.moved_to and state.moved_seen + 2 >= MOVED_AFTER:
        return moved_to, f"moved for good to {moved_to}"
    return state.moved_url, f"says that it moved to {moved_to}"


def _usual_gap(state: FeedState, now: datetime) -> float | None:
    """Return the running mean of the time between polls that bring something new."""
    if state.last_new_at is None:
        return state.gap_s
    gap = max(0.0, (now - state.last_new_at).total_seconds())  # the clock may have been set back
    return gap if state.gap_s is None else state.gap_s + GAP_WEIGHT * (gap - state.gap_s)


def _failed(
    feed: Feed,
    state: FeedState,
    now: datetime,
    kind: str,
    detail: str,
    retry_after: timedelta | None,
) -> FeedState:
    failures = state.failures + 1
    return msgspec.structs.replace(
        state,
        interval_s=feed.interval.total_seconds(),
        next_due_at=next_due_at(
            feed.id, feed.interval, now, failures=failures, retry_after=retry_after
        ),
        last_polled_at=now,
        moved_url=state.moved_url if failures < GIVE_UP_AFTER else None,
        failures=failures,
        error=kind,
        error_detail=detail[:500],
        polls=state.polls + 1,
        muted=kind == "gone",
    )
