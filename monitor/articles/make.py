"""A draft and its page to an article, or to a refusal with its reason.

1. A page replaces the summary only if it contains it, and is longer: consent walls, log-ins,
   challenges and "not found" pages with status 200 do not. The summary then stays, with the flag
   ``page_failed``. A paywalled page leaves the summary too, with the flag ``paywalled``.
2. Without a summary of `LEAST_SUMMARY_WORDS`, headline and summary together are the measure;
   without either, any page is taken. Only the body of the page counts: walls keep its title.
3. A link that is not an ``http`` or ``https`` address is replaced by that of the feed.
4. A date that is missing, or before `EARLIEST_YEAR`, or more than `FUTURE_ALLOWED` ahead is None,
   with a flag. No article is lost for its date.
5. An article that is not news has the flag ``backfill``: the draft says which dates are news.
6. Refused are entries without a letter or digit, and those longer than `LONGEST_TEXT`.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from monitor.articles.authors import real_authors
from monitor.articles.language import detect_language
from monitor.articles.likeness import count_words, share_contained
from monitor.articles.page import Page
from monitor.articles.text import join_text
from monitor.records import Article
from monitor.records.ids import fold_words
from monitor.records.urls import resolve_url, without_credentials

LONGEST_TEXT = 500_000
"""Characters of an article: a whole book. Longer ones are refused, not cut."""

LONGEST_TITLE = 200
"""Characters of a first line that serves as the headline."""

FUTURE_ALLOWED = timedelta(minutes=5)
"""Clocks of publishers run a little fast; a date beyond this is wrong."""

EARLIEST_YEAR = 1995
"""Feeds are younger; earlier dates are the epoch, or years of another calendar."""

SUMMARY_SHARE = 0.5
"""Share of a summary's words that its page must contain. Editors write summaries in words of their
own, but name the same people and places; walls share hardly a word."""

LEAST_SUMMARY_WORDS = 4
"""Words of a summary that are enough to compare."""

TITLE_SHARE = 0.34
"""The same for a headline, which has few words and inflects them otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An entry on its way to an article; ``summary`` is plain text, whole or in short."""

    id: str
    feed: str
    feed_url: str
    publisher: str
    revision: int
    entry: str
    """The name of the entry in refusals: guid or link."""
    link: str | None
    title: str
    summary: str
    language: str | None
    """The code that the feed declares, used where detection is unsure."""
    published_at: datetime | None
    authors: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    wants_page: bool = False
    is_back_fill: bool = False
    """Whether the article is back-fill whatever its date."""
    news_since: datetime | None = None
    """Articles that were published before are back-fill."""
    undated_is_news: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """An entry that is not published; ``error`` is a class, ``message`` a sentence."""

    entry: str
    error: str
    message: str


@dataclass(frozen=True, slots=True)
class _Body:
    """The chosen body with what the page adds to it."""

    text: str
    flags: tuple[str, ...] = ()
    page: Page | None = None


def make_article(draft: Draft, page: Page | None, now: datetime) -> Article | Refusal:
    """Return the article of a draft; ``page`` is None if it was not fetched, or failed."""
    body = _choose_body(draft, page)
    text = join_text(draft.title, body.text)
    if not any(map(str.isalnum, text)):
        return Refusal(entry=draft.entry, error="no_text", message="no title and no text")
    if len(text) > LONGEST_TEXT:
        message = f"{len(text):,} characters; the limit is {LONGEST_TEXT:,}"
        return Refusal(entry=draft.entry, error="too_large", message=message)
    page_date = body.page.published_at if body.page else None
    published_at, date_flags = plausible_date(draft.published_at or page_date, now)
    age_flags = () if _is_news(draft, published_at) else ("backfill",)
    page_authors = (body.page.author or "",) if body.page else ()
    return Article(
        id=draft.id,
        feed=draft.feed,
        publisher=draft.publisher,
        url=without_credentials(resolve_url(draft.feed_url, draft.link or "") or draft.feed_url),
        title=draft.title or text.partition("\n")[0][:LONGEST_TITLE],
        text=text,
        language=detect_language(text, draft.language),
        published_at=published_at,
        seen_at=now,
        revision=draft.revision,
        authors=real_authors(draft.authors) or real_authors(page_authors),
        flags=(*draft.flags, *body.flags, *date_flags, *age_flags),
    )


def is_page_of(draft: Draft, page: Page) -> bool:
    """Return whether a page contains what the entry says about its article."""
    body = _without_headline(page.text, draft.title, page.title)
    if count_words(draft.summary) >= LEAST_SUMMARY_WORDS:
        return share_contained(draft.summary, body) >= SUMMARY_SHARE
    expected = f"{draft.title} {draft.summary}"
    return count_words(expected) == 0 or share_contained(expected, body) >= TITLE_SHARE


def _without_headline(text: str, *headlines: str) -> str:
    """Return the text of a page without the lines that only repeat a headline, as walls do."""
    folded = {fold_words(headline) for headline in headlines}
    lines = text.split("\n")
    return "\n".join(line for line in lines if fold_words(line) not in folded)


def plausible_date(
    published_at: datetime | None, now: datetime
) -> tuple[datetime | None, tuple[str, ...]]:
    """Return a date in UTC that can be right, else None, with the flag that says why."""
    if published_at is None or published_at.year < EARLIEST_YEAR:
        return None, ("date_missing",)
    if published_at > now + FUTURE_ALLOWED:
        return None, ("date_future",)
    return published_at.astimezone(UTC), ()


def _is_news(draft: Draft, published_at: datetime | None) -> bool:
    """Return whether an article with this date is news."""
    if draft.is_back_fill:
        return False
    if published_at is None:
        return draft.undated_is_news
    return draft.news_since is None or published_at >= draft.news_since


def _choose_body(draft: Draft, page: Page | None) -> _Body:
    if not draft.wants_page:
        return _Body(draft.summary)
    if page is None or not is_page_of(draft, page):
        return _Body(draft.summary, ("page_failed", "summary_only"))
    if page.is_paywalled and draft.summary:
        return _Body(draft.summary, ("paywalled", "summary_only"), page)
    if page.is_paywalled:
        return _Body(page.text, ("paywalled",), page)
    if len(page.text) <= len(draft.summary):
        return _Body(draft.summary, (), page)
    return _Body(page.text, (), page)
