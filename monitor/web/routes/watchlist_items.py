"""``/api/v1/watchlist/…``: items as they are written, their versions, and the workbench.

GET  /watchlist/{kind}                    items in force, by id, with a search in their names
GET  /watchlist/{kind}/{id}               one item as YAML has it
GET  /watchlist/{kind}/{id}/versions      who changed what and when
POST /watchlist/{kind}/{id}/restore       put an earlier version in force again
POST /watchlist/checks                    check a change without storing it
POST /replays                   what changes would have raised in the last days
GET  /replays/{id}              progress and result
"""

import asyncio
import dataclasses
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal

import msgspec
from fastapi import APIRouter, HTTPException, Query, Request, Response
from pydantic import Field

from monitor.config import Change, Configuration
from monitor.config.models import Model
from monitor.records.change import ItemKind
from monitor.records.errors import ConfigurationError
from monitor.records.fields import Identifier
from monitor.store.replays import MOST_KEPT, Replay, ReplayedAlert, ReplayedChange
from monitor.watchlist import WatchlistIndex
from monitor.web.links import link_pages
from monitor.web.parameters import KNOWN_PARAMETERS, MAX_ITEMS, Id, Name, QueryModel
from monitor.web.resources import CALLER, WITH_RESOURCES, Resources
from monitor.web.routes.watchlist import ItemId, StoredChangeView, refusal_of, store_change
from monitor.web.services import watchlists
from monitor.web.services.workbench import TooManyReplays
from monitor.web.views import View

MOST_DAYS = 365
"""Days that a replay looks back: a year of articles takes minutes."""
MOST_CHANGES = 100
"""Changes that are checked or replayed together."""

router = APIRouter(prefix="/api/v1", tags=["watchlist"], dependencies=[KNOWN_PARAMETERS])


class ChangeRequest(Model):
    """A change of an item: ``body`` as YAML has it, null to remove the item."""

    kind: ItemKind
    id: Identifier
    body: dict[str, Any] | None


class CheckRequest(Model):
    """Changes to check together."""

    changes: Annotated[list[ChangeRequest], Field(min_length=1, max_length=MOST_CHANGES)]


class ReplayRequest(Model):
    """Changes to try, and the days to look back; without changes, the watchlist in force."""

    changes: Annotated[list[ChangeRequest], Field(max_length=MOST_CHANGES, default_factory=list)]
    days: Annotated[int, Field(ge=1, le=MOST_DAYS)] = 7


class RestoreRequest(Model):
    """The version to put in force again; 0 is that of the file."""

    version: Annotated[int, Field(ge=0)]


class ItemView(View):
    """An item in force, as YAML has it, without what has its default."""

    kind: ItemKind
    id: str
    name: str
    body: dict[str, Any]


class ItemPage(View):
    """A page of items by id; ``next`` is the cursor of the next page."""

    items: list[ItemView]
    next: str | None


class ItemVersionView(View):
    """One version: 0 is that of the file; ``body`` is null for a removal."""

    version: int
    who: str
    at: datetime | None
    body: dict[str, Any] | None
    difference: list[str]
    """Lines that the version removed (``-``), added (``+``) and kept beside them."""


class ItemVersions(View):
    """The versions of an item, newest first."""

    items: list[ItemVersionView]


class CheckedView(View):
    """The hash of the configuration with the changes, and what is probably not meant."""

    hash: str
    warnings: list[str]


class ReplayedAlertView(View):
    """An alert that is gained or lost, by its first article."""

    id: str
    is_noise: bool
    seen_at: datetime
    rule: str
    speaker: str
    text: str
    url: str


class ReplayResultView(View):
    """What the changed watchlist would have raised, against what was raised."""

    articles: int
    statements: int
    gained: int
    lost: int
    same: int
    noise_before: int
    """Alerts of the period that are marked as wrong."""
    noise_after: int
    """Those of them that would still be raised."""
    gained_alerts: list[ReplayedAlertView]
    lost_alerts: list[ReplayedAlertView]


