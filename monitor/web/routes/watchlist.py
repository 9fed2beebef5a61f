"""``/api/v1/watchlist``: the watchlist in force, and changes of it with version, author and time.

A change is checked together with everything else before it is stored. It is in force in every
process within five seconds.
"""

import asyncio
import dataclasses
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Body, HTTPException, Path, Response

from monitor.config import Change
from monitor.records import Severity
from monitor.records.change import ChangeKind, ItemKind
from monitor.records.errors import ConfigurationError
from monitor.records.fields import Identifier
from monitor.watchlist import WatchlistIndex
from monitor.web.parameters import KNOWN_PARAMETERS
from monitor.web.problems import Mistake, problem
from monitor.web.resources import CALLER, WITH_RESOURCES, Resources
from monitor.web.views import View

router = APIRouter(prefix="/api/v1", tags=["watchlist"], dependencies=[KNOWN_PARAMETERS])


ItemId = Annotated[Identifier, Path(alias="id")]


class ThemeView(View):
    """A theme in force."""

    id: str
    name: str
    query: str


class RuleView(View):
    """A rule in force."""

    id: str
    name: str
    severity: Severity


class WatchlistView(View):
    """The watchlist in force; ``version`` is that of the newest change."""

    hash: str
    version: int
    actors: int
    themes: list[ThemeView]
    rules: list[RuleView]


class ChangeView(View):
    """One change; ``body`` is null for a removal."""

    version: int
    kind: ChangeKind
    id: str
    body: dict[str, Any] | None
    who: str
    at: datetime


class ChangeList(View):
    """Every change, newest first."""

    items: list[ChangeView]


class StoredChangeView(View):
    """The version of a stored change and the hash of the configuration with it."""

    version: int
    hash: str


@router.get("/watchlist")
async def read_watchlist(resources: Annotated[Resources, WITH_RESOURCES]) -> WatchlistView:
    """Return the watchlist in force; actors as a number, since there may be 100,000."""
    watchlist = resources.in_force.index.watchlist
    changes = await resources.store.changes.all()
    themes = [
        ThemeView(id=theme.id, name=theme.name, query=theme.query) for theme in watchlist.themes
    ]
    rules = [
        RuleView(id=rule.id, name=rule.name, severity=rule.severity) for rule in watchlist.rules
    ]
    return WatchlistView(
        hash=watchlist.hash,
        version=changes[-1].version if changes else 0,
        actors=len(watchlist.actors),
        themes=themes,
        rules=rules,
    )


@router.get("/watchlist/changes")
async def list_changes(resources: Annotated[Resources, WITH_RESOURCES]) -> ChangeList:
    """List every change, newest first."""
    changes = reversed(await resources.store.changes.all())
    return ChangeList(items=[_view(change) for change in changes])


@router.put("/watchlist/{kind}/{id}", response_model=StoredChangeView)
async def put_item(
    kind: ItemKind,
    id_: ItemId,
    body: Annotated[dict[str, Any], Body()],
    resources: Annotated[Resources, WITH_RESOURCES],
    caller: Annotated[str, CALLER],
) -> StoredChangeView | Response:
    """Create or replace an actor, a theme or a rule."""
    if body.get("id", id_) != id_:
        raise HTTPException(422, f"the body has the id {body['id']!r}, the address {id_!r}")
    item = {key: value for key, value in body.items() if key != "id"}
    return await store_change(resources, _change(kind, id_, item, caller))


@router.delete("/watchlist/{kind}/{id}", response_model=StoredChangeView)
async def remove_item(
    kind: ItemKind,
    id_: ItemId,
    resources: Annotated[Resources, WITH_RESOURCES],
    caller: Annotated[str, CALLER],
) -> StoredChangeView | Response:
    """Remove an actor, a theme or a rule."""
    if not _is_in_force(resources.in_force.index, kind, id_):
        raise HTTPException(404, f"no {kind[:-1]} {id_} is in force")
    return await store_change(resources, _change(kind, id_, None, caller))


def _change(kind: ItemKind, id_: str, body: dict[str, Any] | None, caller: str) -> Change:
    """Return a change that has no version yet."""
    return Change(version=0, kind=kind, id=id_, body=body, who=caller, at=datetime.now(UTC))


def _is_in_force(index: WatchlistIndex, kind: ItemKind, id_: str) -> bool:
    match kind:
        case "actors":
            return index.find_actor(id_) is not None
        case "themes":
            return any(theme.id == id_ for theme in index.watchlist.themes)
        case _:
            return any(rule.id == id_ for rule in index.watchlist.rules)


async def store_change(resources: Resources, change: Change) -> StoredChangeView | Response:
    """Check a change with everything else, then store it; answer 422 with every mistake.

    Changes of this process wait for each other, so that each is checked with those before it.
    """
    changes = resources.store.changes
    async with resources.changing:
        earlier = await changes.all()
        version = earlier[-1].version + 1 if earlier else 1
        checked = (*earlier, dataclasses.replace(change, version=version))
        try:
            # In a thread: a check loads every file, which takes seconds for 100,000 actors.
            configuration = await asyncio.to_thread(resources.in_force.check, checked)
        except ConfigurationError as error:
            return refusal_of(error)
        stored = await changes.add(change.kind, change.id, change.body, change.who)
    return StoredChangeView(version=stored, hash=configuration.hash)


def refusal_of(error: ConfigurationError) -> Response:
    """Return the answer to a change that would make the configuration wrong."""
    mistakes = [
        Mistake(where=f"{mistake.file}: {mistake.path}", message=mistake.message)
        for mistake in error.mistakes
    ]
    return problem(422, "The watchlist would not be valid", str(error)[:2000], mistakes=mistakes)


def _view(change: Change) -> ChangeView:
    return ChangeView(
        version=change.version,
        kind=change.kind,
        id=change.id,
        body=change.body,
        who=change.who,
        at=change.at,
    )
