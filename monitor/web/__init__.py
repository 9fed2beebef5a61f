"""The web: API, live stream and dashboard over the store. Stateless: start any number of it."""

from monitor.web.app import create_web, openapi_description
from monitor.web.health import Health
from monitor.web.limits import ArticleTerms, Limits, WebSettings
from monitor.web.server import create_server

__all__ = [
    "ArticleTerms",
    "Health",
    "Limits",
    "WebSettings",
    "create_server",
    "create_web",
    "openapi_description",
]
