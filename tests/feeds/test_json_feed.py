"""JSON Feed: a wrong field costs no other field, a wrong item no other item."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.feeds.json_feed import parse_json_feed
from monitor.feeds.values import FeedDocument
from monitor.records.errors import FeedError

URL = "https://wire.example/feed.json"
VERSION = "https://jsonfeed.org/version/1.1"
GOOD = {
    "id": "1",
    "url": "/a/1",
    "title": "Story",
    "content_text": "Text.",
    "authors": [{"name": "A"}],
}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)


def parse(root: Any) -> FeedDocument:
    return parse_json_feed(json.dumps(root), URL, 100)


@pytest.mark.parametrize("version", [VERSION, "http://jsonfeed.org/version/1", 1, 1.1])
def test_every_way_to_write_the_version_is_a_json_feed(version: object) -> None:
    assert len(parse({"version": version, "items": [GOOD]}).entries) == 1


@pytest.mark.parametrize("root", [{}, [], 5, {"version": "2", "items": []}, {"version": 1}])
def test_other_json_is_not_a_feed(root: object) -> None:
    with pytest.raises(FeedError):
        parse(root)


@given(st.sampled_from(sorted({*GOOD, "author", "date_published", "summary"})), JSON)
def test_a_field_of_any_type_costs_no_other_item(field: str, value: Any) -> None:
    document = parse({"version": VERSION, "items": [{**GOOD, field: value}, GOOD]})
    assert len(document.entries) == 2
    assert document.entries[1].title == "Story"


@given(st.sampled_from(("title", "language", "hubs", "feed_url", "home_page_url", "items")), JSON)
def test_a_field_of_the_feed_of_any_type_is_no_exception(field: str, value: Any) -> None:
    assert isinstance(parse({"version": VERSION, "items": [GOOD], field: value}), FeedDocument)


def test_addresses_are_absolute_titles_plain_and_the_date_of_the_edit_is_the_second_choice() -> (
    None
):
    [entry] = parse(
        {
            "version": VERSION,
            "items": [
                {**GOOD, "title": "Tom &amp; <b>Jerry</b>", "date_modified": "2026-11-20T10:00:00Z"}
            ],
        }
    ).entries
    assert (entry.link, entry.title) == ("https://wire.example/a/1", "Tom & Jerry")
    assert entry.published_at is not None
    assert entry.authors == ("A",)
