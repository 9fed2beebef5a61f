"""HTML pages in place of feeds."""

import pytest

from monitor.feeds.html_pages import describe_page, is_html_page, offered_feeds
from tests.costs import growth

URL = "https://wire.example/news/"
LINK = "<link rel=alternate type='application/rss+xml' href='{}'>"


@pytest.mark.parametrize(
    ("body", "is_page"),
    [
        (b"<!DOCTYPE html><html>", True),
        (b"  <!-- a --> <!-- b -->\n<HTML lang=en>", True),
        (b"\xef\xbb\xbf<!doctype html>", True),
        (b"<?xml version='1.0'?>\n<!-- a --><?x y?><html xmlns='x'>", True),
        (b"<?xml version='1.0'?><rss version='2.0'>", False),
        (b"<?xml", False),
        (b"<!-- <html> --><rss version='2.0'>", False),
        (b"<html><rss>", False),
        (b"<rss><channel/></rss>", False),
        (b"", False),
    ],
)
def test_a_page_is_recognised(body: bytes, is_page: bool) -> None:
    assert is_html_page(body) is is_page


@pytest.mark.parametrize("piece", ["<!---->", "<!--", "<?a?>", "<?", "<", "<meta ", "<link "])
def test_the_cost_is_linear(piece: str) -> None:
    def work(length: int) -> None:
        body = (piece * (length // len(piece)) + "<rss>").encode()
        is_html_page(body)
        describe_page(body, URL)

    assert growth(work, 2_000, 40_000) < 5


def test_offered_feeds_are_absolute_distinct_and_a_malformed_one_costs_no_other() -> None:
    hrefs = ("/feed.xml", "http://[bad", "atom", "/feed.xml", "javascript:x", "//x.example/&amp;f")
    page = f"<html><head>{''.join(map(LINK.format, hrefs))}</head></html>"
    assert offered_feeds(page.encode(), URL) == [
        "https://wire.example/feed.xml", "https://wire.example/news/atom", "https://x.example/&f",
    ]  # fmt: skip


def test_a_page_that_moved_names_the_place() -> None:
    page = b'<html><meta http-equiv="Refresh" content="0; url=/new.xml"></html>'
    assert "moved to https://wire.example/new.xml" in describe_page(page, URL)
    assert "no feed" in describe_page(b"<html></html>", URL)
