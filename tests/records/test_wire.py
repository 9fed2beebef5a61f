"""The wire: records survive it, and anything else is a value that says why."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from monitor.records import Article
from monitor.records.wire import Unreadable, decode, encode
from tests.builders import an_article


@given(text=st.text(), title=st.text(), revision=st.integers(1, 10**6))
def test_an_article_survives_the_wire(text: str, title: str, revision: int) -> None:
    article = an_article(text=text, title=title, revision=revision)
    assert decode(encode(article), Article) == article


@given(st.binary())
def test_any_bytes_are_a_record_or_unreadable_never_an_exception(body: bytes) -> None:
    assert isinstance(decode(body, Article), Article | Unreadable)


def test_an_empty_message_is_unreadable() -> None:
    assert isinstance(decode(None, Article), Unreadable)


def test_the_first_version_of_an_article_can_be_read_for_ever() -> None:
    golden = (
        b'{"schema":"article.v1","id":"a1","feed":"f1","publisher":"kurdistan24","url":"https://example.org/1","title":"T",'
        b'"text":"T\\n\\nB","language":"en","published_at":"2026-01-02T03:04:05Z","seen_at":"2026-01-02T03:05:00Z",'
        b'"revision":2,"flags":["summary_only"]}'
    )
    article = decode(golden, Article)
    assert isinstance(article, Article)
    assert article.published_at == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert article.revision == 2
