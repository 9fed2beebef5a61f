"""``/system``: whether everything works, how far behind it is, how long each stage takes, tokens.

The latencies are medians over the newest alerts: from the outlet's own date to the poll, and from
the poll to the alert.
"""

import statistics
from collections.abc import Iterable
from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response
from sqlalchemy.exc import SQLAlchemyError

from monitor.deliveries import AlertFilter
from monitor.records import Alert
from monitor.store.tokens import ROLES
from monitor.web.pages.forms import one, parse, submit
from monitor.web.pages.shell import SHELL, Form, Shell
from monitor.web.parameters import Id
from monitor.web.routes import tokens as api

MEASURED = 200
"""Alerts whose latencies are measured: a day of a busy desk."""
MOST_AUDITED = 50

router = APIRouter(include_in_schema=False)


@router.get("/system")
async def show_system(shell: Annotated[Shell, SHELL]) -> Response:
    """Show the state of the whole system."""
    return await _page(shell)


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
    shell: Shell, *, form: Form | None = None, mistakes: Any = None, created: Any = None
) -> Response:
    resources = shell.resources
    problems = resources.health.problems()
    try:
        totals = await resources.store.totals()
    except SQLAlchemyError as error:
        totals = {}
        problems.append(f"database: {type(error).__name__}")
    newest = await resources.store.alerts.find(AlertFilter(), limit=MEASURED)
    is_admin = shell.may("admin")
    return shell.page(
        "system.html",
        422 if mistakes else 200,
        problems=problems,
        totals=totals,
        lag=resources.health.lag(),
        loops=resources.health.loops(),
        latencies=latencies_of(newest.items),
        watchlist=resources.in_force.index.watchlist,
        tokens=await resources.store.tokens.all() if is_admin else (),
        audit=await resources.store.audit.newest(limit=MOST_AUDITED) if is_admin else (),
        roles=ROLES,
        form=form or {},
        mistakes=mistakes or {},
        created=created,
    )


def latencies_of(alerts: Iterable[Alert]) -> dict[str, timedelta]:
    """Return the median time of each stage that the alerts show."""
    published, read = [], []
    for alert in alerts:
        seen_at = min(copy.seen_at for copy in alert.copies)
        if alert.article.published_at is not None and alert.article.published_at <= seen_at:
            published.append((seen_at - alert.article.published_at).total_seconds())
        if alert.raised_at >= seen_at:
            read.append((alert.raised_at - seen_at).total_seconds())
    medians = {"published": published, "read": read}
    return {
        stage: timedelta(seconds=statistics.median(values))
        for stage, values in medians.items()
        if values
    }


def _check_admin(shell: Shell) -> None:
    if not shell.may("admin"):
        raise HTTPException(403, "This needs the role admin")
