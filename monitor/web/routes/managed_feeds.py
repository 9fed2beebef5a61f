"""``/api/v1/feeds/…``: feeds that people add, edit, pause and remove; kept in the database.

1. A change is checked together with everything else before it is stored, and the poller has it
   within five seconds. ``feeds.yaml`` is never written to; a change replaces its feed of that id.
2. A feed is identified by its address, so another address is another feed.
3. A paused feed is not polled; it stays in the list of configured feeds.
"""

import asyncio
import dataclasses
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request, Response
from pydantic import Field

from monitor.config import Change, Configuration
from monitor.config.messages import adapter_of
from monitor.config.models import Model
from monitor.feeds.opml import Outline, write_opml
from monitor.feeds.values import Feed, feed_id
from monitor.http.lists import read_list
from monitor.records.errors import ConfigurationError, FetchError, UnreadableOpml
from monitor.web.health import without_secrets
from monitor.web.parameters import KNOWN_PARAMETERS, Id
from monitor.web.resources import CALLER, WITH_RESOURCES, Resources
from monitor.web.routes.watchlist import refusal_of
from monitor.web.views import View

OPML = "text/x-opml"

router = APIRouter(prefix="/api/v1", tags=["feeds"], dependencies=[KNOWN_PARAMETERS])


class AddressRequest(Model):
    """The address of a site or a feed."""

    url: Annotated[str, Field(min_length=1, max_length=2000, pattern=r"^https?://")]


class DiscoveredFeedView(View):
    """A feed of a site."""

    url: str
    title: str
    entries: int
    is_configured: bool


class DiscoveredFeedList(View):
    """The feeds of a site; none where it has no feed at its page or at a common path."""

    items: list[DiscoveredFeedView]


class ConfiguredFeedView(View):
    """A feed as it is configured, without what has its default."""

    id: str
    url: str
    source: str
    """``file``, or ``api`` for one that was added or changed here."""
    paused: bool
    body: dict[str, Any]


class ConfiguredFeedList(View):
    """Every feed that is configured, by address."""

    items: list[ConfiguredFeedView]


class ImportedFeeds(View):
    """Addresses that were added, and those that are configured already."""

    added: list[str]
    present: list[str]
    dry_run: bool


class PolledView(View):
    """A feed that is polled within seconds."""

    id: str


@router.get("/configured-feeds")
async def list_configured_feeds(
    resources: Annotated[Resources, WITH_RESOURCES],
) -> ConfiguredFeedList:
    """List every feed as it is configured, the paused ones too."""
    changed = await _changed_ids(resources)
    feeds = sorted(await _configured(resources), key=lambda feed: feed.url)
    return ConfiguredFeedList(items=[_view(feed, changed) for feed in feeds])


@router.post("/feeds/discover")
async def discover(
    wanted: AddressRequest, resources: Annotated[Resources, WITH_RESOURCES]
) -> DiscoveredFeedList:
    """Find the feeds of a site: the address itself, those that its page names, common paths."""
    if resources.settings.discover is None:
        raise HTTPException(503, "this service fetches nothing; add the feed's own address")
    try:
        feeds = await resources.settings.discover(wanted.url)
    except FetchError as error:
        raise HTTPException(422, f"{without_secrets(wanted.url)}: {error}") from error
    ids = {feed.id for feed in await _configured(resources)}
    items = [
        DiscoveredFeedView(
            url=feed.url,
            title=feed.title,
            entries=feed.entries,
            is_configured=feed_id(feed.url) in ids,
        )
        for feed in feeds
    ]
    return DiscoveredFeedList(items=items)


@router.post("/feeds", status_code=201, response_model=ConfiguredFeedView)
async def add_feed(
    body: dict[str, Any],
    response: Response,
    resources: Annotated[Resources, WITH_RESOURCES],
    caller: Annotated[str, CALLER],
) -> ConfiguredFeedView | Response:
    """Add a feed, with the keys of ``feeds.yaml``: url, name, publisher, language, interval, …"""
    id_ = feed_id(str(body.get("url", "")))
    if id_ in {feed.id for feed in await _configured(resources)}:
        raise HTTPException(409, f"the feed exists already as {id_}")
    response.headers["Location"] = f"/api/v1/configured-feeds/{id_}"
    return await _store(resources, id_, body, caller)


@router.get("/configured-feeds/{id}")
async def read_feed(id_: Id, resources: Annotated[Resources, WITH_RESOURCES]) -> ConfiguredFeedView:
    """Return a feed as it is configured."""
    return _view(await _find(resources, id_), await _changed_ids(resources))


@router.put("/configured-feeds/{id}", response_model=ConfiguredFeedView)
async def change_feed(
    id_: Id,
    body: dict[str, Any],
    resources: Annotated[Resources, WITH_RESOURCES],
    caller: Annotated[str, CALLER],
) -> ConfiguredFeedView | Response:
    """Replace a feed; ``paused: true`` pauses it."""
    feed = await _find(resources, id_)
    if body.get("url") == without_secrets(feed.url):
        body = {**body, "url": feed.url}  # the address as the API shows it means the stored one
    if feed_id(str(body.get("url", ""))) != id_:
        raise HTTPException(422, "another address is another feed; add it, and remove this one")
    return await _store(resources, id_, body, caller)


