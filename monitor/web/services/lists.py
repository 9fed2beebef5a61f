"""The lists that people save, follow and export: one place that reads each by its parameters."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.deliveries.render.syndication import FeedItem, item_of
from monitor.records import Article
from monitor.store import Store
from monitor.store.alert_clauses import AlertSelection
from monitor.store.statements import StoredStatement
from monitor.web.services.exports import (
    Record,
    alert_record,
    article_record,
    statement_record,
)
from monitor.web.services.searches import Wanted

PAGE = 500
"""Rows read at a time: some megabytes."""
MOST_EXPORTED = 10_000
"""Rows of an export: what a spreadsheet shows without effort; about 5 s."""


@dataclass(frozen=True, slots=True)
class ListSource:
    """One list: alerts by a selection, or statements or articles by a search."""

    alerts: AlertSelection | None = None
    statements: Wanted | None = None
    articles: Wanted | None = None


async def newest_items(store: Store, source: ListSource, limit: int) -> list[FeedItem]:
    """Return the newest entries of a list as items of a feed; suppressed alerts are omitted."""
    if source.alerts is not None:
        page = await store.alerts.find(source.alerts, limit=limit)
        return [item_of(alert) for alert in page.items if not alert.suppressed]
    if source.statements is not None:
        statements = await store.search.statements(source.statements.index_query, limit=limit)
        return [_item_of_statement(item) for item in statements.items]
    assert source.articles is not None, "a list has one source"
    articles = await store.search.articles(source.articles.index_query, limit=limit)
    return [_item_of_article(article) for article in articles.items]


async def export_records(
    store: Store, source: ListSource, limit: int = MOST_EXPORTED
) -> list[Record]:
    """Return the newest rows of a list as records of a table."""
    records: list[Record] = []
    cursor: int | None = None
    while len(records) < limit:
        wanted = min(PAGE, limit - len(records))
        some, cursor = await _page_of_records(store, source, wanted, cursor)
        records += some
        if cursor is None:
            break
    return records


async def _page_of_records(
    store: Store, source: ListSource, limit: int, before: int | None
) -> tuple[Sequence[Record], int | None]:
    if source.alerts is not None:
        page = await store.alerts.find(source.alerts, limit=limit, before=before)
        return [alert_record(alert) for alert in page.items], page.next
    if source.statements is not None:
        query = source.statements.index_query
        statements = await store.search.statements(query, limit=limit, before=before)
        return [statement_record(item) for item in statements.items], statements.next
    assert source.articles is not None, "a list has one source"
    query = source.articles.index_query
    articles = await store.search.articles(query, limit=limit, before=before)
    return [article_record(article) for article in articles.items], articles.next


def _item_of_statement(item: StoredStatement) -> FeedItem:
    statement, article = item.statement, item.article
    speaker = statement.said_by or "unknown speaker"
    return FeedItem(
        id=f"urn:news-monitor:statement:{article.id}:{statement.id}",
        guid=f"{article.id}:{statement.id}",
        url=article.url,
        title=f"{speaker}: {article.title}",
        summary=f"{speaker}: {statement.text} ({article.publisher})",
        author=speaker,
        tags=(*statement.themes, *statement.acts),
        published_at=_published(article),
        updated_at=article.seen_at,
    )


def _item_of_article(article: Article) -> FeedItem:
    return FeedItem(
        id=f"urn:news-monitor:article:{article.id}",
        guid=article.id,
        url=article.url,
        title=article.title,
        summary=f"{article.title} ({article.publisher})",
        author=article.publisher,
        tags=(article.language,),
        published_at=_published(article),
        updated_at=article.seen_at,
    )


def _published(article: Article) -> datetime:
    return article.published_at or article.seen_at


def is_subscribable(alerts: AlertSelection | None) -> bool:
    """Return whether a subscription can send what a list shows: alerts of any state and time."""
    if alerts is None or alerts.states:
        return False
    return alerts.wanted.since is None and alerts.wanted.until is None
