"""The routers of every page, in the order in which paths are matched."""

from monitor.web.pages import (
    alert,
    alerts,
    article,
    feed,
    feeds,
    preferences,
    rejected,
    search,
    silences,
    story,
    subjects,
    subscriptions,
    system,
    views,
    watchlist,
    watchlist_import,
)

PAGE_ROUTERS = (
    alerts.router,
    alert.router,
    article.router,
    feeds.router,
    feed.router,
    preferences.router,
    rejected.router,
    search.router,
    silences.router,
    story.router,
    subjects.router,
    subscriptions.router,
    system.router,
    views.router,
    watchlist_import.router,
    watchlist.router,
)
