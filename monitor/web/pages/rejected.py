"""``/rejected``: messages that failed processing (dead letters), with the reason and the body."""

from typing import Annotated

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response

from monitor.records import Rejection
from monitor.web.pages.shell import SHELL, Shell
from monitor.web.parameters import Id
from monitor.web.routes.rejected import retry_rejection

PAGE = 50
"""Dead letters of a page: an operator looks at their kinds, not at each."""
BODY_SHOWN = 4_000
"""Characters of a body; the whole is in ``monitor rejected show``."""

router = APIRouter(include_in_schema=False)


@router.get("/rejected")
async def show_rejected(
    shell: Annotated[Shell, SHELL], cursor: Id | None = None, stage: str = ""
) -> Response:
    """List pending dead letters, a page at a time."""
    pending, older = await shell.resources.store.rejections.page(
        limit=PAGE, before=cursor, stage=stage or None
    )
    items = [(each, _body_of(each)) for each in pending]
    return shell.page("rejected.html", items=items, older=older, cursor=cursor, stage=stage)


@router.post("/rejected/{id}/retry")
async def retry(id_: Id, shell: Annotated[Shell, SHELL]) -> Response:
    """Send a dead letter again to the topic that it came from."""
    await retry_rejection(id_, shell.resources)
    return shell.see_other("/rejected")


@router.post("/rejected/{id}/drop")
async def drop(id_: Id, shell: Annotated[Shell, SHELL]) -> Response:
    """Drop a dead letter: it stays stored and is no longer listed."""
    rejections = shell.resources.store.rejections
    if await rejections.get(id_) is None:
        raise HTTPException(404, f"no dead letter {id_} is pending")
    await rejections.settle(id_, "dropped")
    return shell.see_other("/rejected")


def _body_of(rejection: Rejection) -> str:
    return rejection.body.decode("utf-8", "replace")[:BODY_SHOWN]
