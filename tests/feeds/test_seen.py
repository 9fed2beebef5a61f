"""The memory of a feed: new, edited, incomplete and forgotten entries."""

from datetime import timedelta

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from monitor.feeds.identity import IdentifiedEntry
from monitor.feeds.seen import (
    PAGE_ATTEMPTS,
    SEEN_KEPT,
    Memory,
    Outcome,
    pending_entries,
    remember,
)
from monitor.feeds.transition import new_state
from monitor.feeds.values import Entry, Feed
from monitor.records import FeedState
from tests.builders import NOON

STATE = new_state(Feed(url="https://wire.example/rss"), NOON)


def identified(id_: str, content: str = "text", age: timedelta | None = None) -> IdentifiedEntry:
    published_at = None if age is None else NOON - age
    entry = Entry(
        guid=id_, link=None, title=id_, summary=content, content="", published_at=published_at
    )
    return IdentifiedEntry(id_, entry, content)


def poll(
    state: FeedState, *entries: IdentifiedEntry, page_failed: bool = False
) -> tuple[FeedState, dict[str, int]]:
    """Publish what is pending; return the state after it and the revisions published."""
    pending = pending_entries(entries, state)
    outcomes = [
        Outcome(p, is_published=not p.is_published or not page_failed, page_failed=page_failed)
        for p in pending
    ]
    memory = remember(state, [entry.id for entry in entries], outcomes)
    revisions = {o.pending.id: o.pending.revision for o in outcomes if o.is_published}
    return msgspec.structs.replace(state, **fields_of(memory)), revisions


def fields_of(memory: Memory) -> dict[str, object]:
    return {
        "seen": memory.seen,
        "revisions": memory.revisions,
        "forgotten_revision": memory.forgotten_revision,
    }


def test_new_entries_are_pending_oldest_first_and_known_ones_are_not() -> None:
    state, revisions = poll(STATE, identified("b"), identified("a"))
    assert list(revisions) == ["a", "b"]
    assert poll(state, identified("b"), identified("a"))[1] == {}


def test_an_edit_has_the_next_revision() -> None:
    state, _ = poll(STATE, identified("a"))
    state, revisions = poll(state, identified("a", "edited"))
    assert revisions == {"a": 2}
    assert poll(state, identified("a", "again"))[1] == {"a": 3}


@given(st.integers(1, 4), st.integers(0, 3))
def test_an_entry_that_comes_back_after_it_was_forgotten_has_a_higher_revision(
    edits: int, others_edits: int
) -> None:
    state = STATE
    for number in range(edits):
        state, revisions = poll(state, identified("a", f"version {number}"))
    highest = revisions["a"]
    for start in range(0, SEEN_KEPT + 100, 550):
        entries = [identified(f"n{number}") for number in range(start, start + 550)]
        state, _ = poll(state, *entries)
    for number in range(others_edits):
        state, _ = poll(state, identified("other", f"version {number}"))
    assert "a" not in state.seen
    _, revisions = poll(state, identified("a", "edited"))
    assert revisions["a"] > highest


def test_entries_of_the_document_are_never_forgotten() -> None:
    entries = [identified(f"n{number}") for number in range(SEEN_KEPT + 200)]
    state, _ = poll(STATE, *entries)
    assert poll(state, *entries)[1] == {}


def test_a_failed_page_is_tried_again_a_few_times_and_the_summary_published_once() -> None:
    state, published = poll(STATE, identified("a"), page_failed=True)
    assert published == {"a": 1}
    for _ in range(PAGE_ATTEMPTS - 1):
        assert pending_entries([identified("a")], state)
        state, published = poll(state, identified("a"), page_failed=True)
        assert published == {}
    assert pending_entries([identified("a")], state) == ()


def test_a_page_that_is_read_at_last_is_a_new_revision() -> None:
    state, _ = poll(STATE, identified("a"), page_failed=True)
    state, revisions = poll(state, identified("a"))
    assert revisions == {"a": 2}
    assert pending_entries([identified("a")], state) == ()


def test_only_a_page_of_the_present_document_is_worth_another_poll() -> None:
    state, _ = poll(STATE, identified("a"), page_failed=True)
    memory = Memory(state.seen, state.revisions, 0)
    assert memory.has_page_to_retry(["a"])
    assert not memory.has_page_to_retry(["b"])
