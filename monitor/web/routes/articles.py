"""``/api/v1/articles``: stored articles, by words and one by one with their copies."""

from datetime import datetime
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, HTTPException, Query, Request, Response

from monitor.records import Article
from monitor.web.links import link_pages
from monitor.web.parameters import KNOWN_PARAMETERS, Id
from monitor.web.resources import WITH_RESOURCES, Resources
from monitor.web.routes.search import SearchPageQuery
from monitor.web.views import ArticleHeaderView, View

router = APIRouter(prefix="/api/v1", tags=["articles"], dependencies=[KNOWN_PARAMETERS])


class ArticleQuery(SearchPageQuery):
    """Which page of which articles."""


class ArticleView(View):
    """One article; every offset of a statement points into ``text``."""

    id: str
    feed: str
    publisher: str
    url: str
    title: str
    text: str
    language: str
    published_at: datetime | None
    seen_at: datetime
    revision: int
    authors: list[str]
    flags: list[str]


class ArticleList(View):
    """A page of articles, newest first; ``next`` is the cursor of the next page."""

    items: list[ArticleView]
    next: int | None


class ArticleCopyView(ArticleHeaderView):
    """Another article of the same story."""

    seen_at: datetime


class StoryArticleView(ArticleView):
    """An article, the story it belongs to, and its other copies, oldest first."""

    story: str
    copies: list[ArticleCopyView]


@router.get("/articles")
async def list_articles(
    request: Request,
    response: Response,
    query: Annotated[ArticleQuery, Query()],
    resources: Annotated[Resources, WITH_RESOURCES],
) -> ArticleList:
    """List articles with their texts, newest first."""
    page = await resources.store.search.articles(
        query.to_wanted().index_query, limit=query.limit, before=query.cursor
    )
    link_pages(request, response, page.next)
    items = [ArticleView.model_validate(_builtins(item)) for item in page.items]
    return ArticleList(items=items, next=page.next)


@router.get("/articles/{id}")
async def read_article(
    id_: Id, resources: Annotated[Resources, WITH_RESOURCES]
) -> StoryArticleView:
    """Return one article with its copies."""
    store = resources.store
    article = await store.articles.get(id_)
    if article is None:
        raise HTTPException(404, f"no article {id_}")
    story, members = await store.articles.copies_of(id_)
    copies = [
        {**msgspec.to_builtins(copy.header), "seen_at": copy.seen_at}
        for copy in members
        if copy.id != id_
    ]
    return StoryArticleView.model_validate({**_builtins(article), "story": story, "copies": copies})


def _builtins(article: Article) -> dict[str, Any]:
    fields: dict[str, Any] = msgspec.to_builtins(article)
    fields.pop("schema", None)
    return fields
