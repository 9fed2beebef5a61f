"""``/views``: saved views of alerts: share, follow as a feed, export, subscribe to, delete."""

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.datastructures import QueryParams

from monitor.web.pages.alert_query import ALL, mistake_in, read_query
from monitor.web.pages.forms import one, parse, submit
from monitor.web.pages.shell import SHELL, Form, Shell
from monitor.web.parameters import Id
from monitor.web.routes import saved_views as api

router = APIRouter(include_in_schema=False)


@router.get("/views")
async def show_views(shell: Annotated[Shell, SHELL]) -> Response:
    """Show the reader's views and the shared ones."""
    views = await api.list_views(shell.resources, shell.who)
    items = [(view, page_address(view.kind, view.query)) for view in views.items]
    return shell.page("views.html", items=items)


@router.get("/views/new")
async def show_new(shell: Annotated[Shell, SHELL]) -> Response:
    """Show the form that saves the list of an address."""
    return _form_page(shell, {})


@router.post("/views/new")
async def create(shell: Annotated[Shell, SHELL]) -> Response:
    """Save the list of an address."""
    form = await shell.form()

    async def store() -> Any:
        query, _ = mistake_in(read_query(shell.request.query_params), shell.now)
        body = {"name": one(form, "name"), "query": query.api_query, "kind": "alerts"}
        wanted = parse(api.ViewRequest, {**body, "is_shared": "is_shared" in form})
        return await api.create_view(wanted, Response(), shell.resources, shell.who)

    checked = await submit(store, ("name",))
    if checked.mistakes:
        return _form_page(shell, form, checked.mistakes)
    return shell.see_other("/views")


@router.post("/views/{id}/delete")
async def delete(id_: Id, shell: Annotated[Shell, SHELL]) -> Response:
    """Delete a view of the reader's own."""
    view = await api.own_view(id_, shell.resources, shell.who, shell.may("admin"))
    await api.delete_view(view, shell.resources)
    return shell.see_other("/views")


def page_address(kind: str, query: dict[str, Any]) -> str:
    """Return the page that shows a view."""
    if kind != "alerts":
        return f"/search?{urlencode({'kind': kind, **query}, doseq=True)}"
    states = query.get("state") or [ALL]
    given = urlencode({**query, "state": states}, doseq=True)
    return read_query(QueryParams(given)).href()  # in the order that the desk writes


def _form_page(shell: Shell, form: Form, mistakes: Any = None) -> Response:
    query, _ = mistake_in(read_query(shell.request.query_params), shell.now)
    return shell.page(
        "view_new.html",
        422 if mistakes else 200,
        form=form,
        query=query,
        mistakes=mistakes or {},
    )
