"""``/watchlist/import``: paste or open a list, see what it would do, then apply it."""

from typing import Annotated, Any

from fastapi import APIRouter
from fastapi.responses import Response

from monitor.web.pages.forms import one, parse, submit
from monitor.web.pages.shell import SHELL, Form, Shell
from monitor.web.routes.watchlist_import import ImportQuery, import_text

MOST_ROWS = 500
"""Items that a preview lists: those that are wrong or left out come first."""
RANKS = {"wrong": 0, "exists": 1, "replaced": 2, "added": 3, "same": 4}
"""Order of the outcomes in a preview: what an editor has to look at first."""

router = APIRouter(include_in_schema=False)


@router.get("/watchlist/import")
async def show_import(shell: Annotated[Shell, SHELL]) -> Response:
    """Show the form."""
    return _page(shell, {})


@router.post("/watchlist/import")
async def run_import(shell: Annotated[Shell, SHELL]) -> Response:
    """Show what a list would do; with ``apply``, do it."""
    form = await shell.form()
    text = "\n".join(form.get("text", ())).replace("\r\n", "\n")

    async def plan() -> Any:
        wanted = {"existing": one(form, "existing") or "skip", "dry_run": "apply" not in form}
        query = parse(ImportQuery, wanted)
        return await import_text(text, query, shell.resources, shell.who)

    checked = await submit(plan, ("text", "existing"))
    mistakes = dict(checked.mistakes)
    if "" in mistakes:
        mistakes["text"] = mistakes.pop("")
    if isinstance(checked.answer, Response):
        return checked.answer
    return _page(shell, form, checked.answer, mistakes)


def _page(shell: Shell, form: Form, result: Any = None, mistakes: Any = None) -> Response:
    items = sorted(result.items, key=lambda each: RANKS[each.outcome]) if result else []
    return shell.page(
        "watchlist_import.html",
        422 if mistakes else 200,
        form=form,
        result=result,
        items=items[:MOST_ROWS],
        mistakes=mistakes or {},
    )
