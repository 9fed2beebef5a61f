"""``/api/v1/actors/{id}``: an actor of the watchlist with its statements over time."""

from typing import Annotated

from fastapi import APIRouter, HTTPException, Query

from monitor.watchlist.values import ActorKind
from monitor.web.parameters import KNOWN_PARAMETERS, Id, Period
from monitor.web.resources import WITH_RESOURCES, Resources
from monitor.web.views import View

router = APIRouter(prefix="/api/v1", tags=["actors"], dependencies=[KNOWN_PARAMETERS])


class StatementCounts(View):
    """Numbers of statements: in all, by day (UTC, ISO date), by theme and by act."""

    total: int
    by_day: dict[str, int]
    by_theme: dict[str, int]
    by_act: dict[str, int]


class ActorView(View):
    """An actor and its statements over time."""

    id: str
    name: str
    kind: ActorKind
    aliases: tuple[str, ...]
    part_of: tuple[str, ...]
    tags: tuple[str, ...]
    statements: StatementCounts


@router.get("/actors/{id}")
async def read_actor(
    id_: Id,
    period: Annotated[Period, Query()],
    resources: Annotated[Resources, WITH_RESOURCES],
) -> ActorView:
    """Return an actor and the numbers of its statements in a period."""
    actor = resources.in_force.index.find_actor(id_)
    if actor is None:
        raise HTTPException(404, f"no actor {id_} on the watchlist")
    counted = await resources.store.statements.count(id_, since=period.since, until=period.until)
    return ActorView(
        id=actor.id,
        name=actor.name,
        kind=actor.kind,
        aliases=actor.aliases,
        part_of=actor.part_of,
        tags=actor.tags,
        statements=StatementCounts(
            total=counted.total,
            by_day=counted.by_day,
            by_theme=counted.by_theme,
            by_act=counted.by_act,
        ),
    )
