"""The tool that runs captured articles through the monitor: what it reads, serves and reports."""

import gzip
import urllib.request
from pathlib import Path

from monitor.feeds.parse import parse_feed
from tools.captured_run import CapturedServer, captured_articles, logged_problems

FEED = b"""<rss version='2.0'><channel>
<item><title>Talks</title><description>&lt;p&gt;He said no.&lt;/p&gt;</description></item>
<item><title></title><description>...</description></item></channel></rss>"""
PAGE = b"<html><body><article><h1>Vote</h1><p>%b</p></article></body></html>" % (
    b"The minister said that the vote would be held in the spring. " * 9
)


def test_articles_of_feeds_and_pages_are_served_as_feeds_with_pages(tmp_path: Path) -> None:
    (tmp_path / "wire.xml").write_bytes(FEED)
    (tmp_path / "vote.html.gz").write_bytes(gzip.compress(PAGE))
    (tmp_path / "broken.xml").write_bytes(b"no feed")
    articles = list(captured_articles(tmp_path))
    assert sorted(article.origin for article in articles) == ["pages", "wire.xml"]
    server = CapturedServer(articles)
    try:
        links = []
        for number in range(len(server.origins)):
            with urllib.request.urlopen(f"{server.url}/feed/{number}") as response:
                [entry] = parse_feed(response.read(), "", server.url).entries
            links.append(entry.link or "")
        pages = []
        for link in links:
            with urllib.request.urlopen(link) as response:
                pages.append(response.read())
    finally:
        server.shutdown()
        server.server_close()
    assert PAGE in pages
    assert any(b"He said no." in page for page in pages)


def test_lines_at_warning_and_above_and_tracebacks_are_problems() -> None:
    problems = logged_problems(
        [
            "timestamp=1 level=info process=poll event=feed.polled",
            "timestamp=2 level=warning process=poll event=feed.polled error=dns",
            "timestamp=3 level=warning process=poll event=feed.polled error=tls",
            "timestamp=4 level=error process=deliver event=loop.failed",
            "Traceback (most recent call last):",
        ]
    )
    assert {kind: count for kind, (count, _) in problems.items()} == {
        "warning feed.polled": 2, "error loop.failed": 1, "traceback": 1,
    }  # fmt: skip
