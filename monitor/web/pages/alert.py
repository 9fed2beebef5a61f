"""``/alerts/{id}``: one alert on a page of its own, and what people do with it.

A form is posted to the page's own address. htmx replaces the alert in place and asks the list for
its row again; without scripts the browser is sent back to the page.
"""

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response

from monitor.alerts.noise import FAULTS
from monitor.web.pages.alert_details import Detail, detail_of
from monitor.web.pages.shell import SHELL, Form, Shell
from monitor.web.parameters import NOTE_LENGTH, Id
from monitor.web.services.reactions import mark_as_wrong

CHANGED = "alert-changed"
"""Event of the page's script: the row of an alert and other windows are out of date."""

router = APIRouter(include_in_schema=False)


@router.get("/alerts/{id}")
async def show_alert(id_: Id, shell: Annotated[Shell, SHELL]) -> Response:
    """Show an alert; for htmx, the part of the page that is the alert."""
    detail = await _find(shell, id_)
    if shell.is_part:
        return _part(shell, detail)
    if detail.row.alert.id != id_:
        return shell.see_other(f"/alerts/{detail.row.alert.id}")
    return shell.page("alert.html", detail=detail)


@router.post("/alerts/{id}/acknowledge")
async def acknowledge(id_: Id, shell: Annotated[Shell, SHELL]) -> Response:
    """Acknowledge an alert."""
    note = _note_of(await shell.form())
    if not await shell.resources.store.acknowledgements.put(id_, shell.who, note):
        raise HTTPException(404, f"no alert {id_}")
    return await _changed(shell, id_)


@router.post("/alerts/{id}/unacknowledge")
async def undo_acknowledgement(id_: Id, shell: Annotated[Shell, SHELL]) -> Response:
    """Take an acknowledgement back."""
    await shell.resources.store.acknowledgements.remove(id_)
    return await _changed(shell, id_)


@router.post("/alerts/{id}/wrong")
async def mark_wrong(id_: Id, shell: Annotated[Shell, SHELL]) -> Response:
    """Mark an alert as wrong."""
    form = await shell.form()
    [fault, *_] = form.get("fault", ("",))
    if fault not in FAULTS:
        raise HTTPException(422, f"{fault[:60]!r} is not a fault; choose one of the form")
    store = shell.resources.store
    if await mark_as_wrong(store, id_, fault, _note_of(form), shell.who) is None:
        raise HTTPException(404, f"no alert {id_}")
    return await _changed(shell, id_)


@router.post("/alerts/{id}/unmark")
async def undo_marks(id_: Id, shell: Annotated[Shell, SHELL]) -> Response:
    """Take every mark as wrong back."""
    store = shell.resources.store
    for mark in (await store.alert_history.faults([id_]))[id_]:
        await store.feedback.unmark(id_, mark.fault)
    return await _changed(shell, id_)


async def _find(shell: Shell, id_: str) -> Detail:
    detail = await detail_of(shell, id_)
    if detail is None:
        raise HTTPException(404, f"no alert {id_}")
    return detail


async def _changed(shell: Shell, id_: str) -> Response:
    if not shell.is_part:
        return shell.see_other(f"/alerts/{id_}")
    response = _part(shell, await _find(shell, id_))
    response.headers["HX-Trigger"] = CHANGED
    return response


def _part(shell: Shell, detail: Detail) -> Response:
    """Return an alert as the part of a page: on its own page it stays the first heading."""
    path = urlsplit(shell.request.headers.get("hx-current-url", "")).path
    heading = "h1" if path.startswith("/alerts/") else "h2"
    return shell.page("_alert_detail.html", detail=detail, heading=heading)


def _note_of(form: Form) -> str:
    """Return the note of a form without control characters, cut to its length."""
    [note, *_] = form.get("note", ("",))
    return "".join(sign for sign in note if sign.isprintable())[:NOTE_LENGTH]
