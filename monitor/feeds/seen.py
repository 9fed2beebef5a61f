"""The memory of a feed: which entries were published, and which are new, edited or incomplete.

1. `FeedState.seen` maps article ids to the hash of the content that was published last. ``?N``
   after the hash says that the page of the entry could not be read in N attempts.
2. An entry is worked on if it is new, if its content changed, or if its page failed in fewer than
   `PAGE_ATTEMPTS` attempts.
3. The newest `SEEN_KEPT` entries are remembered, and always those of the last document. The highest
   revision among forgotten entries is kept: an entry that is new to the memory of such a feed gets
   a revision above it, because it may be a forgotten one. So a revision never falls.
4. Entries older than `BACKFILL_AGE` are back-fill, and at the first poll of a feed or after an
   outage those older than `FIRST_POLL_AGE` (`news_since`): stored and searchable without notifying
   anyone. So a feed that changes all its guids notifies no one either.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.feeds.identity import IdentifiedEntry
from monitor.feeds.values import Entry
from monitor.records import FeedState

SEEN_KEPT = 1_000
"""Entries remembered per feed; the largest real feed seen shows 1,000, most show 20 to 100."""

PAGE_ATTEMPTS = 3
"""Polls at which the page of an entry is tried; servers that fail for longer rarely recover it."""

BACKFILL_AGE = timedelta(days=2)
"""Age of entries that are not news any more; a feed that was down for a weekend stays below it."""

FIRST_POLL_AGE = timedelta(hours=2)
"""Age from which on entries of a first poll, or of a backlog, are back-fill: what was published
just before is news, while the rest would notify of days at once."""

OUTAGE = timedelta(hours=6)
"""A feed without a successful poll for longer has a backlog; a night's restart stays below it."""


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


def page_failures(remembered: str) -> int:
    """Return how often the page of a remembered entry has failed."""
    return int(remembered.partition("?")[2] or 0)


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
    content_hash, _, failures = remembered.partition("?")
    revision = state.revisions.get(entry.id, state.forgotten_revision)
    if content_hash != entry.content_hash:
        return PendingEntry(
            id=entry.id, entry=entry.entry, content_hash=entry.content_hash, revision=revision + 1
        )
    if failures and int(failures) < PAGE_ATTEMPTS:
        return PendingEntry(
            id=entry.id,
            entry=entry.entry,
            content_hash=entry.content_hash,
            revision=revision + 1,
            page_failures=int(failures),
            is_published=entry.id in state.revisions,
        )
    return None


def news_since(state: FeedState, now: datetime) -> datetime:
    """Return the time before which entries that are new at this poll are back-fill."""
    is_first = state.last_success_at is None
    longest_pause = max(OUTAGE, timedelta(seconds=2 * state.interval_s))
    if is_first or now - (state.last_success_at or now) > longest_pause:
        return now - FIRST_POLL_AGE
    return now - BACKFILL_AGE


def remember(state: FeedState, present: Iterable[str], outcomes: Iterable[Outcome]) -> Memory:
    """Return the memory after a poll; ``present`` are the article ids of the document."""
    seen, revisions = dict(state.seen), dict(state.revisions)
    for outcome in outcomes:
        pending = outcome.pending
        if outcome.is_published:
            revisions[pending.id] = pending.revision
        failures = pending.page_failures + 1
        mark = f"?{failures}" if outcome.page_failed else ""
        seen.pop(pending.id, None)  # re-inserted at the end, which is the newest
        seen[pending.id] = pending.content_hash + mark
    return _forget(Memory(seen, revisions, state.forgotten_revision), set(present))


def _forget(memory: Memory, present: set[str]) -> Memory:
    """Forget the oldest entries beyond `SEEN_KEPT` that are not in the document any more."""
    seen, revisions = memory.seen, memory.revisions
    highest = memory.forgotten_revision
    for id_ in list(seen)[: max(0, len(seen) - SEEN_KEPT)]:
        if id_ not in present:
            del seen[id_]
            highest = max(highest, revisions.pop(id_, 1))
    return Memory(seen, revisions, highest)
