"""Feed documents: any bytes in, entries or an error with its class out."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.articles.fragment import text_of_fragment
from monitor.feeds.parse import decode_feed, parse_feed
from monitor.feeds.values import FeedDocument
from monitor.records.errors import FeedError
from monitor.records.text import printable

URL = "https://wire.example/rss"
ITEM = "<item><guid>1</guid><title>Père à Kraków</title></item>"
BROKEN_REFERENCES = "&lt;p&gt;We&#55296;t&#0;&#xDfFF;&#9999999999;&#x110000&lt;/p&gt;"
UNPRINTABLE = (
    "<item><guid>1\x00</guid><title>Ra\x01in</title>"
    f"<description>{BROKEN_REFERENCES}</description></item>"
)
JSON_ITEM = {"id": "1", "title": "Ra\x00in", "content_text": "We\ud800t"}


def rss(items: str, prolog: str = "") -> str:
    return f"{prolog}<rss version='2.0'><channel><title>Wire</title>{items}</channel></rss>"


LATIN_2 = rss(ITEM, "<?xml version='1.0' encoding='iso-8859-2'?>").encode("iso-8859-2", "replace")
CP1250 = rss(ITEM).encode("cp1250", "replace")


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (rss(ITEM).encode(), "text/xml"),
        (b"\xef\xbb\xbf" + rss(ITEM).encode(), ""),
        (rss(ITEM).encode("utf-16"), ""),
        (LATIN_2, ""),
        (CP1250, "application/rss+xml; charset=windows-1250"),
    ],
)
def test_text_is_right_in_every_encoding(body: bytes, content_type: str) -> None:
    [entry] = parse_feed(body, content_type, URL).entries
    assert "Kraków" in entry.title


def test_one_stray_byte_does_not_turn_a_utf8_feed_into_another() -> None:
    long = "<item><guid>2</guid><title>" + "plain " * 400 + "</title></item>"
    body = rss(ITEM + long).encode().replace(b"plain", b"pl\xe9in", 1)
    assert "Kraków" in decode_feed(body, "text/xml; charset=utf-8")


@pytest.mark.parametrize(
    "body",
    [
        rss(UNPRINTABLE).encode(),
        json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [JSON_ITEM]}).encode(),
    ],
)
def test_characters_that_no_record_can_hold_are_dropped(body: bytes) -> None:
    [entry] = parse_feed(body, "", URL).entries
    assert entry.title == "Rain"
    texts = (entry.guid or "", entry.title, text_of_fragment(entry.summary + entry.content))
    for text in texts:
        assert printable(text) == text
        text.encode()


@given(st.binary(max_size=400))
@settings(max_examples=50)
def test_any_bytes_are_a_document_or_an_error_with_its_class(body: bytes) -> None:
    try:
        parsed: FeedDocument | str = parse_feed(body, "", URL)
    except FeedError as error:
        parsed = error.kind
    assert isinstance(parsed, FeedDocument) or parsed in ("not_a_feed", "parse")
