"""News sitemaps are feeds."""

import pytest

from monitor.feeds.parse import parse_feed
from monitor.records.errors import FeedError

URL = "https://wire.example/news.xml"
HEAD = (
    "<?xml version='1.0'?><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' "
    "xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'>"
)


def a_place(number: int) -> str:
    return (
        f"<url><loc>https://wire.example/{number}</loc><news:news><news:publication>"
        "<news:name>Wire</news:name><news:language>en</news:language></news:publication>"
        "<news:publication_date>2026-11-20T10:00:00Z</news:publication_date>"
        f"<news:title>Story {number} &amp; more</news:title></news:news></url>"
    )


def test_each_place_with_news_is_an_entry() -> None:
    body = (
        f"{HEAD}{a_place(1)}<url><loc>https://wire.example/about</loc></url>{a_place(2)}</urlset>"
    )
    document = parse_feed(body.encode(), "", URL)
    assert [entry.title for entry in document.entries] == ["Story 1 & more", "Story 2 & more"]
    assert (document.title, document.language) == ("Wire", "en")
    assert document.entries[0].link == "https://wire.example/1"
    assert document.entries[0].published_at is not None


@pytest.mark.parametrize(
    "body", [f"{HEAD}<url><loc>x</loc></url></urlset>", f"{HEAD}<url>", "<!DOCTYPE x>" + HEAD]
)
def test_a_sitemap_without_news_is_refused(body: str) -> None:
    with pytest.raises(FeedError):
        parse_feed(body.encode(), "", URL)
