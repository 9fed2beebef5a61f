"""A feed to poll, and the entries of its document."""

import functools
import re
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

_LANGUAGE = re.compile(r"^[a-z]{2,3}(?=[-_]|$)")


@functools.lru_cache(maxsize=10_000)  # more feeds than one poller owns
def feed_id(url: str) -> str:
    """Return the id of a feed: a digest of its canonical address."""
    return digest("feed", canonical_url(url), size=8)


def language_code(declared: str) -> str | None:
    """Return the language part of a code such as ``en-US``, None if it is malformed."""
    match = _LANGUAGE.match(declared.strip().lower())
    return match[0] if match else None


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
    first_poll: Literal["quiet", "notify"] = "quiet"
    """Whether the entries of its first poll notify anyone.

    ``quiet`` stores them as back-fill; ``notify`` treats them as those of any other poll.
    """
    news_age: Interval = timedelta(days=2)
    """Age up to which an entry is news; older ones are stored without notifying anyone.

    A feed that was down for a weekend stays below two days.
    """
    verify_tls: bool = True
    """False polls the feed although its certificate is wrong; its health then shows that."""
    tags: tuple[Text, ...] = ()
    """Tags, which OPML exports as folders."""
    paused: bool = False
    """True keeps the feed in the list without polling it."""

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
    """As written in the document; it may look like an address and is never resolved."""
    link: str | None
    """The address of its page, absolute; None if it is missing or not ``http`` or ``https``."""
    title: str
    summary: str
    content: str
    published_at: datetime | None
    """As the feed says, in UTC; it may lie in the future or be nonsense."""
    authors: tuple[str, ...] = ()
    publisher: str | None = None
    """The host of the source that an aggregator names."""
    raw_link: str | None = None
    """The link as written, None if it is the same as ``link``: redirects may lead the feed to
    another host each time, and relative links with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedDocument:
    """A parsed feed."""

    title: str
    language: str | None
    entries: tuple[Entry, ...]
    left_out: int = 0
    """Entries beyond the limit, which are not read."""
    hint: timedelta | None = None
    """The wait between polls that the document asks for."""
    hub: str | None = None
    """The address of its WebSub hub."""
    own_url: str | None = None
    """The address that the document gives for itself, by which its hub identifies it."""
    older_url: str | None = None
    """The address of the document with the entries before these (RFC 5005)."""
