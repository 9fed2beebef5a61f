"""``/openapi.json``: the description of the API, completed with what every route has in common.

FastAPI describes its own form of 422; every error of this API is a `Problem`.
"""

from collections.abc import Callable
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from monitor.web.access import COOKIE
from monitor.web.gate import SAFE_METHODS
from monitor.web.problem_types import type_of
from monitor.web.problems import MEDIA_TYPE, Problem

SECURITY_SCHEMES = {
    "bearer": {"type": "http", "scheme": "bearer"},
    "cookie": {"type": "apiKey", "in": "cookie", "name": COOKIE},
}
OPEN_PATHS = ("/healthz", "/readyz", "/metrics")
TAGS = {
    "alerts": "Events that a rule of the watchlist raised: lists, facets, one alert, live streams.",
    "search": "Full-text search over statements and articles, with facets.",
    "statements": "Stored statements, newest first.",
    "articles": "Stored articles, and one article with its copies.",
    "actors": "Actors of the watchlist.",
    "activity": "Actors, themes and stories over time, and the wordings of one quotation.",
    "feedback": "Marks that alerts are wrong, and what would avoid them.",
    "silences": "Silences and acknowledgements: which alerts notify no one.",
    "subscriptions": "Which alerts are sent where.",
    "views": "Saved views: shareable, as feeds, as tables; exports of lists.",
    "watchlist": "The watchlist, its versions, and the workbench.",
    "feeds": "Feeds: their health, and how they are configured.",
    "rejected": "Dead letters.",
    "system": "Versions, lag and latency.",
    "tokens": "Tokens and the audit log, for administrators.",
    "status": "Open to everyone, for probes and Prometheus.",
}
"""What each group of operations is for."""
EXAMPLES: dict[tuple[str, str], Any] = {
    ("post", "/api/v1/alerts/{id}/acknowledge"): {"note": "I am on it"},
    ("post", "/api/v1/alerts/{id}/feedback"): {"fault": "wrong_actor", "note": "a namesake"},
    ("post", "/api/v1/silences"): {
        "matchers": {"rule": ["sadr-on-troops"], "severity": ["low", "medium"]},
        "duration": "2h",
        "comment": "known exercise",
    },
    ("post", "/api/v1/silences/preview"): {"matchers": {"publisher": ["wire"]}, "days": 7},
    ("post", "/api/v1/subscriptions"): {
        "id": "desk",
        "filter": {"rules": ["sadr-on-troops"], "min_severity": "high"},
        "channel": {"type": "webhook", "url": "https://example.org/hook"},
    },
    ("post", "/api/v1/tokens"): {"name": "ana", "role": "editor", "lasts": "90d"},
    ("post", "/api/v1/views"): {
        "name": "Foreign troops, high",
        "kind": "alerts",
        "query": {"theme": ["foreign-troops"], "min_severity": "high"},
        "is_shared": True,
    },
    ("put", "/api/v1/watchlist/{kind}/{id}"): {
        "name": "Foreign troops",
        "query": "(foreign OR coalition) NEAR/6 (troop* OR soldier*)",
    },
    ("post", "/api/v1/replays"): {
        "changes": [{"kind": "themes", "id": "tolls", "body": {"name": "Tolls", "query": "toll*"}}],
        "days": 7,
    },
    ("post", "/api/v1/feeds"): {"url": "https://example.org/rss", "name": "Example"},
    ("post", "/api/v1/feeds/discover"): {"url": "https://example.org/"},
    ("put", "/api/v1/configured-feeds/{id}"): {
        "url": "https://example.org/rss",
        "interval": "10m",
        "paused": True,
    },
    ("put", "/api/v1/views/{id}"): {
        "name": "Foreign troops, critical",
        "kind": "alerts",
        "query": {"theme": ["foreign-troops"], "min_severity": "critical"},
    },
    ("put", "/api/v1/subscriptions/{id}"): {
        "filter": {"min_severity": "critical"},
        "channel": {"type": "email", "to": "desk@example.org", "digest": "1h"},
        "quiet_hours": "22:00-06:00 Europe/Berlin",
    },
    ("post", "/api/v1/watchlist/checks"): {
        "changes": [{"kind": "themes", "id": "tolls", "body": {"name": "Tolls", "query": "toll*"}}]
    },
    ("post", "/api/v1/watchlist/{kind}/{id}/restore"): {"version": 3},
}
"""A body of each operation that a developer is likely to try first."""
ERRORS = {
    "401": "A token is needed",
    "403": "The role of the token does not suffice",
    "404": "The item does not exist",
    "422": "The request is not valid",
    "429": "Too many requests or streams",
    "503": "The database is unavailable or busy",
}
CHANGE_ERRORS = {
    "408": "The body did not arrive in time",
    "409": "The state of the item does not allow it",
    "413": "The body is too large",
}
"""Of a request that changes something."""
FRAMEWORK_SCHEMAS = ("HTTPValidationError", "ValidationError")
"""FastAPI's own bodies of 422, which no route sends."""


def describe_api(app: FastAPI) -> Callable[[], dict[str, Any]]:
    """Return a function that gives the description, built once."""

    def description() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _describe(app)
        return app.openapi_schema

    return description


def _describe(app: FastAPI) -> dict[str, Any]:
    schema = get_openapi(
        title=app.title, version=app.version, description=app.description, routes=app.routes
    )
    schema["tags"] = [{"name": name, "description": text} for name, text in TAGS.items()]
    components = schema.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for name in FRAMEWORK_SCHEMAS:
        schemas.pop(name, None)
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(problem.pop("$defs", {}))
    schemas["Problem"] = problem
    components["securitySchemes"] = SECURITY_SCHEMES
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            _add_example(operation, EXAMPLES.get((method, path)))
            _describe_success(operation, schemas)
            _complete(operation, errors_of(method), is_open=path in OPEN_PATHS)
    return schema


def _add_example(operation: dict[str, Any], example: Any) -> None:
    """Add an example of the body of one operation."""
    content = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if example is not None and content is not None:
        content["example"] = example


def _describe_success(operation: dict[str, Any], schemas: dict[str, Any]) -> None:
    """Describe a successful answer by its model."""
    for status, response in operation["responses"].items():
        content = response.get("content", {}).get("application/json", {})
        name = content.get("schema", {}).get("$ref", "").rpartition("/")[2]
        if status.startswith("2") and name:
            response["description"] = schemas[name]["description"].partition("\n")[0]


def errors_of(method: str) -> dict[str, str]:
    """Return the errors of an operation: title by status, in order."""
    if method.upper() in SAFE_METHODS:
        return ERRORS
    return dict(sorted({**ERRORS, **CHANGE_ERRORS}.items()))


def _complete(operation: dict[str, Any], errors: dict[str, str], *, is_open: bool) -> None:
    """Add the errors and the security of one operation."""
    operation["security"] = [] if is_open else [{name: []} for name in SECURITY_SCHEMES]
    responses = operation["responses"]
    if is_open:
        responses.pop("422", None)
        return
    responses.pop("422", None)  # the framework's; it comes again in order
    for status, title in errors.items():
        example = {"type": type_of(int(status)), "title": title, "status": int(status)}
        problem = {"schema": {"$ref": "#/components/schemas/Problem"}, "example": example}
        content = {MEDIA_TYPE: problem}
        responses[status] = {"description": title, "content": content}
