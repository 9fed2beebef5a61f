"""The web application: `create_web` assembles it; nothing happens on import.

    request --Requests--> SecurityHeaders --> HtmlProblems --> Gate --> BoundedBodies
            --> StandardMethods --> GZip --> ConditionalRequests --> routes

`monitor.web.gate` authorises requests; `monitor.web.problems` answers errors, which
`monitor.web.pages.html_problems` shows to browsers as pages.
"""

import time
from typing import Any

from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.middleware.gzip import GZipMiddleware

from monitor import __version__
from monitor.store import Store
from monitor.web.access import Access
from monitor.web.assets import load_assets
from monitor.web.bodies import BoundedBodies
from monitor.web.buckets import Buckets
from monitor.web.conditional import ConditionalRequests
from monitor.web.gate import Gate
from monitor.web.headers import SecurityHeaders
from monitor.web.health import Health
from monitor.web.limits import WebSettings
from monitor.web.locales import load_interfaces
from monitor.web.methods import StandardMethods
from monitor.web.openapi import describe_api
from monitor.web.pages.html_problems import HtmlProblems
from monitor.web.pages.routers import PAGE_ROUTERS
from monitor.web.pages.templating import Templates
from monitor.web.ports import ConfigurationInForce, RunForever
from monitor.web.problems import install_problems
from monitor.web.requests import Requests
from monitor.web.resources import Resources
from monitor.web.routes import (
    activity,
    actors,
    alert_details,
    alerts,
    articles,
    clicks,
    docs,
    feedback,
    feeds,
    login,
    managed_feeds,
    rejected,
    saved_views,
    search,
    sign_in,
    silences,
    statements,
    static,
    status,
    subscriptions,
    system,
    tokens,
    watchlist,
    watchlist_import,
    watchlist_items,
    websub,
)
from monitor.web.services.workbench import Workbench
from monitor.web.stream import LiveEvents, Sources

ROUTERS = (
    activity.router,
    actors.router,
    alerts.router,
    alert_details.router,
    articles.router,
    clicks.router,
    docs.router,
    feedback.router,
    feeds.router,
    login.router,
    managed_feeds.router,
    rejected.router,
    saved_views.router,
    search.router,
    sign_in.router,
    silences.router,
    statements.router,
    static.router,
    status.router,
    subscriptions.router,
    system.router,
    tokens.router,
    watchlist.router,
    watchlist_import.router,
    watchlist_items.router,
    websub.router,
)
SHORTEST_COMPRESSED = 1_000
"""Bytes from which a body is compressed: a shorter one fits into one packet anyway."""
DESCRIPTION = "Statements in news feeds, matched against a watchlist and raised as alerts."


def create_web(
    engine: AsyncEngine,
    settings: WebSettings,
    health: Health,
    in_force: ConfigurationInForce,
    forever: RunForever,
) -> FastAPI:
    """Return the application over a store and the configuration in force.

    ``forever`` runs the background work of the live stream.
    """
    store = Store(engine)
    limits = settings.limits
    access = Access(settings.token, store.tokens, limits)
    live = LiveEvents(Sources(store.events, store.reactions), access, limits, forever)
    app = _with_routes()
    assets = load_assets()
    templates = Templates(assets, load_interfaces())
    detail = "too many wrong tokens came from this address; wait a moment"
    logins = Buckets(limits.logins, limits.logins_per_s, detail, time.monotonic)
    workbench = Workbench(store, engine.url.render_as_string(hide_password=False))
    resources = Resources(
        store, access, health, in_force, live, assets, templates, logins, workbench, settings
    )
    app.state.resources = resources
    install_problems(app)
    # The last one added is the first that sees a request.
    app.add_middleware(ConditionalRequests)
    app.add_middleware(GZipMiddleware, minimum_size=SHORTEST_COMPRESSED)
    app.add_middleware(StandardMethods)
    app.add_middleware(BoundedBodies, limits=limits)
    app.add_middleware(Gate, access=access, audit=store.audit, settings=settings)
    app.add_middleware(HtmlProblems, resources=resources)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(Requests)
    return app


def openapi_description() -> dict[str, Any]:
    """Return the description of the API, as `/openapi.json` gives it; needs no store."""
    return _with_routes().openapi()


def _with_routes() -> FastAPI:
    app = FastAPI(
        title="News monitor",
        version=__version__,
        description=DESCRIPTION,
        openapi_url=None,  # `monitor.web.routes.docs` serves it
        docs_url=None,
        redoc_url=None,
    )
    for router in (*ROUTERS, *PAGE_ROUTERS):
        app.include_router(router)
    app.openapi = describe_api(app)  # type: ignore[method-assign]  # FastAPI documents this
    return app
