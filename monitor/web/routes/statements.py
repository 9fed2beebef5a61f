"""``/api/v1/statements``: stored statements with their articles, newest first."""

from typing import Annotated

import msgspec
from fastapi import APIRouter, Query

from monitor.store import StatementFilter
from monitor.store.statements import StoredStatement
from monitor.web.parameters import KNOWN_PARAMETERS, Acts, Names, Paging, Period, Words
from monitor.web.resources import WITH_RESOURCES, Resources
from monitor.web.views import CarriedStatementView, View

router = APIRouter(prefix="/api/v1", tags=["statements"], dependencies=[KNOWN_PARAMETERS])


class StatementQuery(Period, Paging):
    """Which page of which statements."""

    speaker: Names = ()
    """Actor ids or words of the speaker's name."""
    actor: Names = ()
    """Actor ids, as ``speaker``."""
    theme: Names = ()
    """Themes, one of which the statement has."""
    act: Acts = ()
    """Acts, one of which the statement performs."""
    q: Words = ""
    """Words that occur in the statement, its speaker or its title."""

    def to_filter(self) -> StatementFilter:
        """Return the filter of the store."""
        return StatementFilter(
            speakers=(*self.speaker, *self.actor),
            themes=self.theme,
            acts=self.act,
            since=self.since,
            until=self.until,
            words=self.q,
        )


class StatementPage(View):
    """A page of statements; ``next`` is the cursor of the next page, null on the last."""

    items: list[CarriedStatementView]
    next: int | None


@router.get("/statements")
async def list_statements(
    query: Annotated[StatementQuery, Query()],
    resources: Annotated[Resources, WITH_RESOURCES],
) -> StatementPage:
    """List statements, newest first."""
    page = await resources.store.statements.find(
        query.to_filter(), limit=query.limit, before=query.cursor
    )
    return StatementPage(items=[_view(item) for item in page.items], next=page.next)


def _view(item: StoredStatement) -> CarriedStatementView:
    statement = msgspec.to_builtins(item.statement)
    article = msgspec.to_builtins(item.article.header)
    return CarriedStatementView.model_validate({**statement, "article": article})
