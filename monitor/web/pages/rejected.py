"""``/rejected``: messages that failed processing (dead letters), with the reason and the body."""

from typing import Annotated

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response

from monitor.records import Rejection
from monitor.web.pages.shell import SHELL, Shell
from monitor.web.parameters import Id
from monitor.web.routes.rejected import retry_rejection

MOST_ROWS = 200
"""Dead letters of the page; more are a case for ``monitor rejected``."""
BODY_SHOWN = 4_000
"""Characters of a body; the whole is in ``monitor rejected show``."""

router = APIRouter(include_in_schema=False)


@router.get("/rejected")
async def show_rejected(shell: Annotated[Shell, SHELL]) -> Response:
    """List pending dead letters."""
    pending = await shell.resources.store.rejections.find(limit=MOST_ROWS)
    return shell.page("rejected.html", items=[(each, _body_of(each)) for each in pending])


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
