"""The state of a feed after a poll: (feed, state, event, now) -> new state. Pure.

1. A success resets failures, replaces validators (also by none) and schedules the next poll at the
   adapted interval. A 304 keeps the validators that it does not carry.
2. ``Expires: 0`` means that no validators are kept. While entries remain to be read, or
   pages to be tried again, the validators are dropped too: the next poll needs the whole document.
3. A failure keeps the validators, is counted, and slows the feed down; a 410 mutes it.
4. An address that moved permanently at `MOVED_AFTER` polls in a row replaces the configured one. An
   address of another feed is reported and not used. An address that fails `GIVE_UP_AFTER` times is
   given up for the configured one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import msgspec

from monitor.feeds.hints import hint_of_headers
from monitor.feeds.schedule import adapted_interval, first_due_at, next_due_at
from monitor.feeds.seen import Memory
from monitor.feeds.values import Feed, FeedDocument
from monitor.records import FeedState
from monitor.records.errors import PollError
from monitor.records.urls import host_of, without_credentials

UNCONDITIONAL_EVERY = 50
"""Polls after which one is sent without validators, in case the server answers 304 for ever."""

MOVED_AFTER = 3
"""Polls in a row that a permanent redirect must hold; a site that is down often redirects all."""

GIVE_UP_AFTER = 2
"""Failures after which an address that was moved to is given up for the configured one."""

GAP_WEIGHT = 0.2
"""Weight of the newest gap in the running mean: some days of a daily feed."""

CONTINUE_AFTER = timedelta(seconds=10)
"""Wait before the next poll of a document that has entries left; a feed's usual interval is longer,
and a server stands one request in ten seconds."""

DETAIL_KEPT = 500
"""Characters of an error's detail: a sentence with an address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRead:
    """A document that was parsed, the memory after it, and how many articles it gave."""

    document: FeedDocument
    body_hash: str
    memory: Memory
    articles: int = 0
    has_entries_left: bool = False
    """Whether entries were left to the next poll, because their pages are many."""
    has_page_to_retry: bool = False
    is_backlog: bool = False
    """Whether the document holds the backlog of a first poll or of an outage."""

    @property
    def is_complete(self) -> bool:
        """Whether the document needs no further work as long as it does not change."""
        return not self.has_entries_left and not self.has_page_to_retry


@dataclass(frozen=True, slots=True, kw_only=True)
class Success:
    """A poll that succeeded: a 304, an unchanged body, or a document that was read."""

    headers: Mapping[str, str] = field(default_factory=dict)
    is_not_modified: bool = False
    moved_to: str | None = None
    """The end of a chain of permanent redirects."""
    read: DocumentRead | None = None
    """None if the document was not modified, or is the same as before."""


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


def conditional_headers(state: FeedState) -> dict[str, str]:
    """Return the request headers that make the next poll conditional (RFC 9110, 13.1)."""
    if state.polls % UNCONDITIONAL_EVERY == UNCONDITIONAL_EVERY - 1:
        return {}
    validators = {"If-None-Match": state.etag, "If-Modified-Since": state.last_modified}
    return {name: value for name, value in validators.items() if value is not None}


def after_success(
    feed: Feed,
    state: FeedState,
    success: Success,
    now: datetime,
    *,
    is_other_feed: Callable[[str], bool],
) -> FeedState:
    """Return the state after a poll that succeeded."""
    changes: dict[str, Any] = {
        "url": without_credentials(feed.url),
        "last_polled_at": now,
        "last_success_at": now,
        "failures": 0,
        "error": None,
        "error_detail": None,
        "polls": state.polls + 1,
        **_validators(state, success),
        **_schedule(feed, state, success, now),
        **_move(feed, state, success, is_other_feed),
    }
    if success.read is not None:
        changes |= _document_fields(feed, state, success.read, now)
    return msgspec.structs.replace(state, **changes)


def after_failure(feed: Feed, state: FeedState, error: PollError, now: datetime) -> FeedState:
    """Return the state after a poll that failed."""
    failures = state.failures + 1
    retry_after: timedelta | None = getattr(error, "retry_after", None)
    return msgspec.structs.replace(
        state,
        interval_s=feed.interval.total_seconds(),
        next_due_at=next_due_at(
            feed.id, feed.interval, now, failures=failures, retry_after=retry_after
        ),
        last_polled_at=now,
        moved_url=state.moved_url if failures < GIVE_UP_AFTER else None,
        failures=failures,
        error=error.kind,
        error_detail=error.detail[:DETAIL_KEPT],
        polls=state.polls + 1,
        failed_polls=state.failed_polls + 1,
        muted=error.kind == "gone",
    )