class ReplayView(View):
    """A replay with its progress; ``result`` is null until it is done."""

    id: str
    who: str
    status: Literal["running", "done", "failed", "cancelled"]
    done: int
    total: int
    since: datetime
    started_at: datetime
    error: str | None
    result: ReplayResultView | None


class ItemQuery(QueryModel):
    """Which items."""

    q: Name = ""
    """Part of an id, a name or an alias; or `tag:` and a tag of actors."""
    limit: Annotated[int, Field(ge=1, le=MAX_ITEMS)] = 50
    """Items of a page."""
    cursor: Name | None = None
    """``next`` of the page before."""


@router.post("/watchlist/checks", response_model=CheckedView)
async def check_changes(
    wanted: CheckRequest,
    resources: Annotated[Resources, WITH_RESOURCES],
    caller: Annotated[str, CALLER],
) -> CheckedView | Response:
    """Check changes together with everything else; store nothing."""
    try:
        configuration = await _with_changes(resources, wanted.changes, caller)
    except ConfigurationError as error:
        return refusal_of(error)
    warnings = [str(warning) for warning in configuration.warnings]
    return CheckedView(hash=configuration.hash, warnings=warnings)


@router.post("/replays", status_code=202, response_model=ReplayView)
async def start_replay(
    wanted: ReplayRequest,
    response: Response,
    resources: Annotated[Resources, WITH_RESOURCES],
    caller: Annotated[str, CALLER],
) -> ReplayView | Response:
    """Start a replay of the last days under changes of the watchlist; store nothing."""
    try:
        configuration = await _with_changes(resources, wanted.changes, caller)
    except ConfigurationError as error:
        return refusal_of(error)
    index = await asyncio.to_thread(WatchlistIndex, configuration.watchlist)
    since = datetime.now(UTC) - timedelta(days=wanted.days)
    try:
        changes = [ReplayedChange(**change.model_dump()) for change in wanted.changes]
        replay = await resources.workbench.start(index, changes, since, caller)
    except TooManyReplays as error:
        raise HTTPException(409, str(error)) from error
    response.headers["Location"] = f"/api/v1/replays/{replay.id}"
    return _replay(replay)


@router.get("/replays/{id}")
async def read_replay(id_: Id, resources: Annotated[Resources, WITH_RESOURCES]) -> ReplayView:
    """Return a replay: its progress, and its result once it is done.

    One that a restart interrupted begins again.
    """
    replay = await resources.workbench.get(id_)
    if replay is None:
        raise HTTPException(404, f"no replay {id_}; the newest {MOST_KEPT} are kept")
    if await resources.workbench.is_interrupted(replay):
        changes = [ChangeRequest(**msgspec.to_builtins(each)) for each in replay.changes]
        configuration = await _with_changes(resources, changes, replay.who)
        index = await asyncio.to_thread(WatchlistIndex, configuration.watchlist)
        resources.workbench.resume(replay, index)
    return _replay(replay)


@router.delete("/replays/{id}", status_code=204)
async def cancel_replay(id_: Id, resources: Annotated[Resources, WITH_RESOURCES]) -> None:
    """Cancel a replay that is running."""
    if not await resources.workbench.cancel(id_):
        raise HTTPException(404, f"no replay {id_} is running")


@router.get("/watchlist/{kind}")
async def list_items(
    kind: ItemKind,
    request: Request,
    response: Response,
    query: Annotated[ItemQuery, Query()],
    resources: Annotated[Resources, WITH_RESOURCES],
) -> ItemPage:
    """List actors, themes or rules in force, by id."""
    items, cursor = watchlists.list_items(
        resources.in_force.index, kind, query.q, limit=query.limit, after=query.cursor
    )
    link_pages(request, response, cursor)
    return ItemPage(items=[_item(kind, item) for item in items], next=cursor)


