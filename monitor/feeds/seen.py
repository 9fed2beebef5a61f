"""The memory of a feed: which entries were published, and which are new, edited or incomplete.

1. `FeedState.seen` maps article ids to the hash of the content that was published last. ``?N``
   after the hash says that the page of the entry could not be read in N attempts, ``?Nb`` that the
   entry is back-fill besides, which it remains when its page is read at last.
2. An entry is worked on if it is new, if its content changed, or if its page failed in fewer than
   `PAGE_ATTEMPTS` attempts.
3. The newest `SEEN_KEPT` entries are remembered, and always those of the last document. The highest
   revision among forgotten entries is kept: an entry that is new to the memory of such a feed gets
   a revision above it, because it may be a forgotten one. So a revision never falls.
4. Back-fill is stored and searchable without notifying anyone (`news_window`): every entry of a
   feed's first poll, unless the feed says ``first_poll: notify``; the backlog of an outage, which
   is everything that is not dated within `FRESH`; and entries older than ``news_age``. So a feed
   that changes all its guids notifies no one either. What such a poll leaves to the next ones is
   back-fill too.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.feeds.identity import IdentifiedEntry
from monitor.feeds.values import Entry, Feed
from monitor.records import FeedState

SEEN_KEPT = 1_000
"""Entries remembered per feed; the largest real feed seen shows 1,000, most show 20 to 100."""

PAGE_ATTEMPTS = 3
"""Polls at which the page of an entry is tried; servers that fail for longer rarely recover it."""

OUTAGE = timedelta(hours=2)
"""A feed without a successful poll for longer has a backlog; a clock that is set back or forth by
an hour, and a restart of the machine, stay below it."""

FRESH = timedelta(minutes=30)
"""Age of entries that are news even after an outage: any poll on time would have found them now."""

_BACK_FILL = "b"
"""Marks a remembered entry as back-fill."""


@dataclass(frozen=True, slots=True)
class NewsWindow:
    """Which entries of one poll are news, by their dates."""

    since: datetime | None
    """Entries with an earlier date are back-fill; None: every entry is."""
    undated_are_news: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingEntry:
    """An entry that is to be published, at which revision, and how often its page has failed."""

    id: str
    entry: Entry
    content_hash: str
    revision: int
    page_failures: int = 0
    is_published: bool = False
    """Whether an article with this content was published before, without its page."""
    is_back_fill: bool = False
    """Whether that article was back-fill."""

    @property
    def has_attempts_left(self) -> bool:
        """Whether its page is tried again after the present attempt fails."""
        return self.page_failures + 1 < PAGE_ATTEMPTS


@dataclass(frozen=True, slots=True)
class Memory:
    """The three memory fields of a `FeedState`."""

    seen: dict[str, str]
    revisions: dict[str, int]
    forgotten_revision: int

    def has_page_to_retry(self, present: Iterable[str]) -> bool:
        """Return whether the page of one of these entries is to be tried again."""
        failures = [page_failures(self.seen.get(id_, "")) for id_ in present]
        return any(0 < count < PAGE_ATTEMPTS for count in failures)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of work on a pending entry: published or not, with or without its page."""

    pending: PendingEntry
    is_published: bool
    page_failed: bool = False
    is_back_fill: bool = False


def page_failures(remembered: str) -> int:
    """Return how often the page of a remembered entry has failed."""
    return int(remembered.partition("?")[2].removesuffix(_BACK_FILL) or 0)


def pending_entries(
    entries: Iterable[IdentifiedEntry], state: FeedState
) -> tuple[PendingEntry, ...]:
    """Return the entries that are new, edited or incomplete, oldest first."""
    pending = [
        candidate
        for entry in entries
        if (candidate := _pending(entry, state)) is not None
    ]  # fmt: skip
    return tuple(reversed(pending))


def _pending(entry: IdentifiedEntry, state: FeedState) -> PendingEntry | None:
    remembered = state.seen.get(entry.id, "")
    content_hash, _, mark = remembered.partition("?")
    failures = page_failures(remembered)
    revision = state.revisions.get(entry.id, state.forgotten_revision)
    if content_hash != entry.content_hash:
        return PendingEntry(
            id=entry.id, entry=entry.entry, content_hash=entry.content_hash, revision=revision + 1
        )
    if 0 < failures < PAGE_ATTEMPTS:
        return PendingEntry(
            id=entry.id,
            entry=entry.entry,
            content_hash=entry.content_hash,
            revision=revision + 1,
            page_failures=failures,
            is_published=entry.id in state.revisions,
            is_back_fill=mark.endswith(_BACK_FILL),
        )
    return None


def news_window(feed: Feed, state: FeedState, now: datetime) -> NewsWindow:
    """Return which of the entries that are new at this poll are news."""
    if not has_backlog(feed, state, now):
        return NewsWindow(now - feed.news_age)
    if state.last_success_at is None or state.has_backlog_left:
        return NewsWindow(None)
    return NewsWindow(now - max(FRESH, feed.interval), undated_are_news=False)


def has_backlog(feed: Feed, state: FeedState, now: datetime) -> bool:
    """Return whether this poll reads a first document or the backlog of an outage."""
    if state.has_backlog_left:
        return True
    if state.last_success_at is None:
        return feed.first_poll == "quiet"
    longest_pause = max(OUTAGE, timedelta(seconds=2 * state.interval_s))
    return now - state.last_success_at > longest_pause


def remember(state: FeedState, present: Iterable[str], outcomes: Iterable[Outcome]) -> Memory:
    """Return the memory after a poll; ``present`` are the article ids of the document."""
    seen, revisions = dict(state.seen), dict(state.revisions)
    for outcome in outcomes:
        pending = outcome.pending
        if outcome.is_published:
            revisions[pending.id] = pending.revision
        seen.pop(pending.id, None)  # re-inserted at the end, which is the newest
        seen[pending.id] = pending.content_hash + _mark(outcome)
    return _forget(Memory(seen, revisions, state.forgotten_revision), set(present))


def _mark(outcome: Outcome) -> str:
    """Return what is remembered of an outcome beside the content."""
    if not outcome.page_failed:
        return ""
    back_fill = _BACK_FILL if outcome.is_back_fill else ""
    return f"?{outcome.pending.page_failures + 1}{back_fill}"


def _forget(memory: Memory, present: set[str]) -> Memory:
    """Forget the oldest entries beyond `SEEN_KEPT` that are not in the document any more."""
    seen, revisions = memory.seen, memory.revisions
    highest = memory.forgotten_revision
    for id_ in list(seen)[: max(0, len(seen) - SEEN_KEPT)]:
        if id_ not in present:
            del seen[id_]
            highest = max(highest, revisions.pop(id_, 1))
    return Memory(seen, revisions, highest)
