"""``/api/v1/watchlist/import``: a list of actors, themes and rules, shown before it is applied."""

import asyncio
from typing import Annotated, Literal, get_args

from fastapi import APIRouter, HTTPException, Query, Request, Response

from monitor.records.change import ItemKind
from monitor.records.errors import ConfigurationError
from monitor.web.parameters import KNOWN_PARAMETERS, QueryModel
from monitor.web.resources import CALLER, WITH_RESOURCES, Resources
from monitor.web.routes.watchlist import refusal_of
from monitor.web.services.imports import Outcome, Present, UnreadableImport, plan_import
from monitor.web.views import View

router = APIRouter(prefix="/api/v1", tags=["watchlist"], dependencies=[KNOWN_PARAMETERS])


class ImportQuery(QueryModel):
    """How a list is imported."""

    dry_run: bool = False
    """Whether to show only what would be done."""
    existing: Literal["skip", "replace"] = "skip"
    """What becomes of items that exist with another body."""


class ImportedItemView(View):
    """One item of the list: ``reasons`` say why it is omitted, ``difference`` what it changes."""

    kind: ItemKind
    id: str
    name: str
    outcome: Outcome
    reasons: list[str]
    difference: list[str]


class ImportView(View):
    """What became, or would become, of each item."""

    items: list[ImportedItemView]
    counts: dict[str, int]
    """Numbers of items by outcome."""
    dry_run: bool


@router.post(
    "/watchlist/import",
    response_model=ImportView,
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "application/yaml": {
                    "schema": {"type": "string"},
                    "example": "actors:\n- {id: ana, name: Ana Dolan, kind: person}\n",
                },
                "application/jsonl": {
                    "schema": {"type": "string"},
                    "example": '{"id": "ana", "name": "Ana Dolan", "kind": "person"}',
                },
            },
        }
    },
)
async def import_watchlist(
    request: Request,
    query: Annotated[ImportQuery, Query()],
    resources: Annotated[Resources, WITH_RESOURCES],
    caller: Annotated[str, CALLER],
) -> ImportView | Response:
    """Add the items of a YAML document or of JSON Lines, the body of the request."""
    try:
        text = (await request.body()).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise HTTPException(422, "the document is not UTF-8; save it as UTF-8") from error
    return await import_text(text, query, resources, caller)


async def import_text(
    text: str, query: ImportQuery, resources: Resources, caller: str
) -> ImportView | Response:
    """Import a document, or show what that would do."""
    table = resources.store.changes
    async with resources.changing:
        present = Present(
            index=resources.in_force.index,
            earlier=await table.all(),
            check=resources.in_force.check,
        )
        replaces = query.existing == "replace"
        try:
            items, changes = await asyncio.to_thread(
                plan_import, text, present, who=caller, replaces=replaces
            )
        except UnreadableImport as error:
            raise HTTPException(422, str(error)) from error
        except ConfigurationError as error:
            return refusal_of(error)
        if changes and not query.dry_run:
            await table.add_all(changes)
    views = [
        ImportedItemView(
            kind=item.kind,
            id=item.id,
            name=item.name,
            outcome=item.outcome,
            reasons=list(item.reasons),
            difference=list(item.difference),
        )
        for item in items
    ]
    counts = dict.fromkeys(get_args(Outcome), 0)
    for item in items:
        counts[item.outcome] += 1
    return ImportView(items=views, counts=counts, dry_run=query.dry_run)