@router.get("/watchlist/{kind}/{id}")
async def read_item(
    kind: ItemKind, id_: ItemId, resources: Annotated[Resources, WITH_RESOURCES]
) -> ItemView:
    """Return an item in force as YAML has it."""
    item = watchlists.find_item(resources.in_force.index, kind, id_)
    if item is None:
        raise HTTPException(404, f"no {kind[:-1]} {id_} is in force")
    return _item(kind, item)


@router.get("/watchlist/{kind}/{id}/versions")
async def list_versions(
    kind: ItemKind, id_: ItemId, resources: Annotated[Resources, WITH_RESOURCES]
) -> ItemVersions:
    """List the versions of an item with their authors and differences, newest first."""
    versions = await _versions(resources, kind, id_)
    if not versions:
        raise HTTPException(404, f"there has been no {kind[:-1]} {id_}")
    return ItemVersions(
        items=[ItemVersionView(**dataclasses.asdict(version)) for version in versions]
    )


@router.post("/watchlist/{kind}/{id}/restore", response_model=StoredChangeView)
async def restore_version(
    kind: ItemKind,
    id_: ItemId,
    wanted: RestoreRequest,
    resources: Annotated[Resources, WITH_RESOURCES],
    caller: Annotated[str, CALLER],
) -> StoredChangeView | Response:
    """Put an earlier version of an item in force again, as a new version."""
    by_number = {each.version: each for each in await _versions(resources, kind, id_)}
    version = by_number.get(wanted.version)
    if version is None:
        raise HTTPException(404, f"{kind[:-1]} {id_} has no version {wanted.version}")
    return await store_change(resources, _change(kind, id_, version.body, caller))


async def _versions(resources: Resources, kind: ItemKind, id_: str) -> list[watchlists.ItemVersion]:
    # In a thread: the files are loaded, which takes seconds for 100,000 actors.
    files = await asyncio.to_thread(resources.in_force.check, ())
    item = watchlists.find_in_watchlist(files.watchlist, kind, id_)
    in_file = watchlists.body_of(kind, item) if item is not None else None
    changes = await resources.store.changes.all()
    return watchlists.versions_of(changes, kind, id_, in_file)


async def _with_changes(
    resources: Resources, wanted: Sequence[ChangeRequest], caller: str
) -> Configuration:
    """Return the configuration with further changes. Raises `ConfigurationError`."""
    earlier = await resources.store.changes.all()
    newest = earlier[-1].version if earlier else 0
    changes = [
        dataclasses.replace(_change(each.kind, each.id, each.body, caller), version=newest + number)
        for number, each in enumerate(wanted, 1)
    ]
    return await asyncio.to_thread(resources.in_force.check, (*earlier, *changes))


def _change(kind: ItemKind, id_: str, body: dict[str, Any] | None, caller: str) -> Change:
    return Change(version=0, kind=kind, id=id_, body=body, who=caller, at=datetime.now(UTC))


def _item(kind: ItemKind, item: Any) -> ItemView:
    return ItemView(kind=kind, id=item.id, name=item.name, body=watchlists.body_of(kind, item))


def _replay(replay: Replay) -> ReplayView:
    result = None
    if replay.result is not None:
        fields = msgspec.structs.asdict(replay.result)
        fields["gained_alerts"] = [_alert(each) for each in replay.result.gained_alerts]
        fields["lost_alerts"] = [_alert(each) for each in replay.result.lost_alerts]
        result = ReplayResultView.model_validate(fields)
    return ReplayView(
        id=replay.id,
        who=replay.who,
        status=replay.status,
        done=replay.done,
        total=replay.total,
        since=replay.since,
        started_at=replay.started_at,
        error=replay.error,
        result=result,
    )


def _alert(alert: ReplayedAlert) -> ReplayedAlertView:
    summary = alert.summary._asdict()
    return ReplayedAlertView(id=alert.id, is_noise=alert.is_noise, **summary)
