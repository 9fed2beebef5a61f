"""The state after a poll."""

from datetime import timedelta

import msgspec
import pytest

from monitor.feeds.seen import Memory
from monitor.feeds.transition import (
    CONTINUE_AFTER,
    GIVE_UP_AFTER,
    MOVED_AFTER,
    UNCONDITIONAL_EVERY,
    DocumentRead,
    Success,
    after_failure,
    after_success,
    conditional_headers,
    new_state,
)
from monitor.feeds.values import Feed, FeedDocument
from monitor.records import FeedState
from monitor.records.errors import FeedError, FetchError
from tests.builders import NOON

FEED = Feed(url="https://user:secret@wire.example/rss")
STATE = new_state(FEED, NOON)
NEW = "https://new.example/rss"


def a_read(**changes: object) -> DocumentRead:
    given = {
        "document": FeedDocument(title="Wire", language="en", entries=()),
        "body_hash": "hash",
        "memory": Memory({}, {}, 0),
    }
    return DocumentRead(**{**given, **changes})  # type: ignore[arg-type]  # a builder of every field


def succeed(state: FeedState, *, is_other_feed: bool = False, **changes: object) -> FeedState:
    success = Success(**changes)  # type: ignore[arg-type]  # as above
    return after_success(FEED, state, success, NOON, is_other_feed=lambda _: is_other_feed)


def test_validators_are_replaced_by_an_answer_and_kept_by_a_304() -> None:
    headers = {"etag": 'W/"a"', "last-modified": "yesterday"}
    first = succeed(STATE, headers=headers, read=a_read())
    assert (first.etag, first.last_modified, first.body_hash) == ('W/"a"', "yesterday", "hash")
    kept = succeed(first, is_not_modified=True, headers={"etag": '"b"'})
    assert (kept.etag, kept.last_modified) == ('"b"', "yesterday")
    replaced = succeed(kept, read=a_read())
    assert (replaced.etag, replaced.last_modified) == (None, None)


def test_expires_zero_means_no_validators() -> None:
    state = succeed(STATE, headers={"etag": '"1"', "expires": " 0 "}, read=a_read())
    assert (state.etag, state.body_hash) == (None, "hash")


@pytest.mark.parametrize("field", ["has_entries_left", "has_page_to_retry"])
def test_the_next_poll_gets_the_whole_document_while_work_is_left(field: str) -> None:
    state = succeed(STATE, headers={"etag": '"1"'}, read=a_read(**{field: True}))
    assert (state.etag, state.body_hash) == (None, None)
    assert conditional_headers(state) == {}


def test_entries_that_are_left_are_read_soon() -> None:
    state = succeed(STATE, read=a_read(has_entries_left=True))
    assert state.next_due_at is not None
    assert state.next_due_at - NOON < CONTINUE_AFTER * 1.1


def test_every_so_many_polls_one_is_unconditional() -> None:
    state = msgspec.structs.replace(STATE, etag='"1"', polls=UNCONDITIONAL_EVERY - 1)
    assert conditional_headers(state) == {}
    assert conditional_headers(msgspec.structs.replace(state, polls=0)) == {"If-None-Match": '"1"'}


def test_failures_are_counted_slow_the_feed_down_and_are_reset_by_a_success() -> None:
    state, waits = STATE, []
    for _ in range(3):
        state = after_failure(FEED, state, FeedError("parse", "x" * 2000), NOON)
        assert state.next_due_at is not None
        waits.append(state.next_due_at - NOON)
    assert waits == sorted(set(waits))
    assert (state.failures, state.error) == (3, "parse")
    assert len(state.error_detail or "") <= 500
    well = succeed(state, is_not_modified=True)
    assert (well.failures, well.error, well.error_detail) == (0, None, None)


def test_a_pause_that_the_server_requests_is_a_floor() -> None:
    error = FetchError("rate_limited", "429", timedelta(hours=3))
    state = after_failure(FEED, STATE, error, NOON)
    assert state.next_due_at == NOON + timedelta(hours=3)


def test_a_feed_that_is_gone_is_muted() -> None:
    assert after_failure(FEED, STATE, FetchError("gone", "410"), NOON).muted
    assert not after_failure(FEED, STATE, FetchError("http_4xx", "404"), NOON).muted


def test_a_permanent_move_is_kept_when_it_holds_and_given_up_when_it_fails() -> None:
    state = STATE
    for poll in range(1, MOVED_AFTER + 1):
        state = succeed(state, moved_to=NEW, read=a_read())
        assert (state.moved_url == NEW) == (poll >= MOVED_AFTER)
    assert "permanently" in str(state.notice)
    for _ in range(GIVE_UP_AFTER):
        state = after_failure(FEED, state, FetchError("dns", "x"), NOON)
    assert state.moved_url is None


def test_a_move_to_another_feed_is_reported_and_not_followed() -> None:
    state = STATE
    for _ in range(MOVED_AFTER + 1):
        state = succeed(state, moved_to=NEW, is_other_feed=True)
    assert state.moved_url is None
    assert "another configured feed" in str(state.notice)


def test_the_usual_gap_is_a_running_mean_that_ignores_a_clock_set_back() -> None:
    state = msgspec.structs.replace(STATE, last_new_at=NOON - timedelta(hours=2), gap_s=3600.0)
    assert succeed(state, read=a_read(articles=1)).gap_s == 3600.0 + 0.2 * 3600.0
    ahead = msgspec.structs.replace(state, last_new_at=NOON + timedelta(days=1))
    assert succeed(ahead, read=a_read(articles=1)).gap_s == 3600.0 * 0.8
    assert succeed(state, read=a_read()).gap_s == 3600.0


def test_no_state_holds_the_credentials_of_the_address() -> None:
    assert "secret" not in str(succeed(STATE, read=a_read()))
