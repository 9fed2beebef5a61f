"""Names of before `Store`, until every caller uses its nouns. To be removed."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.deliveries.filter import AlertFilter
from monitor.records import Alert, Article, FeedState, Rejection
from monitor.store.events import StoredEvent
from monitor.store.rejections import PENDING
from monitor.store.rows import Page
from monitor.store.statements import Counted, StatementFilter, StoredStatement
from monitor.store.store import Store
from monitor.store.subscriptions import SubscriptionState

Listed = SubscriptionState


class Queries:
    """`Store`, under the names of before."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.store = Store(engine)

    async def feeds(self) -> tuple[FeedState, ...]:
        """See `Feeds.all`."""
        return await self.store.feeds.all()

    async def rejections(
        self, *, limit: int = 200, status: str | None = PENDING
    ) -> tuple[Rejection, ...]:
        """See `Rejections.find`."""
        return await self.store.rejections.find(limit=limit, status=status)

    async def rejection(self, id_: str) -> Rejection | None:
        """See `Rejections.get`."""
        return await self.store.rejections.get(id_)

    async def find_alerts(
        self, wanted: AlertFilter, *, limit: int, before: int | None = None
    ) -> Page[Alert]:
        """See `Alerts.find`."""
        return await self.store.alerts.find(wanted, limit=limit, before=before)

    async def alert(self, id_: str) -> Alert | None:
        """See `Alerts.get`."""
        return await self.store.alerts.get(id_)

    async def joined(self) -> dict[str, str]:
        """See `Alerts.united_ids`."""
        return await self.store.alerts.united_ids()

    async def article(self, id_: str) -> Article | None:
        """See `Articles.get`."""
        return await self.store.articles.get(id_)

    async def copies(self, id_: str) -> tuple[str, tuple[Article, ...]]:
        """See `Articles.copies_of`."""
        return await self.store.articles.copies_of(id_)

    async def find_articles(self, words: str, *, limit: int) -> tuple[Article, ...]:
        """See `Articles.find`."""
        return await self.store.articles.find(words, limit=limit)

    async def actors_of_feed(self, feed: str, *, since: datetime, limit: int) -> list[str]:
        """See `Statements.actors_of_feed`."""
        return await self.store.statements.actors_of_feed(feed, since=since, limit=limit)

    async def find_statements(
        self, wanted: StatementFilter, *, limit: int, before: int | None = None
    ) -> Page[StoredStatement]:
        """See `Statements.find`."""
        return await self.store.statements.find(wanted, limit=limit, before=before)

    async def count_statements(
        self, actor: str, *, since: datetime | None = None, until: datetime | None = None
    ) -> Counted:
        """See `Statements.count`."""
        return await self.store.statements.count(actor, since=since, until=until)

    async def events_after(self, seq: int, *, limit: int) -> tuple[StoredEvent, ...]:
        """See `Events.after`."""
        return await self.store.events.after(seq, limit=limit)

    async def event_bounds(self) -> tuple[int, int]:
        """See `Events.bounds`."""
        return await self.store.events.bounds()

    async def counts(self) -> dict[str, int]:
        """See `Store.totals`."""
        return await self.store.totals()
