"""Captured real feeds, where they are available, give the entries that their manifest states.

`test_documents` tests the same behaviours with documents written for it.
"""

import re
import time
from typing import Any

import pytest

from monitor.feeds.parse import MOST_ENTRIES, decode_feed, parse_feed
from monitor.feeds.values import FeedDocument
from monitor.records.errors import FeedError
from tests.shared import DATA, manifest_of, needs_data

URL = "https://wire.example/rss"

CPU_LIMIT = 2.0
"""Seconds of CPU that a document may take: a bound, not a benchmark."""

ENTRIES = {
    "bare_ampersand.xml": 5, "control_chars.xml": 5, "dates_bad.xml": 14,
    "dup_guid_different_articles.xml": 4, "fp_illformed_rss_empty_document.xml": 0,
    "gb2312_declared_is_gbk.xml": 3, "guid_changes_each_fetch_B.xml": 4,
    "huge_entry_count.xml": MOST_ENTRIES, "huge_title.xml": 1, "json_feed_wrong_type.json": 2,
    "junk_after_root.xml": 5, "leading_whitespace_before_prolog.xml": 5, "nbsp_entities.xml": 5,
    "no_guid.xml": 4, "php_warning_before_prolog.xml": 5, "ttl_skip_sy.xml": 1,
    "utf16le_bom.xml": 3, "windows1256_arabic_no_decl.xml": 3, "windows1256_declared.xml": 3,
}  # fmt: skip
ERRORS = {
    "html_instead_of_feed.html": ("not_a_feed", "feed.xml"),
    "meta_refresh_moved.html": ("not_a_feed", "https://example.test/new.xml"),
    "rss_new_location.xml": ("not_a_feed", "https://example.test/new.xml"),
}
_NOT_TEXT = re.compile(r"[^\t\n\r -\uffff]")


@needs_data
@pytest.mark.parametrize("feed", manifest_of("feeds"), ids=lambda feed: feed["name"])
def test_a_captured_feed_gives_its_entries_and_its_text(feed: dict[str, Any]) -> None:
    body = (DATA / "feeds" / feed["name"]).read_bytes()
    started = time.process_time()
    document = parse_feed(body, "", URL)
    assert time.process_time() - started < CPU_LIMIT
    assert len(document.entries) == feed["entries"]
    expected = _NOT_TEXT.sub("", _decoded(body, feed["used_encoding"]))
    text = _NOT_TEXT.sub("", decode_feed(body, ""))  # without the prolog
    assert text.lstrip() == expected[len(expected) - len(text) :].lstrip()


def _decoded(body: bytes, encoding: str) -> str:
    try:
        return body.decode("utf-8")  # valid UTF-8 is nothing else, whatever the manifest says
    except UnicodeDecodeError:
        return body.decode(encoding, "ignore")


def outcome(body: bytes, content_type: str) -> FeedDocument | FeedError:
    try:
        return parse_feed(body, content_type, URL)
    except FeedError as error:
        return error


@needs_data
@pytest.mark.parametrize("feed", manifest_of("malformed"), ids=lambda feed: feed["name"])
def test_a_malformed_feed_gives_its_entries_or_its_class_of_error(feed: dict[str, Any]) -> None:
    name = feed["name"]
    body = (DATA / "malformed" / name).read_bytes()
    started = time.process_time()
    result = outcome(body, feed["headers"].get("Content-Type") or "")
    assert time.process_time() - started < CPU_LIMIT
    if isinstance(result, FeedError):
        kind, detail = ERRORS.get(name, (result.kind, ""))
        assert name not in ENTRIES
        assert (result.kind, detail in result.detail) == (kind, True)
        assert result.kind in ("not_a_feed", "parse")
        return
    assert name not in ERRORS
    assert len(result.entries) == ENTRIES.get(name, len(result.entries))
    texts = [f"{entry.title} {entry.summary} {entry.content}" for entry in result.entries]
    assert not any("root:" in text or "\0" in text for text in texts)
    assert sum(map(len, texts)) < 4 * len(body) + 1000  # no entity grew the document


@needs_data
@pytest.mark.parametrize(
    ("name", "content_type", "word"),
    [
        ("gb2312_declared_is_gbk.xml", "", "镕"),
        ("windows1256_declared.xml", "", "رئيس"),
        ("windows1256_arabic_no_decl.xml", "text/xml; charset=windows-1256", "رئيس"),
        ("fp_encoding_euc-kr.xml", "", "년"),
    ],
)
def test_titles_in_every_script_are_right(name: str, content_type: str, word: str) -> None:
    document = parse_feed((DATA / "malformed" / name).read_bytes(), content_type, URL)
    assert word in document.title + "".join(entry.title for entry in document.entries)
