"""``/silences``: mutes in force and expired; a new one with a preview of what it would hit."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, get_args

from fastapi import APIRouter
from fastapi.responses import Response

from monitor.alerts.silence import FIELDS
from monitor.deliveries.render.saying import saying_of_alert
from monitor.records.statement import SEVERITIES, Act
from monitor.web.pages.forms import lines, one, parse, submit
from monitor.web.pages.named_fields import with_ids
from monitor.web.pages.shell import SHELL, Form, Shell
from monitor.web.parameters import Id
from monitor.web.routes.silences import (
    SilenceRequest,
    check_matchers,
    create_silence,
    end_silence,
)
from monitor.web.services.reactions import silenced_since

DURATIONS = {
    "1h": timedelta(hours=1),
    "2h": timedelta(hours=2),
    "8h": timedelta(hours=8),
    "1d": timedelta(days=1),
    "7d": timedelta(days=7),
    "30d": timedelta(days=30),
}
"""Lengths of a silence that the form offers, as the API writes them."""
PREVIEW = timedelta(days=7)
"""Time that a preview looks back: it has every day of the week."""
CHOICES: dict[str, tuple[str, ...]] = {"act": get_args(Act), "severity": SEVERITIES}
"""Fields whose values are few: the form offers each."""
FORM_FIELDS = (*FIELDS, "duration", "comment")

router = APIRouter(include_in_schema=False)


@router.get("/silences")
async def show_silences(shell: Annotated[Shell, SHELL]) -> Response:
    """Show every silence."""
    silences = await shell.resources.store.silences.all()
    in_force = [silence for silence in silences if silence.expires_at > shell.now]
    expired = [silence for silence in silences if silence.expires_at <= shell.now]
    return shell.page("silences.html", in_force=in_force, expired=expired)


@router.get("/silences/new")
async def show_new(shell: Annotated[Shell, SHELL]) -> Response:
    """Show the form of a new silence, filled from the address."""
    parameters = shell.request.query_params
    form = {name: tuple(parameters.getlist(name)) for name in FORM_FIELDS}
    return await _form_page(shell, form, {})


@router.post("/silences/new")
async def create(shell: Annotated[Shell, SHELL]) -> Response:
    """Create a silence, or preview it."""
    form = with_ids(await shell.form(), shell.resources.in_force.index)
    if "preview" in form:
        return await _form_page(shell, form, {})

    async def store() -> Any:
        wanted = parse(SilenceRequest, _body(form))
        return await create_silence(wanted, shell.resources, shell.who)

    checked = await submit(store, FORM_FIELDS)
    if checked.mistakes:
        return await _form_page(shell, form, checked.mistakes)
    return shell.see_other("/silences")


@router.post("/silences/{id}/end")
async def end(id_: Id, shell: Annotated[Shell, SHELL]) -> Response:
    """End a silence now."""
    await end_silence(id_, shell.resources)
    return shell.see_other("/silences")


async def _form_page(shell: Shell, form: Form, mistakes: Any) -> Response:
    """Return the form with its mistakes and what the silence would have held back."""
    preview = None
    body = _body(form)
    if body["matchers"] and not mistakes:
        body["duration"] = body["duration"] or "2h"

        async def look_back() -> Any:
            wanted = parse(SilenceRequest, body)
            check_matchers(wanted.matchers, shell.resources.in_force.index)
            since = datetime.now(UTC) - PREVIEW
            return await silenced_since(shell.resources.store, dict(wanted.matchers), since)

        checked = await submit(look_back, FORM_FIELDS)
        preview, mistakes = checked.answer, checked.mistakes
    sayings = [saying_of_alert(alert) for alert in preview.newest] if preview else []
    return shell.page(
        "silence_new.html",
        422 if mistakes else 200,
        form=form,
        matchers=FIELDS,
        choices=CHOICES,
        durations=DURATIONS,
        mistakes=mistakes,
        preview=preview,
        hits=list(zip(preview.newest, sayings, strict=True)) if preview else [],
    )


def _body(form: Form) -> dict[str, Any]:
    matchers = {name: lines(form, name) for name in FIELDS}
    return {
        "matchers": {name: values for name, values in matchers.items() if values},
        "duration": one(form, "duration"),
        "comment": one(form, "comment"),
    }
