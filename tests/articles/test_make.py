"""Drafts and pages to articles."""

from datetime import UTC, datetime, timedelta

import pytest

from monitor.articles.make import LONGEST_TEXT, Draft, Refusal, make_article, plausible_date
from monitor.articles.page import Page
from monitor.records import Article
from tests.builders import NOON

SUMMARY = "The harbour council said on Friday that the northern ferry would sail again in spring."
STORY = SUMMARY + " Fares stay as they are, the chairwoman of the council added. " * 6
WALLS = (
    "We value your privacy. We and our partners store and access information on a device. " * 4,
    "You have read all your free stories. Subscribe today for unlimited access. Log in. " * 4,
    "Checking that you are a human. This may take a few seconds. Enable JavaScript. " * 4,
    "Page not found. It may have been moved or removed. Try the search or the front page. " * 4,
)


def a_draft(**changes: object) -> Draft:
    given = {
        "id": "a", "feed": "f", "feed_url": "https://wire.example/rss", "publisher": "wire",
        "revision": 1, "entry": "guid", "link": "https://wire.example/a", "title": "Ferry returns",
        "summary": SUMMARY, "language": None, "published_at": NOON, "wants_page": True,
    }  # fmt: skip
    return Draft(**{**given, **changes})  # type: ignore[arg-type]  # a builder of every field


def a_page(text: str = STORY, **changes: object) -> Page:
    given = {"title": "Ferry returns", "text": text, "language": None, "published_at": None}
    return Page(**{**given, **changes})  # type: ignore[arg-type]  # as above


def an_article_of(draft: Draft, page: Page | None = None) -> Article:
    article = make_article(draft, page, NOON)
    assert isinstance(article, Article)
    return article


def test_a_page_that_contains_the_summary_replaces_it() -> None:
    article = an_article_of(a_draft(), a_page(author="Ana Berg"))
    assert article.text == f"Ferry returns\n\n{STORY}"
    assert (article.flags, article.authors) == ((), ("Ana Berg",))


@pytest.mark.parametrize("wall", WALLS)
@pytest.mark.parametrize("summary", [SUMMARY, ""])
def test_a_wall_leaves_what_the_feed_said(wall: str, summary: str) -> None:
    article = an_article_of(a_draft(summary=summary), a_page(wall))
    assert wall not in article.text
    assert article.flags == ("page_failed", "summary_only")


def test_a_paywalled_page_leaves_the_summary_with_a_flag() -> None:
    article = an_article_of(a_draft(), a_page(is_paywalled=True))
    assert SUMMARY in article.text
    assert article.flags == ("paywalled", "summary_only")
    only_page = an_article_of(a_draft(summary=""), a_page(STORY + " Ferry.", is_paywalled=True))
    assert only_page.flags == ("paywalled",)


def test_a_page_that_failed_leaves_the_summary_with_flags() -> None:
    assert an_article_of(a_draft()).flags == ("page_failed", "summary_only")
    assert an_article_of(a_draft(wants_page=False)).flags == ()


@pytest.mark.parametrize(
    "link", [None, "javascript:alert(1)", "data:text/html,x", "http://[bad", "ftp://x/y", ""]
)
def test_a_link_that_is_not_of_the_web_is_replaced_by_the_feed(link: str | None) -> None:
    assert an_article_of(a_draft(link=link)).url == "https://wire.example/rss"


def test_credentials_of_a_link_are_dropped() -> None:
    assert an_article_of(a_draft(link="https://u:p@wire.example/a")).url == "https://wire.example/a"


@pytest.mark.parametrize(
    ("published_at", "flag"),
    [
        (None, "date_missing"),
        (datetime(1970, 1, 1, tzinfo=UTC), "date_missing"),
        (datetime(1405, 8, 29, tzinfo=UTC), "date_missing"),
        (NOON + timedelta(minutes=6), "date_future"),
        (datetime(2569, 3, 5, tzinfo=UTC), "date_future"),
    ],
)
def test_an_implausible_date_is_none_with_a_flag(published_at: datetime | None, flag: str) -> None:
    assert plausible_date(published_at, NOON) == (None, (flag,))
    assert flag in an_article_of(a_draft(published_at=published_at)).flags


def test_the_page_s_date_is_used_where_the_feed_has_none() -> None:
    article = an_article_of(a_draft(published_at=None), a_page(published_at=NOON))
    assert article.published_at == NOON


@pytest.mark.parametrize(("title", "summary"), [("", ""), ("–", "…"), ("", "   ")])
def test_an_entry_without_a_word_is_refused(title: str, summary: str) -> None:
    refused = make_article(a_draft(title=title, summary=summary), None, NOON)
    assert isinstance(refused, Refusal)
    assert refused.error == "no_text"


def test_a_book_is_refused() -> None:
    refused = make_article(a_draft(summary="x" * (LONGEST_TEXT + 1)), None, NOON)
    assert isinstance(refused, Refusal)
    assert refused.error == "too_large"


@pytest.mark.parametrize("byline", ["Username", "admin", "Nachrichten", "Guest Author", " "])
def test_a_placeholder_is_not_an_author(byline: str) -> None:
    article = an_article_of(a_draft(authors=(byline, "Ana Berg", "Ana Berg"), wants_page=False))
    assert article.authors == ("Ana Berg",)
