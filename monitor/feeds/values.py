"""A feed to poll and the entries that it shows."""

import functools
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal

from monitor.records.fields import (
    HttpUrl,
    Identifier,
    Interval,
    Language,
    Prepared,
    Text,
    UserInput,
    quoted,
)
from monitor.records.ids import digest
from monitor.records.urls import canonical_url

LONGEST_TITLE = 1_000
"""Characters; the longest real headline seen has 300."""


@functools.lru_cache(maxsize=10_000)  # more feeds than one poller owns
def feed_id(url: str) -> str:
    """Return the id of a feed: a digest of its canonical address."""
    return digest("feed", canonical_url(url), size=8)


def _check_full_text(value: Any) -> Any:
    if isinstance(value, bool) or value == "auto":
        return value
    raise ValueError(f"{quoted(value)} is not a choice of full_text; use true, false or auto")


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed(UserInput):
    """One feed of the configuration."""

    url: HttpUrl
    """Address of the feed document."""
    name: Text | None = None
    """Name shown to people; by default the feed's own title."""
    publisher: Identifier | None = None
    """Publisher, by which copies are counted; by default the host."""
    language: Language | None = None
    """Language of the articles, a hint for texts too short to recognise."""
    full_text: Annotated[bool | Literal["auto"], Prepared(_check_full_text)] = "auto"
    """Whether to fetch the page of an entry.

    ``auto`` fetches it where the feed has only a summary.
    """
    interval: Interval = timedelta(minutes=5)
    """Time between two polls; five minutes is what publishers of news tolerate without a 429."""
    max_interval: Interval | None = None
    """Longest time between polls of a feed without news; by default the interval never grows."""
    verify_tls: bool = True
    """False polls the feed although its certificate is wrong; its health then shows that."""
    tags: tuple[Text, ...] = ()
    """Tags, which OPML exports as folders."""

    @property
    def id(self) -> str:
        """The id of the feed."""
        return feed_id(self.url)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a feed document, as the feed wrote it.

    Markup is still in ``summary`` and ``content``.
    """

    guid: str | None
    link: str | None
    title: str
    summary: str
    content: str
    published_at: datetime | None
    """As the feed says, aware, in UTC; it may lie in the future or be nonsense."""
    authors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedDocument:
    """A parsed feed."""

    title: str
    language: str | None
    entries: tuple[Entry, ...]
    left_out: int = 0
    """Entries beyond the most that are read."""
    hint: timedelta | None = None
    """How long it wishes to be left alone between polls."""
    hub: str | None = None
    """Its WebSub hub."""
    own_url: str | None = None
    """Where it says that it stands, which is what a hub knows it by."""
