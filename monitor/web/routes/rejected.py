"""``/api/v1/rejected``: dead letters, messages that could not be processed; retry or drop them."""

import asyncio
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request, Response
from pydantic import Field

from monitor.records import Rejection
from monitor.records.errors import InvalidInput
from monitor.web.links import link_pages
from monitor.web.parameters import KNOWN_PARAMETERS, MAX_ITEMS, Id, Name, QueryModel
from monitor.web.resources import WITH_RESOURCES, Resources
from monitor.web.views import View

SHOWN_BODY = 4_000
"""Characters of a message that are shown: its beginning names what it is."""
SEND_WITHIN_S = 15.0
"""Seconds for the broker to take a message; a person waits."""

router = APIRouter(prefix="/api/v1", tags=["rejected"], dependencies=[KNOWN_PARAMETERS])


class RejectionView(View):
    """A dead letter: where it came from, and why it was not processed."""

    id: str
    topic: str
    partition: int
    offset: int
    stage: str
    error: str
    message: str
    attempt: int
    at: datetime
    is_sendable: bool
    """Whether it can be sent again: it is a whole message of a topic."""


class RejectionWithBody(RejectionView):
    """A dead letter with the beginning of the message."""

    body: str


class RejectionList(View):
    """Pending dead letters, newest first; ``next`` is the cursor of the next page."""

    items: list[RejectionView]
    next: str | None


class RejectionQuery(QueryModel):
    """Which dead letters."""

    stage: Name | None = None
    """The stage that failed, such as ``poll`` or ``read``."""
    limit: Annotated[int, Field(ge=1, le=MAX_ITEMS)] = MAX_ITEMS
    """Dead letters of a page."""
    cursor: Id | None = None
    """``next`` of the page before."""


class SettledView(View):
    """A dead letter that is settled."""

    id: str
    status: str


@router.get("/rejected")
async def list_rejections(
    request: Request,
    response: Response,
    query: Annotated[RejectionQuery, Query()],
    resources: Annotated[Resources, WITH_RESOURCES],
) -> RejectionList:
    """List the dead letters that no operator has settled."""
    rejections, cursor = await resources.store.rejections.page(
        limit=query.limit, before=query.cursor, stage=query.stage
    )
    link_pages(request, response, cursor)
    items = [RejectionView(**_fields(each)) for each in rejections]
    return RejectionList(items=items, next=cursor)


@router.get("/rejected/{id}")
async def read_rejection(
    id_: Id, resources: Annotated[Resources, WITH_RESOURCES]
) -> RejectionWithBody:
    """Return a dead letter with the beginning of the message."""
    rejection = await _find(resources, id_)
    body = rejection.body[: 4 * SHOWN_BODY].decode("utf-8", "replace")[:SHOWN_BODY]
    return RejectionWithBody(**_fields(rejection), body=body)


@router.post("/rejected/{id}/retry", status_code=202)
async def retry_rejection(id_: Id, resources: Annotated[Resources, WITH_RESOURCES]) -> SettledView:
    """Send a dead letter again to the topic that it came from."""
    rejection = await _find(resources, id_)
    send_again = resources.settings.send_again
    if send_again is None:
        raise HTTPException(503, "this service has no Kafka; set MONITOR_KAFKA")
    try:
        async with asyncio.timeout(SEND_WITHIN_S):
            await send_again(rejection)
    except InvalidInput as error:
        raise HTTPException(409, str(error)) from error
    except TimeoutError as error:
        raise HTTPException(503, "Kafka does not answer; try again in a moment") from error
    await resources.store.rejections.settle(rejection.id, "retried")
    return SettledView(id=rejection.id, status="retried")


@router.post("/rejected/{id}/drop")
async def drop_rejection(id_: Id, resources: Annotated[Resources, WITH_RESOURCES]) -> SettledView:
    """Drop a dead letter; it is no longer listed."""
    rejection = await _find(resources, id_)
    await resources.store.rejections.settle(rejection.id, "dropped")
    return SettledView(id=rejection.id, status="dropped")


async def _find(resources: Resources, id_: str) -> Rejection:
    rejection = await resources.store.rejections.get(id_)
    if rejection is None:
        raise HTTPException(404, f"no dead letter {id_}, or it is settled")
    return rejection


def _fields(rejection: Rejection) -> dict[str, object]:
    names = ("id", "topic", "partition", "offset", "stage", "error", "message", "attempt", "at")
    is_sendable = bool(rejection.topic) and not rejection.truncated
    return {**{name: getattr(rejection, name) for name in names}, "is_sendable": is_sendable}
