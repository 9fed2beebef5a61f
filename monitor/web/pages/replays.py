"""``/watchlist/replays/{id}``: what a change would have raised; from there it is saved or edited.

The replay keeps the change that it tried, so an editor neither types it again nor saves it blindly.
"""

from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response

from monitor.records.change import ItemKind
from monitor.store.replays import ReplayedChange
from monitor.web.pages.forms import refused_fields
from monitor.web.pages.shell import SHELL, Shell
from monitor.web.pages.watchlist_forms import form_of
from monitor.web.parameters import Id
from monitor.web.routes import watchlist_items
from monitor.web.routes.watchlist import put_item

TRIED_DAYS = 7
"""Days that a change is tried on: a week has every weekday."""

router = APIRouter(include_in_schema=False)


@router.get("/watchlist/replays/{id}")
async def show_replay(id_: Id, shell: Annotated[Shell, SHELL]) -> Response:
    """Show what a change would have raised, or how far the replay is."""
    replay = await watchlist_items.read_replay(id_, shell.resources)
    change = await _change_of(shell, id_)
    return shell.page(
        "_replay.html" if shell.is_part else "replay.html",
        replay=replay,
        change=change,
        editor=_editor_of(shell, change, id_) if change is not None else "/watchlist",
        days=TRIED_DAYS,
    )


@router.post("/watchlist/replays/{id}/save")
async def save_replayed(id_: Id, shell: Annotated[Shell, SHELL]) -> Response:
    """Save the change that a replay tried, or show why it is refused by now."""
    change = await _change_of(shell, id_)
    if change is None or change.body is None:
        raise HTTPException(404, f"no change that the replay {id_} tried")
    answer = await put_item(change.kind, change.id, change.body, shell.resources, shell.who)
    if isinstance(answer, Response):
        mistakes = refused_fields(answer, ())
        raise HTTPException(422, "; ".join(text for texts in mistakes.values() for text in texts))
    return shell.see_other(f"/watchlist?kind={change.kind}")


async def tried_form(
    shell: Shell, kind: ItemKind, replay_id: str
) -> Mapping[str, tuple[str, ...]] | None:
    """Return the form of an item as a replay tried it, with its id; None for another's replay."""
    change = await _change_of(shell, replay_id)
    if change is None or change.kind != kind or change.body is None:
        return None
    return {**form_of(kind, change.body), "id": (change.id,)}


async def start(shell: Shell, kind: ItemKind, id_: str, body: dict[str, Any]) -> Response:
    """Start a replay of the last days under a changed item; return the API's refusal, if any.

    Raises ValidationError for an id that no item may have.
    """
    change = watchlist_items.ChangeRequest(kind=kind, id=id_, body=body)
    wanted = watchlist_items.ReplayRequest(changes=[change], days=TRIED_DAYS)
    answer = await watchlist_items.start_replay(wanted, Response(), shell.resources, shell.who)
    if isinstance(answer, Response):
        return answer
    return shell.see_other(f"/watchlist/replays/{answer.id}")


async def _change_of(shell: Shell, id_: str) -> ReplayedChange | None:
    """Return the change of an item that a replay tried."""
    replay = await shell.resources.workbench.get(id_)
    return replay.changes[0] if replay is not None and replay.changes else None


def _editor_of(shell: Shell, change: ReplayedChange, id_: str) -> str:
    """Return the address of the form with the change in it."""
    watchlist = shell.resources.in_force.index.watchlist
    exists = any(item.id == change.id for item in getattr(watchlist, change.kind))
    item = quote(change.id, safe="") if exists else "new"
    return f"/watchlist/{change.kind}/{item}?replay={quote(id_)}"
