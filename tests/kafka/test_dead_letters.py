"""Dead letters: the message, its place and the reason; the same message gives the same id."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.kafka.dead_letters import (
    LONGEST_REASON,
    make_entry_rejection,
    make_rejection,
    send_rejection,
)
from monitor.records.rejection import BODY_KEPT
from tests.kafka.fakes import FakeMessage, FakeSender


@dataclass(frozen=True)
class FaustMessage:
    """A message whose headers are a mapping, as Faust has them."""

    topic: str = "articles"
    partition: int = 0
    offset: int = 0
    key: bytes | None = None
    value: bytes | None = b"x"
    headers: Mapping[str, bytes] = field(default_factory=dict)


def test_a_rejection_has_the_place_the_reason_and_the_body() -> None:
    message = FakeMessage(topic="readings", partition=2, offset=9, value=b"body")
    rejection = make_rejection(message, "match", "unreadable", "not a record")
    assert (rejection.topic, rejection.partition, rejection.offset) == ("readings", 2, 9)
    assert (rejection.stage, rejection.error, rejection.message) == (
        "match",
        "unreadable",
        "not a record",
    )
    assert (rejection.key, rejection.body, rejection.truncated) == (b"key", b"body", False)


def test_the_id_depends_on_stage_and_place_only() -> None:
    message = FakeMessage(offset=1)
    one = make_rejection(message, "read", "unreadable", "first attempt")
    assert make_rejection(message, "read", "OSError", "second").id == one.id
    assert make_rejection(message, "match", "unreadable", "first attempt").id != one.id
    assert make_rejection(FakeMessage(offset=2), "read", "unreadable", "").id != one.id


def test_a_large_body_and_a_long_reason_are_cut() -> None:
    message = FakeMessage(value=bytes(BODY_KEPT + 1))
    rejection = make_rejection(message, "read", "too_large", "x" * 5_000)
    assert (len(rejection.body), rejection.truncated) == (BODY_KEPT, True)
    assert len(rejection.message) == LONGEST_REASON


@pytest.mark.parametrize("number", [b"3", b"12"])
def test_the_attempt_is_read_from_the_header(number: bytes) -> None:
    pairs = FakeMessage(headers=(("attempt", number),))
    mapping = FaustMessage(headers={"attempt": number})
    for message in (pairs, mapping):
        assert make_rejection(message, "read", "e", "r").attempt == int(number)


@given(st.binary().filter(lambda number: not number.isdigit()))
def test_any_other_header_counts_as_the_first_attempt(number: bytes) -> None:
    message = FakeMessage(headers=(("attempt", number),))
    assert make_rejection(message, "read", "e", "r").attempt == 1


def test_an_entry_that_never_was_a_message_has_no_place() -> None:
    rejection = make_entry_rejection("entry-1", "poll", "too_large", "an article of 5 MB")
    assert (rejection.topic, rejection.partition, rejection.offset) == ("", -1, -1)
    assert rejection.key == b"entry-1"
    again = make_entry_rejection("entry-1", "poll", "too_large", "an article of 5 MB")
    assert again.id == rejection.id


async def test_a_dead_letter_is_sent_under_its_id() -> None:
    sender, rejection = FakeSender(), make_rejection(FakeMessage(), "read", "e", "r")
    await send_rejection(sender, rejection)
    assert sender.sent == [("rejected", rejection.id, rejection)]
