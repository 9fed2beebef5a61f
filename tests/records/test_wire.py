"""The wire: records survive it; bytes that are not a record are a value with the reason."""

import json
from datetime import UTC, datetime

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from monitor.records import Alert, Article, Match
from monitor.records.wire import Unreadable, decode, encode
from tests.builders import a_match, an_alert, an_article


@given(text=st.text(), title=st.text(), revision=st.integers(1, 10**6))
def test_an_article_survives_the_wire(text: str, title: str, revision: int) -> None:
    article = an_article(text=text, title=title, revision=revision)
    assert decode(encode(article), Article) == article


@given(st.binary())
def test_any_bytes_are_a_record_or_unreadable_and_never_an_exception(body: bytes) -> None:
    assert isinstance(decode(body, Article), Article | Unreadable)


def test_an_empty_message_is_unreadable() -> None:
    assert isinstance(decode(None, Article), Unreadable)


def test_another_record_is_unreadable_and_the_reason_names_the_expected_schema() -> None:
    unreadable = decode(encode(a_match()), Article)
    assert isinstance(unreadable, Unreadable)
    assert "not a record of article.v1" in unreadable.reason


def test_an_article_without_later_fields_is_decoded() -> None:
    body = (
        b'{"schema":"article.v1","id":"a1","feed":"f1","publisher":"kurdistan24",'
        b'"url":"https://example.org/1","title":"T","text":"T\\n\\nB","language":"en",'
        b'"published_at":"2026-01-02T03:04:05Z","seen_at":"2026-01-02T03:05:00Z",'
        b'"revision":2,"flags":["summary_only"]}'
    )
    article = decode(body, Article)
    assert isinstance(article, Article)
    assert article.published_at == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert article.revision == 2
    assert article.authors == ()


def test_a_suppression_has_the_names_on_the_wire_that_version_0_1_gave_it() -> None:
    because = {"suppressed": True, "suppressed_by": "back-fill"}
    match = msgspec.structs.replace(a_match(), **because)
    written = json.loads(encode(match))
    assert (written["quiet"], written["quiet_by"]) == (True, "back-fill")
    assert decode(encode(match), Match) == match
    alert = msgspec.structs.replace(an_alert(), **because, suppressed_for_good=True)
    written = json.loads(encode(alert))
    names = (written["quiet"], written["hushed"], written["hushed_by"])
    assert names == (True, True, "back-fill")
    assert decode(encode(alert), Alert) == alert
