"""A feed to poll and the entries that it shows."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from monitor.records.ids import digest
from monitor.records.urls import canonical_url

LONGEST_TITLE = 1_000
"""Characters; the longest real headline seen has 300."""


def feed_id(url: str) -> str:
    """Return the id of a feed: its address, however it is written."""
    return digest("feed", canonical_url(url), size=8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One feed of the configuration."""

    id: str
    url: str
    name: str | None = None
    publisher: str | None = None
    language: str | None = None
    full_text: bool | Literal["auto"] = "auto"
    interval: timedelta = timedelta(minutes=5)
    longest: timedelta | None = None
    """Longest wait between polls of a feed that brings nothing new; None: the interval is kept."""
    verify_tls: bool = True
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a feed document, as the feed wrote it; markup is still in ``summary`` and ``content``."""

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
