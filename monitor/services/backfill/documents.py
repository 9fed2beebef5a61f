"""Articles in documents on the net: a feed with its archive pages, or news sitemaps.

1. A feed is read as it is polled (`monitor.flow.poll_feed`), page after page: archive pages by
   ``prev-archive``, pages of a paged feed by ``next`` (RFC 5005, 3 and 4), ``next_url`` of JSON
   Feed. Ids are those that the poller gives, so what it has published is recognised.
2. A sitemap is read in the same way; an index of sitemaps adds its own to the list.
3. Pages of articles are fetched where the document only summarises, robots.txt respected, at the
   pace of polls. A document that fails is skipped with its error, and ends a chain.
4. The position is the list of documents in their order, the number of those that were read, and
   the state of the next one. The list only grows, so that its checkpoint adds what is new.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass, fields, replace
from typing import Any, Protocol

import msgspec

from monitor.feeds.transition import new_state
from monitor.feeds.values import Feed, FeedDocument
from monitor.flow.poll_feed import Polled, poll_feed
from monitor.flow.ports import DocumentParser, PollPorts
from monitor.records import FeedState
from monitor.records.errors import MonitorError
from monitor.records.urls import resolve_url
from monitor.records.wire import encode
from monitor.services.backfill.items import (
    GROWING,
    Batch,
    Position,
    Skipped,
    seen_when_published,
    utc_now,
)

MOST_DOCUMENTS = 50_000
"""Documents of one source: an index of sitemaps lists at most this many (sitemaps.org)."""
INDEX_HEAD = 2_000
"""Bytes in which the root of an index of sitemaps is."""


class SitemapParser(DocumentParser, Protocol):
    """The parser of feeds, which reads indexes of sitemaps too."""

    async def sitemaps(self, body: bytes) -> list[str]:
        """Return the addresses that an index of sitemaps lists. Raises `MonitorError`."""
        ...


@dataclass(slots=True)
class _Remembering:
    """A parser that remembers the last document."""

    parser: SitemapParser
    document: FeedDocument | None = None

    async def parse(self, body: bytes, content_type: str, url: str) -> FeedDocument:
        self.document = await self.parser.parse(body, content_type, url)
        return self.document

    async def read_fragments(self, fragments: tuple[str, ...]) -> tuple[str | None, ...]:
        return await self.parser.read_fragments(fragments)


@dataclass(frozen=True, slots=True)
class Documents:
    """A source: a feed with its archive, or sitemaps."""

    feed: Feed
    """The feed whose articles these are; of sitemaps, one for the site."""
    urls: tuple[str, ...]
    ports: PollPorts
    parser: SitemapParser
    follows_archive: bool = True

    @property
    def key(self) -> str:
        """The addresses."""
        return "\n".join(self.urls)

    def total(self) -> int | None:
        """Return None: a feed does not say how long its archive is."""
        return None

    async def batches(self, after: Position | None) -> AsyncIterator[Batch]:
        """Yield the articles, a batch for each step of a document."""
        addresses, read = _documents_in(after, self.urls)
        names, state = set(addresses), _state_in(after)
        while read < min(len(addresses), MOST_DOCUMENTS):
            step = await self._step(addresses[read], state)
            state = step.state
            if state is None:  # else its next entries follow
                read += 1
                addresses += [url for url in dict.fromkeys(step.more) if url not in names]
                names.update(step.more)
            position: dict[str, Any] = {GROWING: addresses, "read": read}
            if state is not None:
                position["state"] = encode(state).decode()
            yield replace(step.batch, position=position)

    async def _step(self, url: str, state: FeedState | None) -> "_Step":
        """Read a document, or the next share of its entries."""
        if not self.follows_archive and state is None:
            try:
                sitemaps = await self._listed(url)
            except MonitorError as error:
                return _Step(Batch((), (Skipped(url, str(error)),), {}, 1), None)
            if sitemaps:
                return _Step(Batch((), (), {}, 0), None, sitemaps)
        remembering = _Remembering(self.parser)
        written = {field.name: getattr(self.feed, field.name) for field in fields(Feed)}
        page = _ArchivePage(**{**written, "url": url, "first_poll": "quiet"}, feed=self.feed.id)
        ports = replace(self.ports, parser=remembering)
        before = state or new_state(page, utc_now())
        polled = await poll_feed(page, before, ports=ports, now=utc_now())
        return _step_of(url, polled, remembering.document, follows=self.follows_archive)

    async def _listed(self, url: str) -> tuple[str, ...]:
        """Return the sitemaps that an index lists; none for a sitemap. Raises `MonitorError`."""
        fetched = await self.ports.fetcher.fetch(url, {})
        if b"<sitemapindex" not in fetched.body[:INDEX_HEAD]:
            return ()
        return tuple(await self.parser.sitemaps(fetched.body))


@dataclass(frozen=True, slots=True)
class _Step:
    """The outcome of a step; ``state`` is None when its document is done."""

    batch: Batch
    state: FeedState | None
    more: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _ArchivePage(Feed):
    """A page of a feed's archive: its address is its own, its articles are those of the feed."""

    feed: str

    @property
    def id(self) -> str:
        """The id of the feed."""
        return self.feed


def _step_of(url: str, polled: Polled, document: FeedDocument | None, *, follows: bool) -> _Step:
    skipped = [Skipped(each.entry, f"{each.error}: {each.message}") for each in polled.refused]
    state = polled.state
    if state.error:
        skipped.append(Skipped(url, f"{state.error}: {state.error_detail or ''}".rstrip(": ")))
    elif document is not None and document.left_out and not state.has_backlog_left:
        skipped.append(Skipped(url, f"too many entries: {document.left_out} were not read"))
    articles = tuple(map(seen_when_published, polled.articles))
    batch = Batch(articles, tuple(skipped), {}, len(articles) + len(skipped))
    if not state.error and state.has_backlog_left and articles:
        return _Step(batch, msgspec.structs.replace(state, body_hash=None, etag=None))
    older = document.older_url if document is not None and follows else None
    target = resolve_url(url, older) if older else None
    return _Step(batch, None, (target,) if target else ())


def _documents_in(position: Position | None, urls: tuple[str, ...]) -> tuple[list[str], int]:
    """Return the documents in their order, and the number of those that were read."""
    if position is None:
        return list(dict.fromkeys(urls)), 0
    if "pending" in position:  # of version 0.2.0.dev0 before the list only grew
        read = list(position["read"])
        return list(dict.fromkeys((*read, *position["pending"]))), len(read)
    return list(position[GROWING]), position["read"]


def _state_in(position: Position | None) -> FeedState | None:
    if position is None or "state" not in position:
        return None
    return msgspec.json.decode(position["state"], type=FeedState)
