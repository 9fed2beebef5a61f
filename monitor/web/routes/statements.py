"""``/api/v1/statements``: stored statements with their articles, newest first.

A short form of ``/api/v1/search/statements``, without the places that meet the search.
"""

import dataclasses
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from monitor.web.links import link_pages
from monitor.web.parameters import KNOWN_PARAMETERS, Names
from monitor.web.resources import WITH_RESOURCES, Resources
from monitor.web.routes.alert_details import carried_view
from monitor.web.routes.search import SearchPageQuery
from monitor.web.services import searches
from monitor.web.views import CarriedStatementView, View

router = APIRouter(prefix="/api/v1", tags=["statements"], dependencies=[KNOWN_PARAMETERS])


class StatementQuery(SearchPageQuery):
    """Which page of which statements."""

    actor: Names = ()
    """Actor ids, as ``speaker``."""

    def to_wanted(self) -> searches.Wanted:
        """Return the search of the service."""
        wanted = super().to_wanted()
        return dataclasses.replace(wanted, speakers=(*self.speaker, *self.actor))


class StatementPage(View):
    """A page of statements; ``next`` is the cursor of the next page, null on the last."""

    items: list[CarriedStatementView]
    next: int | None


@router.get("/statements")
async def list_statements(
    request: Request,
    response: Response,
    query: Annotated[StatementQuery, Query()],
    resources: Annotated[Resources, WITH_RESOURCES],
) -> StatementPage:
    """List statements, newest first."""
    page = await resources.store.search.statements(
        query.to_wanted().index_query, limit=query.limit, before=query.cursor
    )
    link_pages(request, response, page.next)
    return StatementPage(items=[carried_view(item) for item in page.items], next=page.next)
