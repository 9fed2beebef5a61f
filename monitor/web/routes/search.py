"""``/api/v1/search``: full-text search over statements and articles, with facets.

The language of ``q`` is specified in `monitor.store.search.query`.
"""

from datetime import datetime
from typing import Annotated

import msgspec
from fastapi import APIRouter, Query, Request, Response

from monitor.store.search.highlight import Span
from monitor.store.search.tables import Kind
from monitor.web.links import link_pages
from monitor.web.parameters import (
    KNOWN_PARAMETERS,
    Acts,
    Names,
    Paging,
    Period,
    SearchText,
)
from monitor.web.resources import WITH_RESOURCES, Resources
from monitor.web.services import searches
from monitor.web.views import (
    ArticleHeaderView,
    CarriedStatementView,
    FacetValueView,
    View,
    facet_views,
)

router = APIRouter(prefix="/api/v1", tags=["search"], dependencies=[KNOWN_PARAMETERS])


class SearchQuery(Period):
    """What is searched; every clause holds, and one of the values of each."""

    q: SearchText = ""
    """Words, "phrases", prefix*, NEAR/n, AND, OR, NOT, parentheses, and fields: speaker:, about:,
    publisher:, lang:, theme:, act:, since:, until:."""
    speaker: Names = ()
    """Actor ids or names, one of which is the speaker."""
    about: Names = ()
    """Actor ids or words that the statement is about."""
    publisher: Names = ()
    """Publishers."""
    language: Names = ()
    """Languages (ISO 639-1)."""
    theme: Names = ()
    """Themes, one of which the statement has."""
    act: Acts = ()
    """Acts, one of which the statement performs."""

    def to_wanted(self) -> searches.Wanted:
        """Return the search of the service."""
        return searches.Wanted(
            q=self.q,
            speakers=self.speaker,
            about=self.about,
            publishers=self.publisher,
            languages=self.language,
            themes=self.theme,
            acts=self.act,
            since=self.since,
            until=self.until,
        )


class SearchPageQuery(SearchQuery, Paging):
    """Which page of what is searched."""


class FacetQuery(SearchQuery):
    """Which rows are counted."""

    kind: Kind = "statements"
    """Statements or articles."""


class PlaceView(View):
    """Offsets of a place that meets the search, in code points."""

    start: int
    end: int


class StatementHitView(CarriedStatementView):
    """A statement with the places of ``text`` and of the title that meet the search."""

    highlights: list[PlaceView]
    title_highlights: list[PlaceView]


class StatementHits(View):
    """A page of statements; ``next`` is the cursor of the next page, null on the last."""

    items: list[StatementHitView]
    next: int | None


class ArticleHitView(ArticleHeaderView):
    """An article, a piece of its text, and the places of the piece that meet the search."""

    seen_at: datetime
    start: int
    piece: str
    highlights: list[PlaceView]


class ArticleHits(View):
    """A page of articles; ``next`` is the cursor of the next page, null on the last."""

    items: list[ArticleHitView]
    next: int | None


class SearchFacets(View):
    """Numbers of rows by the values of each field, in the newest rows that meet the search."""

    counted: int
    is_complete: bool
    """Whether all rows that meet the search are counted; else the newest of them."""
    facets: dict[str, list[FacetValueView]]


@router.get("/search/statements")
async def search_statements(
    request: Request,
    response: Response,
    query: Annotated[SearchPageQuery, Query()],
    resources: Annotated[Resources, WITH_RESOURCES],
) -> StatementHits:
    """Search statements, newest first, with the places that meet the search."""
    page = await searches.find_statements(
        resources.store, query.to_wanted(), limit=query.limit, before=query.cursor
    )
    link_pages(request, response, page.next)
    return StatementHits(items=[_statement(hit) for hit in page.items], next=page.next)


@router.get("/search/articles")
async def search_articles(
    request: Request,
    response: Response,
    query: Annotated[SearchPageQuery, Query()],
    resources: Annotated[Resources, WITH_RESOURCES],
) -> ArticleHits:
    """Search articles, newest first, with the first piece that meets the search."""
    page = await searches.find_articles(
        resources.store, query.to_wanted(), limit=query.limit, before=query.cursor
    )
    link_pages(request, response, page.next)
    return ArticleHits(items=[_article(hit) for hit in page.items], next=page.next)


@router.get("/search/facets")
async def count_hits(
    query: Annotated[FacetQuery, Query()],
    resources: Annotated[Resources, WITH_RESOURCES],
) -> SearchFacets:
    """Count what meets a search by speaker, about, publisher, language, theme and act."""
    index = resources.in_force.index
    counted, facets = await searches.count_facets(
        resources.store, index, query.kind, query.to_wanted()
    )
    return SearchFacets(
        counted=counted.rows, is_complete=counted.is_complete, facets=facet_views(facets)
    )


def _statement(hit: searches.StatementHit) -> StatementHitView:
    return StatementHitView.model_validate(
        {
            **msgspec.to_builtins(hit.item.statement),
            "article": msgspec.to_builtins(hit.item.article.header),
            "highlights": _places(hit.places),
            "title_highlights": _places(hit.title_places),
        }
    )


def _article(hit: searches.ArticleHit) -> ArticleHitView:
    return ArticleHitView.model_validate(
        {
            **msgspec.to_builtins(hit.article.header),
            "seen_at": hit.article.seen_at,
            "start": hit.start,
            "piece": hit.piece,
            "highlights": _places(hit.places),
        }
    )


def _places(spans: tuple[Span, ...]) -> list[dict[str, int]]:
    return [{"start": start, "end": end} for start, end in spans]
