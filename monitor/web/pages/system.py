"""``/system``: whether everything works, how far behind it is, how long each stage takes, tokens.

The latencies are those of ``/api/v1/system``: medians over the newest alerts, stage by stage.
"""

from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query
from fastapi.responses import Response
from sqlalchemy.exc import SQLAlchemyError

from monitor.store import Page
from monitor.store.tokens import ROLES
from monitor.web.pages.forms import one, parse, submit
from monitor.web.pages.shell import SHELL, Form, Shell
from monitor.web.parameters import MAX_INTEGER, Id
from monitor.web.routes import tokens as api

MOST_AUDITED = 50

router = APIRouter(include_in_schema=False)


@router.get("/system")
async def show_system(
    shell: Annotated[Shell, SHELL],
    audit: Annotated[int | None, Query(ge=0, le=MAX_INTEGER)] = None,
) -> Response:
    """Show the state of the whole system; ``audit`` is the cursor of the audit log."""
    return await _page(shell, cursor=audit)


@router.post("/system/tokens")
async def create_token(shell: Annotated[Shell, SHELL]) -> Response:
    """Create a token; its secret is shown once."""
    _check_admin(shell)
    form = await shell.form()

    async def create() -> Any:
        body = {name: one(form, name) for name in ("name", "role", "lasts") if one(form, name)}
        return await api.create_token(parse(api.TokenRequest, body), shell.resources)

    checked = await submit(create, ("name", "role", "lasts"))
    return await _page(shell, form=form, mistakes=checked.mistakes, created=checked.answer)


@router.post("/system/tokens/{id}/revoke")
async def revoke_token(id_: Id, shell: Annotated[Shell, SHELL]) -> Response:
    """Revoke a token."""
    _check_admin(shell)
    await api.revoke_token(id_, shell.resources)
    return shell.see_other("/system")


async def _page(
    shell: Shell,
    *,
    form: Form | None = None,
    mistakes: Any = None,
    created: Any = None,
    cursor: int | None = None,
) -> Response:
    resources = shell.resources
    problems = resources.health.problems()
    try:
        totals = await resources.store.totals()
    except SQLAlchemyError as error:
        totals = {}
        problems.append(f"database: {type(error).__name__}")
    is_admin = shell.may("admin")
    log = resources.store.audit
    audit = await log.page(limit=MOST_AUDITED, before=cursor) if is_admin else Page((), None)
    return shell.page(
        "system.html",
        422 if mistakes else 200,
        problems=problems,
        totals=totals,
        lag=resources.health.lag(),
        loops=resources.health.loops(),
        latencies=await resources.store.latency(),
        watchlist=resources.in_force.index.watchlist,
        tokens=await resources.store.tokens.all() if is_admin else (),
        audit=audit.items,
        older_audit=audit.next,
        roles=ROLES,
        form=form or {},
        mistakes=mistakes or {},
        created=created,
    )


def _check_admin(shell: Shell) -> None:
    if not shell.may("admin"):
        raise HTTPException(403, "This needs the role admin")
