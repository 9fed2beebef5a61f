"""The address of every page over the sample store."""

from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.deliveries import AlertFilter
from monitor.records.ids import digest
from monitor.store import Store

FIXED = (
    "/alerts",
    "/alerts?state=all&min_severity=high&q=troops",
    "/alerts?q=nothing-has-this",
    "/search",
    "/search?q=troops",
    "/search?q=rain&kind=articles",
    "/search?q=%28",
    "/feeds",
    f"/feeds/{digest('feed', 'courrier')}",
    f"/feeds/{digest('feed', 'wire')}",
    "/subscriptions",
    "/subscriptions/desk",
    "/subscriptions/new",
    "/subscriptions/desk/edit",
    "/silences",
    "/silences/new?rule=sadr-on-troops",
    "/rejected",
    "/system",
    "/views",
    "/views/new?min_severity=high",
    "/alerts?min_severity=high&max_severity=high",
    "/alerts?state=wrong",
    "/silences/new",
    "/subscriptions/new?channel=chat",
    "/subscriptions/new?channel=kafka",
    "/watchlist/actors/new",
    "/watchlist/themes/new",
    "/watchlist",
    "/watchlist?kind=actors&q=sadr",
    "/watchlist?kind=themes",
    "/watchlist/noise",
    "/watchlist/import",
    "/watchlist/rules/new",
    "/watchlist/rules/sadr-on-troops",
    "/watchlist/actors/muqtada-al-sadr",
    "/watchlist/themes/foreign-troops",
    "/actors/muqtada-al-sadr",
    "/actors/us-military?side=about",
    "/themes/foreign-troops",
    "/compare",
    "/compare?actor=muqtada-al-sadr&actor=us-led-coalition",
)


async def every_address(engine: AsyncEngine) -> list[str]:
    """Return every page: those of fixed addresses, and one of each kind with an id."""
    store = Store(engine)
    page = await store.alerts.find(AlertFilter(), limit=200)
    by_language = {alert.article.language: alert for alert in page.items}
    alerts = [f"/alerts/{alert.id}" for alert in by_language.values()]
    articles = [f"/articles/{each.article.id}" for each in by_language.values() if each.actor]
    stories = [f"/stories/{each.article.id}" for each in page.items if len(each.copies) > 1][:1]
    opened = [f"/alerts?open={page.items[-1].id}"]
    return [*FIXED, *alerts, *articles, *stories, *opened]
