"""``/api/v1/views``: saved views of lists: shareable, as feeds, as tables, as subscriptions.

1. A view belongs to its creator; others see it if it is shared. Only its owner or an administrator
   changes it. A view that the caller may not see does not exist for them.
2. ``query`` holds the parameters of the list: those of ``/api/v1/alerts`` for kind ``alerts``, of
   ``/api/v1/search/…`` for ``statements`` and ``articles``.
3. ``/api/v1/feeds-of-views/`` takes ``?token=``, for feed readers, which send no headers.
4. ``/api/v1/export/`` gives lists without a view as tables.
"""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

import msgspec
from fastapi import APIRouter, Depends, HTTPException, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import Field, ValidationError

from monitor.config.models import Model
from monitor.deliveries.render.syndication import MEDIA_TYPES, FeedForm, json_feed, xml_feed
from monitor.store.views import SavedView, ViewKind
from monitor.web.parameters import KNOWN_PARAMETERS, AlertListQuery, Id, Name
from monitor.web.resources import CALLER, IS_ADMIN, WITH_RESOURCES, Resources
from monitor.web.routes.search import SearchQuery
from monitor.web.services import exports, lists
from monitor.web.services.lists import ListSource
from monitor.web.views import View

SYNDICATED = 50
"""Items of a feed, as in those of ``/api/v1/alerts``."""

router = APIRouter(prefix="/api/v1", tags=["views"], dependencies=[KNOWN_PARAMETERS])


class ViewRequest(Model):
    """A list with its parameters, under a name."""

    name: Annotated[Name, Field(min_length=1)]
    kind: ViewKind = "alerts"
    query: Annotated[dict[str, Any], Field(default_factory=dict)]
    is_shared: bool = False


class SavedViewView(View):
    """A saved view; ``address`` is the list, ``feeds`` and ``exports`` are addresses by form."""

    id: str
    name: str
    kind: ViewKind
    query: dict[str, Any]
    owner: str
    is_shared: bool
    created_at: datetime
    updated_at: datetime
    address: str
    feeds: dict[str, str]
    exports: dict[str, str]
    is_subscribable: bool
    """Whether a subscription can send it: alerts, whatever their state and time."""


class SavedViewList(View):
    """The caller's views and the shared ones, by name."""

    items: list[SavedViewView]


class FilterOfView(View):
    """The filter of a subscription that sends what a view shows."""

    view: str
    filter: dict[str, Any]


async def visible_view(
    id_: Id, resources: Annotated[Resources, WITH_RESOURCES], caller: Annotated[str, CALLER]
) -> SavedView:
    """Return the view of a path if the caller may see it."""
    view = await resources.store.views.get(id_)
    if view is None or not (view.is_shared or view.owner == caller):
        raise HTTPException(404, f"no view {id_}")
    return view


async def own_view(
    id_: Id,
    resources: Annotated[Resources, WITH_RESOURCES],
    caller: Annotated[str, CALLER],
    admin: Annotated[bool, IS_ADMIN],
) -> SavedView:
    """Return the view of a path if the caller may change it."""
    view = await resources.store.views.get(id_)
    if view is None or not (view.is_shared or admin or view.owner == caller):
        raise HTTPException(404, f"no view {id_}")
    if not admin and view.owner != caller:
        raise HTTPException(403, f"the view belongs to {view.owner}; save a copy of it")
    return view


VISIBLE = Depends(visible_view)
OWN = Depends(own_view)


@router.get("/views")
async def list_views(
    resources: Annotated[Resources, WITH_RESOURCES], caller: Annotated[str, CALLER]
) -> SavedViewList:
    """List the caller's views and the shared ones."""
    views = await resources.store.views.visible_to(caller)
    return SavedViewList(items=[_view(view) for view in views])


@router.post("/views", status_code=201)
async def create_view(
    wanted: ViewRequest,
    response: Response,
    resources: Annotated[Resources, WITH_RESOURCES],
    caller: Annotated[str, CALLER],
) -> SavedViewView:
    """Save a list with its parameters."""
    query = _checked(wanted)
    view = await resources.store.views.add(
        wanted.name, wanted.kind, query, owner=caller, is_shared=wanted.is_shared
    )
    response.headers["Location"] = f"/api/v1/views/{view.id}"
    return _view(view)


@router.get("/views/{id}")
async def read_view(
    view: Annotated[SavedView, VISIBLE],
) -> SavedViewView:
    """Return a view."""
    return _view(view)


@router.put("/views/{id}")
async def change_view(
    view: Annotated[SavedView, OWN],
    wanted: ViewRequest,
    resources: Annotated[Resources, WITH_RESOURCES],
) -> SavedViewView:
    """Replace a view."""
    changed = msgspec.structs.replace(
        view,
        name=wanted.name,
        kind=wanted.kind,
        query=_checked(wanted),
        is_shared=wanted.is_shared,
        updated_at=datetime.now(UTC),
    )
    await resources.store.views.put(changed)
    return _view(changed)


@router.delete("/views/{id}", status_code=204)
async def delete_view(
    view: Annotated[SavedView, OWN],
    resources: Annotated[Resources, WITH_RESOURCES],
) -> None:
    """Delete a view; subscriptions that were made from it stay."""
    await resources.store.views.remove(view.id)


