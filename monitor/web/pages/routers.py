"""The routers of every page, in the order in which paths are matched."""

from monitor.web.pages import (
    alert,
    alerts,
    article,
    feeds,
    preferences,
    rejected,
    search,
    silences,
    subscriptions,
    system,
)

PAGE_ROUTERS = (
    alerts.router,
    alert.router,
    article.router,
    feeds.router,
    preferences.router,
    rejected.router,
    search.router,
    silences.router,
    subscriptions.router,
    system.router,
)
