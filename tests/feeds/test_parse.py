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


def rss(items: str, prolog: str = "") -> str:
    return f"{prolog}<rss version='2.0'><channel><title>Wire</title>{items}</channel></rss>"


ITEM = "<item><guid>1</guid><title>Père à Kraków</title></item>"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (rss(ITEM).encode(), "text/xml"),
        (b"\xef\xbb\xbf" + rss(ITEM).encode(), ""),
        (rss(ITEM).encode("utf-16"), ""),
        (
            rss(ITEM, "<?xml version='1.0' encoding='iso-8859-2'?>").encode(
                "iso-8859-2", "replace"
            ),
            "",
        ),
        (rss(ITEM).encode("cp1250", "replace"), "application/rss+xml; charset=windows-1250"),
    ],
)
def test_text_is_right_in_every_encoding(body: bytes, content_type: str) -> None:
    [entry] = parse_feed(body, content_type, URL).entries
    assert "Kraków" in entry.title


def test_one_stray_byte_does_not_turn_a_utf8_feed_into_another() -> None:
    body = rss(ITEM + "<item><guid>2</guid><title>" + "plain " * 400 + "</title></item>").encode()
    assert "Kraków" in decode_feed(
        body.replace(b"plain", b"pl\xe9in", 1), "text/xml; charset=utf-8"
    )


def test_malformed_xml_recovers_and_a_wrong_type_is_still_parsed() -> None:
    broken = rss(ITEM + "<item><guid>2</guid><title>Tom & Jerry</title>").encode()
    assert len(parse_feed(broken, "text/html", URL).entries) == 2


@pytest.mark.parametrize(
    "body", [b"", b"   ", b"hello", b"<!doctype html><html><body>no</body></html>"]
)
def test_what_is_no_feed_is_called_so(body: bytes) -> None:
    with pytest.raises(FeedError) as error:
        parse_feed(body, "", URL)
    assert error.value.kind == "not_a_feed"


def test_an_entity_bomb_is_refused_unparsed() -> None:
    bomb = (
        "<!DOCTYPE r ["
        + "".join(f"<!ENTITY a{n} '&a{n - 1};&a{n - 1};'>" for n in range(1, 90))
        + "]>"
        + rss(ITEM)
    )
    with pytest.raises(FeedError, match="entity"):
        parse_feed(bomb.encode(), "", URL)


@pytest.mark.parametrize(
    "body",
    [
        rss("<item><guid>1\x00</guid><title>Ra\x01in</title><description>&lt;p&gt;We&#55296;t&#0;&#xDfFF;&#9999999999;&#x110000&lt;/p&gt;</description></item>").encode(),
        json.dumps(
            {"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "title": "Ra\x00in", "content_text": "We\ud800t"}]}
        ).encode(),
    ],
)  # fmt: skip
def test_what_no_record_can_hold_does_not_get_into_one(body: bytes) -> None:
    [entry] = parse_feed(body, "", URL).entries
    assert entry.title == "Rain"
    for text in (
        entry.guid or "",
        entry.title,
        text_of_fragment(entry.summary),
        text_of_fragment(entry.content),
    ):
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