@router.get("/views/{id}/filter")
async def read_filter(
    view: Annotated[SavedView, VISIBLE],
) -> FilterOfView:
    """Return the filter of a subscription that sends what a view shows."""
    source = source_of(view.kind, view.query)
    if source.alerts is None or not lists.is_subscribable(source.alerts):
        raise HTTPException(409, "only a view of alerts without state, since and until can be sent")
    wanted = source.alerts.wanted
    names = ("rules", "actors", "themes", "acts", "speakers", "publishers", "languages")
    filter_: dict[str, Any] = {name: list(getattr(wanted, name)) for name in names}
    single = {name: getattr(wanted, name) for name in ("min_severity", "max_severity", "words")}
    return FilterOfView(view=view.id, filter={**filter_, **single})


@router.get("/views/{id}/export.{form}", response_class=Response)
async def export_view(
    view: Annotated[SavedView, VISIBLE],
    form: exports.Form,
    resources: Annotated[Resources, WITH_RESOURCES],
) -> Response:
    """Return the newest 10,000 rows of a view as ``csv``, ``json`` or ``xlsx``."""
    return await _table(resources, source_of(view.kind, view.query), form, view.kind)


@router.get("/feeds-of-views/{id}.{form}", response_class=Response)
async def syndicate_view(
    view: Annotated[SavedView, VISIBLE],
    form: FeedForm,
    request: Request,
    resources: Annotated[Resources, WITH_RESOURCES],
    token: Annotated[
        Name | None, Query(description="For feed readers, which send no headers.")
    ] = None,
) -> Response:
    """Return the newest items of a view as ``atom``, ``rss`` or ``json``."""
    del token  # the gate has read it
    source = source_of(view.kind, view.query)
    items = await lists.newest_items(resources.store, source, SYNDICATED)
    url = str(request.url.remove_query_params("token"))
    if form == "json":
        return JSONResponse(json_feed(items, url, view.name), media_type=MEDIA_TYPES[form])
    return Response(xml_feed(items, url, form, view.name), media_type=MEDIA_TYPES[form])


@router.get("/export/alerts.{form}", response_class=Response)
async def export_alerts(
    form: exports.Form,
    query: Annotated[AlertListQuery, Query()],
    resources: Annotated[Resources, WITH_RESOURCES],
) -> Response:
    """Return the newest 10,000 alerts of a list as ``csv``, ``json`` or ``xlsx``."""
    return await _table(resources, ListSource(alerts=query.to_selection()), form, "alerts")


@router.get("/export/{kind}.{form}", response_class=Response)
async def export_hits(
    kind: Literal["statements", "articles"],
    form: exports.Form,
    query: Annotated[SearchQuery, Query()],
    resources: Annotated[Resources, WITH_RESOURCES],
) -> Response:
    """Return the newest 10,000 statements or articles of a search as a table."""
    wanted = query.to_wanted()
    source = ListSource(statements=wanted) if kind == "statements" else ListSource(articles=wanted)
    return await _table(resources, source, form, kind)


def source_of(kind: ViewKind, query: dict[str, Any]) -> ListSource:
    """Return the list of a view. Raises ValidationError for parameters that it does not have."""
    if kind == "alerts":
        return ListSource(alerts=AlertListQuery.model_validate(query).to_selection())
    wanted = SearchQuery.model_validate(query).to_wanted()
    return ListSource(statements=wanted) if kind == "statements" else ListSource(articles=wanted)


async def _table(
    resources: Resources, source: ListSource, form: exports.Form, name: str
) -> Response:
    records = await lists.export_records(resources.store, source)
    headers = {"Content-Disposition": f'attachment; filename="{name}.{form}"'}
    body = exports.write_table(records, form)
    return Response(body, media_type=exports.MEDIA_TYPES[form], headers=headers)


def _checked(wanted: ViewRequest) -> dict[str, Any]:
    """Return the parameters of a view, complete and valid. Raises RequestValidationError."""
    model = AlertListQuery if wanted.kind == "alerts" else SearchQuery
    try:
        checked = model.model_validate(wanted.query)
    except ValidationError as error:
        mistakes = [{**each, "loc": ("body", "query", *each["loc"])} for each in error.errors()]
        raise RequestValidationError(mistakes) from error
    fields: dict[str, Any] = checked.model_dump(mode="json", exclude_defaults=True)
    return fields


def _view(view: SavedView) -> SavedViewView:
    address = "/api/v1/alerts" if view.kind == "alerts" else f"/api/v1/search/{view.kind}"
    parameters = urlencode(sorted(view.query.items()), doseq=True)
    source = source_of(view.kind, view.query)
    return SavedViewView.model_validate(
        {
            **msgspec.to_builtins(view),
            "address": f"{address}?{parameters}" if parameters else address,
            "feeds": {form: f"/api/v1/feeds-of-views/{view.id}.{form}" for form in MEDIA_TYPES},
            "exports": {
                form: f"/api/v1/views/{view.id}/export.{form}" for form in exports.MEDIA_TYPES
            },
            "is_subscribable": lists.is_subscribable(source.alerts),
        }
    )