@router.delete("/configured-feeds/{id}", status_code=204, response_model=None)
async def remove_feed(
    id_: Id,
    resources: Annotated[Resources, WITH_RESOURCES],
    caller: Annotated[str, CALLER],
) -> Response | None:
    """Remove a feed; its articles stay."""
    await _find(resources, id_)
    refusal = await _store_all(resources, [_change(id_, None, caller)])
    return refusal if isinstance(refusal, Response) else None


@router.post("/feeds/{id}/poll", status_code=202)
async def poll_feed(id_: Id, resources: Annotated[Resources, WITH_RESOURCES]) -> PolledView:
    """Poll a feed at once, whatever its schedule."""
    if (await _find(resources, id_)).paused:
        raise HTTPException(409, "the feed is paused; resume it first")
    await resources.store.poll_requests.add(id_)
    return PolledView(id=id_)


@router.get("/opml", response_class=Response)
async def export_opml(resources: Annotated[Resources, WITH_RESOURCES]) -> Response:
    """Return the configured feeds as OPML 2.0, in folders by their first tag."""
    feeds = await _configured(resources)
    outlines = [Outline(without_secrets(feed.url), feed.name, feed.tags) for feed in feeds]
    headers = {"Content-Disposition": 'attachment; filename="feeds.opml"'}
    return Response(write_opml(outlines, "News monitor"), media_type=OPML, headers=headers)


@router.post("/opml", response_model=ImportedFeeds)
async def import_opml(
    request: Request,
    resources: Annotated[Resources, WITH_RESOURCES],
    caller: Annotated[str, CALLER],
    dry_run: Annotated[
        bool, Query(description="Whether to show only what would be added.")
    ] = False,
) -> ImportedFeeds | Response:
    """Add the feeds of an OPML document, the body of the request; ``dry_run`` only shows them."""
    try:
        outlines, _ = await read_list(await request.body())
    except UnreadableOpml as error:
        raise HTTPException(422, str(error)) from error
    present = {feed.id for feed in await _configured(resources)}
    fresh = {feed_id(each.url): each for each in outlines if feed_id(each.url) not in present}
    changes = [_change(id_, _body_of(each), caller) for id_, each in fresh.items()]
    if changes and not dry_run:
        refusal = await _store_all(resources, changes)
        if isinstance(refusal, Response):
            return refusal
    present_urls = [each.url for each in outlines if feed_id(each.url) in present]
    added = [each.url for each in fresh.values()]
    return ImportedFeeds(added=added, present=present_urls, dry_run=dry_run)


async def _store(
    resources: Resources, id_: str, body: dict[str, Any], caller: str
) -> ConfiguredFeedView | Response:
    outcome = await _store_all(resources, [_change(id_, body, caller)])
    if isinstance(outcome, Response):
        return outcome
    feed = next(feed for feed in _every(outcome) if feed.id == id_)
    return _view(feed, frozenset((id_,)))


async def _store_all(resources: Resources, changes: list[Change]) -> Configuration | Response:
    """Check changes with everything else, then store them; answer 422 with every mistake."""
    table = resources.store.changes
    async with resources.changing:
        earlier = await table.all()
        newest = earlier[-1].version if earlier else 0
        numbered = [
            dataclasses.replace(change, version=newest + number)
            for number, change in enumerate(changes, 1)
        ]
        try:
            checked = await asyncio.to_thread(resources.in_force.check, (*earlier, *numbered))
        except ConfigurationError as error:
            return refusal_of(error)
        for change in changes:
            await table.add(change.kind, change.id, change.body, change.who)
    return checked


async def _changed_ids(resources: Resources) -> frozenset[str]:
    changes = await resources.store.changes.all()
    return frozenset(change.id for change in changes if change.kind == "feeds")


def _change(id_: str, body: dict[str, Any] | None, caller: str) -> Change:
    return Change(version=0, kind="feeds", id=id_, body=body, who=caller, at=datetime.now(UTC))


async def _configured(resources: Resources) -> tuple[Feed, ...]:
    """Return every feed with all changes, also those that were stored a moment ago."""
    changes = await resources.store.changes.all()
    return _every(await asyncio.to_thread(resources.in_force.check, changes))


def _every(configuration: Configuration) -> tuple[Feed, ...]:
    return (*configuration.feeds, *configuration.paused_feeds)


async def _find(resources: Resources, id_: str) -> Feed:
    for feed in await _configured(resources):
        if feed.id == id_:
            return feed
    raise HTTPException(404, f"no feed {id_} is configured")


def _body_of(outline: Outline) -> dict[str, Any]:
    body: dict[str, Any] = {"url": outline.url}
    if outline.name:
        body["name"] = outline.name
    if outline.tags:
        body["tags"] = list(outline.tags)
    return body


def _view(feed: Feed, changed: frozenset[str]) -> ConfiguredFeedView:
    body: dict[str, Any] = adapter_of(Feed).dump_python(feed, mode="json", exclude_defaults=True)
    body["url"] = without_secrets(feed.url)
    return ConfiguredFeedView(
        id=feed.id,
        url=without_secrets(feed.url),
        source="api" if feed.id in changed else "file",
        paused=feed.paused,
        body=body,
    )
