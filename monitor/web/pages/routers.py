"""The routers of every page, in the order in which paths are matched."""

from monitor.web.pages import alert, alerts, preferences

PAGE_ROUTERS = (
    alerts.router,
    alert.router,
    preferences.router,
)
