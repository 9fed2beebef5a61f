"""Builders: records with every field filled in, so that a test names only the fields it is about.

The example is small: Anna Berg, the theme "bridge", and one rule on both.
"""

from datetime import UTC, datetime
from typing import Any

from monitor.flow.match_reading import match_reading
from monitor.flow.raise_alert import raise_alert
from monitor.flow.read_article import read_article
from monitor.records import Alert, Article, Match
from monitor.watchlist import Actor, Rule, Theme, Watchlist, WatchlistIndex
from monitor.watchlist.values import any_of

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
"""The time at which everything in the examples is published and seen."""


def a_watchlist() -> Watchlist:
    """Return a watchlist of one actor, one theme and one rule on both."""
    speakers, themes = ("berg",), any_of("bridge")
    rule = Rule(id="berg-bridge", name="Berg on the bridge", speakers=speakers, themes=themes)
    return Watchlist(
        actors=(Actor(id="berg", name="Anna Berg", kind="person"),),
        themes=(Theme(id="bridge", name="Bridge", query="bridge*"),),
        rules=(rule,),
        hash="h",
    )


WATCHLIST = a_watchlist()
INDEX = WatchlistIndex(WATCHLIST)


def an_article(**changes: Any) -> Article:
    """Return an article of the wire agency's feed, with these fields changed."""
    fields: dict[str, Any] = {
        "id": "article-1",
        "feed": "feed-1",
        "publisher": "wire",
        "url": "https://wire.example/1",
        "title": "Minister speaks",
        "text": "Minister speaks\n\nThe minister said that talks would resume.",
        "language": "en",
        "published_at": NOON,
        "seen_at": NOON,
    }
    return Article(**{**fields, **changes})


def a_match(article: str = "one", publisher: str = "wire") -> Match:
    """Return the match of Anna Berg's statement on the bridge in an article with this id."""
    text = "Bridge\n\nAnna Berg said that the bridge would open."
    reading = read_article(an_article(id=article, publisher=publisher, text=text), INDEX)
    [match] = match_reading(reading, INDEX)
    return match


def an_alert(article: str = "one", publisher: str = "wire") -> Alert:
    """Return the alert that `a_match` raises."""
    alert = raise_alert(None, a_match(article, publisher), NOON)
    assert alert is not None
    return alert