def _validators(state: FeedState, success: Success) -> dict[str, Any]:
    """Return the validators and the hash of the body to compare the next poll with."""
    read = success.read
    if read is not None and not read.is_complete:
        return {"etag": None, "last_modified": None, "body_hash": None}
    body_hash = state.body_hash if read is None else read.body_hash
    if success.headers.get("expires", "").strip() == "0":
        return {"etag": None, "last_modified": None, "body_hash": body_hash}
    etag = state.etag if success.is_not_modified else None
    last_modified = state.last_modified if success.is_not_modified else None
    return {
        "etag": success.headers.get("etag", etag),
        "last_modified": success.headers.get("last-modified", last_modified),
        "body_hash": body_hash,
    }


def _schedule(feed: Feed, state: FeedState, success: Success, now: datetime) -> dict[str, Any]:
    """Return the fields of the adapted interval."""
    read = success.read
    quiet_polls = 0 if read is not None and read.articles else state.quiet_polls + 1
    hint_s = _hint_s(state, success)
    wait = adapted_interval(
        feed.interval,
        feed.max_interval,
        quiet_polls=quiet_polls,
        hint=None if hint_s is None else timedelta(seconds=hint_s),
    )
    if read is not None and read.has_entries_left:
        wait = min(wait, CONTINUE_AFTER)
    return {
        "quiet_polls": quiet_polls,
        "hint_s": hint_s,
        "interval_s": wait.total_seconds(),
        "next_due_at": next_due_at(feed.id, wait, now),
    }


def _hint_s(state: FeedState, success: Success) -> float | None:
    """Return the longest wait in seconds that the document and the server ask for."""
    document_hint = None if success.read is None else success.read.document.hint
    hints = [hint for hint in (document_hint, hint_of_headers(success.headers)) if hint is not None]
    if hints:
        return max(hints).total_seconds()
    return state.hint_s if success.read is None else None


def _move(
    feed: Feed, state: FeedState, success: Success, is_other_feed: Callable[[str], bool]
) -> dict[str, Any]:
    """Return the fields about a permanent move, and the notice about it."""
    is_repeated = success.moved_to is not None and success.moved_to == state.moved_to
    moved_seen = state.moved_seen + 1 if is_repeated else 0
    moved_url, notice = _address_after(state, success.moved_to, moved_seen, is_other_feed)
    return {
        "moved_to": success.moved_to,
        "moved_seen": moved_seen,
        "moved_url": moved_url,
        "notice": notice or _notice(feed, success.read),
    }


def _address_after(
    state: FeedState,
    moved_to: str | None,
    moved_seen: int,
    is_other_feed: Callable[[str], bool],
) -> tuple[str | None, str | None]:
    """Return the address to poll in place of the configured one, and the notice about it."""
    if moved_to is None:
        notice = f"moved permanently to {state.moved_url}" if state.moved_url else None
        return state.moved_url, notice
    if is_other_feed(moved_to):
        return None, (
            f"moved to {moved_to}, which is the address of another configured feed; "
            "remove one of the two"
        )
    if moved_seen + 1 >= MOVED_AFTER:
        return moved_to, f"moved permanently to {moved_to}"
    return state.moved_url, f"redirects permanently to {moved_to}"


def _notice(feed: Feed, read: DocumentRead | None) -> str | None:
    if read is not None and read.document.left_out:
        return f"{read.document.left_out} entries beyond the limit are not read"
    return None if feed.verify_tls else "polled without verified TLS"


def _document_fields(
    feed: Feed, state: FeedState, read: DocumentRead, now: datetime
) -> dict[str, Any]:
    """Return the fields that only a new document changes."""
    document = read.document
    has_news = read.articles > 0
    return {
        "name": feed.name or document.title or state.name,
        "language": feed.language or document.language,
        "hub": document.hub,
        "topic": document.own_url or without_credentials(feed.url),
        "seen": read.memory.seen,
        "revisions": read.memory.revisions,
        "forgotten_revision": read.memory.forgotten_revision,
        "gap_s": _usual_gap(state, now) if has_news else state.gap_s,
        "last_new_at": now if has_news else state.last_new_at,
        "articles": state.articles + read.articles,
        "has_backlog_left": read.is_backlog and read.has_entries_left,
    }


def _usual_gap(state: FeedState, now: datetime) -> float | None:
    """Return the running mean in seconds of the time between polls that bring news."""
    if state.last_new_at is None:
        return state.gap_s
    gap = max(0.0, (now - state.last_new_at).total_seconds())  # the clock may have been set back
    if state.gap_s is None:
        return gap
    return state.gap_s + GAP_WEIGHT * (gap - state.gap_s)
