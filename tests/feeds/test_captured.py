"""Captured real feeds give the entries that their manifest states; malformed ones their entries or the stated class of error."""

import re
import time
from typing import Any

import pytest

from monitor.feeds.parse import MOST_ENTRIES, decode_feed, parse_feed
from monitor.feeds.values import FeedDocument
from monitor.records.errors import FeedError
from tests.shared import DATA, listed, needs_data

URL = "https://wire.example/rss"

ENTRIES = {
    "bare_ampersand.xml": 5, "control_chars.xml": 5, "dates_bad.xml": 14, "dup_guid_different_articles.xml": 4,
    "fp_illformed_rss_empty_document.xml": 0, "gb2312_declared_is_gbk.xml": 3, "guid_changes_each_fetch_B.xml": 4,
    "huge_entry_count.xml": MOST_ENTRIES, "huge_title.xml": 1, "json_feed_wrong_type.json": 2, "junk_after_root.xml": 5,
    "leading_whitespace_before_prolog.xml": 5, "nbsp_entities.xml": 5, "no_guid.xml": 4, "php_warning_before_prolog.xml": 5,
    "ttl_skip_sy.xml": 1, "utf16le_bom.xml": 3, "windows1256_arabic_no_decl.xml": 3, "windows1256_declared.xml": 3,
}  # fmt: skip
ERRORS = {
    "html_instead_of_feed.html": ("not_a_feed", "feed.xml"),
    "meta_refresh_moved.html": ("not_a_feed", "https://example.test/new.xml"),
    "rss_new_location.xml": ("not_a_feed", "https://example.test/new.xml"),
}


@needs_data
@pytest.mark.parametrize("feed", listed("feeds"), ids=lambda feed: feed["name"])
def test_a_real_feed_gives_what_its_manifest_states(feed: dict[str, Any]) -> None:
    body = (DATA / "feeds" / feed["name"]).read_bytes()
    started = time.process_time()
    document = parse_feed(body, "", URL)
    assert (
        time.process_time() - started < 2.0
    )  # the limit of CPU that a document may take, not a benchmark
    assert len(document.entries) == feed["entries"]
    try:
        told = body.decode(
            "utf-8"
        )  # where it is that, it is nothing else, whatever the prolog and the manifest say
    except UnicodeDecodeError:
        told = body.decode(feed["used_encoding"], "ignore")
    told = re.sub(r"[^\t\n\r -\uffff]", "", told)
    mine = re.sub(r"[^\t\n\r -\uffff]", "", decode_feed(body, ""))
    assert mine.lstrip() == told[len(told) - len(mine) :].lstrip()  # ours has its prolog taken off


def outcome(body: bytes, content_type: str) -> FeedDocument | FeedError:
    try:
        return parse_feed(body, content_type, URL)
    except FeedError as error:
        return error


@needs_data
@pytest.mark.parametrize("feed", listed("malformed"), ids=lambda feed: feed["name"])
def test_a_malformed_feed_gives_its_entries_or_its_class_of_error(feed: dict[str, Any]) -> None:
    name = feed["name"]
    body = (DATA / "malformed" / name).read_bytes()
    started = time.process_time()
    found = outcome(body, feed["headers"].get("Content-Type") or "")
    if isinstance(found, FeedError):
        assert name not in ENTRIES
        kind, hint = ERRORS.get(name, (found.kind, ""))
        assert (found.kind, hint in found.detail) == (kind, True)
        assert found.kind in ("not_a_feed", "parse")
    else:
        document = found
        assert name not in ERRORS
        assert len(document.entries) == ENTRIES.get(name, len(document.entries))
        texts = [f"{entry.title} {entry.summary} {entry.content}" for entry in document.entries]
        assert not any(
            "root:" in text or "\0" in text for text in texts
        )  # no file of this machine, no NUL
        assert sum(map(len, texts)) < 4 * len(body) + 1000  # no entity was blown up
    assert time.process_time() - started < 2.0


@needs_data
def test_titles_in_every_script_are_right() -> None:
    def titles(name: str, content_type: str = "") -> str:
        body = (DATA / "malformed" / name).read_bytes()
        document = parse_feed(body, content_type, URL)
        return document.title + "".join(entry.title for entry in document.entries)

    assert "镕" in titles("gb2312_declared_is_gbk.xml")
    assert "رئيس" in titles("windows1256_declared.xml")
    assert "رئيس" in titles("windows1256_arabic_no_decl.xml", "text/xml; charset=windows-1256")
    assert titles("fp_encoding_euc-kr.xml") == "년"
